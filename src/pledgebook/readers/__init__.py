"""Bytes to text layers, one module per format."""
