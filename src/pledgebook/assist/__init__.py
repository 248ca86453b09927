"""A language model as a second proposer, off by default: it proposes, the text and our own finders decide."""
