"""What one OCDS release says of a flow: parties, planning with a milestone for each stage, contract, payments."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pledgebook.exchange.mapping import Direction, FieldMapping, FormatMapping
from pledgebook.exchange.outgoing.base import Loss, Parcel, Shipment
from pledgebook.exchange.outgoing.evidence import documents_of, quoted
from pledgebook.exchange.outgoing.names import parties_text, party_text
from pledgebook.ledger.conversion import is_money
from pledgebook.ledger.timeline import rung
from pledgebook.model.evidence import Document
from pledgebook.model.flow import Flow
from pledgebook.model.identity import plain_decimal
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import Stage
from pledgebook.reports.holdings import Holding, Step

Json = dict[str, Any]

# Types of the open code list milestoneType; the code of a milestone is our stage.
MILESTONE_TYPES: Mapping[Stage, str] = {
    Stage.PROPOSED: "preProcurement",
    Stage.PLEDGED: "financing",
    Stage.SIGNED: "financing",
    Stage.COMMITTED: "financing",
    Stage.ALLOCATED: "financing",
    Stage.DISBURSED: "payment",
    Stage.CONTRACTED: "approval",
    Stage.DELIVERED: "delivery",
    Stage.SUSPENDED: "financing",
    Stage.CANCELLED: "financing",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A step with the day of its release.

    Attributes:
        step: The step.
        released: The day on which it is released.
        is_dated: Whether the sources tell when it happened.
    """

    step: Step
    released: date
    is_dated: bool


def content_of(shipment: Shipment, parcel: Parcel, holding: Holding | None, told: Sequence[Told]) -> Json:
    """Return what a release says after some steps: tag, parties, planning, contracts, parent, our own fields."""
    flow = parcel.flow
    reached = [item.step.stage for item in told]
    stage = max(reached, key=rung, default=flow.stage)
    value = _value(holding)
    planning: Json = {
        "rationale": flow.purpose,
        "budget": _some({"description": flow.label, "amount": value, "project": flow.mechanism}),
        "milestones": [_milestone(shipment, item) for item in told],
        "documents": _documents(shipment, flow, told),
    }
    content: Json = {
        "tag": _tags(reached),
        "parties": _parties(flow, reached),
        "planning": _some(planning),
        "relatedProcesses": _related(shipment, flow),
        "pledgebook": _own(flow, holding, stage),
    }
    if Stage.CONTRACTED in reached:
        content |= _contract(shipment, flow, value, told)
    return _some(content)


def losses_of(parcel: Parcel) -> Iterator[Loss]:
    """Tell what no field of OCDS has."""
    flow = parcel.flow
    stages = {event.stage for event in flow.events}
    if Stage.DISBURSED in stages and Stage.CONTRACTED not in stages:
        reason = "OCDS has payments under a contract only: without one, a milestone tells it"
        yield Loss(flow.id, "flow.events", Stage.DISBURSED.value, reason)
    for rival in flow.rivals:
        yield Loss(flow.id, "flow.rivals", rival.statement, "there is no place for rival figures")
    for step in flow.expectations:
        yield Loss(flow.id, "flow.expectations", step.wording.quote, "an announced step without a sum has no place")
    quantity = flow.quantity
    standing = {item.quantity.unit: item.quantity.best for item in parcel.holdings}
    if quantity is not None and standing.get(quantity.unit) != quantity.best:
        told = f"{quantity.unit} {plain_decimal(quantity.best)}"
        yield Loss(flow.id, "flow.quantity", told, "the figure of a whole: a process has what is in none of its parts")
    for unit, best in standing.items():
        if not is_money(unit):
            reason = "OCDS has goods under a contract only: without one, our own field tells them"
            yield Loss(flow.id, "holding.quantity", f"{plain_decimal(best)} {unit}", reason)


def _some(value: Json) -> Json:
    return {key: item for key, item in value.items() if item not in (None, "", [], {})}


def _value(holding: Holding | None) -> Json | None:
    if holding is None or not is_money(holding.quantity.unit):
        return None
    return {"amount": _number(holding.quantity.best), "currency": holding.quantity.unit}


