"""FollowTheMoney: parties, flows as projects, what was paid as payments; an entity a line, as its tools read them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from pledgebook.exchange.mapping import Direction, FieldMapping, FormatMapping
from pledgebook.exchange.outgoing.base import Layout, Lose, Loss, Parcel, Shipment, Written
from pledgebook.exchange.outgoing.evidence import documents_of, quoted
from pledgebook.exchange.outgoing.names import is_state, party_text
from pledgebook.ledger.conversion import is_money
from pledgebook.model.flow import Flow
from pledgebook.model.identity import digest, plain_decimal
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import Stage
from pledgebook.reports.holdings import Holding

Entity = dict[str, object]
_ROLES = (("funders", "funder"), ("recipients", "recipient"))
_DIGITS = 16


class FollowTheMoneyExporter:
    """One file of JSON lines."""

    name = "ftm"
    title = "FollowTheMoney 4 entities"
    layout = Layout.FILE
    suffix = ".ftm.json"

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return MAPPING

    def write(self, shipment: Shipment, path: Path, lose: Lose) -> Written:
        """Write each flow with the parties that have not been met before it."""
        met: set[str] = set()
        counts = dict.fromkeys(("parties", "projects", "participants", "payments"), 0)
        with path.open("wb") as out:
            for family in shipment.families():
                for parcel in family.parcels:
                    for kind, entity in _entities(shipment, parcel, met, lose):
                        out.write(msgspec.json.encode(entity) + b"\n")
                        counts[kind] += 1
        return Written(counts)


def _entities(shipment: Shipment, parcel: Parcel, met: set[str], lose: Lose) -> Iterator[tuple[str, Entity]]:
    flow = parcel.flow
    who = [(code, role) for name, role in _ROLES for code in getattr(flow, name)]
    who += [(flow.implementing_actor, "implementing actor")] if flow.implementing_actor else []
    for code, _ in who:
        if code not in met:
            met.add(code)
            yield "parties", _party(code)
    yield "projects", _project(shipment, parcel)
    for code, role in who:
        properties = {"project": [flow.id], "participant": [party_id(code)], "role": [role]}
        name = f"pp-{digest(f'{flow.id} {role} {code}'.encode())[:_DIGITS]}"
        yield "participants", _entity(name, "ProjectParticipant", properties)
    for holding in parcel.holdings:
        if is_money(holding.quantity.unit) and holding.stage is not Stage.CANCELLED:
            yield from _payments(shipment, holding, lose)
    for loss in _losses(parcel):
        lose(loss)


def party_id(code: str) -> str:
    """Return the id of a party's entity: the same in every export."""
    return f"pledgebook-{code.lower()}" if code.isalnum() else f"pledgebook-{digest(code.encode())[:_DIGITS]}"


def _party(code: str) -> Entity:
    if is_state(code):
        return _entity(party_id(code), "PublicBody", {"name": [party_text(code)], "country": [code.lower()]})
    return _entity(party_id(code), "Organization", {"name": [party_text(code)], "alias": [code]})


def _project(shipment: Shipment, parcel: Parcel) -> Entity:
    flow = parcel.flow
    days = [str(event.date) for event in flow.events if event.date is not None]
    chosen = flow.chosen or flow.statements[0]
    documents = documents_of(shipment, flow.statements)
    properties = {
        "name": [flow.label],
        "projectId": [flow.id],
        "status": [flow.stage.value],
        "goal": [flow.purpose or ""],
        "program": [flow.mechanism or ""],
        "startDate": [min(days, default="")],
        "notes": [f"“{item.statement.span.quote}”" for item in quoted(shipment, (chosen,))],
        "publisher": sorted({document.publisher for document in documents}),
        "sourceUrl": sorted({document.url for document in documents}),
        **_value(flow),
    }
    return _entity(flow.id, "Project", properties)


def _value(flow: Flow) -> dict[str, list[str]]:
    if flow.quantity is None or not is_money(flow.quantity.unit):
        return {}
    return _amount(flow.quantity)


