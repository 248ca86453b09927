"""The book of the bundled samples says of the Danish model what is known of it; from labels, and from our own reading.

Each test runs on two books: of the statements that a careful coder finds in the samples (tests/samples/expected.toml),
and of what our own extraction finds, end to end, without a person. Both must come out right.
"""

import functools
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pledgebook.model.evidence import Document, Source
from pledgebook.model.flow import Check, Flow
from pledgebook.model.identity import digest
from pledgebook.model.problem import Problem, ProblemCode
from pledgebook.model.stage import Stage
from pledgebook.model.statement import Statement
from pledgebook.readers.base import Reading
from pledgebook.readers.registry import read_source
from pledgebook.reconciliation.fold import reconcile
from pledgebook.reconciliation.labels import read_statement
from pledgebook.reports.conflicts import Conflict, find_conflicts
from pledgebook.reports.contents import Contents
from pledgebook.workflow.book import open_book
from pledgebook.workflow.demo import sample_sources
from pledgebook.workflow.rating import BookRates

LABELS = tomllib.loads((Path(__file__).parents[1] / "samples" / "expected.toml").read_text("utf-8"))["statement"]
_NULLS = ("amount_text", "low", "high", "currency", "date", "period", "part_of", "tranche", "mechanism", "purpose")
UNSAID: dict[str, Any] = dict.fromkeys(_NULLS) | {
    "quote": "",
    "qualifier": "exact",
    "equivalents": [],
    "items": [],
    "also": [],
}
MILLION, BILLION = Decimal(10**6), Decimal(10**9)


@dataclass(frozen=True)
class View:
    """A book of the samples, and how to find a sum in it by the document that tells it."""

    contents: Contents
    names: dict[str, str]
    problems: tuple[Problem, ...]
    conflicts: tuple[Conflict, ...]

    def telling(self, document: str, unit: str, value: Decimal) -> Statement:
        """Return the statement of a sample that tells a sum."""
        found = [
            statement
            for statement in self.contents.statements.values()
            if self.names[statement.document].startswith(document)
            if (amount := statement.amount) is not None
            if (amount.unit, amount.quantity().best) == (unit, value)
        ]
        assert found, f"{document} tells nothing of {unit} {value}"
        return found[0]

    def owner(self, document: str, unit: str, value: Decimal) -> Flow | Check:
        """Return the flow or check that such a statement is of."""
        name = self.telling(document, unit, value).id
        owners: list[Flow | Check] = [*self.contents.flows.values(), *self.contents.checks.values()]
        return next(item for item in owners if name in item.statements)

    def told_in(self, document: str) -> Iterator[Statement]:
        """Yield the statements of a sample."""
        return (item for item in self.contents.statements.values() if self.names[item.document].startswith(document))


def read(source: Source) -> Reading:
    reading = read_source(source)
    assert isinstance(reading, Reading)
    return reading


def document_of(source: Source, reading: Reading) -> Document:
    text = digest(reading.layer.text.encode())
    told = (reading.publisher, reading.url, reading.title, reading.published, reading.language, reading.layer.reader)
    return Document(source.name, source.name, *told, text, len(source.data))


def sentence_around(text: str, wording: str) -> str:
    at = text.index(wording)
    start = max(text.rfind(mark, 0, at) + len(mark) for mark in (". ", "\n"))
    end = re.compile(r"[.?!](?=\s)|\n|$").search(text, at + len(wording))
    assert end is not None
    return text[start : end.end()].strip()


def whole_of(record: dict[str, Any], others: Sequence[dict[str, Any]]) -> str | None:
    """Return the total that a labelled part is of: of the same years where both tell them, else the one before it."""
    if record["scope"] != "part":
        return None
    wholes = [
        other
        for other in others
        if other["scope"] == "total" and (not other["donors"] or set(record["donors"]) <= set(other["donors"]))
    ]
    same_years = [other for other in wholes if record["period"] and other["period"] == record["period"]]
    before = [other for other in wholes if other["place"] < record["place"]]
    return next((str(other["id"]) for other in (*same_years, *reversed(before))), None)


