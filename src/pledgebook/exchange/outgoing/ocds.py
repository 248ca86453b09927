"""OCDS 1.1 packages: each flow a process, each step of its money a release; records hold them with the merged state."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from pledgebook.exchange.mapping import FormatMapping
from pledgebook.exchange.outgoing.base import Header, Layout, Lose, Loss, Parcel, Shipment, Written
from pledgebook.exchange.outgoing.evidence import DAY_LOSSES, day_of, documents_of
from pledgebook.exchange.outgoing.ocds_release import RECORDS_MAPPING, RELEASES_MAPPING, Told, content_of, losses_of
from pledgebook.ledger.conversion import is_money
from pledgebook.ledger.timeline import rung
from pledgebook.reports.holdings import Holding, Step

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_encode = msgspec.json.Encoder(decimal_format="number").encode  # figures stay decimal: no float comes near them

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OcdsReleasesExporter:
    """One JSON file: a release package."""

    name = "ocds-releases"
    title = "OCDS 1.1 release package"
    layout = Layout.FILE
    suffix = ".json"

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return RELEASES_MAPPING

    def write(self, shipment: Shipment, path: Path, lose: Lose) -> Written:
        """Write the releases of one flow after another."""
        flows = releases = 0
        with path.open("wb") as out:
            separator = _open_package(out, shipment.header, "releases")
            for told in _histories(shipment, lose):
                flows += 1
                for release in told:
                    out.write(separator + _encode(release))
                    separator, releases = b",\n", releases + 1
            out.write(b"\n]}\n")
        return Written({"processes": flows, "releases": releases})


@dataclass(frozen=True, slots=True)
class OcdsRecordsExporter:
    """One JSON file: a record package."""

    name = "ocds-records"
    title = "OCDS 1.1 record package"
    layout = Layout.FILE
    suffix = ".json"

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return RECORDS_MAPPING

    def write(self, shipment: Shipment, path: Path, lose: Lose) -> Written:
        """Write one record after another."""
        records = releases = 0
        with path.open("wb") as out:
            separator = _open_package(out, shipment.header, "records")
            for told in _histories(shipment, lose):
                last = told[-1]
                merged = {**last, "id": f"{last['ocid']}-{last['date']}", "tag": ["compiled"]}
                out.write(separator + _encode({"ocid": last["ocid"], "releases": told, "compiledRelease": merged}))
                separator, records, releases = b",\n", records + 1, releases + len(told)
            out.write(b"\n]}\n")
        return Written({"records": records, "releases": releases})


def _open_package(out: BinaryIO, header: Header, items: str) -> bytes:
    package: Json = {
        "uri": f"urn:pledgebook:{header.head_hash}:{header.format}",
        "version": "1.1",
        "publishedDate": _instant(header.recorded_until or _EPOCH),
        "publisher": {"name": header.reporter.name, "uid": header.reporter.reference},
        "pledgebook": dict(header.lines()),
    }
    if header.reporter.licence:
        package["license"] = header.reporter.licence
    out.write(_encode(package)[:-1] + f',"{items}":['.encode())
    return b"\n"


def _histories(shipment: Shipment, lose: Lose) -> Iterator[list[Json]]:
    for family in shipment.families():
        for parcel in family.parcels:
            for loss in losses_of(parcel):
                lose(loss)
            yield _history(shipment, parcel, lose)


def _history(shipment: Shipment, parcel: Parcel, lose: Lose) -> list[Json]:
    """Write the releases of a flow: each says all that is known after one step, so the last is the merged state."""
    holding = _main_holding(parcel)
    steps = holding.steps if holding is not None else _events(parcel)
    dated = [Told(step, *_day(shipment, parcel, step, lose)) for step in steps]
    dated.sort(key=lambda told: (told.released, rung(told.step.stage)))
    if not dated:
        return [_release(shipment, parcel, holding, ())]
    return [_release(shipment, parcel, holding, tuple(dated[: place + 1])) for place in range(len(dated))]


def _release(shipment: Shipment, parcel: Parcel, holding: Holding | None, told: tuple[Told, ...]) -> Json:
    ocid = f"{shipment.header.reporter.reference}-{parcel.flow.id}"
    released = told[-1].released if told else _published(shipment, parcel)
    return {
        "ocid": ocid,
        "id": f"{ocid}-{len(told)}",
        "date": _instant(datetime.combine(released, datetime.min.time(), UTC)),
        "initiationType": "tender",
        "language": "en",
        **content_of(shipment, parcel, holding, told),
    }


def _main_holding(parcel: Parcel) -> Holding | None:
    money = [item for item in parcel.holdings if is_money(item.quantity.unit)]
    return next(iter((*money, *parcel.holdings)), None)


def _events(parcel: Parcel) -> tuple[Step, ...]:
    flow = parcel.flow
    return tuple(
        Step(event.stage, event.date, event.date.earliest() if event.date else None, flow.id, event.statements)
        for event in flow.events
    )


def _day(shipment: Shipment, parcel: Parcel, step: Step, lose: Lose) -> tuple[date, bool]:
    day, basis = day_of(shipment, step)
    if basis:
        lose(Loss(parcel.flow.id, "event.date", str(step.when or ""), DAY_LOSSES[basis]))
    return day or (shipment.header.recorded_until or _EPOCH).date(), basis in {"", "first"}


def _published(shipment: Shipment, parcel: Parcel) -> date:
    dated = (document.published for document in documents_of(shipment, parcel.flow.statements))
    last = (shipment.header.recorded_until or _EPOCH).date()
    return next((when.earliest() for when in dated if when is not None), last)


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
