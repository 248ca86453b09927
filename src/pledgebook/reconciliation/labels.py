"""Labelled records (one JSON object a statement) in, the statements and documents that reconciliation reads out."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pledgebook.model.evidence import Document, Span
from pledgebook.model.quantity import GDP_SHARE, Amount, Qualifier
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Item, Kind, Scope, Statement
from pledgebook.model.when import PartialDate, Period

_NUMBER = re.compile(r"\d+(?:[.,\s]\d+)*")
_GROUPED = re.compile(r"[.,\s](?=\d{3}(?:\D|$))")


def read_period(text: str | None) -> Period | None:
    """Read "2025", "2024-2028" or "-2030"; None stays None (raises ValueError on anything else)."""
    if not text:
        return None
    first, dash, last = text.partition("-")
    return Period(int(first) if first else None, (int(last) if last else None) if dash else int(first))


def read_statement(record: Mapping[str, Any]) -> Statement:
    """Turn one labelled record into a statement that keeps the record's own id.

    The document is the part of the id before its last dash; spans carry the quote at offset zero, since labels have no
    offsets.

    Raises:
        KeyError: A field of the labelling guide is missing.
        ValueError: A field holds what the guide does not allow.
    """
    quote = record["quote"]
    stated_date = record["date"]
    items = tuple(
        Item(item["item"], None if item.get("quantity") is None else Decimal(str(item["quantity"])))
        for item in record["items"]
    )
    return Statement(
        id=record["id"],
        document=record["id"].rpartition("-")[0],
        span=Span(0, len(quote), quote),
        kind=Kind(record["kind"]),
        amount=_read_amount(record),
        equivalents=tuple(filter(None, (_read_equivalent(item) for item in record["equivalents"]))),
        donors=tuple(sorted(record["donors"])),
        recipients=tuple(sorted(record["recipients"])),
        implementing_actor=record.get("implementing_actor") or "",
        budget_origin=BudgetOrigin(record.get("budget_origin") or "unknown"),
        stage=Stage(record["stage"]),
        date=PartialDate.parse(stated_date) if stated_date else None,
        period=read_period(record["period"]),
        scope=Scope(record["scope"]),
        part_of=record["part_of"],
        tranche=record["tranche"],
        mechanism=record["mechanism"],
        purpose=record["purpose"],
        items=items,
        also=tuple(Span(0, len(text), text) for text in record["also"] if text),
        expectations=(),
        rules=("label",),
    )


def read_documents(names: Sequence[str], published: Mapping[str, str | None]) -> tuple[Document, ...]:
    """Make the documents that labelled statements stand in, with their publication dates.

    Args:
        names: Document names, as before the last dash of statement ids.
        published: Name to publication date; a missing name or None means unknown.
    """
    return tuple(
        Document(
            id=name,
            name=name,
            publisher="",
            url="",
            title="",
            published=PartialDate.parse(day) if (day := published.get(name)) else None,
            language="",
            reader="label/1",
            text_digest="",
            size_bytes=0,
        )
        for name in sorted(set(names))
    )


def _read_amount(record: Mapping[str, Any]) -> Amount | None:
    text = record["amount_text"]
    if text is None or (record["low"] is None and record["high"] is None):
        return None
    return _amount(text, record["low"], record["high"], record["currency"] or "", record["qualifier"])


def _read_equivalent(item: Mapping[str, Any]) -> Amount | None:
    low, high = item.get("low"), item.get("high")
    if low is None and high is None:
        return None
    qualifier = "at_least" if high is None else "at_most" if low is None else "exact" if low == high else "range"
    return _amount("", low, high, item["currency"], qualifier)


def _amount(text: str, low: float | None, high: float | None, currency: str, qualifier: str) -> Amount:
    least = None if low is None else Decimal(str(low))
    most = None if high is None else Decimal(str(high))
    value = least if least is not None else most
    assert value is not None  # both callers refuse a record without a figure
    unit = GDP_SHARE if "gdp" in text.lower() and not currency else currency
    return Amount(
        text=text,
        start=0,
        end=len(text),
        low=least,
        high=most,
        qualifier=Qualifier(qualifier),
        unit=unit,
        precision=_precision(text, value),
    )


def _precision(text: str, value: Decimal) -> Decimal:
    """Value of one unit of the last stated digit; figures in words count to their last digit that is not zero."""
    match = _NUMBER.search(text)
    if match is not None and value:
        plain = _GROUPED.sub("", match[0])
        decimals = len(plain) - 1 - max(plain.rfind("."), plain.rfind(",")) if re.search(r"[.,]", plain) else 0
        points = plain.count(",") + plain.count(".")
        stated = Decimal(plain.replace(",", ".")) if points <= 1 else None
        scale = value / stated if stated else Decimal(0)
        if scale >= 1 and scale == scale.to_integral_value():
            return scale.scaleb(-decimals)
    digits = value.normalize().as_tuple()
    exponent = digits.exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)