def _number(figure: Decimal) -> Decimal:
    return Decimal(plain_decimal(figure))


def _tags(reached: Sequence[Stage]) -> list[str]:
    tags = ["planning" if len(reached) <= 1 else "planningUpdate"]
    if reached and reached[-1] is Stage.CONTRACTED:
        tags.append("contract")
    elif Stage.CONTRACTED in reached and reached[-1] in {Stage.DISBURSED, Stage.DELIVERED}:
        tags.append("implementation")
    return tags


def _parties(flow: Flow, reached: Sequence[Stage]) -> list[Json]:
    roles: dict[str, list[str]] = {}
    paid = Stage.DISBURSED in reached
    for code in flow.funders:
        roles.setdefault(code, []).extend(["funder", *(["payer"] if paid else [])])
    for code in flow.recipients:
        roles.setdefault(code, []).extend(["recipient", *(["payee"] if paid else [])])
    if flow.implementing_actor:
        roles.setdefault(flow.implementing_actor, []).append("procuringEntity")
    return [{"id": code, "name": party_text(code), "roles": names} for code, names in roles.items()]


def _milestone(shipment: Shipment, told: Told) -> Json:
    stage = told.step.stage
    quotes = (f"“{item.statement.span.quote}”" for item in quoted(shipment, told.step.statements[:1]))
    return _some(
        {
            "id": stage.value,
            "title": stage.value.capitalize(),
            "type": MILESTONE_TYPES[stage],
            "code": stage.value,
            "description": next(quotes, None),
            "dateMet": f"{told.released.isoformat()}T00:00:00Z" if told.is_dated else None,
            "status": "met",
            "pledgebook": _some({"date": str(told.step.when or "")}),
        }
    )


def _documents(shipment: Shipment, flow: Flow, told: Sequence[Told]) -> list[Json]:
    found = []
    for document in _in_order_of_telling(shipment, flow, told):
        published = document.published
        web = document.url.startswith(("http://", "https://"))
        found.append(
            _some(
                {
                    "id": document.id,
                    "title": document.title or document.publisher or document.name,
                    "url": document.url if web else None,
                    "datePublished": f"{published.earliest().isoformat()}T00:00:00Z" if published else None,
                    "language": document.language,
                }
            )
        )
    return found


def _in_order_of_telling(shipment: Shipment, flow: Flow, told: Sequence[Told]) -> Iterator[Document]:
    """Yield documents as a merge of the releases would list them: those of an earlier release first."""
    seen: set[str] = set()
    for names in [item.step.statements for item in told] or [flow.statements]:
        for document in documents_of(shipment, names):
            if document.id not in seen:
                seen.add(document.id)
                yield document


def _related(shipment: Shipment, flow: Flow) -> list[Json]:
    if not flow.parent:
        return []
    ocid = f"{shipment.header.reporter.reference}-{flow.parent}"
    return [{"id": flow.parent, "relationship": ["parent"], "scheme": "ocid", "identifier": ocid}]


def _own(flow: Flow, holding: Holding | None, stage: Stage) -> Json:
    quantity = holding.quantity if holding is not None else None
    return _some(
        {
            "flow": flow.id,
            "stage": stage.value,
            "funders": parties_text(flow.funders),
            "quantity": None if quantity is None else _interval(quantity),
            "budgetOrigin": flow.budget_origin.value,
            "tranche": flow.tranche,
            "period": None if flow.period is None else str(flow.period),
            "items": [_item(item.item, item.quantity) for item in flow.items],
        }
    )


def _interval(quantity: Quantity) -> Json:
    high = None if quantity.high is None else _number(quantity.high)
    return _some({"low": _number(quantity.low), "best": _number(quantity.best), "high": high, "unit": quantity.unit})


def _item(name: str, count: Decimal | None) -> Json:
    return _some({"id": name, "description": name, "quantity": None if count is None else _number(count)})


