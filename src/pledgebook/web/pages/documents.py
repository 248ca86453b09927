"""The documents: a list, and one document with what it says marked in its text."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pledgebook.errors import NotInBook
from pledgebook.model.evidence import Block, Document, TextLayer
from pledgebook.model.statement import RefusedSum, Statement
from pledgebook.web.asking import Ask, Page, cut
from pledgebook.web.snapshot import Snapshot
from pledgebook.web.words import document_word

WINDOW = 60_000
"""Characters of a text on one page; longer texts are turned in pages."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text in which nothing begins or ends.

    Attributes:
        text: The characters, unaltered.
        role: What the format says about it; empty for nothing.
        pins: Statements that begin here.
        said: The statement that says it; None for none.
        is_sum: Whether it is the wording of its sum.
        refused: The sum that was refused here; None for none.
    """

    text: str
    role: str
    pins: tuple[Statement, ...]
    said: Statement | None
    is_sum: bool
    refused: RefusedSum | None


def documents(ask: Ask) -> Page:
    """List the documents."""
    snapshot, said = ask.snapshot, ask.snapshot.said_in
    words = ask.query.get("q").casefold().split()
    sort = ask.query.choice("sort", ("published", "publisher", "statements"), "published")
    down = sort == "published" and ask.query.get("order", "down") == "down"
    found = snapshot.once(("documents", sort, down), lambda: _in_order(snapshot, sort, down=down))
    if words:
        texts = snapshot.once("document texts", lambda: {item.id: _searched(item) for item in found})
        found = [item for item in found if all(word in texts[item.id] for word in words)]
    values = {"slice": cut(found, ask.query), "said": said, "official": snapshot.official, "sort": sort}
    return Page("documents.html", "Documents", values, "documents")


def _searched(document: Document) -> str:
    return f"{document_word(document)} {document.publisher} {document.url} {document.id}".casefold()


def _in_order(snapshot: Snapshot, sort: str, *, down: bool) -> list[Document]:
    said = snapshot.said_in
    keys = {
        "published": lambda item: (item.published is None, str(item.published or ""), item.id),
        "publisher": lambda item: (item.publisher.casefold(), str(item.published or ""), item.id),
        "statements": lambda item: (-len(said.get(item.id, ())), item.id),
    }
    return sorted(snapshot.contents.documents.values(), key=keys[sort], reverse=down)


def document_named(snapshot: Snapshot, name: str) -> Document:
    """Return a document by its id or a unique beginning (raises NotInBook)."""
    known = snapshot.contents.documents
    if name in known:
        return known[name]
    found = [document for key, document in known.items() if key.startswith(name)]
    if len(found) != 1 or len(name) < 8:  # noqa: PLR2004  shorter beginnings are typing slips
        raise NotInBook(f"{name}: no such document at these clocks", remedy="look for it in the list of documents")
    return found[0]


def document(ask: Ask) -> Page:
    """Show one document with its statements marked."""
    one = document_named(ask.snapshot, ask.names["name"])
    layer = ask.archive.text_layer(one.id)
    found = ask.archive.extraction(one.id)
    refused = found.refused if found is not None else ()
    statements = ask.snapshot.said_in.get(one.id, ())
    start = _window(ask, layer, statements)
    end = min(len(layer.text), start + WINDOW)
    values = {
        "document": one,
        "segments": tuple(segments(layer, statements, refused, start, end)),
        "statements": statements,
        "refused": refused,
        "owners": ask.snapshot.owners,
        "official": one.id in ask.snapshot.official,
        "asked": ask.query.get("at"),
        "part": start // WINDOW + 1,
        "part_count": max(1, -(-len(layer.text) // WINDOW)),
        "problems": found.problems if found is not None else (),
    }
    return Page("document.html", document_word(one), values, "documents")


def _window(ask: Ask, layer: TextLayer, statements: Iterable[Statement]) -> int:
    """Return where the shown part begins: that of the statement asked for, else that of the page asked for."""
    asked = ask.query.get("at")
    last = max(0, (len(layer.text) - 1) // WINDOW)
    place = next((item.span.start for item in statements if item.id == asked), None)
    number = place // WINDOW if place is not None else ask.query.number("part", 1) - 1
    return min(number, last) * WINDOW


def segments(
    layer: TextLayer, statements: Iterable[Statement], refused: Iterable[RefusedSum], start: int, end: int
) -> Iterator[Segment]:
    """Cut a stretch of a text wherever a statement, a sum, a refused sum or a block begins or ends."""
    said = [item for item in statements if item.span.start < end and item.span.end > start]
    turned = [item for item in refused if item.span.start < end and item.span.end > start]
    cuts = {start, end}
    for statement in said:
        cuts |= {statement.span.start, statement.span.end}
        if statement.amount is not None:
            cuts |= {statement.amount.start, statement.amount.end}
    for item in turned:
        cuts |= {item.span.start, item.span.end}
    blocks = [block for block in layer.blocks if block.start < end and block.end > start]
    for block in blocks:
        cuts |= {block.start, block.end}
    places = sorted(place for place in cuts if start <= place <= end)
    starts = [block.start for block in blocks]
    by_length = sorted(said, key=lambda item: (item.span.end - item.span.start, item.id))
    for left, right in pairwise(places):
        sums = (item for item in said if item.amount and item.amount.start <= left and right <= item.amount.end)
        summed = next((item for item in sums if item.span.start <= left), None)
        around = next((item for item in by_length if item.span.start <= left and right <= item.span.end), None)
        yield Segment(
            layer.text[left:right],
            _role(blocks, starts, left),
            tuple(item for item in said if item.span.start == left or (left == start > item.span.start)),
            summed or around,
            summed is not None,
            next((item for item in turned if item.span.start <= left and right <= item.span.end), None),
        )


def _role(blocks: list[Block], starts: list[int], place: int) -> str:
    index = bisect_right(starts, place) - 1
    return blocks[index].role.value if index >= 0 and place < blocks[index].end else ""