def _amount(quantity: Quantity) -> dict[str, list[str]]:
    return {"amount": [plain_decimal(quantity.best)], "currency": [quantity.unit]}


def _payments(shipment: Shipment, holding: Holding, lose: Lose) -> Iterator[tuple[str, Entity]]:
    flow = holding.flow
    paid = next((step for step in holding.steps if step.stage is Stage.DISBURSED), None)
    if paid is None:
        return
    if len(flow.funders) != 1 or len(flow.recipients) != 1:
        reason = "a payment has one payer and one beneficiary"
        lose(Loss(flow.id, "holding", f"{'+'.join(flow.funders)} to {'+'.join(flow.recipients)}", reason))
        return
    told = tuple(quoted(shipment, paid.statements))
    properties = {
        "payer": [party_id(flow.funders[0])],
        "beneficiary": [party_id(flow.recipients[0])],
        "project": [flow.id],
        "date": [str(paid.when or "")],
        "purpose": [flow.purpose or ""],
        "programme": [flow.mechanism or ""],
        "summary": [f"“{item.statement.span.quote}”" for item in told[:1]],
        "publisher": sorted({item.document.publisher for item in told}),
        "sourceUrl": sorted({item.document.url for item in told}),
        **_amount(holding.quantity),
    }
    yield "payments", _entity(f"{flow.id}-paid", "Payment", properties)


def _losses(parcel: Parcel) -> Iterator[Loss]:
    flow = parcel.flow
    if flow.parent:
        yield Loss(flow.id, "flow.parent", flow.parent, "a project is not part of another")
    for item in flow.items:
        yield Loss(flow.id, "flow.items", item.item, "a project has no goods")
    for rival in flow.rivals:
        yield Loss(flow.id, "flow.rivals", rival.statement, "there is no place for rival figures")
    for step in flow.expectations:
        yield Loss(flow.id, "flow.expectations", step.wording.quote, "an announced step has no place")


def _entity(name: str, schema: str, properties: Mapping[str, list[str]]) -> Entity:
    told = {key: [value for value in values if value] for key, values in properties.items()}
    return {"id": name, "schema": schema, "properties": {key: values for key, values in sorted(told.items()) if values}}


MAPPING = FormatMapping(
    "ftm",
    "FollowTheMoney 4 entities",
    Direction.OUTGOING,
    (
        FieldMapping("PublicBody", "flow.funders, flow.recipients", "states: name and country"),
        FieldMapping("Organization", "flow.funders, flow.recipients", "all other parties: name, our code as alias"),
        FieldMapping("Project:id, Project:projectId", "flow.id"),
        FieldMapping("Project:name", "flow.label"),
        FieldMapping("Project:status", "flow.stage"),
        FieldMapping("Project:amount, Project:currency", "flow.quantity.best", "a whole has all of it", "low, high"),
        FieldMapping("Project:goal", "flow.purpose"),
        FieldMapping("Project:program", "flow.mechanism"),
        FieldMapping("Project:startDate", "event.date", "the first that is told", "the other stages"),
        FieldMapping("Project:notes", "statement.span.quote", "of the statement that the figure is taken from"),
        FieldMapping("Project:publisher, Project:sourceUrl", "document", "of all its statements"),
        FieldMapping("ProjectParticipant:role", "flow", "funder, recipient, implementing actor"),
        FieldMapping("Payment:payer, Payment:beneficiary", "flow", "one of each", "joint payers and beneficiaries"),
        FieldMapping("Payment:amount, Payment:currency", "holding.quantity.best", "net of its parts"),
        FieldMapping("Payment:date", "step.when", "of the stage disbursed, with its precision"),
        FieldMapping("Payment:summary", "statement.span.quote", "of the first statement that tells the transfer"),
    ),
    (
        "Totals that sources only assert, rival figures, announced steps, goods, which flow is part of which.",
        "Whole texts, and what documents that are restricted say.",
    ),
)
