"""All field mappings, incoming and outgoing, in the order of the page."""

from collections.abc import Iterator

from pledgebook.exchange.incoming.registry import IMPORTERS
from pledgebook.exchange.mapping import FormatMapping
from pledgebook.exchange.outgoing.registry import EXPORTERS


def all_mappings() -> Iterator[FormatMapping]:
    """Yield the mapping of each format in the order of the registries."""
    for importer in IMPORTERS.values():
        yield importer.mapping
    for exporter in EXPORTERS.values():
        yield exporter.mapping
