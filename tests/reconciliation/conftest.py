"""Builders of statements and documents in the words of the labelling guide, and rates that never change."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pledgebook.model.evidence import Document
from pledgebook.model.judgement import Judgement, Verdict
from pledgebook.model.statement import Statement
from pledgebook.reconciliation.labels import read_documents, read_statement

EUROS = {"EUR": "1", "DKK": "0.134", "USD": "0.92", "SEK": "0.087", "NOK": "0.086", "CAD": "0.68", "GBP": "1.19"}

Record = Callable[..., dict[str, Any]]
MakeStatement = Callable[..., Statement]
MakeDocuments = Callable[..., tuple[Document, ...]]
MakeJudgement = Callable[..., Judgement]


class FixedRates:
    """One rate a currency, on every day."""

    def convert(self, amount: Decimal, from_unit: str, to_unit: str, on: date) -> Decimal | None:
        assert on
        if from_unit not in EUROS or to_unit not in EUROS:
            return None
        return amount * Decimal(EUROS[from_unit]) / Decimal(EUROS[to_unit])


@pytest.fixture
def rates() -> FixedRates:
    return FixedRates()


@pytest.fixture
def statement() -> MakeStatement:
    def make(name: str, **changes: Any) -> Statement:  # noqa: ANN401  the fields of the guide have many types
        record: dict[str, Any] = {
            "id": name,
            "quote": f"what {name} says",
            "kind": "money",
            "amount_text": None,
            "low": None,
            "high": None,
            "qualifier": "exact",
            "currency": None,
            "equivalents": [],
            "donors": ["LT"],
            "recipients": ["UA"],
            "stage": "pledged",
            "date": None,
            "period": None,
            "scope": "single",
            "part_of": None,
            "tranche": None,
            "mechanism": None,
            "purpose": None,
            "items": [],
            "also": [],
        }
        record |= changes
        if "sum" in record:
            text = record.pop("sum")
            currency, figure, scale = text.split()
            value = Decimal(figure) * {"million": 10**6, "billion": 10**9}[scale]
            record |= {"amount_text": text, "currency": currency, "low": value, "high": value}
            if record["qualifier"] == "at_least":
                record["high"] = None
        return read_statement(record)

    return make


@pytest.fixture
def documents() -> MakeDocuments:
    def make(*statements: Statement, **published: str) -> tuple[Document, ...]:
        return read_documents([item.document for item in statements], published)

    return make


@pytest.fixture
def judgement() -> MakeJudgement:
    count = 0

    def make(verdict: Verdict, subject: str, other: str = "", field: str = "", value: str = "") -> Judgement:
        nonlocal count
        count += 1
        return Judgement(f"j-{count:016x}", verdict, subject, other, field, value, "reviewer", "for the test")

    return make
