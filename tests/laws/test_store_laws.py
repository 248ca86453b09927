"""Laws of the store: nothing is lost on the way in and out, all stores agree, a dump is the book."""

import io
import itertools
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from postgres_server import schema

from pledgebook.errors import InputFault, UsageFault
from pledgebook.model.entry import Entry
from pledgebook.model.evidence import Document, TextLayer
from pledgebook.model.flow import Check, Flow
from pledgebook.model.identity import canonical_json, to_plain
from pledgebook.model.judgement import Decision, Judgement
from pledgebook.model.quantity import Quantity
from pledgebook.model.statement import Statement
from pledgebook.model.when import PartialDate
from pledgebook.store.base import Clock, RecordKind, Store
from pledgebook.store.book_tables import ENTRIES
from pledgebook.store.chain import EMPTY, chained, verify_chain
from pledgebook.store.codec import Extraction, decode, encode
from pledgebook.store.dumping import dump_lines, load_lines
from pledgebook.store.memory import MemoryStore
from pledgebook.store.minor import LARGEST, fits, from_minor, to_minor
from pledgebook.store.projections import PROJECTIONS, Projections, differences, rows_of
from pledgebook.store.registry import open_store
from pledgebook.store.tables import Row, Table

MODEL = (Document, TextLayer, Statement, Extraction, Judgement, Decision, Flow, Check, Entry)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
MONEY = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=2)
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


def _partial(day: date, precision: int) -> PartialDate:
    return PartialDate(day.year, day.month if precision else 0, day.day if precision > 1 else 0)


def _quantity(figures: list[Decimal], unit: str, *, open_above: bool) -> Quantity:
    low, best, high = sorted(figures)
    return Quantity(low, best, None if open_above else high, unit)


PLAIN: Mapping[object, st.SearchStrategy[Any]] = {
    str: TEXTS,
    int: st.integers(-(2**31), 2**31),
    float: st.floats(-1e6, 1e6, allow_nan=False),
    bool: st.booleans(),
    NoneType: st.none(),
    Decimal: MONEY,
    date: DAYS,
    PartialDate: st.builds(_partial, DAYS, st.integers(0, 2)),
    Quantity: st.builds(
        _quantity,
        st.lists(MONEY, min_size=3, max_size=3),
        st.sampled_from(["EUR", "JPY", "item:Leopard 2", "%GDP"]),
        open_above=st.booleans(),
    ),
}


def values_of(kind: object) -> st.SearchStrategy[Any]:
    """Every value that a type of the model allows, from its annotations; new fields are covered by themselves."""
    if kind in PLAIN:
        return PLAIN[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{field.name: values_of(hints[field.name]) for field in fields(kind)})
    if get_origin(kind) is tuple:
        return st.lists(values_of(get_args(kind)[0]), max_size=2).map(tuple)
    if get_origin(kind) is UnionType:
        return st.one_of(*(values_of(part) for part in get_args(kind)))
    raise TypeError(f"no strategy for {kind}")


@pytest.mark.parametrize("kind", MODEL, ids=lambda kind: kind.__name__)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_value_of_the_model_survives_the_way_into_the_journal_and_out(kind: type, data: st.DataObject) -> None:
    value = data.draw(values_of(kind))
    body = encode(value)
    assert decode(body, kind) == value
    assert encode(decode(body, kind)) == body


def _is_plainly_written(body: bytes, value: object) -> bool:
    return body == msgspec.json.encode(to_plain(value), order="deterministic")


@pytest.mark.parametrize("kind", MODEL, ids=lambda kind: kind.__name__)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_the_short_way_to_canonical_json_is_the_long_way_for_every_value(kind: type, data: st.DataObject) -> None:
    value = data.draw(values_of(kind))
    assert _is_plainly_written(canonical_json(value), value)


