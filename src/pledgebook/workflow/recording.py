"""Official records into the book: an agreement, a tranche, a transfer, a contract, an act of delivery, by hand."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pledgebook.errors import UsageFault
from pledgebook.model.evidence import Block, BlockRole, Document, Source, Span, TextLayer
from pledgebook.model.identity import content_id, digest, plain_decimal
from pledgebook.model.judgement import Judgement, Verdict
from pledgebook.model.quantity import Amount, Qualifier
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Item, Kind, Scope, Statement
from pledgebook.model.when import PartialDate, Period
from pledgebook.reference.parties import party_name
from pledgebook.store.base import RecordKind, Store, UnitOfWork
from pledgebook.store.codec import Extraction, record_of
from pledgebook.store.minor import fits
from pledgebook.workflow.projecting import refold
from pledgebook.workflow.rating import BookRates

RECORDER = "record/1"


class RecordType(StrEnum):
    """What kind of paper is recorded; each brings money to one stage."""

    AGREEMENT = "agreement"
    TRANCHE = "tranche"
    TRANSFER = "transfer"
    CONTRACT = "contract"
    DELIVERY = "delivery"


STAGE_OF: dict[RecordType, Stage] = {
    RecordType.AGREEMENT: Stage.COMMITTED,
    RecordType.TRANCHE: Stage.ALLOCATED,
    RecordType.TRANSFER: Stage.DISBURSED,
    RecordType.CONTRACT: Stage.CONTRACTED,
    RecordType.DELIVERY: Stage.DELIVERED,
}


@dataclass(frozen=True, slots=True)
class OfficialRecord:
    """What a paper says.

    Attributes:
        kind: What kind of paper.
        number: Its number or reference; empty for none.
        issuer: Who issued it.
        date: When it takes effect.
        funders: Party codes, sorted.
        recipients: Party codes, sorted.
        amount: How much money; None for goods alone.
        unit: ISO 4217 code of it; empty for goods alone.
        items: Goods with counts.
        mechanism: Slug or None.
        purpose: Few words or None.
        tranche: Ordinal or None.
        period: Years the money is for.
        same_as: Id of the flow (or a statement of it) whose money this is; empty where nobody says.
        inside: Id of the flow (or a statement of it) that this is a part of; empty for none.
        author: Who records it.
    """

    kind: RecordType
    number: str
    issuer: str
    date: PartialDate
    funders: tuple[str, ...]
    recipients: tuple[str, ...]
    amount: Decimal | None
    unit: str
    items: tuple[Item, ...] = ()
    mechanism: str | None = None
    purpose: str | None = None
    tranche: int | None = None
    period: Period | None = None
    same_as: str = ""
    inside: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a record: its document and statement, and whether it was new."""

    document: str
    statement: str
    new: bool


def record_official(
    store: Store, record: OfficialRecord, attached: Source | None, rates: BookRates, links: tuple[str, str] = ("", "")
) -> Recorded:
    """Write a record with its attached bytes into the book: a document, a statement on its words, and its acceptance.

    The same record with the same attachment twice changes nothing.

    Args:
        store: The book.
        record: What the paper says.
        attached: The paper itself; archived by its digest, which the text of the record names.
        rates: For the fold.
        links: Statement ids of `same_as` and `inside`, resolved; empty for none.

    Raises:
        UsageFault: Neither a sum nor goods, no funder, or a figure that no book can keep.
        BookBusy: Another writer held the book for too long.
    """
    _check(record)
    layer, amount = _text(record, attached)
    data = layer.text.encode()
    document = digest(data)
    statement = _statement(document, layer, record, amount)
    if store.record(RecordKind.DOCUMENT, document) is not None:
        return Recorded(document, statement.id, new=False)
    with store.begin() as work:
        work.archive(data)
        if attached is not None:
            work.archive(attached.data)
        work.keep_text(document, layer)
        work.append(*record_of(_document(document, record, layer, len(data))))
        work.append(*record_of(statement))
        work.append(*record_of(Extraction(document, RECORDER, (statement.id,), (), ())))
        _judge(store, work, (Verdict.ACCEPT, statement.id, ""), record)
        for verdict, other in zip((Verdict.SAME, Verdict.PART_OF), links, strict=True):
            if other and other != statement.id:
                _judge(store, work, (verdict, statement.id, other), record)
        refold(store, work, rates)
        work.commit()
    return Recorded(document, statement.id, new=True)


