"""One suite over every store of the registry: what one keeps and refuses, all keep and refuse."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from pledgebook.errors import PledgebookError, UsageFault
from pledgebook.model.entry import Account, Entry, Posting
from pledgebook.model.evidence import Block, BlockRole, Document, Span, TextLayer
from pledgebook.model.flow import Check, Flow, FlowKind
from pledgebook.model.identity import digest
from pledgebook.model.judgement import Decision, Judgement, Verdict
from pledgebook.model.quantity import Amount, Qualifier, Quantity
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Kind, RefusedSum, Scope, Statement
from pledgebook.model.when import PartialDate
from pledgebook.store.base import RecordKind, Store, UnitOfWork
from pledgebook.store.book_tables import CHECKS, DECISIONS, ENTRIES, FLOWS, STATEMENTS
from pledgebook.store.chain import EMPTY, verify_chain
from pledgebook.store.codec import Extraction, extraction_of, judgement_of, record_of, statement_of
from pledgebook.store.projections import Projections
from pledgebook.store.registry import STORES, open_store

TEXT = "Lithuania set aside EUR 10 million.\r\nIt said so\u00a0twice.\n"
RAW = TEXT.encode()
DOCUMENT = digest(RAW)
NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)

Opener = Callable[[], Store]


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=sorted(STORES))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    match str(request.param):
        case "memory":
            return "memory:"
        case "postgres":
            return str(request.getfixturevalue("postgres_place"))
        case _:
            return str(tmp_path / "book.db")


@pytest.fixture
def store(place: str, clock: Clock) -> Iterator[Store]:
    with open_store(place, create=True, clock=clock) as opened:
        yield opened


def layer() -> TextLayer:
    return TextLayer(TEXT, "plain/1", (Block(0, 35, BlockRole.TITLE), Block(37, len(TEXT), BlockRole.PARAGRAPH)))


def document() -> Document:
    return Document(
        id=DOCUMENT,
        name="lithuania.txt",
        publisher="A ministry",
        url="",
        title="",
        published=PartialDate(2024, 11),
        language="en",
        reader="plain/1",
        text_digest=digest(TEXT.encode()),
        size_bytes=len(RAW),
    )


def statement(identity: str = "s-1") -> Statement:
    return Statement(
        id=identity,
        document=DOCUMENT,
        span=Span.of(TEXT, 0, 35),
        kind=Kind.MONEY,
        amount=Amount(
            "EUR 10 million", 20, 34, Decimal("1E+7"), Decimal(10_000_000), Qualifier.EXACT, "EUR", Decimal(1_000_000)
        ),
        equivalents=(),
        donors=("LT",),
        recipients=("UA",),
        implementing_actor="",
        budget_origin=BudgetOrigin.OWN,
        stage=Stage.ALLOCATED,
        date=PartialDate(2024, 11, 23),
        period=None,
        scope=Scope.SINGLE,
        part_of=None,
        tranche=1,
        mechanism="danish-model",
        purpose=None,
        items=(),
        also=(),
        expectations=(),
        rules=("sum", "donor"),
    )


def quantity(best: str = "10000000", unit: str = "EUR") -> Quantity:
    return Quantity(Decimal(best) - 500_000, Decimal(best), Decimal(best) + 500_000, unit)


def flow(identity: str = "f-1", best: str = "10000000", parent: str | None = None) -> Flow:
    return Flow(
        id=identity,
        label="Lithuania, EUR 10 million",
        kind=FlowKind.FLOW,
        parent=parent,
        funders=("LT",),
        implementing_actor="",
        budget_origin=BudgetOrigin.OWN,
        recipients=("UA",),
        mechanism="danish-model",
        purpose=None,
        tranche=1,
        period=None,
        quantity=quantity(best),
        chosen="s-1",
        choice_rule="only",
        items=(),
        stage=Stage.ALLOCATED,
        events=(),
        expectations=(),
        statements=("s-1", "s-2"),
        rivals=(),
    )


def entry(identity: str = "e-1", best: str = "10000000") -> Entry:
    sum_ = Decimal(best)
    return Entry(
        id=identity,
        flow="f-1",
        unit="EUR",
        postings=(
            Posting(Account("origin", "LT"), -sum_, -sum_, None),
            Posting(Account("allocated", "f-1"), sum_, sum_, None),
        ),
        valid=PartialDate(2024, 11, 23),
        effective=date(2024, 11, 23),
        statements=("s-1",),
        problems=(),
    )


def check(identity: str = "c-1") -> Check:
    return Check(
        id=identity,
        label="EUR 535 million over several agreements",
        statements=("s-2",),
        asserted=quantity("535000000"),
        funders=("DK", "SE"),
        recipients=("UA",),
        mechanism=None,
        date=None,
        explained_by=(),
        explained=quantity("1000000"),
        remainder=quantity("534000000"),
        verdict="partly-explained",
    )


def projections() -> Projections:
    return Projections(
        statements=(statement("s-2"), statement("s-1")),
        decisions=(Decision("s-1", "s-2", Verdict.SAME, "repeat", 4.5, ()),),
        flows=(flow("f-2", parent="f-1"), flow("f-1")),
        checks=(check(),),
        entries=(entry("e-2"), entry("e-1")),
    )


def fill(work: UnitOfWork) -> None:
    work.archive(RAW)
    work.keep_text(DOCUMENT, layer())
    for value in (document(), statement("s-1"), statement("s-2")):
        assert work.append(*record_of(value))


def test_a_new_book_is_empty(store: Store) -> None:
    assert store.head() == EMPTY
    assert list(store.records()) == []
    assert list(store.archived()) == []
    assert list(store.texts()) == []
    assert store.projection_marks() == {}
    assert store.record(RecordKind.STATEMENT, "s-1") is None
    assert list(store.projected(FLOWS)) == []
    assert store.writable


def test_what_is_committed_comes_back_as_it_was(store: Store) -> None:
    with store.begin() as work:
        fill(work)
        refused = (RefusedSum(Span.of(TEXT, 20, 34), "unit-price", "each"),)
        work.append(*record_of(Extraction(DOCUMENT, "rules/1", ("s-1", "s-2"), refused, ())))
        work.append(*record_of(Judgement("j-1", Verdict.SAME, "s-1", "s-2", "", "", "Ada", "the same sum")))
        head = work.commit()
    assert store.head() == head
    assert [record.kind for record in store.records()] == [
        *("document", "statement", "statement", "extraction", "judgement")
    ]
    assert store.archive(DOCUMENT) == RAW
    assert store.text_layer(DOCUMENT) == layer()
    assert [statement_of(record) for record in store.records(RecordKind.STATEMENT)] == [
        statement("s-1"),
        statement("s-2"),
    ]
    extraction = store.record(RecordKind.EXTRACTION, f"{DOCUMENT}:rules/1")
    assert extraction is not None
    assert extraction_of(extraction).refused[0].reason == "unit-price"
    judgement = store.record(RecordKind.JUDGEMENT, "j-1")
    assert judgement is not None
    assert judgement_of(judgement).author == "Ada"
    assert verify_chain(store.records(), head) is None


def test_the_same_again_changes_nothing(store: Store) -> None:
    with store.begin() as work:
        fill(work)
        before = work.commit()
    with store.begin() as work:
        assert work.archive(RAW) == DOCUMENT
        work.keep_text(DOCUMENT, TextLayer("another text", "plain/2"))
        assert not work.append(*record_of(document()))
        assert not work.append(RecordKind.STATEMENT, "s-1", b'{"another":"body"}')
        assert work.append(RecordKind.JUDGEMENT, "s-1", b'{"another":"kind"}')
        work.rollback()
    with store.begin() as work:
        assert not work.append(*record_of(document()))
        assert work.commit() == before
    assert store.text_layer(DOCUMENT) == layer()
    assert len(list(store.records())) == 3


@pytest.mark.parametrize("way", ["leave", "roll back", "raise"])
def test_nothing_of_an_uncommitted_unit_stays(store: Store, way: str) -> None:
    def fail() -> None:
        with store.begin() as work:
            fill(work)
            work.replace_projections(projections())
            if way == "roll back":
                work.rollback()
            if way == "raise":
                raise RuntimeError

    if way == "raise":
        with pytest.raises(RuntimeError):
            fail()
    else:
        fail()
    assert store.head() == EMPTY
    assert list(store.records()) == []
    assert list(store.archived()) == []
    assert list(store.texts()) == []
    assert store.projection_marks() == {}
    assert list(store.projected(FLOWS)) == []


def test_an_open_unit_reads_its_own_writing(store: Store) -> None:
    with store.begin() as work:
        fill(work)
        assert store.head().number == 3
        assert [record.key for record in store.records(RecordKind.STATEMENT)] == ["s-1", "s-2"]
        assert store.text_layer(DOCUMENT) == layer()
        work.replace_projections(projections())
        assert store.projected_one(FLOWS, "f-2") == flow("f-2", parent="f-1")
        work.commit()
    assert store.projected_one(FLOWS, "f-2") == flow("f-2", parent="f-1")


def test_a_unit_of_work_ends_once(store: Store) -> None:
    with store.begin() as work:
        with pytest.raises(UsageFault):
            store.begin()
        work.commit()
        work.rollback()
        for action in (work.commit, lambda: work.append(RecordKind.STATEMENT, "s-9", b"{}"), lambda: work.archive(b"")):
            with pytest.raises(UsageFault):
                action()
    assert store.head() == EMPTY


def test_a_record_needs_a_key(store: Store) -> None:
    with store.begin() as work, pytest.raises(UsageFault):
        work.append(RecordKind.STATEMENT, "", b"{}")


def test_recorded_instants_never_go_back_and_tell_units_apart(store: Store, clock: Clock) -> None:
    instants: list[datetime] = []
    for hours in (0, 0, -24, 1):
        clock.now = NOON + timedelta(hours=hours)
        with store.begin() as work:
            for part in "ab":
                work.append(RecordKind.STATEMENT, f"s-{len(instants)}{part}", b"{}")
            instants.append(work.recorded_at)
            work.commit()
    microsecond = timedelta(microseconds=1)
    assert instants == [NOON, NOON + microsecond, NOON + 2 * microsecond, NOON + timedelta(hours=1)]
    assert [record.recorded_at for record in store.records()] == [instant for instant in instants for _ in "ab"]
    assert all(record.recorded_at.tzinfo is UTC for record in store.records())


def test_the_head_as_known_at_an_instant(store: Store, clock: Clock) -> None:
    heads = []
    for day in range(3):
        clock.now = NOON + timedelta(days=day)
        with store.begin() as work:
            work.append(RecordKind.STATEMENT, f"s-{day}", b"{}")
            heads.append(work.commit())
    assert store.head(at=NOON - timedelta(seconds=1)) == EMPTY
    assert store.head(at=NOON) == heads[0]
    assert store.head(at=NOON + timedelta(days=1, seconds=1)) == heads[1]
    assert store.head(at=NOON + timedelta(days=9)) == heads[2] == store.head()
    assert [record.key for record in store.records(until=heads[1].number)] == ["s-0", "s-1"]


def test_projections_come_back_ordered_by_key(store: Store) -> None:
    with store.begin() as work:
        fill(work)
        work.replace_projections(projections())
        head = work.commit()
    assert list(store.projected(STATEMENTS)) == [statement("s-1"), statement("s-2")]
    assert list(store.projected(DECISIONS)) == list(projections().decisions)
    assert list(store.projected(FLOWS)) == [flow("f-1"), flow("f-2", parent="f-1")]
    assert list(store.projected(CHECKS)) == [check()]
    assert list(store.projected(ENTRIES)) == [entry("e-1"), entry("e-2")]
    assert store.projected_one(DECISIONS, "s-1", "s-2") == projections().decisions[0]
    assert store.projected_one(FLOWS, "f-0") is None
    assert list(store.projected_where(FLOWS, "parent", "f-1")) == [flow("f-2", parent="f-1")]
    assert list(store.projected_where(STATEMENTS, "document", DOCUMENT)) == list(store.projected(STATEMENTS))
    assert list(store.projected_where(ENTRIES, "flow", "nobody")) == []
    with pytest.raises(UsageFault, match="cannot be asked by owner"):
        store.projected_where(FLOWS, "owner", "f-1")
    assert {(mark.folded_number, mark.folded_hash) for mark in store.projection_marks().values()} == {
        (head.number, head.hash)
    }


def test_replacing_projections_leaves_only_the_new_ones(store: Store) -> None:
    with store.begin() as work:
        fill(work)
        work.replace_projections(projections())
        work.commit()
    before = store.projection_marks()
    changed = Projections(flows=(flow("f-1", best="11000000"), flow("f-3")), entries=(entry("e-1", best="0.005"),))
    with store.begin() as work:
        work.replace_projections(changed)
        work.commit()
    assert list(store.projected(FLOWS)) == list(changed.flows)
    assert list(store.projected(ENTRIES)) == list(changed.entries)
    assert list(store.projected(STATEMENTS)) == []
    assert list(store.projected(CHECKS)) == []
    assert list(store.projected(DECISIONS)) == []
    with store.begin() as work:
        work.replace_projections(projections())
        work.commit()
    assert store.projection_marks() == before


def test_money_rests_in_whole_minor_units(store: Store) -> None:
    with store.begin() as work:
        work.replace_projections(Projections(flows=(flow(),), entries=(entry("e-1", best="0.005"),)))
        work.commit()
    rows = [row for table, row in store.projected_rows(FLOWS) if table == "flows"]
    assert rows[0][14:19] == ("EUR", 950_000_000, 1_000_000_000, 1_050_000_000, 2)
    postings = [row for table, row in store.projected_rows(ENTRIES) if table == "postings"]
    assert [row[4:] for row in postings] == [("EUR", -5, -5, None, 3), ("EUR", 5, 5, None, 3)]


@pytest.mark.parametrize("best", ["92233720368547758.08", "1E+400", "1E-19"])
def test_a_figure_beyond_64_bits_is_refused_and_leaves_the_book_alone(store: Store, best: str) -> None:
    with store.begin() as work:
        work.replace_projections(projections())
        before = work.commit(), store.projection_marks()
    with store.begin() as work, pytest.raises(UsageFault):
        work.replace_projections(Projections(entries=(entry("e-1", best=best),)))
    assert (store.head(), store.projection_marks()) == before


def test_two_values_of_one_key_are_refused(store: Store) -> None:
    with store.begin() as work, pytest.raises(UsageFault, match="same key"):
        work.replace_projections(Projections(flows=(flow(), flow(best="11000000"))))


def test_text_is_kept_exactly_or_refused(store: Store) -> None:
    texts = ["", "\r", "a\r\nb\n\rc\u2028d\x00e\x1a", "\ufeffmark", "e\u0301 é", "\U0001f4b6" * 3, '"\\/\t']
    with store.begin() as work:
        for number, text in enumerate(texts):
            work.keep_text(f"d-{number}", TextLayer(text, "plain/1"))
        with pytest.raises(UsageFault, match="surrogate"):
            work.keep_text("d-bad", TextLayer("EUR \ud83d 5", "plain/1"))
        work.commit()
    assert [store.text_layer(f"d-{number}").text for number in range(len(texts))] == texts
    assert "d-bad" not in list(store.texts())


@pytest.mark.parametrize("data", [b"", b"\x00\xff" * 10, bytes(range(256)) * 5000])
def test_bytes_are_kept_exactly(store: Store, data: bytes) -> None:
    with store.begin() as work:
        name = work.archive(data)
        work.commit()
    assert name == digest(data)
    assert list(store.archived()) == [name]
    assert store.archive(name) == data


def test_what_was_never_kept_is_asked_for_in_vain(store: Store) -> None:
    with pytest.raises(UsageFault):
        store.archive("0" * 64)
    with pytest.raises(UsageFault):
        store.text_layer("0" * 64)


def test_reading_holds_one_state(store: Store) -> None:
    with store.reading(), store.reading():
        assert store.head() == EMPTY
    with store.begin() as work:
        fill(work)
        with store.reading():
            assert store.head().number == 3
        work.commit()
    assert store.head().number == 3


def test_iterating_the_journal_ends_where_it_began(store: Store) -> None:
    with store.begin() as work:
        fill(work)
        work.commit()
    seen = []
    records = store.records()
    with store.begin() as work:
        for record in records:
            seen.append(record.key)
            work.append(RecordKind.STATEMENT, f"copy of {record.key}", record.body)
        work.commit()
    assert len(seen) == 3
    assert store.head().number == 6


def test_every_fault_has_a_message_and_an_exit_code(store: Store) -> None:
    with pytest.raises(PledgebookError) as caught:
        store.archive("nothing")
    assert str(caught.value)
    assert caught.value.exit_code == 2