@functools.cache
def ideal_view() -> View:
    readings = {source.name: (source, read(source)) for source in sample_sources()}
    records: dict[str, list[dict[str, Any]]] = {}
    for label in LABELS:
        told = records.setdefault(label["document"], [])
        text = readings[label["document"]][1].layer.text
        quote = label.get("quote") or sentence_around(text, label["amount_text"])
        number = len(told) + 1
        told.append(UNSAID | label | {"quote": quote, "place": number, "id": f"{label['document']}-{number}"})
    statements = [
        replace(read_statement(record | {"part_of": whole_of(record, told)}), document=name)
        for name, told in records.items()
        for record in told
    ]
    documents = [document_of(*pair) for pair in readings.values()]
    rates = BookRates()
    found = reconcile(documents, statements, [], rates)
    contents = Contents.of(documents=documents, statements=found.statements, flows=found.flows, checks=found.checks)
    names = {document.id: document.name for document in documents}
    return View(contents, names, found.problems, find_conflicts(contents, rates))


@functools.cache
def own_view() -> View:
    with open_book("memory:", create=True) as book:
        book.add_sources(sample_sources())
        contents = Contents.of(
            documents=book.documents(), statements=book.statements(), flows=book.flows(), checks=book.checks()
        )
        names = {document.id: document.name for document in book.documents()}
        return View(contents, names, book.problems(), book.conflicts())


VIEWS = {"labels": ideal_view, "own": own_view}


both = pytest.mark.parametrize("view", sorted(VIEWS), indirect=True)
"""Run a test on both books."""


@pytest.fixture
def view(request: pytest.FixtureRequest) -> View:
    return VIEWS[str(request.param)]()


@both
def test_the_outturn_of_2024_is_explained_by_its_four_parts(view: View) -> None:
    outturn = view.owner("2025-01-10-outturn", "EUR", 538 * MILLION)
    assert isinstance(outturn, Check)
    parts = [view.contents.flows[name] for name in outturn.explained_by]
    assert sorted(funder for part in parts for funder in part.funders) == ["DK", "EU", "IS", "SE"]
    assert len(parts) == 4
    assert outturn.verdict == "explained"
    assert abs(outturn.asserted.best - outturn.explained.best) <= MILLION


@both
def test_the_agreements_of_2024_are_one_sum_with_rivals_that_are_explained(view: View) -> None:
    told = [
        view.owner("2024-09-29", "DKK", Decimal("4.2") * BILLION),
        view.owner("2024-11-11", "DKK", Decimal("4.2") * BILLION),
        view.owner("2024-11-11", "EUR", 535 * MILLION),
        view.owner("2024-11-11", "USD", 629 * MILLION),
        view.owner("2024-11-12", "EUR", 535 * MILLION),
        view.owner("2024-11-25", "EUR", 535 * MILLION),
    ]
    assert len({owner.id for owner in told}) == 1
    assert isinstance(told[0], Check), "an asserted total is never money of its own"
    rivals = {(rival.quantity.unit, rival.quantity.best): rival for rival in told[0].rivals}
    assert {("USD", 629 * MILLION), ("EUR", Decimal("588.7") * MILLION), ("EUR", 535 * MILLION)} <= set(rivals)
    assert all(rival.reason != "unexplained" and rival.arithmetic for rival in rivals.values())


@both
def test_the_total_of_the_agreements_is_explained_by_own_and_windfall_money(view: View) -> None:
    check = view.owner("2024-11-12", "EUR", 535 * MILLION)
    assert isinstance(check, Check)
    assert check.explained.best > 0
    explaining = {view.owner("2024-09-29", "DKK", value * BILLION).id for value in (Decimal("1.3"), Decimal("2.9"))}
    assert explaining <= set(check.explained_by)


@both
def test_no_flow_counts_the_total_of_the_agreements(view: View) -> None:
    figures = [(flow.quantity.unit, flow.quantity.best) for flow in view.contents.flows.values() if flow.quantity]
    assert ("EUR", 535 * MILLION) not in figures


@both
def test_the_ten_million_of_lithuania_are_counted_once(view: View) -> None:
    flows = [flow for flow in view.contents.flows.values() if flow.funders == ("LT",) and flow.quantity is not None]
    assert len(flows) == 1
    assert flows[0].quantity is not None
    assert (flows[0].quantity.unit, flows[0].quantity.best) == ("EUR", 10 * MILLION)
    assert flows[0].stage is Stage.ALLOCATED
    documents = {view.names[view.contents.statements[name].document][:10] for name in flows[0].statements}
    assert documents >= {"2024-10-23", "2024-11-23", "2024-11-25", "2024-12-20"}