@given(st.lists(st.decimals() | st.builds(Decimal, st.from_regex(r"-?[0-9]{1,3}(\.[0-9]{0,3}0?)?", fullmatch=True))))
@example([Decimal("1E+7"), Decimal("5.00"), Decimal("-0"), Decimal("0E-9"), Decimal("1.5E-8"), Decimal("-0.0")])
def test_no_decimal_escapes_the_plain_form(figures: list[Decimal]) -> None:
    for figure in figures:
        assert _is_plainly_written(canonical_json((figure,)), (figure,))
        assert _is_plainly_written(canonical_json({"b": figure, "a": str(figure)}), {"b": figure, "a": str(figure)})


@given(st.lists(st.none() | MONEY | st.sampled_from([Decimal("sNaN"), Decimal("NaN"), Decimal("1e-19")]), max_size=4))
def test_figures_come_to_the_same_together_as_one_by_one(figures: list[Decimal | None]) -> None:
    assert fits("EUR", *figures) == all(fits("EUR", figure) for figure in figures)
    if fits("EUR", *figures):
        minor = to_minor("EUR", *figures)
        assert [from_minor(number, minor.exponent) for number in minor.numbers] == figures


@given(
    st.decimals(-(10**18), 10**18, allow_nan=False, allow_infinity=False, places=None)
    | st.builds(
        lambda number, places: Decimal(number).scaleb(-places), st.integers(-(2**66), 2**66), st.integers(0, 20)
    ),
    st.sampled_from([("EUR", 2), ("UAH", 2), ("item:x", 0)]),
)
def test_minor_units_are_exact_or_refused(figure: Decimal, unit: tuple[str, int]) -> None:
    name, usual = unit
    exact = Fraction(figure)
    decimals = next((places for places in range(usual, 19) if (exact * 10**places).denominator == 1), None)
    rests = decimals is not None and abs(exact * 10**decimals) <= LARGEST
    assert fits(name, figure) == rests
    if rests:
        minor = to_minor(name, figure, None)
        assert minor.exponent == decimals
        assert from_minor(minor.numbers[0], minor.exponent) == figure
        assert minor.numbers[1] is None
    else:
        with pytest.raises(UsageFault):
            to_minor(name, figure, None)


ROWS = st.dictionaries(st.text("ab", max_size=3), st.integers(0, 2), max_size=6)


@given(ROWS, ROWS)
def test_differences_turn_one_side_into_the_other(left: dict[str, int], right: dict[str, int]) -> None:
    table = Table("example", ("key", "value"), 1)
    before, after = ([(key, side[key]) for key in sorted(side)] for side in (left, right))
    result: dict[object, Row] = {row[0]: row for row in before}
    for difference in differences(table, before, after):
        (key,) = difference.key
        assert difference.before == result.pop(key, None)
        if difference.after is not None:
            result[key] = difference.after
    assert sorted(result.values()) == after


INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  the zone is beside it


@given(
    st.lists(st.tuples(TEXTS, TEXTS, st.binary(max_size=20)), min_size=1, max_size=6),
    st.lists(INSTANTS, min_size=6, max_size=6),
    st.data(),
)
def test_any_change_to_a_chain_is_found_where_it_was_made(
    contents: list[tuple[str, str, bytes]], instants: list[datetime], data: st.DataObject
) -> None:
    records = []
    place = MemoryStore().head()
    for (kind, key, body), instant in zip(contents, sorted(instants), strict=False):
        records.append(chained(place, kind, key, body, instant))
        place = type(place)(records[-1].number, records[-1].hash)
    assert verify_chain(records, place) is None
    at = data.draw(st.integers(0, len(records) - 1))
    victim = records[at]
    field = data.draw(st.sampled_from(["kind", "key", "body", "recorded_at", "previous_hash", "hash"]))
    other = data.draw(
        {
            "body": st.binary(max_size=20),
            "recorded_at": INSTANTS,
            "previous_hash": st.integers(0, 2**256 - 1).map(lambda number: f"{number:064x}"),
            "hash": st.integers(0, 2**256 - 1).map(lambda number: f"{number:064x}"),
        }.get(field, TEXTS)
    )
    assume(other != getattr(victim, field))
    changed = {item.name: getattr(victim, item.name) for item in fields(victim)} | {field: other}
    fault = verify_chain([*records[:at], type(victim)(**changed), *records[at + 1 :]], place)
    assert fault is not None
    assert fault.number == at + 1
    assert verify_chain(records[:at], place) is not None


