"""Figures for formats whose numbers are binary: the number, and the exact text where the number would lose digits."""

from decimal import Decimal

from pledgebook.model.identity import plain_decimal

SAFE_DIGITS = 15
"""Significant digits that a binary number of 64 bits always keeps, and that spreadsheets show."""


def number_of(figure: Decimal) -> int | float:
    """Return the nearest number; a whole one within 64 bits stays whole."""
    whole = figure.to_integral_value()
    return int(whole) if whole == figure and abs(whole) < 2**63 else float(figure)


def exact_text(figure: Decimal) -> str | None:
    """Return the figure as text where a binary number does not keep all its digits, else None."""
    digits = plain_decimal(figure).lstrip("-").replace(".", "").strip("0")
    return plain_decimal(figure) if len(digits) > SAFE_DIGITS else None
