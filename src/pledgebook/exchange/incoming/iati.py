"""IATI files in, streamed: each activity checked by the rules of the standard, and read by its counting rules."""

from lxml import etree

from pledgebook.exchange.incoming.base import Coded, Intake, Options, Refusal
from pledgebook.exchange.incoming.cells import CellFault, date_of
from pledgebook.exchange.incoming.drafting import LayerWriter
from pledgebook.exchange.incoming.faults import Faults, error
from pledgebook.exchange.incoming.iati_activity import ActivityReader
from pledgebook.exchange.incoming.iati_codes import MAPPING
from pledgebook.exchange.incoming.iati_schema import ACTIVITIES, ORGANISATIONS, faults_of
from pledgebook.exchange.incoming.xml_streams import XmlFault, collector_paused, stream
from pledgebook.exchange.mapping import FormatMapping
from pledgebook.model.evidence import Source
from pledgebook.model.identity import digest
from pledgebook.model.problem import ProblemCode
from pledgebook.model.when import PartialDate

_RECORDS = {"iati-activity": ACTIVITIES, "iati-organisation": ORGANISATIONS}
_ROOTS = {"iati-activities": ACTIVITIES, "iati-organisations": ORGANISATIONS}


class IatiImporter:
    """Reads IATI files."""

    name = "iati"
    version = 1
    endings = frozenset({".xml"})

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return MAPPING

    def read(self, source: Source, options: Options) -> Intake | Refusal:
        """Read a file, activity by activity."""
        reading = _Reading(source, f"{self.name}/{self.version}")
        try:
            with collector_paused():
                for element in stream(source, tuple(_RECORDS)):
                    reading.take(element)
        except XmlFault as fault:
            return Refusal((fault.problem,))
        if reading.family is None:
            message = f"the root is {reading.root!r}, not iati-activities"
            return Refusal((error(ProblemCode.BROKEN_STRUCTURE, source.name, message),))
        return reading.intake(options)


class _Reading:
    """What a run over one file has made so far."""

    def __init__(self, source: Source, reader: str) -> None:
        self.name = source.name
        self.faults = Faults()
        self.layer = LayerWriter(reader)
        self.activities = ActivityReader(source.name, digest(source.data), self.layer, self.faults)
        self.records: list[Coded] = []
        self.family: str | None = None
        self.root = ""
        self.elements = 0
        self.generated = ""

    def take(self, element: etree._Element) -> None:
        tag = str(element.tag)
        if tag in _RECORDS:
            parent = element.getparent()
            if parent is None or parent.tag not in _ROOTS:
                return  # an activity inside something else is no record; the schema names it
            self.elements += 1
            self._check(element, _RECORDS[tag])
            if _RECORDS[tag] == ACTIVITIES:
                self.records += self.activities.records(element)
        else:
            self._close(element)

    def _close(self, root: etree._Element) -> None:
        self.root = str(root.tag)
        self.family = _ROOTS.get(self.root)
        if self.family is None:
            return
        self._check(root, self.family)
        self.generated = root.get("generated-datetime", "")
        version = root.get("version", "")
        if not self.elements:
            self._warn(root, f"no {self.root.removesuffix('ies')}y in it" if self.family == ACTIVITIES else "empty")
        if not version.startswith("2.0"):
            self._warn(root, f"version {version!r} is read by the rules of 2.03")

    def _check(self, element: etree._Element, family: str) -> None:
        for line, message in faults_of(element, family):
            self.faults.warn(ProblemCode.SCHEMA_FAULT, f"{self.name}, line {line}", message)

    def _warn(self, element: etree._Element, message: str) -> None:
        self.faults.warn(ProblemCode.SCHEMA_FAULT, f"{self.name}, line {element.sourceline}", message)

    def intake(self, options: Options) -> Intake:
        return Intake(
            coder=options.coder or "iati",
            layer=self.layer.layer(),
            records=tuple(self.records),
            read=self.activities.read,
            rejected=self.activities.rejected,
            problems=self.faults.all(),
            title="IATI activities" if self.family == ACTIVITIES else "IATI organisations",
            published=_day(self.generated) or options.published,
        )


def _day(text: str) -> PartialDate | None:
    try:
        return date_of(text[:10])
    except CellFault:
        return None