class Books(RuleBasedStateMachine):
    """The same commands to a book in memory and one that lasts: they never differ."""

    def __init__(self, lasting: AbstractContextManager[str]) -> None:
        super().__init__()
        self.lasting = lasting
        self.place = lasting.__enter__()
        self.now = datetime(2025, 1, 1, tzinfo=UTC)
        self.memory = MemoryStore(lambda: self.now)
        self.other = open_store(self.place, create=True, clock=lambda: self.now)

    @rule(
        keys=st.lists(st.sampled_from(["a", "b", "c", "d", "e", "\0", "\1", "\0\1", "ї", "\U0001f4b6"]), max_size=4),
        kind=st.sampled_from(list(RecordKind)),
        flows=st.lists(values_of(Flow), max_size=3, unique_by=lambda flow: flow.id),
        entries=st.lists(values_of(Entry), max_size=3, unique_by=lambda entry: entry.id),
        commit=st.booleans(),
    )
    def command(self, keys: list[str], kind: RecordKind, flows: list[Flow], entries: list[Entry], commit: bool) -> None:
        outcomes = []
        for store in (self.memory, self.other):
            with store.begin() as work:
                written = [work.append(kind, key, key.encode()) for key in keys]
                archived = [work.archive(key.encode()) for key in keys]
                for key in keys:
                    work.keep_text(key, TextLayer(key, "plain/1"))
                work.replace_projections(Projections(flows=flows, entries=entries))
                outcomes.append((written, archived, store.head(), work.recorded_at))
                if commit:
                    work.commit()
        assert outcomes[0] == outcomes[1]

    @rule()
    def reopen(self) -> None:
        self.other.close()
        self.other = open_store(self.place, clock=lambda: self.now)

    @rule()
    def move(self) -> None:
        """Restore the journal of each book in a new one in memory."""
        copies = []
        for store in (self.memory, self.other):
            copy = MemoryStore()
            with copy.begin() as work:
                work.restore(store.records())
                work.commit()
            copies.append(list(copy.records()))
        assert copies[0] == copies[1] == list(self.memory.records())

    @rule(seconds=st.integers(-10, 10))
    def pass_time(self, seconds: int) -> None:
        self.now = self.now.replace(second=abs(seconds))

    @invariant()
    def same(self) -> None:
        with self.other.reading():
            assert self.memory.head() == self.other.head()
            assert list(self.memory.records()) == list(self.other.records())
            assert verify_chain(self.other.records(), self.other.head()) is None
            assert list(self.memory.archived()) == list(self.other.archived())
            assert list(self.memory.texts()) == list(self.other.texts())
            assert self.memory.head(at=self.now) == self.other.head(at=self.now)
            assert self.memory.projection_marks() == self.other.projection_marks()
            for projection in PROJECTIONS:
                assert list(self.memory.projected_rows(projection)) == list(self.other.projected_rows(projection))
                assert list(self.memory.projected(projection)) == list(self.other.projected(projection))

    def teardown(self) -> None:
        self.other.close()
        self.lasting.__exit__(None, None, None)


@contextmanager
def _file() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield str(Path(folder) / "book.db")


MACHINE = settings(max_examples=15, stateful_step_count=8, deadline=None)


def test_a_book_in_a_file_is_what_one_in_memory_is() -> None:
    run_state_machine_as_test(lambda: Books(_file()), settings=MACHINE)  # type: ignore[arg-type]  # any factory will do


