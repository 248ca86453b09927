"""Importers: one module per format behind the protocol of `base`, listed in `registry`."""
