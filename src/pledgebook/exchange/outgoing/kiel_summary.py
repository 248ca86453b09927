"""A country summary as readers of the Kiel tracker know it: a row a funder, figures in billions of euros."""

import csv
from decimal import Decimal
from pathlib import Path

from pledgebook.exchange.mapping import Direction, FieldMapping, FormatMapping
from pledgebook.exchange.outgoing.base import Layout, Lose, Loss, Shipment, Written
from pledgebook.exchange.outgoing.csv_ import harmless
from pledgebook.exchange.outgoing.names import parties_text
from pledgebook.ledger.reading import EXACT
from pledgebook.ledger.timeline import rung
from pledgebook.model.identity import plain_decimal
from pledgebook.model.stage import LADDER, Stage
from pledgebook.reports.query import REPORTING_ONLY, Dimension, Omission, TotalsQuery, TotalsReport
from pledgebook.reports.selection import UNKNOWN

_BILLION = Decimal(10) ** 9
_PROMISED = frozenset(stage for stage in LADDER if rung(stage) >= rung(Stage.PLEDGED))
_ALLOCATED = frozenset(stage for stage in LADDER if rung(stage) >= rung(Stage.ALLOCATED))
_DONE = frozenset({Stage.DISBURSED, Stage.DELIVERED})
HEADINGS = (
    "Country",
    "Code",
    "Commitments (€ billion)",
    "Allocations (€ billion)",
    "To be allocated (€ billion)",
    "Disbursed or delivered (€ billion)",
    "Flows without a sum",
)


class KielSummaryExporter:
    """One CSV file."""

    name = "kiel-summary"
    title = "Country summary in the manner of the Kiel tracker"
    layout = Layout.FILE
    suffix = ".csv"

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return MAPPING

    def write(self, shipment: Shipment, path: Path, lose: Lose) -> Written:
        """Write a row for each funder, joint ones under their joint name, and the sum of all.

        Raises:
            UsageFault: The export is narrowed to documents: no report can be.
        """
        query = TotalsQuery(by=(Dimension.FUNDER, Dimension.STAGE), stages=_PROMISED, currency="EUR")
        report = shipment.totals(query)
        rows = _sums(report)
        for line in report.left_out:
            if line.reason in REPORTING_ONLY and line.quantity is not None:
                told = f"{plain_decimal(line.quantity.best)} {line.quantity.unit}"
                lose(Loss(line.id, "holding.quantity", told, _WHY[line.reason]))
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(HEADINGS)
            for code in sorted(rows):
                funders = () if code == UNKNOWN else tuple(code.split("+"))
                writer.writerow([harmless(parties_text(funders) or "Unnamed"), harmless(code), *rows[code].cells()])
            total = _Sums()
            for sums in rows.values():
                total.add(sums)
            writer.writerow(["Total", "", *total.cells()])
        return Written({"countries": len(rows)})


class _Sums:
    """What one funder has: promised, allocated, done; made and dropped inside one report."""

    def __init__(self) -> None:
        self.promised = self.allocated = self.done = Decimal(0)
        self.without = 0

    def add(self, other: "_Sums") -> None:
        """Add another's."""
        self.promised = EXACT.add(self.promised, other.promised)
        self.allocated = EXACT.add(self.allocated, other.allocated)
        self.done = EXACT.add(self.done, other.done)
        self.without += other.without

    def cells(self) -> list[str]:
        """Write them in billions."""
        figures = (self.promised, self.allocated, EXACT.subtract(self.promised, self.allocated), self.done)
        return [*(plain_decimal(EXACT.divide(figure, _BILLION)) for figure in figures), str(self.without)]


def _sums(report: TotalsReport) -> dict[str, _Sums]:
    found: dict[str, _Sums] = {}
    for row in report.rows:
        code, stage = row.key[0], Stage(row.key[1])
        sums = found.setdefault(code, _Sums())
        sums.without += sum(count for _, count in row.unquantified)
        if row.reporting is not None and stage in _PROMISED:
            best = row.reporting.best
            sums.promised = EXACT.add(sums.promised, best)
            sums.allocated = EXACT.add(sums.allocated, best) if stage in _ALLOCATED else sums.allocated
            sums.done = EXACT.add(sums.done, best) if stage in _DONE else sums.done
    return found


_WHY = {
    Omission.NO_RATE: "no rate into euros",
    Omission.NOT_MONEY: "goods and shares of GDP are no euros",
    Omission.NO_TABLE: "no table",
}
MAPPING = FormatMapping(
    "kiel-summary",
    "Country summary in the manner of the Kiel tracker",
    Direction.OUTGOING,
    (
        FieldMapping("Country", "flow.funders", "joint funders stay together: their money is never split by guess"),
        FieldMapping("Code", "flow.funders", "codes joined by +"),
        FieldMapping(
            "Commitments (€ billion)",
            "holding.quantity.best",
            "all that stands at pledged or further: the tracker's commitment is a promise",
            "which of it binds",
        ),
        FieldMapping("Allocations (€ billion)", "holding.quantity.best", "what stands at allocated or further"),
        FieldMapping("To be allocated (€ billion)", "holding.quantity.best", "the difference of the two"),
        FieldMapping("Disbursed or delivered (€ billion)", "holding.quantity.best", "what stands at these two stages"),
        FieldMapping("Flows without a sum", "flow.quantity"),
    ),
    (
        "Financial, humanitarian and military: the book has no such division.",
        "Euros are at the dated rates of the book (docs/reports.md), not at one rate for all.",
        "Goods without a value, shares of national product, and every sentence: a summary has no evidence.",
        "It is our book in the tracker's form, and no data of the Kiel Institute.",
    ),
)
