"""Out: one module per format behind one protocol."""