def _contract(shipment: Shipment, flow: Flow, value: Json | None, told: Sequence[Told]) -> Json:
    del shipment
    by_stage = {item.step.stage: item for item in told}
    signed = _day(by_stage[Stage.CONTRACTED])
    implementation: Json = {}
    if Stage.DISBURSED in by_stage:
        pay = {"id": f"{flow.id}-paid", "date": _day(by_stage[Stage.DISBURSED]), "value": value}
        pay |= {"payer": _single(flow.funders), "payee": _single(flow.recipients)}
        implementation["transactions"] = [_some(pay)]
    if Stage.DELIVERED in by_stage:
        done = {"id": "delivered", "title": "Delivered", "type": "delivery", "code": "delivered", "status": "met"}
        implementation["milestones"] = [_some(done | {"dateMet": _day(by_stage[Stage.DELIVERED])})]
    award = {"id": flow.id, "title": flow.label, "status": "active", "date": signed, "value": value}
    contract = {"id": flow.id, "awardID": flow.id, "title": flow.label, "status": "active", "dateSigned": signed}
    items = [_item(item.item, item.quantity) for item in flow.items]
    rest = {"value": value, "items": items, "implementation": implementation}
    return {"awards": [_some(award)], "contracts": [_some(contract | rest)]}


def _day(told: Told) -> str | None:
    return f"{told.released.isoformat()}T00:00:00Z" if told.is_dated else None


def _single(codes: tuple[str, ...]) -> Json | None:
    return {"id": codes[0], "name": party_text(codes[0])} if len(codes) == 1 else None


_FIELDS = (
    FieldMapping("ocid", "flow.id", "the publisher's prefix (--reporter-ref), a dash, the id of the flow"),
    FieldMapping("date", "step.when", "the first day of a month or year; of the undated a first day", "precision"),
    FieldMapping("tag", "step.stage", "planning, planningUpdate; under a contract also contract, implementation"),
    FieldMapping("parties[roles=funder]", "flow.funders", "payer too, once it is paid"),
    FieldMapping("parties[roles=recipient]", "flow.recipients", "an open code list; payee too, once it is paid"),
    FieldMapping("parties[roles=procuringEntity]", "flow.implementing_actor"),
    FieldMapping("planning.rationale", "flow.purpose"),
    FieldMapping("planning.budget.description", "flow.label"),
    FieldMapping("planning.budget.amount", "holding.quantity.best", "net of its parts, so that processes add up"),
    FieldMapping("planning.budget.project", "flow.mechanism"),
    FieldMapping("planning.milestones[].code", "step.stage", "each stage that the money has reached, status met"),
    FieldMapping("planning.milestones[].dateMet", "step.when", "absent for the undated", "precision"),
    FieldMapping("planning.milestones[].pledgebook.date", "step.when", "our own field: the date with its precision"),
    FieldMapping("planning.milestones[].description", "statement.span.quote", "of the first that tells the stage"),
    FieldMapping("planning.documents", "document", "those of the statements told so far"),
    FieldMapping("awards, contracts", "step.stage", "where the money is contracted: value, dateSigned, items"),
    FieldMapping("contracts[].implementation.transactions", "step.stage", "disbursed, under a contract"),
    FieldMapping("contracts[].implementation.milestones", "step.stage", "delivered, under a contract"),
    FieldMapping("relatedProcesses[relationship=parent]", "flow.parent"),
    FieldMapping("pledgebook", "flow", "our own field: stage, interval, budget origin, tranche, period, goods"),
)
_LOST = (
    "Totals that sources only assert: no process tells them.",
    "Rival figures and announced steps.",
    "Whole texts, and what documents that are restricted say.",
)
RELEASES_MAPPING = FormatMapping("ocds-releases", "OCDS 1.1 release package", Direction.OUTGOING, _FIELDS, _LOST)
RECORDS_MAPPING = FormatMapping(
    "ocds-records",
    "OCDS 1.1 record package",
    Direction.OUTGOING,
    (*_FIELDS, FieldMapping("records[].compiledRelease", "flow", "the state after the last step, as a merge gives it")),
    _LOST,
)