def _check(record: OfficialRecord) -> None:
    if record.amount is None and not record.items:
        raise UsageFault("a record needs a sum or goods", remedy='write the sum as "EUR 10 million", or name the goods')
    if not record.funders:
        raise UsageFault("a record needs its funder", remedy="name who gives")
    if record.amount is not None and (record.amount <= 0 or not fits(record.unit, record.amount * 1000)):
        raise UsageFault(f"{record.amount}: no sum that a book can keep", remedy="check the figure")


def _text(record: OfficialRecord, attached: Source | None) -> tuple[TextLayer, Amount | None]:
    """Write the record in words; the figure stands in them, so that it can be quoted."""
    head = [
        ("Official record", record.kind.value),
        ("Number", record.number),
        ("Issued by", record.issuer),
        ("Date", str(record.date)),
        ("From", _parties(record.funders)),
        ("To", _parties(record.recipients)),
    ]
    figure = "" if record.amount is None else f"{record.unit} {plain_decimal(record.amount)}"
    rest = [
        ("Goods", "; ".join(f"{_count(item)}{item.item}" for item in record.items)),
        ("Mechanism", record.mechanism or ""),
        ("Purpose", record.purpose or ""),
        ("Tranche", "" if record.tranche is None else str(record.tranche)),
        ("Years", "" if record.period is None else str(record.period)),
        ("Attached", "" if attached is None else f"{attached.name}, SHA-256 {digest(attached.data)}"),
    ]
    before = "".join(f"{name}: {value}\n" for name, value in head if value)
    after = "".join(f"{name}: {value}\n" for name, value in rest if value)
    start = len(before) + len("Sum: ")
    text = before + (f"Sum: {figure}\n" if figure else "") + after
    layer = TextLayer(text, RECORDER, (Block(0, len(text), BlockRole.PARAGRAPH),))
    if record.amount is None:
        return layer, None
    last = Decimal(1).scaleb(min(0, int(record.amount.as_tuple().exponent)))
    exact = (figure, start, start + len(figure), record.amount, record.amount, Qualifier.EXACT, record.unit)
    # An official figure is meant to the cent at least: nothing was rounded in it.
    return layer, Amount(*exact, min(last, Decimal("0.01")))


def _parties(codes: tuple[str, ...]) -> str:
    return "; ".join(f"{party_name(code)} ({code})" for code in codes)


def _count(item: Item) -> str:
    return "" if item.quantity is None else f"{plain_decimal(item.quantity)} "


def _statement(document: str, layer: TextLayer, record: OfficialRecord, amount: Amount | None) -> Statement:
    values = {
        "document": document,
        "span": Span.of(layer.text, 0, len(layer.text.rstrip())),
        "kind": Kind.MONEY if amount is not None else Kind.IN_KIND,
        "amount": amount,
        "equivalents": (),
        "donors": record.funders,
        "recipients": record.recipients,
        "implementing_actor": "",
        "budget_origin": BudgetOrigin.UNKNOWN,
        "stage": STAGE_OF[record.kind],
        "date": record.date,
        "period": record.period,
        "scope": Scope.SINGLE,
        "part_of": None,
        "tranche": record.tranche,
        "mechanism": record.mechanism,
        "purpose": record.purpose,
        "items": record.items,
        "also": (),
        "expectations": (),
    }
    name = content_id("s", values)
    return Statement(id=name, rules=(f"record:{record.kind.value}",), **values)  # type: ignore[arg-type]  # as above


def _document(name: str, record: OfficialRecord, layer: TextLayer, size: int) -> Document:
    number = f" {record.number}" if record.number else ""
    return Document(
        id=name,
        name=f"record-{record.kind.value}-{record.date}.txt",
        publisher=record.issuer,
        url="",
        title=f"Official record: {record.kind.value}{number}, {record.date}",
        published=record.date,
        language="en",
        reader=RECORDER,
        text_digest=digest(layer.text.encode()),
        size_bytes=size,
    )


def _judge(store: Store, work: UnitOfWork, matter: tuple[Verdict, str, str], record: OfficialRecord) -> None:
    reason = f"official record: {record.kind.value} {record.number}".strip()
    content = (*matter, "", "", record.author, reason, store.head().number + 1)
    work.append(*record_of(Judgement(content_id("j", content), *content[:-1])))
