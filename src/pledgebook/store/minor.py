"""Money at rest: whole numbers of minor units with their exponent, exact and within 64 bits, never a float."""

from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cache

from pledgebook.errors import UsageFault
from pledgebook.reference.currencies import DEFAULT_EXPONENT, is_currency, minor_units

LARGEST = 2**63 - 1

HALF = 2**31
"""Where a whole number is cut so that sums of its halves never overflow 64 bits, whatever the engine."""

# Enough digits for every figure that 64 bits can hold at any exponent we allow: nothing is ever rounded.
_EXACT = Context(prec=60)
_MOST_DECIMALS = 18


@dataclass(frozen=True, slots=True)
class MinorFigures:
    """Figures of one unit as whole numbers: figure = number / 10**exponent.

    Attributes:
        numbers: In the order given; None where there was None.
        exponent: Decimals of all of them: those of the unit, or more where a figure needs more.
    """

    numbers: tuple[int | None, ...]
    exponent: int


@cache
def usual_exponent(unit: str) -> int:
    """Return the decimals of a unit: those of the currency, two for shares of GDP, none for counted goods.

    A code that no table knows has two, too: its figures rest exactly all the same, with more decimals where they need
    them.
    """
    if unit.startswith("item:"):
        return 0
    return minor_units(unit) if is_currency(unit) else DEFAULT_EXPONENT


def fits(unit: str, *figures: Decimal | None) -> bool:
    """Tell whether figures of a unit can rest in the book; ask before a figure of unknown origin goes in."""
    try:
        to_minor(unit, *figures)
    except UsageFault:
        return False
    return True


def to_minor(unit: str, *figures: Decimal | None) -> MinorFigures:
    """Turn figures of one unit into whole numbers without rounding.

    Raises:
        UsageFault: A figure is no number, has more than 18 decimals, or lies beyond 64 bits.
    """
    exponent = usual_exponent(unit)
    numbers: list[int | None] = []
    last: Decimal | None = None
    exact = True
    for figure in figures:
        if figure is None:
            numbers.append(None)
        elif last is not None and figure.is_finite() and figure == last:  # low, best and high are often one figure
            numbers.append(numbers[-1])
        else:
            number = _scaled(unit, figure, exponent)
            exact = exact and Decimal(number).scaleb(-exponent, _EXACT) == figure
            numbers.append(number)
        last = figure
    if exact:
        return MinorFigures(tuple(numbers), exponent)
    exponent = max(_decimals(unit, figure) for figure in figures if figure is not None)
    return MinorFigures(
        tuple(None if figure is None else _scaled(unit, figure, exponent) for figure in figures), exponent
    )


def from_minor(number: int | None, exponent: int) -> Decimal | None:
    """Turn a whole number back into its figure."""
    return None if number is None else Decimal(number).scaleb(-exponent, _EXACT)


def figure_of(upper: object, lower: object, exponent: object) -> Decimal:
    """Turn the sums of the halves of a column back into its figure.

    Engines give them as whole numbers or as decimals without places; nothing where there was nothing to add.
    """
    number = _whole(upper) * HALF + _whole(lower)
    return Decimal(number).scaleb(-_whole(exponent), _EXACT)


def _whole(number: object) -> int:
    return number if isinstance(number, int) else int(Decimal(str(number or 0)))


def _decimals(unit: str, figure: Decimal) -> int:
    text = format(figure, "f").partition(".")[2].rstrip("0")
    if len(text) > _MOST_DECIMALS:
        raise UsageFault(
            f"{figure} {unit} has {len(text)} decimals, a book keeps {_MOST_DECIMALS}", remedy="Round the figure."
        )
    return max(len(text), usual_exponent(unit))


def _scaled(unit: str, figure: Decimal, exponent: int) -> int:
    if not figure.is_finite():
        raise UsageFault(f"{figure} {unit} is no figure", remedy="Leave the statement out of the book.")
    if figure and figure.adjusted() + exponent > len(str(LARGEST)):
        raise _out_of_range(unit, figure)
    number = int(figure.scaleb(exponent, _EXACT))
    if not -LARGEST <= number <= LARGEST:
        raise _out_of_range(unit, figure)
    return number


def _out_of_range(unit: str, figure: Decimal) -> UsageFault:
    return UsageFault(
        f"{figure:.3E} {unit} is more than a book can count (64 bits of minor units)",
        remedy="No government has that much: reject the statement, or correct its figure.",
    )
