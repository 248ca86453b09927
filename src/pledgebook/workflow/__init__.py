"""One module per verb; the only room that knows the order of the others."""
