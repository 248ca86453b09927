"""All exporters by name."""

from types import MappingProxyType

from pledgebook.exchange.outgoing.base import Exporter
from pledgebook.exchange.outgoing.csv_ import CsvExporter
from pledgebook.exchange.outgoing.iati import IatiExporter
from pledgebook.exchange.outgoing.journals import BeancountExporter, HledgerExporter
from pledgebook.exchange.outgoing.jsonl import JsonLinesExporter
from pledgebook.exchange.outgoing.ocds import OcdsRecordsExporter, OcdsReleasesExporter

_EVERY: tuple[Exporter, ...] = (
    IatiExporter(),
    OcdsReleasesExporter(),
    OcdsRecordsExporter(),
    CsvExporter(),
    JsonLinesExporter(),
    BeancountExporter(),
    HledgerExporter(),
)

EXPORTERS: MappingProxyType[str, Exporter] = MappingProxyType({exporter.name: exporter for exporter in _EVERY})
