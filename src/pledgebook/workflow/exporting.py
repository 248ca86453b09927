"""Books into the formats of others: written aside, digested, moved into place with a manifest that says what it is."""

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import msgspec

from pledgebook.errors import UsageFault
from pledgebook.exchange.outgoing.base import Exporter, Header, Layout, Loss
from pledgebook.exchange.outgoing.registry import EXPORTERS
from pledgebook.model.identity import to_plain
from pledgebook.store.base import Store
from pledgebook.workflow.rating import BookRates
from pledgebook.workflow.shipping import BookShipment, Order

MANIFEST = "manifest.json"
LOST = "lost.jsonl"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileNote:
    """One file of an export: its name beside the manifest, size and digest."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LossNote:
    """How often a field could not be told, and why."""

    what: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an export is: from which book, asked what, made by what, which files with which bytes.

    Attributes:
        header: As the export itself carries it.
        counts: How many of what was written.
        lost: What the format cannot say, by field and reason; each case is a line of the file `lost.jsonl` beside.
        files: The files, sorted by name, the list of losses among them.
    """

    header: Header
    counts: dict[str, int]
    lost: tuple[LossNote, ...]
    files: tuple[FileNote, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export made.

    Attributes:
        path: The file or folder.
        manifest: What it is.
        manifest_path: Where that stands.
    """

    path: Path
    manifest: Manifest
    manifest_path: Path


def exporter_of(name: str) -> Exporter:
    """Return the exporter of a format (raises UsageFault)."""
    if name not in EXPORTERS:
        raise UsageFault(f"{name}: not a format", remedy=f"use any of {', '.join(EXPORTERS)}")
    return EXPORTERS[name]


def export_book(store: Store, name: str, out: Path, order: Order, rates: BookRates) -> Exported:
    """Write a book in a format. The same book and the same order give the same bytes.

    What is there at `out` is replaced when the new one is whole; a folder only if it is an earlier export. Documents
    that are restricted stay out, and everything is folded anew without them.

    Args:
        store: The book.
        name: Of the format, a key of the registry.
        out: The file or the folder.
        order: What is to go out.
        rates: For formats with sums in one currency, and for folds anew.

    Raises:
        UsageFault: There is no such format, or no file can be made there, or the format cannot carry this at all.
        BookBroken: The book is not sound.
    """
    exporter = exporter_of(name)
    parcel = FolderParcel(out) if exporter.layout is Layout.FOLDER else FileParcel(out)
    try:
        with store.reading(), parcel:
            shipment = BookShipment(store, order, exporter, rates)
            with LossLog(parcel.lost) as losses:
                written = exporter.write(shipment, parcel.body, losses.add)
            manifest = Manifest(shipment.header, dict(written.counts), losses.notes(), tuple(parcel.files()))
            parcel.manifest.write_bytes(encode_manifest(manifest))
            parcel.settle()
    except OSError as fault:
        raise UsageFault(f"{out} cannot be written: {fault.strerror}", remedy="Check folder, rights, space.") from fault
    return Exported(out, manifest, parcel.manifest_path)


def encode_manifest(manifest: Manifest) -> bytes:
    """Write a manifest as JSON for people and programs."""
    return msgspec.json.format(msgspec.json.encode(to_plain(manifest), order="deterministic"), indent=2) + b"\n"


@dataclass(slots=True)
class LossLog:
    """Writes each loss as a line and counts them; without any there is no file."""

    path: Path
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    _out: BinaryIO | None = None

    def add(self, loss: Loss) -> None:
        """Take one loss."""
        if self._out is None:
            self._out = self.path.open("wb")
        self._out.write(msgspec.json.encode(to_plain(loss), order="deterministic") + b"\n")
        self._counts[loss.what, loss.reason] += 1

    def notes(self) -> tuple[LossNote, ...]:
        """Return what was lost, by field and reason."""
        return tuple(LossNote(what, reason, count) for (what, reason), count in sorted(self._counts.items()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._out is not None:
            self._out.close()


class FileParcel:
    """One file, its manifest and its list of losses beside it: made under other names, then moved into place."""

    def __init__(self, out: Path) -> None:
        if out.is_dir():
            raise UsageFault(f"{out} is a folder, and the export is one file", remedy="Give the name of a file.")
        self.out = out
        self.body, self.manifest, self.lost = (
            out.with_name(f"{out.name}{ending}.part") for ending in ("", f".{MANIFEST}", f".{LOST}")
        )
        self.manifest_path = out.with_name(f"{out.name}.{MANIFEST}")

    def files(self) -> Iterator[FileNote]:
        """Digest what was written."""
        for path in (self.body, self.lost):
            if path.exists():
                yield note_of(path, path.name.removesuffix(".part"))

    def settle(self) -> None:
        """Move everything into place, the manifest last; what an earlier export left beside it goes."""
        stale = self.out.with_name(f"{self.out.name}.{LOST}")
        if not self.lost.exists():
            stale.unlink(missing_ok=True)
        for path in (self.body, self.lost, self.manifest):
            if path.exists():
                path.replace(path.with_name(path.name.removesuffix(".part")))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        for path in (self.body, self.lost, self.manifest):
            path.unlink(missing_ok=True)


class FolderParcel:
    """A folder with its manifest and its list of losses inside: made under another name, then moved into place."""

    def __init__(self, out: Path) -> None:
        if out.exists() and not out.is_dir():
            raise UsageFault(f"{out} is a file, and the export is a folder", remedy="Give the name of a folder.")
        if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file():
            raise UsageFault(f"{out} holds other things than an export", remedy="Give the name of a new folder.")
        self.out = out
        self.body = out.with_name(f"{out.name}.part")
        self.manifest, self.lost = self.body / MANIFEST, self.body / LOST
        self.manifest_path = out / MANIFEST

    def files(self) -> Iterator[FileNote]:
        """Digest what was written."""
        for path in sorted(self.body.rglob("*")):
            if path.is_file():
                yield note_of(path, path.relative_to(self.body).as_posix())

    def settle(self) -> None:
        """Put the folder in place of the earlier one."""
        if self.out.is_dir():
            shutil.rmtree(self.out)
        self.body.replace(self.out)

    def __enter__(self) -> Self:
        shutil.rmtree(self.body, ignore_errors=True)
        self.body.mkdir(parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.body, ignore_errors=True)


def note_of(path: Path, name: str) -> FileNote:
    """Digest a file and see it safe on the disk."""
    state = hashlib.sha256()
    with path.open("rb") as body:
        while chunk := body.read(_CHUNK):
            state.update(chunk)
        os.fsync(body.fileno())
    return FileNote(name, path.stat().st_size, state.hexdigest())