@both
def test_swedish_support_without_a_sum_is_a_flow_without_a_sum(view: View) -> None:
    [flow] = {
        item.id: item
        for statement in view.told_in("2024-11-22")
        for item in view.contents.flows.values()
        if statement.id in item.statements
    }.values()
    assert (flow.funders, flow.quantity) == (("SE",), None)


@both
def test_the_first_tranche_of_2025_is_one_sum_in_two_currencies(view: View) -> None:
    in_euros = view.owner("2025-06-05-first", "EUR", 428 * MILLION)
    in_kroner = view.owner("2025-06-05-tranche", "DKK", Decimal("3.2") * BILLION)
    assert in_euros.id == in_kroner.id
    assert isinstance(in_euros, Flow)
    assert in_euros.tranche == 1


@both
def test_what_is_called_the_danish_1_4_billion_is_flagged_as_pooled(view: View) -> None:
    statement = view.telling("2025-08-29", "EUR", Decimal("1.4") * BILLION)
    flagged = [
        item
        for item in view.conflicts
        if any(told.said and told.said.statement.id == statement.id for told in item.tellings())
    ]
    assert any(item.reason in {"attribution", "scope"} and item.arithmetic for item in flagged)


@both
@pytest.mark.parametrize(
    ("document", "value", "wrong", "true"),
    [
        ("2025-09-26-package-27-suspilne", "2.6", "EUR 400000000", "EUR 348"),
        ("2025-09-26-package-27-rbc", "5.9", "EUR 920000000", "EUR 790"),
        ("2025-09-26-package-27-rbc", "18.5", "EUR 2900000000", "EUR 2478"),
    ],
)
def test_mislabelled_euro_figures_are_flagged_with_the_true_value(
    view: View, document: str, value: str, wrong: str, true: str
) -> None:
    statement = view.telling(document, "DKK", Decimal(value) * BILLION)
    [problem] = [item for item in view.problems if item.where == statement.id]
    assert problem.code is ProblemCode.IMPLIED_RATE_OFF
    assert f"is {true}" in problem.message
    assert f"not {wrong}; the number fits USD" in problem.message
    rivals = [item for item in view.conflicts if item.said and item.said.statement.id == statement.id]
    assert any(item.reason == "currency" and item.figure.unit == "EUR" for item in rivals)


@both
def test_a_euro_figure_beside_a_part_is_known_as_the_dollar_figure_of_its_whole(view: View) -> None:
    statement = view.telling("2025-09-26-package-27-interfax", "DKK", Decimal("1.6") * BILLION)
    [problem] = [item for item in view.problems if item.where == statement.id]
    assert "is EUR 214368016 at the rate of the day, not EUR 400000000" in problem.message
    assert "the number fits USD for the whole, DKK 2600000000" in problem.message


@both
def test_package_27_is_counted_once_with_its_parts_inside(view: View) -> None:
    package = view.owner("2025-09-26-package-27-censor", "DKK", Decimal("2.7") * BILLION)
    assert view.owner("2025-09-26-package-27-suspilne", "DKK", Decimal("2.6") * BILLION).id == package.id
    part = view.owner("2025-09-26-package-27-interfax", "DKK", Decimal("1.6") * BILLION)
    assert part.id == view.owner("2025-09-26-package-27-censor", "DKK", Decimal("1.6") * BILLION).id
    assert part.parent == package.id


@both
def test_the_part_of_package_28_for_the_model_is_100_million(view: View) -> None:
    package = view.owner("2025-11-12", "DKK", Decimal("1.4") * BILLION)
    part = view.owner("2025-11-12", "DKK", 100 * MILLION)
    assert (part.mechanism, part.parent) == ("danish-model", package.id)


@both
def test_the_2_billion_of_package_25_and_a_billion_a_year_are_one_sum(view: View) -> None:
    frame = view.owner("2025-04-03", "DKK", 2 * BILLION)
    assert frame.id == view.owner("2025-11-12", "DKK", BILLION).id


@both
def test_the_norwegian_half_billion_is_counted_once(view: View) -> None:
    told = view.owner("2024-11-21-norway-500", "NOK", 500 * MILLION)
    assert told.id == view.owner("2025-01-10-outturn", "EUR", 43 * MILLION).id
