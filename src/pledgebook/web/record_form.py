"""From the fields of the record form to an official record: every wrong field is told at once, by its name."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TypeVar

from pledgebook.errors import UsageFault
from pledgebook.model.statement import Item
from pledgebook.model.when import PartialDate, Period
from pledgebook.reconciliation.labels import read_period
from pledgebook.reference.countries import countries
from pledgebook.reference.mechanisms import mechanisms
from pledgebook.reference.organisations import organisations
from pledgebook.workflow.explaining import read_figure
from pledgebook.workflow.recording import OfficialRecord, RecordType

Value = TypeVar("Value")


@cache
def party_codes() -> Mapping[str, str]:
    """Return the code of every state and organisation by its code and by its name, case folded."""
    found = {name.casefold(): code for code, country in countries().items() for name in (country.name, code)}
    found |= {name.casefold(): code for code, body in organisations().items() for name in (body.name, code)}
    return found


def party_names() -> list[str]:
    """Return the names of all parties, for the form to suggest."""
    return sorted({country.name for country in countries().values()} | {body.name for body in organisations().values()})


def read_record(fields: Mapping[str, str], author: str) -> tuple[OfficialRecord | None, dict[str, str]]:
    """Read the fields of the form.

    Returns:
        The record, or None where a field is wrong; and what is wrong, by field.
    """
    wrong: dict[str, str] = {}

    def read(name: str, reader: Callable[[str], Value], empty: Value) -> Value:
        text = fields.get(name, "")
        if not text:
            return empty
        try:
            return reader(text)
        except (ValueError, InvalidOperation, UsageFault) as fault:
            wrong[name] = str(fault)
            return empty

    kind = read("kind", RecordType, RecordType.AGREEMENT)
    date = read("date", PartialDate.parse, None)
    nobody: tuple[str, ...] = ()
    nothing: tuple[Item, ...] = ()
    no_sum: tuple[Decimal | None, str] = (None, "")
    funders = read("funders", _parties, nobody)
    recipients = read("recipients", _parties, nobody)
    amount, unit = read("amount", _amount, no_sum)
    items = read("goods", _goods, nothing)
    tranche = read("tranche", _ordinal, None)
    period: Period | None = read("period", read_period, None)
    mechanism = read("mechanism", _mechanism, None)
    needed = {"date": date, "funders": funders, "recipients": recipients}
    wrong |= {name: "this is needed" for name, value in needed.items() if not value and name not in wrong}
    if amount is None and not items and "amount" not in wrong and "goods" not in wrong:
        wrong["amount"] = "a record needs a sum, or goods"
    if wrong or date is None:
        return None, wrong
    record = OfficialRecord(
        kind=kind,
        number=fields.get("number", "")[:120],
        issuer=fields.get("issuer", "")[:200],
        date=date,
        funders=funders,
        recipients=recipients,
        amount=amount,
        unit=unit,
        items=items,
        mechanism=mechanism,
        purpose=_line(fields.get("purpose", "")) or None,
        tranche=tranche,
        period=period,
        same_as=fields.get("same-as", ""),
        inside=fields.get("inside", ""),
        author=author,
    )
    return record, {}


def _line(text: str) -> str:
    return " ".join(text.split())[:200]


def _parties(text: str) -> tuple[str, ...]:
    codes = []
    for name in text.replace("+", ";").replace(",", ";").split(";"):
        if name.strip():
            code = party_codes().get(name.strip().casefold())
            if code is None:
                raise ValueError(f"{name.strip()}: no state or organisation that is known; use its name or code")
            codes.append(code)
    return tuple(sorted(set(codes)))


def _amount(text: str) -> tuple[Decimal | None, str]:
    unit, _, digits = text.partition(" ")
    plain = digits.replace(",", "").replace("_", "").replace(" ", "")
    if len(unit) == 3 and unit.isalpha() and plain.replace(".", "", 1).isdecimal():  # noqa: PLR2004  ISO 4217
        return Decimal(plain), unit.upper()
    found = read_figure(text)
    if found is None or found.high is None or found.unit.startswith("%"):
        raise ValueError('no exact sum with its currency; write it as "EUR 10,000,000" or "EUR 10 million"')
    return found.best, found.unit


def _goods(text: str) -> tuple[Item, ...]:
    items = []
    for part in text.split(";"):
        count, _, name = part.strip().partition(" ")
        if count.replace(",", "").isdecimal() and name.strip():
            items.append(Item(name.strip()[:120], Decimal(count.replace(",", ""))))
        elif part.strip():
            items.append(Item(part.strip()[:120], None))
    return tuple(items)


def _ordinal(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 < int(text[:6]) < 10_000:  # noqa: PLR2004  no scheme has more
        raise ValueError("not the number of a tranche")
    return int(text)


def _mechanism(text: str) -> str:
    known = {name.casefold(): slug for slug, item in mechanisms().items() for name in (slug, item.title)}
    if text.casefold() not in known:
        raise ValueError(f"{text}: no mechanism that is known; choose one of the list")
    return known[text.casefold()]
