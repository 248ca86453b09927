"""All importers by name."""

from collections.abc import Mapping
from types import MappingProxyType

from pledgebook.errors import UsageFault
from pledgebook.exchange.incoming.base import Importer
from pledgebook.exchange.incoming.camt053 import Camt053Importer
from pledgebook.exchange.incoming.ebola import EbolaImporter
from pledgebook.exchange.incoming.ftm import FollowTheMoneyImporter
from pledgebook.exchange.incoming.fts import FtsImporter
from pledgebook.exchange.incoming.iati import IatiImporter
from pledgebook.exchange.incoming.kiel import KielImporter
from pledgebook.exchange.incoming.ocds import OcdsImporter
from pledgebook.exchange.incoming.table import TableImporter

IMPORTERS: Mapping[str, Importer] = MappingProxyType(
    {
        importer.name: importer
        for importer in (
            KielImporter(),
            IatiImporter(),
            OcdsImporter(),
            FtsImporter(),
            EbolaImporter(),
            TableImporter(),
            Camt053Importer(),
            FollowTheMoneyImporter(),
        )
    }
)


def importer(name: str) -> Importer:
    """Return an importer by its name.

    Raises:
        UsageFault: There is none of that name.
    """
    found = IMPORTERS.get(name)
    if found is None:
        raise UsageFault(
            f"no format is called {name!r}", remedy=f"formats that come in: {', '.join(sorted(IMPORTERS))}"
        )
    return found
