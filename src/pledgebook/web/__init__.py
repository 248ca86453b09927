"""The desk in a browser: pages, pictures, the review desk, the API and the published site."""
