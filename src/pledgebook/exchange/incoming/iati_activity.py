"""One IATI activity in, its transactions, budgets and plans as coded records out, by the field's counting rules."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from pledgebook.exchange.incoming.base import Coded
from pledgebook.exchange.incoming.cells import CellFault, date_of, sum_of
from pledgebook.exchange.incoming.drafting import SEPARATOR, Draft, LayerWriter, Place, Sum, state
from pledgebook.exchange.incoming.faults import Faults
from pledgebook.exchange.incoming.iati_codes import (
    BESIDE_REASON,
    NAMESPACE,
    OLD_TYPES,
    ONE_SIDE_REASON,
    PLAN_REASON,
    SECONDARY_REASON,
    TYPES,
    ZERO_REASON,
    Side,
)
from pledgebook.exchange.incoming.parties import find_code, party_of
from pledgebook.model.evidence import BlockRole, Span
from pledgebook.model.problem import ProblemCode
from pledgebook.model.stage import Stage
from pledgebook.model.when import PartialDate
from pledgebook.reference.currencies import is_currency

TITLE_LENGTH = 80
_OURS = f"{{{NAMESPACE}}}"
_TRUE = ("1", "true")
_PLANS = {"budget": "budget", "planned-disbursement": "planned disbursement"}
_HEADING = ("iati-identifier", "title", "reporting-org", "recipient-country")
_PARTS = (
    *("transaction-type", "transaction-date", "value", "description", "provider-org", "receiver-org"),
    *("recipient-country", "period-start"),
)
_PROMISES = (Stage.PLEDGED, Stage.COMMITTED)
_WHOLE = Decimal(100)
_NEAR = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Head:
    """What the transactions of an activity share."""

    identifier: str
    edition: str
    currency: str
    title: str
    reporter: str
    funders: tuple[str, ...]
    recipients: tuple[str, ...]
    parent: str
    secondary: bool
    own: bool


class Movement(NamedTuple):
    """One transaction or plan as its element tells it, not yet placed among the others. A tuple as `Draft` is."""

    line: int
    kind: str
    side: Side
    stage: Stage
    date: PartialDate
    value: Decimal
    unit: str
    text: str
    figure: int
    donors: tuple[str, ...]
    recipients: tuple[str, ...]
    actor: str
    provider_activity: str
    receiver_activity: str
    aside: str


@dataclass(slots=True)
class ActivityReader:
    """Reads activities of one file into one text layer.

    Attributes:
        name: The file.
        document: Its id.
        layer: Takes the lines.
        faults: Takes the problems.
        read: Transactions, budgets and plans met.
        rejected: Those kept out.
        parties: Codes found so far, by reference, type and name.
    """

    name: str
    document: str
    layer: LayerWriter
    faults: Faults
    read: int = 0
    rejected: int = 0
    parties: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def records(self, activity: etree._Element) -> list[Coded]:
        """Write the lines of an activity and return its records."""
        head = self._head(activity)
        movements: list[Movement] = []
        for element in activity.iterchildren("transaction", *_PLANS):
            self.read += 1
            movement = self._movement(element, head)
            if movement is not None:
                movements.append(movement)
        return list(self._place(head, movements))

    def _reject(self, element: etree._Element, reason: str, excerpt: str = "") -> None:
        self.rejected += 1
        where = f"{self.name}, line {element.sourceline}, {element.tag}"
        self.faults.error(ProblemCode.RECORD_REJECTED, where, reason, excerpt)

    def _head(self, activity: etree._Element) -> Head:
        first: dict[str, etree._Element] = {}
        for element in activity.iterchildren(*_HEADING):
            first.setdefault(element.tag, element)
        told = first.get("iati-identifier")
        identifier = " ".join((told.text or "").split()) if told is not None else ""
        if not identifier:
            where = f"{self.name}, line {activity.sourceline}, iati-identifier"
            self.faults.warn(
                ProblemCode.VALUE_ODD, where, "an activity without identifier: no later file can replace it"
            )
            identifier = f"{self.document[:12]} line {activity.sourceline}"
        told = first.get("title")
        title = _words(told) if told is not None else ""
        told = first.get("reporting-org")
        reporter = self._party(told) if told is not None else ""
        secondary = told is not None and told.get("secondary-reporter", "") in _TRUE
        own = activity.get(f"{_OURS}stage") is not None
        recipients = self._recipients(activity) if "recipient-country" in first else ()
        self._write_head(identifier, title, reporter, recipients)
        return Head(
            identifier=identifier,
            edition=activity.get("last-updated-datetime", ""),
            currency=activity.get("default-currency", "").strip().upper(),
            title=title[:TITLE_LENGTH].strip(),
            reporter=reporter,
            funders=self._funders(activity) if own else (),
            recipients=recipients,
            parent="" if own else _parent(activity),
            secondary=secondary and not own,
            own=own,
        )

    def _write_head(self, identifier: str, title: str, reporter: str, recipients: tuple[str, ...]) -> None:
        told = (f"iati-activity {identifier}", title, f"reported by {reporter}", f"to {', '.join(recipients)}")
        self.layer.line(SEPARATOR.join(told if recipients else told[:-1]).replace("\n", " "), BlockRole.HEADING)

    def _recipients(self, activity: etree._Element) -> tuple[str, ...]:
        share = Decimal(0)
        found = set()
        for element in activity.iterchildren("recipient-country", "recipient-region"):
            share += _share(element)
            if element.tag == "recipient-country":
                found.add(_country(element))
        if share and abs(share - _WHOLE) > _NEAR:
            where = f"{self.name}, line {activity.sourceline}, recipient-country"
            self.faults.warn(
                ProblemCode.VALUE_ODD, where, "percentages of countries and regions do not come to 100", f"{share}"
            )
        return tuple(sorted(filter(None, found)))

    def _funders(self, activity: etree._Element) -> tuple[str, ...]:
        found = {
            element.get(f"{_OURS}code", "") or self._party(element)
            for element in activity.iterchildren("participating-org")
            if element.get("role") == "1"
        }
        return tuple(sorted(found - {"Unknown"}))

    def _party(self, element: etree._Element) -> str:
        own = element.get(f"{_OURS}code")
        if own:
            return own
        key = (element.get("ref", "").strip(), element.get("type", ""), _words(element))
        code = self.parties.get(key)
        if code is None:
            code = self.parties[key] = party_of(key[2], key[0], key[1])
        return code

    def _movement(self, element: etree._Element, head: Head) -> Movement | None:
        """Read a transaction or plan; None, with its error, where it tells no sum, date or kind."""
        parts: dict[str, etree._Element] = {}
        for child in element.iterchildren(*_PARTS):
            parts.setdefault(child.tag, child)
        try:
            return self._told(element, parts, head)
        except CellFault as fault:
            value = parts.get("value")
            self._reject(element, str(fault), "" if value is None else (value.text or ""))
            return None

    def _told(self, element: etree._Element, parts: dict[str, etree._Element], head: Head) -> Movement:
        kind, side, stage = _kind(element, parts, head)
        value, unit, figure_text = _value(parts.get("value"), head.currency)
        day = _date(element, parts)
        provider, receiver = parts.get("provider-org"), parts.get("receiver-org")
        donors = head.funders
        if provider is not None or not head.own:
            named = self._party(provider) if provider is not None else ""
            donors = (named or (head.reporter if side is not Side.IN else ""),)
        actor = self._party(receiver) if receiver is not None else ""
        country = parts.get("recipient-country")
        recipients = (_country(country),) if country is not None else head.recipients
        if not recipients and actor:
            recipients, actor = (actor,), ""
        iso = str(day)
        if head.edition and iso > head.edition[:10] and element.tag == "transaction" and not head.own:
            where = f"{self.name}, line {element.sourceline}, transaction-date"
            self.faults.warn(ProblemCode.VALUE_ODD, where, "dated after the activity was last updated", iso)
        told = [kind, iso, f"{unit} {figure_text}"]
        before = sum(len(part) + len(SEPARATOR) for part in told[:-1]) + len(unit) + 1
        told += [f"from {', '.join(filter(None, donors))}"] if any(donors) else []
        told += [f"to {', '.join((*recipients, actor) if actor else recipients)}"] if recipients or actor else []
        reference, description = element.get("ref"), parts.get("description")
        told += [f"ref {reference}"] if reference else []
        words = _words(description) if description is not None else ""
        told += [words] if words else []
        text = SEPARATOR.join(told).replace("\n", " ")
        return Movement(
            line=self.layer.line(text),
            kind=kind,
            side=side,
            stage=stage,
            date=day,
            value=value,
            unit=unit,
            text=text,
            figure=before,
            donors=tuple(filter(None, donors)),
            recipients=recipients,
            actor=actor,
            provider_activity=provider.get("provider-activity-id", "") if provider is not None else "",
            receiver_activity=receiver.get("receiver-activity-id", "") if receiver is not None else "",
            aside=_aside(element, head, side, value),
        )

    def _place(self, head: Head, movements: list[Movement]) -> Iterator[Coded]:
        """Put the movements of an activity in order: promises add up, payments are inside them, one side counts."""
        if any(item.side is Side.OUT and not item.aside for item in movements):
            movements = [
                item._replace(aside=ONE_SIDE_REASON) if item.side is Side.IN and not item.aside else item
                for item in movements
            ]
        sent_by = next((item.provider_activity for item in movements if item.provider_activity), "")
        pools = {(item.stage, item.unit) for item in movements if item.stage in _PROMISES and not item.aside}
        largest = _largest(movements)
        for number, item in enumerate(movements, start=1):
            identifier, adds = _identifier(head, item, number, largest)
            whole = "" if item.aside else _whole(head, item, pools, sent_by)
            yield self._coded(head, item, (identifier, whole), adds=adds, number=number)

    def _coded(self, head: Head, item: Movement, placed: tuple[str, str], *, adds: bool, number: int) -> Coded:
        start = item.line + item.figure
        end = item.text.find(SEPARATOR, item.figure)
        figure = item.text[item.figure : end if end >= 0 else len(item.text)]
        value = abs(item.value) if item.stage is Stage.CANCELLED else item.value
        draft = Draft(
            item.stage,
            donors=item.donors,
            recipients=item.recipients,
            amount=Sum(figure, start, value, item.unit),
            date=item.date,
            purpose=head.title,
            actor=item.actor,
        )
        span = Span(item.line, item.line + len(item.text), item.text)
        statement = state(draft, Place(self.document, self.layer.reader, span), f"{head.identifier}#{number}")
        identifier, whole = placed
        series = head.identifier.replace("@", " at ") if "@" in head.identifier else head.identifier
        return Coded(statement, identifier, whole, series, head.edition, adds, item.aside)


def _kind(element: etree._Element, parts: dict[str, etree._Element], head: Head) -> tuple[str, Side, Stage]:
    if element.tag in _PLANS:
        return _PLANS[element.tag], Side.OUT, Stage.PROPOSED
    told = parts.get("transaction-type")
    code = told.get("code", "").strip() if told is not None else ""
    code = OLD_TYPES.get(code, code)
    if code not in TYPES:
        raise CellFault(f"transaction-type {code!r} is none of the thirteen" if code else "no transaction-type")
    kind = TYPES[code]
    stage = kind.stage
    if head.own and element.get(f"{_OURS}stage") in {item.value for item in Stage}:
        stage = Stage(element.get(f"{_OURS}stage", ""))
    return f"transaction {code} {kind.name}", kind.side, stage


def _value(element: etree._Element | None, default: str) -> tuple[Decimal, str, str]:
    if element is None or not (element.text or "").strip():
        raise CellFault("no value")
    text = (element.text or "").strip()
    unit = element.get("currency", "").strip().upper() or default
    if not is_currency(unit):
        raise CellFault(f"{unit!r} is no currency" if unit else "a value without a currency")
    return sum_of(text), unit, text


def _date(element: etree._Element, parts: dict[str, etree._Element]) -> PartialDate:
    own = element.get(f"{_OURS}date")
    if own:
        return date_of(own)
    told = parts.get("transaction-date") if element.tag == "transaction" else parts.get("period-start")
    value = parts.get("value")
    text = told.get("iso-date", "") if told is not None else ""
    text = text or (value.get("value-date", "") if value is not None else "")
    try:
        return _day_of(text[:10])
    except CellFault as fault:
        raise CellFault(f"transaction-date: {fault}" if element.tag == "transaction" else f"period: {fault}") from fault


@lru_cache(maxsize=20_000)
def _day_of(text: str) -> PartialDate:
    """Read a day; the days of a file are few and come back."""
    return date_of(text)


def _aside(element: etree._Element, head: Head, side: Side, value: Decimal) -> str:
    if head.secondary:
        return SECONDARY_REASON
    if element.tag in _PLANS:
        return PLAN_REASON
    if side is Side.BESIDE:
        return BESIDE_REASON
    return "" if value else ZERO_REASON


def _largest(movements: list[Movement]) -> dict[tuple[Stage, str], int]:
    """Return the number of the largest payment of each stage and currency: corrections are taken off it."""
    found: dict[tuple[Stage, str], int] = {}
    for number, item in enumerate(movements, start=1):
        key = (item.stage, item.unit)
        if not item.aside and (key not in found or item.value > movements[found[key] - 1].value):
            found[key] = number
    return found


def _identifier(head: Head, item: Movement, number: int, largest: dict[tuple[Stage, str], int]) -> tuple[str, bool]:
    """Name the money of a movement; tell whether its figure is added to what has that name."""
    if head.own:
        return f"{head.identifier}/{item.unit}", False
    if item.aside:
        return f"{head.identifier}/{number}", False
    if item.stage in _PROMISES:
        return f"{head.identifier}/{item.stage.value}/{item.unit}", True
    if item.receiver_activity and not head.identifier.startswith(item.receiver_activity):
        return f"{head.identifier}>{item.receiver_activity}/{item.unit}", True
    if item.value < 0:
        return f"{head.identifier}/{largest[item.stage, item.unit]}", True
    return f"{head.identifier}/{number}", False


def _whole(head: Head, item: Movement, pools: set[tuple[Stage, str]], sent_by: str) -> str:
    """Name what a movement is inside of: the activity's own promise, what was sent to it, its parent's promise."""
    if head.own:
        return ""
    below = (Stage.COMMITTED, Stage.PLEDGED) if item.stage is Stage.DISBURSED else (Stage.PLEDGED,)
    for stage in below:
        if (stage, item.unit) in pools and stage is not item.stage:
            return f"{head.identifier}/{stage.value}/{item.unit}"
    if sent_by and sent_by != head.identifier:
        return f"{sent_by}>{head.identifier}/{item.unit}"
    return f"{head.parent}/{Stage.COMMITTED.value}/{item.unit}" if head.parent else ""


def _share(element: etree._Element) -> Decimal:
    try:
        value = Decimal(element.get("percentage", "0"))
    except ArithmeticError:
        return Decimal(0)
    return value if value.is_finite() else Decimal(0)


def _parent(activity: etree._Element) -> str:
    related = activity.iterchildren("related-activity")
    return next((element.get("ref", "") for element in related if element.get("type") == "1"), "")


def _country(element: etree._Element) -> str:
    code = element.get("code", "").strip().upper()
    return find_code(code) or code


def _words(element: etree._Element) -> str:
    """Return the first narrative of an element in one line; of version 1 its own text."""
    for child in element:
        if child.tag == "narrative" and child.text and child.text.strip():
            return " ".join(child.text.split())
    return " ".join((element.text or "").split())
