"""The recorded clock: any earlier state of knowledge reads as it did then, whatever has come since."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from pledgebook.errors import UsageFault
from pledgebook.model.evidence import Source
from pledgebook.reports.asof import flows_as_of
from pledgebook.store.memory import MemoryStore
from pledgebook.store.projections import PROJECTIONS
from pledgebook.workflow.book import Book
from pledgebook.workflow.rating import BookRates
from pledgebook.workflow.timing import instant_of
from pledgebook.workflow.viewing import StoreView

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
TEXTS = (
    b"Norway pledged NOK 250 million to Moldova on 3 March 2025, the ministry in Oslo said.\n",
    b"Norway transferred NOK 250 million to Moldova on 9 June 2025, a paper wrote.\n",
    b"Japan has allocated USD 7 million to Jordan on 2 June 2024.\n",
)


def ticking() -> Callable[[], datetime]:
    """Return a clock that is an hour further at each look."""
    looks = iter(range(1000))
    return lambda: START + timedelta(hours=next(looks))


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(ticking())


def add(book: Book, number: int) -> None:
    book.add_sources([Source(name=f"{number}.txt", data=TEXTS[number])])


def everything(book: Book) -> tuple[object, ...]:
    listed = (book.documents(), book.statements(), book.decisions(), book.flows(), book.checks(), book.judgements())
    return (*listed, book.ledger(), book.totals())


def test_every_earlier_state_reads_as_it_did_then(store: MemoryStore) -> None:
    book = Book(store)
    states: list[tuple[datetime, tuple[object, ...]]] = []
    for number in range(3):
        add(book, number)
        states.append((store.state.journal[-1].recorded_at, everything(book)))
    (japan,) = [statement.id for statement in book.statements() if "Japan" in statement.span.quote]
    book.judge("reject", japan, author="a coder", reason="not in our scope")
    for instant, said in states:
        assert everything(book.at(instant)) == said
        assert everything(book.at(instant + timedelta(minutes=59))) == said, "nothing came in between"
    assert everything(book.at(START - timedelta(days=1)))[:6] == ((),) * 6
    assert everything(book.at(None)) == everything(book)


def test_problems_are_those_of_their_time(store: MemoryStore) -> None:
    book = Book(store)
    add(book, 1)  # transferred without a known commitment
    first = store.state.journal[-1].recorded_at
    add(book, 2)
    assert [problem.code for problem in book.problems()] == ["no-predecessor"]
    assert book.problems(as_of=date(2025, 6, 8)) == ()
    assert book.problems(as_of=date(2025, 6, 9)) == book.problems()
    assert book.at(first).problems() == book.problems()
    assert book.at(START - timedelta(days=1)).problems() == ()


def test_a_past_store_holds_what_a_store_of_then_held(store: MemoryStore) -> None:
    book = Book(store)
    add(book, 0)
    rows = {item.name: list(store.projected_rows(item)) for item in PROJECTIONS}
    archived, texts, head = list(store.archived()), list(store.texts()), store.head()
    instant = store.state.journal[-1].recorded_at
    add(book, 1)
    past = StoreView(store, BookRates(), instant)
    assert {item.name: list(past.projected_rows(item)) for item in PROJECTIONS} == rows
    assert (list(past.archived()), list(past.texts()), past.head()) == (archived, texts, head)
    assert past.text_layer(texts[0]) == store.text_layer(texts[0])
    assert past.archive(archived[0]) == store.archive(archived[0])
    later = next(document for document in store.texts() if document not in texts)
    with pytest.raises(UsageFault):
        past.text_layer(later)
    with pytest.raises(UsageFault):
        past.archive(later)


def test_the_past_is_not_written_but_can_be_verified(store: MemoryStore) -> None:
    book = Book(store)
    add(book, 0)
    past = book.at(START + timedelta(days=1))
    with pytest.raises(UsageFault, match="cannot be written"):
        past.add_sources([Source(name="1.txt", data=TEXTS[1])])
    assert past.verify().sound, "what was known then is proved as the book is"
    assert "as known at 2026-03-02" in past.place


def test_the_valid_clock_shows_a_flow_at_its_stage_of_the_day(store: MemoryStore) -> None:
    book = Book(store)
    add(book, 0)
    add(book, 1)

    def stages(day: date) -> list[str]:
        return [flow.stage.value for flow in flows_as_of(book.flows(), day)]

    assert stages(date(2025, 3, 2)) == []
    assert stages(date(2025, 3, 3)) == ["pledged"]
    assert stages(date(2025, 6, 9)) == ["disbursed"]


@pytest.mark.parametrize(
    ("text", "first", "instant"),
    [
        ("2026-11-22", False, "2026-11-22T23:59:59.999999+00:00"),
        ("2026-11-22", True, "2026-11-22T00:00:00+00:00"),
        ("2024-02", False, "2024-02-29T23:59:59.999999+00:00"),
        ("2026", True, "2026-01-01T00:00:00+00:00"),
        ("2026-11-22T10:30", False, "2026-11-22T10:30:00+00:00"),
        ("2026-11-22 10:30:15+01:00", False, "2026-11-22T09:30:15+00:00"),
        ("2026-11-22T10:30Z", True, "2026-11-22T10:30:00+00:00"),
    ],
)
def test_instants_are_read(text: str, *, first: bool, instant: str) -> None:
    assert instant_of(text, first=first).isoformat() == instant


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "25:00"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        instant_of(text)
