"""The JSON form of a statement: the fields of the labelling guide, then offsets, document and rules."""

from decimal import Decimal
from typing import Any

from pledgebook.model.identity import plain_decimal
from pledgebook.model.quantity import GDP_SHARE, Amount, Qualifier
from pledgebook.model.statement import Statement


def statement_record(statement: Statement, number: int | None = None, document_name: str = "") -> dict[str, Any]:
    """Write a statement as JSON-ready builtins.

    Args:
        statement: The statement.
        number: Its place in the document, from 1; with it and a document name the id is "<name>-<number>", else the
            content id.
        document_name: Name that stands in "document"; the statement's own document id when empty.

    Returns:
        The keys of the labelling guide (numbers as JSON numbers, dates and periods as text), then "start", "end",
        "amount_start", "amount_end", "document", "implementing_actor", "budget_origin", "expectations", "rules".
    """
    amount = statement.amount
    money = amount is not None and amount.unit != GDP_SHARE
    named = number is not None and bool(document_name)
    return {
        "id": f"{document_name}-{number}" if named else statement.id,
        "quote": statement.span.quote,
        "kind": statement.kind.value,
        "amount_text": amount.text if amount else None,
        "low": _number(amount.low) if amount else None,
        "high": _number(amount.high) if amount else None,
        "qualifier": (amount.qualifier if amount else Qualifier.UNSPECIFIED).value,
        "currency": (amount.unit or None) if amount and money else None,
        "equivalents": [_equivalent(item) for item in statement.equivalents],
        "donors": list(statement.donors),
        "recipients": list(statement.recipients),
        "stage": statement.stage.value,
        "date": str(statement.date) if statement.date else None,
        "period": str(statement.period) if statement.period else None,
        "scope": statement.scope.value,
        "part_of": statement.part_of,
        "tranche": statement.tranche,
        "mechanism": statement.mechanism,
        "purpose": statement.purpose,
        "items": [{"item": item.item, "quantity": _number(item.quantity)} for item in statement.items],
        "also": [span.quote for span in statement.also],
        "start": statement.span.start,
        "end": statement.span.end,
        "amount_start": amount.start if amount else None,
        "amount_end": amount.end if amount else None,
        "document": document_name or statement.document,
        "implementing_actor": statement.implementing_actor,
        "budget_origin": statement.budget_origin.value,
        "expectations": [
            {
                "stage": item.stage.value,
                "wording": item.wording.quote,
                "start": item.wording.start,
                "end": item.wording.end,
                "due": str(item.due) if item.due else None,
            }
            for item in statement.expectations
        ],
        "rules": list(statement.rules),
    }


def _equivalent(amount: Amount) -> dict[str, Any]:
    return {
        "low": _number(amount.low),
        "high": _number(amount.high),
        "currency": amount.unit or None,
        "amount_text": amount.text,
    }


def _number(value: Decimal | None) -> int | float | None:
    """Write a decimal as a JSON number: an int where it is whole, else the shortest float that reads back."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(plain_decimal(value))
