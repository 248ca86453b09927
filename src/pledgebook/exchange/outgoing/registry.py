"""All exporters by name."""

from types import MappingProxyType

from pledgebook.exchange.outgoing.base import Exporter
from pledgebook.exchange.outgoing.csv_ import CsvExporter
from pledgebook.exchange.outgoing.ftm import FollowTheMoneyExporter
from pledgebook.exchange.outgoing.iati import IatiExporter
from pledgebook.exchange.outgoing.journals import BeancountExporter, HledgerExporter
from pledgebook.exchange.outgoing.jsonl import JsonLinesExporter
from pledgebook.exchange.outgoing.kiel_summary import KielSummaryExporter
from pledgebook.exchange.outgoing.ocds import OcdsRecordsExporter, OcdsReleasesExporter
from pledgebook.exchange.outgoing.parquet import ParquetExporter
from pledgebook.exchange.outgoing.sqlite import SqliteExporter
from pledgebook.exchange.outgoing.xlsx import XlsxExporter

_EVERY: tuple[Exporter, ...] = (
    IatiExporter(),
    OcdsReleasesExporter(),
    OcdsRecordsExporter(),
    CsvExporter(),
    XlsxExporter(),
    SqliteExporter(),
    ParquetExporter(),
    JsonLinesExporter(),
    FollowTheMoneyExporter(),
    BeancountExporter(),
    HledgerExporter(),
    KielSummaryExporter(),
)

EXPORTERS: MappingProxyType[str, Exporter] = MappingProxyType({exporter.name: exporter for exporter in _EVERY})
