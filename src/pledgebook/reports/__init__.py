"""Ledger views in, report values out; pure."""
