"""What others publish comes in whole and with its provenance; what the book knows goes out in forms others read."""
