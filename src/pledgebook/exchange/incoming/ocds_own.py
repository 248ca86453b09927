"""A process of our own OCDS export in, drafts for each stage it tells out: nothing that our own field keeps is lost."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pledgebook.exchange.incoming.cells import Cell, CellFault, date_of, figure_of
from pledgebook.exchange.incoming.drafting import Draft, Sum
from pledgebook.exchange.incoming.json_files import items_at, text_at, value_at
from pledgebook.exchange.incoming.ocds_merging import day_at
from pledgebook.exchange.incoming.table_mapping import splits
from pledgebook.model.quantity import Qualifier
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Item
from pledgebook.model.when import PartialDate, Period

Json = dict[str, Any]
Told = tuple[tuple[tuple[str, Cell], ...], Draft, tuple[Decimal, str] | None]
ITEM = "item:"


def own_drafts(process: Json) -> Iterator[Told]:
    """Yield for each stage the cells of its line, its draft and its figure.

    Raises:
        CellFault: Our own field has been changed into something that it never holds.
    """
    own: Json = process["pledgebook"]
    quantity = value_at(own, "quantity")
    amount = bounded(quantity) if isinstance(quantity, dict) else None
    milestones = items_at(process, "planning", "milestones")
    steps = [(text_at(item, "code"), _date(item)) for item in milestones] or [(text_at(own, "stage"), None)]
    for name, when in steps:
        if name not in {stage.value for stage in Stage}:
            raise CellFault(f"{name!r} is no stage")
        unit = amount.unit if amount is not None else ""
        told: tuple[tuple[str, Cell], ...] = (
            *(("stage", name), ("date", str(when or ""))),
            *((("value", amount.value), ("currency", unit)) if amount is not None else ()),
            *(("funders", text_at(own, "funders")), ("label", text_at(process, "planning", "budget", "description"))),
        )
        counted = unit.startswith(ITEM) and amount is not None
        draft = Draft(
            Stage(name),
            donors=tuple(code for code in splits(text_at(own, "funders")) if code != "unknown"),
            recipients=_parties(process, "recipient"),
            amount=amount if not counted else None,
            date=when,
            period=_period(text_at(own, "period")),
            purpose=text_at(process, "planning", "rationale"),
            items=(Item(unit.removeprefix(ITEM), amount.value),) if counted and amount is not None else (),
            actor=next(iter(_parties(process, "procuringEntity")), ""),
            origin=_origin(text_at(own, "budgetOrigin")),
            mechanism=text_at(process, "planning", "budget", "project") or None,
            tranche=int(text_at(own, "tranche")) if text_at(own, "tranche").isdigit() else None,
        )
        yield told, draft, (amount.value, unit) if amount is not None and not counted else None


def bounded(quantity: Json) -> Sum:
    """Read an interval back into a figure with its precision (raises CellFault)."""
    best, low = figure_of(quantity.get("best")), figure_of(quantity.get("low"))
    unit = text_at(quantity, "unit")
    if quantity.get("high") is None:
        return Sum("", 0, best, unit, Qualifier.AT_LEAST, 2 * (best - low))
    high = figure_of(quantity["high"])
    if not low and best:
        return Sum("", 0, best, unit, Qualifier.AT_MOST, 2 * (high - best))
    if high - best == best - low:
        return Sum("", 0, best, unit, Qualifier.EXACT, 2 * (high - best))
    return Sum("", 0, best, unit)


def _parties(process: Json, role: str) -> tuple[str, ...]:
    """Return the codes of a role: our export writes them as ids."""
    found = (item for item in items_at(process, "parties") if role in (item.get("roles") or ()))
    return tuple(sorted(filter(None, (text_at(item, "id") for item in found))))


def _date(milestone: Json) -> PartialDate | None:
    text = text_at(milestone, "pledgebook", "date") or day_at(milestone, "dateMet")
    return date_of(text) if text else None


def _period(text: str) -> Period | None:
    first, _, last = text.partition("-")
    if not text or not all(part.isdigit() or not part for part in (first, last)):
        return None
    return Period(int(first) if first else None, int(last) if last else None if "-" in text else int(first))


def _origin(text: str) -> BudgetOrigin:
    return BudgetOrigin(text) if text in {origin.value for origin in BudgetOrigin} else BudgetOrigin.UNKNOWN
