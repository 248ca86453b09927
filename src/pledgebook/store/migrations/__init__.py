"""Numbered steps of the schema, each one transaction; what has been released is never edited, only followed."""
