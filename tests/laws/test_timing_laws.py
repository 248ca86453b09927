"""Laws of the two clocks: what was known is never changed by what comes later, and changes lose no flow."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from pledgebook.ledger.timeline import rung
from pledgebook.model.evidence import Source
from pledgebook.reports.asof import flows_as_of
from pledgebook.store.memory import MemoryStore
from pledgebook.workflow.book import Book

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
GIVERS = ("Norway", "Japan", "Estonia")
STEPS = ("pledged", "allocated", "transferred")
SUMS = ("EUR 250 million", "EUR 251 million", "USD 7 million", "EUR 40 million")
DAYS = ("3 March 2025", "9 June 2025", "1 December 2025")

sentences = st.builds(
    "{} {} {} to Moldova on {}.\n".format,
    st.sampled_from(GIVERS),
    st.sampled_from(STEPS),
    st.sampled_from(SUMS),
    st.sampled_from(DAYS),
)
# What can happen to a book: a document comes in, or a person rejects or accepts one of its statements.
events = st.lists(sentences | st.tuples(st.sampled_from(("reject", "accept")), st.integers(0, 9)), max_size=6)


def happen(book: Book, event: str | tuple[str, int]) -> None:
    if isinstance(event, str):
        book.add_sources([Source("a.txt", event.encode())])
        return
    verdict, place = event
    known = book.at(START + timedelta(days=999)).statements()
    if known:
        book.judge(verdict, known[place % len(known)].id, author="a coder", reason="a law")


def told(book: Book) -> tuple[object, ...]:
    return (book.documents(), book.statements(), book.flows(), book.checks(), book.ledger(), book.totals())


@settings(max_examples=20, deadline=None)
@given(events, events)
def test_what_was_known_is_stable_under_what_comes_later(
    first: list[str | tuple[str, int]], later: list[str | tuple[str, int]]
) -> None:
    looks = iter(range(10_000))
    store = MemoryStore(lambda: START + timedelta(minutes=next(looks)))
    book = Book(store)
    for event in first:
        happen(book, event)
    known = store.state.journal[-1].recorded_at if store.state.journal else START - timedelta(days=1)
    said, before = told(book), book.at(known).flows()
    for event in later:
        happen(book, event)
    assert told(book.at(known)) == said
    changes = book.changes(known, START + timedelta(days=30))
    assert changes.unchanged + sum(len(change.before) for change in changes.flows) == len(before)
    assert changes.unchanged + sum(len(change.after) for change in changes.flows) == len(book.flows())
    assert changes.before == book.at(known).totals().total
    assert changes.after == book.totals().total


@settings(max_examples=20, deadline=None)
@given(st.lists(sentences, max_size=5), st.sampled_from(range(0, 400, 45)))
def test_a_later_day_shows_the_same_flows_and_more(texts: list[str], shift: int) -> None:
    book = Book(MemoryStore(lambda: START))
    for text in texts:
        happen(book, text)
    day = date(2025, 2, 1) + timedelta(days=shift)
    shown = {flow.id: rung(flow.stage) for flow in flows_as_of(book.flows(), day)}
    later = {flow.id: rung(flow.stage) for flow in flows_as_of(book.flows(), day + timedelta(days=100))}
    assert all(later[flow] >= stage for flow, stage in shown.items())
    assert flows_as_of(book.flows(), date(2100, 1, 1)) == flows_as_of(book.flows(), None) == book.flows()
