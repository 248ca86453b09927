"""How values become cells of rows: joined codes, dates as text, figures in minor units."""

from collections.abc import Iterable, Iterator
from datetime import date

from pledgebook.ledger.reading import Reading
from pledgebook.model.identity import canonical_json
from pledgebook.model.quantity import Quantity
from pledgebook.model.when import PartialDate
from pledgebook.store.minor import from_minor, to_minor
from pledgebook.store.tables import Row

NO_DAY = "~"
"""What stands for no day where rows are sorted by day: behind every date."""


def body_of(value: object) -> str:
    """Write a value whole, in canonical JSON."""
    return canonical_json(value).decode()


def joined(codes: tuple[str, ...]) -> str:
    """Join codes as a column keeps them: "DK+EU"."""
    return "+".join(codes)


def date_cell(value: PartialDate | date | None) -> str | None:
    """Write a date, None for none."""
    return None if value is None else str(value)


def day_order(value: PartialDate | None) -> str:
    """Write the last day that a date can be, to sort by; undated behind all others."""
    return NO_DAY if value is None else str(value.latest())


def figure_cells(quantity: Quantity | None) -> Row:
    """Return unit, low, best, high and exponent of a quantity; all empty for none."""
    if quantity is None:
        return (None, None, None, None, None)
    minor = to_minor(quantity.unit, quantity.low, quantity.best, quantity.high)
    return (quantity.unit, *minor.numbers, minor.exponent)


def reading_cells(unit: str, reading: Reading | None) -> Row:
    """Return low, best, high and exponent of a reading, its high figure empty where it is open; all empty for none."""
    if reading is None:
        return (None, None, None, None)
    minor = to_minor(unit, reading.low, reading.best, None if reading.open else reading.high)
    return (*minor.numbers, minor.exponent)


def reading_of(low: object, best: object, high: object, exponent: object) -> Reading | None:
    """Turn such cells back into the reading; the high figure of an open one is its best."""
    if best is None:
        return None
    places = int(str(exponent))
    lowest, middle = (from_minor(int(str(number)), places) for number in (low, best))
    highest = middle if high is None else from_minor(int(str(high)), places)
    assert lowest is not None
    assert middle is not None
    assert highest is not None
    return Reading(lowest, middle, highest, high is None)


def members_of(table: str, owner: str, members: Iterable[str]) -> Iterator[tuple[str, Row]]:
    """Yield the rows that link an owner to its members."""
    for member in sorted(set(members)):
        yield table, (owner, member)
