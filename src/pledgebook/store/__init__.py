"""Where the book rests."""
