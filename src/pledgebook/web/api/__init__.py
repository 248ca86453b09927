"""The JSON API: the same questions as the pages, the same filters, one shape of errors, described by OpenAPI."""
