"""Numbers, money, dates and instants as a language writes them; the one place that knows how."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from pledgebook.model.quantity import GDP_SHARE, Quantity
from pledgebook.model.when import PartialDate


@dataclass(frozen=True, slots=True)
class Locale:
    """How one language writes figures and dates.

    Attributes:
        tag: BCP 47 tag, for the `lang` of a page.
        group: What stands between thousands.
        point: What stands before decimals.
        months: Short names of the twelve months.
        scales: Short words for 10^12, 10^9, 10^6 and 10^3.
        no_sum: What stands for support without a sum.
        undated: What stands for a date that nobody tells.
    """

    tag: str
    group: str
    point: str
    months: tuple[str, ...]
    scales: tuple[tuple[int, str], ...]
    no_sum: str
    undated: str

    def number(self, value: Decimal | int) -> str:
        """Write a number exactly, thousands grouped: "10,000,000", "2,029,819.90"."""
        whole, _, decimals = f"{value:,f}".partition(".")
        decimals = decimals.rstrip("0")
        return whole.replace(",", self.group) + (f"{self.point}{decimals:0<2}" if decimals else "")

    def short(self, value: Decimal | int) -> str:
        """Write a number in three digits and a word: "1.26 bn", "535 m"; small ones as they are."""
        figure = Decimal(value)
        for power, word in self.scales:
            scaled = figure.scaleb(-power)
            if abs(scaled) >= Decimal("0.9995"):
                digits = 2 if abs(scaled) < Decimal("9.995") else 1 if abs(scaled) < Decimal("99.95") else 0
                text = f"{scaled.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN):f}"
                if "." in text:
                    text = text.rstrip("0").rstrip(".")
                return f"{text.replace('.', self.point)}\u202f{word}"
        return self.number(figure.quantize(Decimal(1), ROUND_HALF_EVEN))

    def money(self, value: Decimal, unit: str) -> str:
        """Write a figure with its unit: "EUR 10,000,000", "18 × Bohdana howitzers", "0.25 % of GDP"."""
        return self._with_unit(self.number(value), unit)

    def short_money(self, value: Decimal, unit: str) -> str:
        """Write a figure with its unit in few digits: "EUR 1.26 bn"."""
        return self._with_unit(self.short(value) if not unit.startswith("item:") else self.number(value), unit)

    def _with_unit(self, number: str, unit: str) -> str:
        if unit.startswith("item:"):
            return f"{number}\u00a0× {unit.removeprefix('item:')}"
        return f"{number}\u00a0% of GDP" if unit == GDP_SHARE else f"{unit}\u00a0{number}"

    def quantity(self, quantity: Quantity | None, *, short: bool = False) -> str:
        """Write a quantity; one that is open above is marked "≥", one from nothing upwards "≤"."""
        if quantity is None:
            return self.no_sum
        write = self.short_money if short else self.money
        best = write(quantity.best, quantity.unit)
        if quantity.high is None:
            return f"≥\u00a0{best}"
        return f"≤\u00a0{best}" if quantity.low == 0 < quantity.best else best

    def percent(self, share: Decimal | float) -> str:
        """Write a share of one in per cent."""
        figure = Decimal(share) * 100
        digits = 0 if abs(figure) >= 10 or figure == 0 else 1  # noqa: PLR2004  two digits tell enough
        return f"{figure.quantize(Decimal(1).scaleb(-digits)):f}".replace(".", self.point) + "\u00a0%"

    def day(self, when: PartialDate | date | None) -> str:
        """Write a date with its precision: "25 Nov 2024", "Nov 2024", "2024"."""
        if when is None:
            return self.undated
        name = self.months[when.month - 1] if when.month else ""
        day = str(when.day) if when.day else ""
        return "\u00a0".join(part for part in (day, name, str(when.year)) if part)

    def instant(self, when: datetime) -> str:
        """Write a recorded instant: "22 Nov 2026 13:05 UTC"."""
        return f"{self.day(when.date())} {when:%H:%M}\u00a0UTC"


ENGLISH = Locale(
    tag="en",
    group=",",
    point=".",
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    scales=((12, "tn"), (9, "bn"), (6, "m"), (3, "k")),
    no_sum="no sum stated",
    undated="undated",
)

LOCALES: Mapping[str, Locale] = {ENGLISH.tag: ENGLISH}
"""Every language that pages can be written in; a new one is a row here and a catalogue of the texts."""
