"""Pages, one module per subject: a request in, a response out."""
