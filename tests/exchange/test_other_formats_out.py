"""FollowTheMoney entities and the country summary."""

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from export_books import one_flow, sample_book, store_of

from pledgebook.errors import UsageFault
from pledgebook.model.stage import LADDER, Stage
from pledgebook.reports.query import Dimension, TotalsQuery
from pledgebook.workflow.book import Book
from pledgebook.workflow.shipping import Order

# What the schemata of FollowTheMoney 4 know, of the properties that we write.
KNOWN = {
    "PublicBody": {"name", "country"},
    "Organization": {"name", "alias"},
    "Project": {
        *("name", "projectId", "status", "goal", "program", "startDate", "notes", "publisher", "sourceUrl"),
        *("amount", "currency"),
    },
    "ProjectParticipant": {"project", "participant", "role"},
    "Payment": {
        *("payer", "beneficiary", "project", "date", "purpose", "programme", "summary", "publisher", "sourceUrl"),
        *("amount", "currency"),
    },
}
REQUIRED = {"Payment": {"payer", "beneficiary"}, "PublicBody": {"name"}, "Organization": {"name"}}
LINKS = ("payer", "beneficiary", "project", "participant")


@pytest.fixture(scope="module")
def samples() -> Book:
    return sample_book()


def entities(book: Book, folder: Path) -> list[dict[str, Any]]:
    text = book.export("ftm", folder / "a.ftm.json").path.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_entities_keep_to_the_schema_and_lead_somewhere(samples: Book, tmp_path: Path) -> None:
    found = entities(samples, tmp_path)
    names = {entity["id"] for entity in found}
    assert len(names) == len(found)
    for entity in found:
        properties = entity["properties"]
        assert set(properties) <= KNOWN[entity["schema"]]
        assert REQUIRED.get(entity["schema"], set()) <= set(properties)
        assert all(isinstance(value, str) and value for values in properties.values() for value in values)
        assert all(value in names for link in LINKS for value in properties.get(link, ()))
    assert {entity["schema"] for entity in found} >= {"PublicBody", "Project", "ProjectParticipant", "Payment"}


def test_only_what_was_paid_is_a_payment(tmp_path: Path) -> None:
    for stages, count in (((Stage.COMMITTED,), 0), ((Stage.COMMITTED, Stage.DISBURSED), 1)):
        found = entities(Book(store_of([one_flow(*stages)])), tmp_path)
        assert sum(entity["schema"] == "Payment" for entity in found) == count


def summary(book: Book, folder: Path, order: Order | None = None) -> list[dict[str, str]]:
    path = book.export("kiel-summary", folder / "a.csv", order).path
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_summary_adds_up_to_the_report(samples: Book, tmp_path: Path) -> None:
    rows = summary(samples, tmp_path)
    promised = frozenset(stage for stage in LADDER if stage is not Stage.PROPOSED)
    report = samples.totals(TotalsQuery(by=(Dimension.FUNDER,), stages=promised))
    ours = {row.key[0]: row.reporting.best for row in report.rows if row.reporting is not None}
    told = {row["Code"]: Decimal(row["Commitments (€ billion)"]) * 10**9 for row in rows}
    assert {code: best for code, best in told.items() if code and best} == ours
    assert report.total.reporting is not None
    assert rows[-1]["Country"] == "Total"
    assert told[""] == report.total.reporting.best
    for row in rows:
        rest = Decimal(row["Commitments (€ billion)"]) - Decimal(row["Allocations (€ billion)"])
        assert Decimal(row["To be allocated (€ billion)"]) == rest


def test_a_summary_is_narrowed_as_reports_are(samples: Book, tmp_path: Path) -> None:
    rows = summary(samples, tmp_path, Order(only=((Dimension.FUNDER, "LT"),)))
    assert [row["Country"] for row in rows] == ["Lithuania", "Total"]
    with pytest.raises(UsageFault, match="narrowed to documents"):
        summary(samples, tmp_path, Order(documents=(samples.documents()[0].id,)))
