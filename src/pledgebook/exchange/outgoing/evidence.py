"""The sentences and documents behind a flow, as exporters quote them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pledgebook.exchange.outgoing.base import Shipment
from pledgebook.model.evidence import Document
from pledgebook.model.statement import Statement
from pledgebook.model.when import PartialDate
from pledgebook.reports.holdings import Step


@dataclass(frozen=True, slots=True)
class Quoted:
    """A statement with its document."""

    statement: Statement
    document: Document


def quoted(shipment: Shipment, names: Iterable[str]) -> Iterator[Quoted]:
    """Look statements up with their documents; what is not in the book any more is passed over."""
    for name in names:
        statement = shipment.statement(name)
        document = None if statement is None else shipment.document(statement.document)
        if statement is not None and document is not None:
            yield Quoted(statement, document)


def documents_of(shipment: Shipment, names: Iterable[str]) -> tuple[Document, ...]:
    """Return the documents of statements, each once, oldest first."""
    found = {item.document.id: item.document for item in quoted(shipment, names)}
    return tuple(sorted(found.values(), key=lambda document: (str(document.published or "9999"), document.id)))


def citation(document: Document) -> str:
    """Name a document in a line: publisher, title, date, address, as far as known."""
    parts = (document.publisher, document.title, str(document.published or ""), document.url)
    return ", ".join(part for part in parts if part) or document.name


def day_of(shipment: Shipment, step: Step) -> tuple[date | None, str]:
    """Return a day for a step, for formats that know nothing but days, and what it rests on.

    Returns:
        The day, and "" where the sources tell it, else "first" (the first day of the month or year told), "effective"
        (the first day on which it can have happened) or "published" (of the oldest document that tells it); no day and
        "undated" where nothing is dated.
    """
    if step.when is not None:
        return step.when.earliest(), "" if step.when.day else "first"
    if step.effective is not None:
        return step.effective, "effective"
    dates = [document.published for document in documents_of(shipment, step.statements)]
    told: list[PartialDate] = [when for when in dates if when is not None]
    return (told[0].earliest(), "published") if told else (None, "undated")


DAY_LOSSES = {
    "first": "the format knows days only: the first day of the month or year is given",
    "effective": "undated: the first day on which it can have happened is given",
    "published": "undated: the day on which the oldest source was published is given",
    "undated": "undated, and so are its sources: the day on which the book last learnt something is given",
}
