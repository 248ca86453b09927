"""Text layer in, statements and refused sums out; pure."""
