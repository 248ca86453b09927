"""Content identity: the same value has the same bytes and the same id, on any machine."""

import hashlib
import re
from decimal import Decimal
from typing import Any

import msgspec

ID_LENGTH = 16


def plain_decimal(value: Decimal) -> str:
    """Write a decimal without exponent and without trailing zeros after the point: 1E+7 is "10000000"."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def to_plain(value: object) -> Any:  # noqa: ANN401  a tree of JSON values has no narrower type
    """Turn a frozen value into JSON-ready builtins; decimals become plain text, enums their value."""
    return _decimals_to_text(msgspec.to_builtins(value, builtin_types=(Decimal,), order="deterministic"))


_LEAVES = frozenset((str, int, float, bool, type(None)))


def _decimals_to_text(tree: object) -> object:
    """Walk a tree of builtins; leaves are passed over without a call, for most of a tree is leaves."""
    if isinstance(tree, dict):
        return {key: item if type(item) in _LEAVES else _decimals_to_text(item) for key, item in tree.items()}
    if isinstance(tree, list | tuple):
        return [item if type(item) in _LEAVES else _decimals_to_text(item) for item in tree]
    return plain_decimal(tree) if isinstance(tree, Decimal) else tree


# What may be a decimal that `str` does not write plainly: with an exponent, with noughts at its end, or minus nought.
# Text that looks like one only costs the longer way.
_NOT_PLAIN = re.compile(rb'"-?[0-9]+(?:\.[0-9]+)?[Ee]|"-?[0-9]+\.[0-9]*0"|"-0"')


def canonical_json(value: object) -> bytes:
    """Encode a value as canonical JSON: sorted keys, plain decimals, UTF-8, no white space.

    Raises:
        TypeError: The value holds something that is no record (a float for money, say, is refused by review, not here).
    """
    encoded = msgspec.json.encode(value, order="sorted")
    if _NOT_PLAIN.search(encoded) is None:
        return encoded
    return msgspec.json.encode(to_plain(value), order="deterministic")


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def content_id(prefix: str, value: object) -> str:
    """Name a value by its content: `prefix-` and the first 16 hexadecimal digits of its canonical digest."""
    return f"{prefix}-{digest(canonical_json(value))[:ID_LENGTH]}"
