"""How fast foreign files are read: IATI against a bare lxml iterparse over the same files in the same run, and Kiel.

Usage: import_speed.py iati FOLDER_OR_TAR | import_speed.py kiel WORKBOOK
Processor seconds of one process; the peer only parses and throws away.
"""

import io
import resource
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from pledgebook.exchange.incoming.base import Intake, Options
from pledgebook.exchange.incoming.iati import IatiImporter
from pledgebook.exchange.incoming.kiel import KielImporter
from pledgebook.model.evidence import Source

CEILING = 3.0
"""Most times a bare parse that reading may take."""

MOST_MEGABYTES = 300
KIEL_SECONDS = 3.0


def sources(path: Path) -> Iterator[Source]:
    """Yield XML files of a folder or tar archive, one after another."""
    if path.is_dir():
        for file in sorted(path.rglob("*.xml")):
            yield Source(file.name, file.read_bytes())
        return
    with tarfile.open(path) as packed:
        for member in packed:
            stream = packed.extractfile(member) if member.name.endswith(".xml") else None
            if stream is not None:
                yield Source(member.name, stream.read())


def measure_iati(path: Path) -> bool:
    """Read each file both ways, in turns, so that both meet the same weather."""
    importer = IatiImporter()
    bare = reading = 0.0
    files = size = read = rejected = 0
    for source in sources(path):
        start = time.process_time()
        for _ in etree.iterparse(io.BytesIO(source.data)):
            pass
        middle = time.process_time()
        intake = importer.read(source, Options())
        reading += time.process_time() - middle
        bare += middle - start
        files, size = files + 1, size + len(source.data)
        if isinstance(intake, Intake):
            read, rejected = read + intake.read, rejected + intake.rejected
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{files} files, {size / 1e6:.0f} MB, {read:,} records read, {rejected} rejected")
    print(f"bare iterparse {bare:.1f} s, reading {reading:.1f} s: {reading / bare:.2f} times (at most {CEILING})")
    print(f"highest memory {megabytes:.0f} MB (at most {MOST_MEGABYTES})")
    return reading <= CEILING * bare and megabytes <= MOST_MEGABYTES


def measure_kiel(path: Path) -> bool:
    """Read a release."""
    source = Source(path.name, path.read_bytes())
    start = time.process_time()
    intake = KielImporter().read(source, Options())
    seconds = time.process_time() - start
    assert isinstance(intake, Intake)
    print(f"{intake.read:,} rows, {len(intake.records):,} statements: read in {seconds:.2f} s (under {KIEL_SECONDS})")
    return seconds < KIEL_SECONDS


def main() -> None:
    """Measure and fail where a ceiling is passed."""
    kind, path = sys.argv[1], Path(sys.argv[2])
    sys.exit(0 if (measure_iati if kind == "iati" else measure_kiel)(path) else 1)


if __name__ == "__main__":
    main()
