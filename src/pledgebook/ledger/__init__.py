"""Flows in, balanced entries and balances out; pure."""
