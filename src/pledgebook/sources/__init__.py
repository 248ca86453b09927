"""Bytes in: files, folders, standard input."""
