"""IATI activities: valid by the official schema, and adding up transactions of one kind never counts money twice."""

from decimal import Decimal
from pathlib import Path

import pytest
from export_books import SHARED, one_flow, random_store, sample_book, store_of
from lxml import etree

from pledgebook.errors import UsageFault
from pledgebook.exchange.outgoing.base import Reporter
from pledgebook.exchange.outgoing.iati_codes import KINDS, NAMESPACE, TRANSACTION_CODES, MovementKind
from pledgebook.model.stage import LADDER, Stage
from pledgebook.reports.holdings import holdings
from pledgebook.store.memory import MemoryStore
from pledgebook.workflow.book import Book
from pledgebook.workflow.shipping import Order

OURS = f"{{{NAMESPACE}}}"


def exported(book: Book, folder: Path, order: Order | None = None) -> etree._Element:
    return etree.parse(str(book.export("iati", folder / "a.xml", order).path)).getroot()


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    path = SHARED / "data" / "iati" / "standard" / "iati-activities-schema.xsd"
    if not path.exists():
        pytest.skip("the official schema is not here")
    return etree.XMLSchema(etree.parse(str(path)))


def test_the_sample_book_is_valid(schema: etree.XMLSchema, tmp_path: Path) -> None:
    root = exported(sample_book(), tmp_path)
    assert schema.validate(root), schema.error_log
    assert len(root) > 50


@pytest.mark.parametrize("incoming", [False, True])
def test_random_books_are_valid(schema: etree.XMLSchema, incoming: bool, tmp_path: Path) -> None:
    order = Order(reporter=Reporter("XM-DAC-3-1", "A fund & its <office>\x0b", incoming))
    root = exported(Book(random_store(300)), tmp_path, order)
    assert schema.validate(root), schema.error_log
    codes = {element.get("code") for element in root.iter("transaction-type")}
    assert codes == {pair[incoming] for pair in TRANSACTION_CODES.values()}


def test_transactions_of_a_kind_add_up_to_what_stands(tmp_path: Path) -> None:
    book = Book(random_store(400, seed=21))
    told: dict[tuple[str, str], Decimal] = {}
    for element in exported(book, tmp_path).iter("transaction"):
        kind, value = element.find("transaction-type"), element.find("value")
        assert kind is not None
        assert value is not None
        key = str(kind.get("code")), str(value.get("currency"))
        told[key] = told.get(key, Decimal(0)) + Decimal(str(value.text))
    ours: dict[tuple[str, str], Decimal] = {}
    for item in holdings(book.flows(), book.ledger().entries):
        stages = {step.stage for step in item.steps}
        if Stage.DISBURSED in stages:
            stages.discard(Stage.CONTRACTED)  # what is ordered after it was paid over is no new obligation
        kinds = {KINDS[stage] for stage in stages if stage in KINDS}
        kinds -= {max(kinds, default=MovementKind.PLEDGE)} if item.stage is Stage.CANCELLED else set()
        for kind_ in kinds if not item.quantity.unit.startswith("item:") else ():
            key = TRANSACTION_CODES[kind_][0], item.quantity.unit
            ours[key] = ours.get(key, Decimal(0)) + item.quantity.best
    assert told == ours


def test_each_kind_is_told_once(tmp_path: Path) -> None:
    flow = one_flow(Stage.PLEDGED, Stage.SIGNED, Stage.COMMITTED, Stage.ALLOCATED, Stage.DISBURSED, Stage.CONTRACTED)
    root = exported(Book(store_of([flow])), tmp_path)
    told = [
        (element.find("transaction-type").get("code"), element.get(f"{OURS}stage"), element.get(f"{OURS}date"))  # type: ignore[union-attr]  # the schema asks for one
        for element in root.iter("transaction")
    ]
    assert told == [("12", "signed", "2024-01"), ("2", "allocated", "2024-03"), ("3", "contracted", "2024-05")]
    assert {value.text for value in root.iter("value")} == {f"{flow.quantity.best:f}".rstrip("0").rstrip(".")}  # type: ignore[union-attr]  # it has one


def test_what_is_cancelled_is_taken_back(tmp_path: Path) -> None:
    root = exported(Book(store_of([one_flow(Stage.PLEDGED, Stage.COMMITTED, Stage.CANCELLED)])), tmp_path)
    values = [Decimal(str(value.text)) for value in root.iter("value")]
    codes = [element.get("code") for element in root.iter("transaction-type")]
    assert codes == ["12", "2", "2"]
    assert values[1] + values[2] == 0 < values[0]
    assert [element.get("code") for element in root.iter("activity-status")] == ["5"]


def test_a_proposal_is_lost_and_said_to_be(tmp_path: Path) -> None:
    book = Book(store_of([one_flow(Stage.PROPOSED)]))
    result = book.export("iati", tmp_path / "a.xml")
    assert result.manifest.counts == {"activities": 1, "transactions": 0}
    assert ("flow.stage", 1) in {(note.what, note.count) for note in result.manifest.lost}


def test_nothing_to_export_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="no flow to export"):
        Book(MemoryStore()).export("iati", tmp_path / "a.xml")
    assert list(tmp_path.iterdir()) == []


def test_every_stage_has_a_kind_or_a_reason() -> None:
    assert set(LADDER) - set(KINDS) == {Stage.PROPOSED}
    assert set(TRANSACTION_CODES) == set(MovementKind)