def test_a_book_on_a_server_is_what_one_in_memory_is(postgres_address: str) -> None:
    run_state_machine_as_test(lambda: Books(schema(postgres_address)), settings=MACHINE)  # type: ignore[arg-type]  # same


# Units of work: (kind, key, body) records, archived bytes, texts.
UNITS = st.lists(
    st.tuples(
        st.lists(st.tuples(st.sampled_from(list(RecordKind)), st.text(min_size=1, max_size=4), st.binary(max_size=9))),
        st.lists(st.binary(max_size=9), max_size=3),
        st.dictionaries(TEXTS, TEXTS, max_size=3),
    ),
    max_size=4,
)


def _random_book(units: list[Any], clock: Clock) -> MemoryStore:
    book = MemoryStore(clock)
    for records, archived, texts in units:
        with book.begin() as work:
            for kind, key, body in records:
                work.append(kind, key, body)
            for data in archived:
                work.archive(data)
            for document, text in texts.items():
                work.keep_text(document, TextLayer(text, "plain/1"))
            work.commit()
    return book


def _loaded(lines: list[bytes], store: Store) -> None:
    with store.begin() as work:
        load_lines(lines, work, name="dump")
        work.commit()


def _dump_law(units: list[Any], instants: list[datetime], lasting: AbstractContextManager[str]) -> None:
    times = itertools.cycle(instants)
    book = _random_book(units, lambda: next(times))
    lines = list(dump_lines(book))
    with lasting as place, open_store(place, create=True) as store:
        _loaded(lines, store)
        assert list(store.records()) == list(book.records())
        assert [(name, store.archive(name)) for name in store.archived()] == sorted(book.state.archive.items())
        assert {name: store.text_layer(name) for name in store.texts()} == book.state.texts
        assert store.head() == book.head()
        assert list(dump_lines(store)) == lines
        if store.head() == EMPTY:
            return
        with store.begin() as work, pytest.raises(UsageFault):
            work.restore(book.records())


@settings(max_examples=40, deadline=None)
@given(UNITS, st.lists(INSTANTS, min_size=1, max_size=4))
def test_a_dumped_and_loaded_book_is_the_book(units: list[Any], instants: list[datetime]) -> None:
    _dump_law(units, instants, _file())


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(units=UNITS, instants=st.lists(INSTANTS, min_size=1, max_size=4))
def test_a_book_dumped_and_loaded_on_a_server_is_the_book(
    postgres_address: str, units: list[Any], instants: list[datetime]
) -> None:
    _dump_law(units, instants, schema(postgres_address))


@settings(max_examples=150, deadline=None)
@given(UNITS, st.integers(0, 2**32), st.integers(0, 7))
def test_a_flipped_bit_anywhere_in_a_dump_is_found(units: list[Any], place: int, bit: int) -> None:
    dump = bytearray(b"".join(dump_lines(_random_book(units, lambda: datetime(2025, 1, 1, tzinfo=UTC)))))
    place %= len(dump)
    line = dump.count(b"\n", 0, place) + 1
    dump[place] ^= 1 << bit
    other = MemoryStore()
    with pytest.raises(InputFault) as caught:
        _loaded(list(io.BytesIO(dump)), other)
    # A text is proved by the record of its document; in random books it may have none, and the closing sums find it.
    told = str(caught.value)
    assert told.startswith(f"dump: line {line}: ") or "newer" in told or "the sums are not those" in told
    assert [*other.records(), *other.archived(), *other.texts()] == []


@settings(max_examples=25, deadline=None)
@given(st.lists(values_of(Entry), max_size=4, unique_by=lambda entry: entry.id), st.randoms())
def test_rows_do_not_depend_on_the_order_of_the_values(entries: list[Entry], random: Any) -> None:  # noqa: ANN401  hypothesis' own
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert rows_of(ENTRIES, entries) == rows_of(ENTRIES, shuffled)
