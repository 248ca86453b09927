"""Frozen values: the words of the field as types. Import from the modules, not from here."""
