"""IATI 2.03 activities: each flow an activity, each stage it has reached a transaction, streamed as valid XML."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from lxml import etree

from pledgebook.errors import UsageFault
from pledgebook.exchange.mapping import FormatMapping
from pledgebook.exchange.outgoing.base import Layout, Lose, Loss, Parcel, Shipment, Written
from pledgebook.exchange.outgoing.evidence import DAY_LOSSES, day_of, documents_of, quoted
from pledgebook.exchange.outgoing.iati_codes import (
    MAPPING,
    NAMESPACE,
    STATUSES,
    TRANSACTION_CODES,
    Movement,
    movements_of,
)
from pledgebook.exchange.outgoing.names import is_state, party_text
from pledgebook.exchange.outgoing.xml_text import add, narrative, xml_text
from pledgebook.ledger.conversion import is_money
from pledgebook.model.identity import plain_decimal
from pledgebook.model.stage import Stage
from pledgebook.reference.mechanisms import mechanisms
from pledgebook.reports.holdings import Holding

_OURS = f"{{{NAMESPACE}}}"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class IatiExporter:
    """One XML file."""

    name = "iati"
    title = "IATI 2.03 activities"
    layout = Layout.FILE
    suffix = ".xml"

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return MAPPING

    def write(self, shipment: Shipment, path: Path, lose: Lose) -> Written:
        """Write one activity after another.

        Raises:
            UsageFault: There is no flow, and IATI knows no file without an activity.
        """
        header = shipment.header
        activities = transactions = 0
        root = {"version": "2.03", "generated-datetime": (header.recorded_until or _EPOCH).isoformat()}
        with etree.xmlfile(str(path), encoding="utf-8") as out:
            out.write_declaration()
            with out.element("iati-activities", root, nsmap={"pledgebook": NAMESPACE}):
                out.write(etree.Comment(_comment(header.lines())))
                for family in shipment.families():
                    for parcel in family.parcels:
                        writer = _Activity(shipment, parcel, lose)
                        out.write("\n", writer.element())
                        activities += 1
                        transactions += writer.transactions
                out.write("\n")
        if not activities:
            raise UsageFault("there is no flow to export, and IATI knows no file without one", remedy="Narrow less.")
        return Written({"activities": activities, "transactions": transactions})


def _comment(lines: tuple[tuple[str, str], ...]) -> str:
    body = "\n".join(f"  {name}: {value}" for name, value in lines)
    return xml_text(f"\n{body}\n").replace("--", "- -")


@dataclass(slots=True)
class _Activity:
    """Builds the element of one flow, in the order that the schema asks for."""

    shipment: Shipment
    parcel: Parcel
    lose: Lose
    transactions: int = 0

    def element(self) -> etree._Element:
        flow, reporter = self.parcel.flow, self.shipment.header.reporter
        money = [item for item in self.parcel.holdings if is_money(item.quantity.unit)]
        root = etree.Element("iati-activity", nsmap={"pledgebook": NAMESPACE})
        root.set("hierarchy", str(self.parcel.depth + 1))
        if money:
            root.set("default-currency", money[0].quantity.unit)
        root.set(f"{_OURS}stage", flow.stage.value)
        add(root, "iati-identifier").text = self._identifier(flow.id)
        organisation = add(root, "reporting-org", ref=reporter.reference, type="90")
        organisation.set("secondary-reporter", "1")
        narrative(organisation, reporter.name)
        narrative(add(root, "title"), flow.label)
        self._descriptions(root)
        self._participants(root)
        add(root, "activity-status", code=STATUSES[flow.stage])
        self._dates(root, money)
        self._recipients(root)
        narrative(add(root, "sector", vocabulary="1", code="99810"), "Sectors not specified")
        if flow.mechanism:
            tag = add(root, "tag", code=flow.mechanism, vocabulary="99")
            tag.set("vocabulary-uri", "urn:pledgebook:mechanisms")
            known = mechanisms().get(flow.mechanism)
            narrative(tag, known.title if known else flow.mechanism)
        for holding in money:
            for movement in movements_of(holding):
                self._transaction(root, holding, movement)
        self._documents(root)
        if flow.parent:
            add(root, "related-activity", ref=self._identifier(flow.parent), type="1")
        self._report_losses()
        return root

    def _identifier(self, flow: str) -> str:
        return f"{self.shipment.header.reporter.reference}-{flow}"

    def _descriptions(self, root: etree._Element) -> None:
        flow = self.parcel.flow
        about = [flow.label]
        about += [f"For {flow.purpose}."] if flow.purpose else []
        about += [f"Money spent by {party_text(flow.implementing_actor)}."] if flow.implementing_actor else []
        narrative(add(root, "description", type="1"), " ".join(about))
        chosen = flow.chosen or flow.statements[0]
        for item in quoted(self.shipment, (chosen,)):
            narrative(add(root, "description", type="4"), f"“{item.statement.span.quote}”")

    def _participants(self, root: etree._Element) -> None:
        flow = self.parcel.flow
        for code in flow.funders or ("",):
            self._organisation(add(root, "participating-org", role="1"), code)
        if flow.implementing_actor:
            self._organisation(add(root, "participating-org", role="4"), flow.implementing_actor)

    def _organisation(self, element: etree._Element, code: str) -> None:
        if is_state(code):
            element.set("type", "10")
        if code:
            element.set(f"{_OURS}code", xml_text(code))
        narrative(element, party_text(code) if code else "Unknown")

    def _dates(self, root: etree._Element, money: list[Holding]) -> None:
        flow = self.parcel.flow
        steps = [step for holding in money for step in holding.steps]
        days = [day for step in steps for day, _ in [day_of(self.shipment, step)] if day is not None]
        days += [event.date.earliest() for event in flow.events if event.date is not None]
        period = flow.period
        if period is not None and period.first_year is not None:
            add(root, "activity-date", type="1").set("iso-date", date(period.first_year, 1, 1).isoformat())
        kind = "1" if STATUSES[flow.stage] == "1" else "2"
        if kind == "2" or period is None or period.first_year is None:
            days = days or [self._published()]
            add(root, "activity-date", type=kind).set("iso-date", min(days).isoformat())
        if period is not None and period.last_year is not None:
            add(root, "activity-date", type="3").set("iso-date", date(period.last_year, 12, 31).isoformat())

    def _published(self) -> date:
        dated = (document.published for document in documents_of(self.shipment, self.parcel.flow.statements))
        return next((when.earliest() for when in dated if when is not None), self._last_day())

    def _last_day(self) -> date:
        return (self.shipment.header.recorded_until or _EPOCH).date()

    def _recipients(self, root: etree._Element) -> None:
        flow = self.parcel.flow
        states = [code for code in flow.recipients if is_state(code)]
        if len(flow.recipients) == 1 and states:
            narrative(add(root, "recipient-country", code=states[0]), party_text(states[0]))
            return
        # The rules ask for a country or a region of every activity, and for shares where there are several.
        narrative(add(root, "recipient-region", code="998", vocabulary="1"), "Developing countries, unspecified")
        if flow.recipients:
            reason = "several recipients, or one that is no state: IATI asks for shares of countries, and none is told"
            self.lose(Loss(flow.id, "flow.recipients", "+".join(flow.recipients), reason))

    def _transaction(self, root: etree._Element, holding: Holding, movement: Movement) -> None:
        flow, step, reporter = holding.flow, movement.step, self.shipment.header.reporter
        day, basis = day_of(self.shipment, step)
        if basis:
            self.lose(Loss(flow.id, "event.date", str(step.when or ""), DAY_LOSSES[basis]))
        iso = (day or self._last_day()).isoformat()
        element = add(root, "transaction")
        element.set(f"{_OURS}stage", movement.stage.value)
        element.set(f"{_OURS}date", str(step.when or ""))
        add(element, "transaction-type", code=TRANSACTION_CODES[movement.kind][reporter.incoming])
        add(element, "transaction-date").set("iso-date", iso)
        quantity = holding.quantity
        value = add(element, "value", currency=quantity.unit)
        value.set("value-date", iso)
        value.set(f"{_OURS}low", plain_decimal(quantity.low))
        value.set(f"{_OURS}high", "" if quantity.high is None else plain_decimal(quantity.high))
        value.text = plain_decimal(-quantity.best if movement.reverses else quantity.best)
        for item in quoted(self.shipment, step.statements[:1]):
            narrative(add(element, "description"), f"“{item.statement.span.quote}”")
        if len(flow.funders) == 1:
            self._organisation(add(element, "provider-org"), flow.funders[0])
        if len(flow.recipients) == 1:
            self._organisation(add(element, "receiver-org"), flow.recipients[0])
        self.transactions += 1
        for stage in movement.merged:
            reason = "one code for pledged and signed, one for committed, allocated and contracted, one for paid"
            self.lose(Loss(flow.id, "flow.events", stage.value, reason))

    def _documents(self, root: etree._Element) -> None:
        for document in documents_of(self.shipment, self.parcel.flow.statements):
            if not document.url.startswith(("http://", "https://")):
                reason = "a document without an address on the web has no place in IATI"
                self.lose(Loss(self.parcel.flow.id, "document", document.id, reason))
                continue
            kind = "text/plain" if document.reader.startswith(("plain", "markdown")) else "text/html"
            link = add(root, "document-link", url=xml_text(document.url), format=kind)
            title = document.title or document.publisher or document.name
            narrative(add(link, "title"), title)
            add(link, "category", code="A12")
            if document.language:
                add(link, "language", code=xml_text(document.language))
            if document.published is not None:
                add(link, "document-date").set("iso-date", document.published.earliest().isoformat())

    def _report_losses(self) -> None:
        for loss in _losses_of(self.parcel):
            self.lose(loss)


def _losses_of(parcel: Parcel) -> Iterator[Loss]:
    flow = parcel.flow
    if flow.stage is Stage.PROPOSED:
        yield Loss(flow.id, "flow.stage", flow.stage.value, "IATI has no code for a proposal: no transaction")
    if flow.quantity is None:
        yield Loss(flow.id, "flow.quantity", "", "support without a sum has no transaction")
    elif is_money(flow.quantity.unit) and not any(
        item.quantity.best == flow.quantity.best for item in parcel.holdings if item.quantity.unit == flow.quantity.unit
    ):
        told = f"{flow.quantity.unit} {plain_decimal(flow.quantity.best)}"
        reason = "the figure of a whole: transactions are added up, so a whole has what is in none of its parts"
        yield Loss(flow.id, "flow.quantity", told, reason)
    for holding in parcel.holdings:
        if not is_money(holding.quantity.unit):
            told = f"{plain_decimal(holding.quantity.best)} {holding.quantity.unit}"
            yield Loss(
                flow.id, "holding.quantity", told, "transactions are money: goods and shares of GDP have no place"
            )
    for rival in flow.rivals:
        yield Loss(flow.id, "flow.rivals", rival.statement, "there is no place for rival figures")
    for step in flow.expectations:
        yield Loss(flow.id, "flow.expectations", step.wording.quote, "an announced step without a sum has no place")
