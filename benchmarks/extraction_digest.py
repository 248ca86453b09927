"""One digest of all that extraction finds in files and folders: it must not change where only time is saved.

Run: python benchmarks/extraction_digest.py TEXTS...
"""

import argparse
import hashlib
from collections.abc import Iterator
from pathlib import Path

from pledgebook.extraction.extract import extract_statements
from pledgebook.extraction.record import statement_record
from pledgebook.model.evidence import TextLayer

ENDINGS = frozenset({".md", ".txt"})


def main() -> None:
    """Print the digest and what went into it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path, nargs="+")
    texts = [path.read_text(encoding="utf-8") for place in parser.parse_args().texts for path in _files(place)]
    running = hashlib.sha256()
    statements = refused = 0
    for text in texts:
        found = extract_statements(TextLayer(text, "benchmark/1"), document="benchmark")
        statements, refused = statements + len(found.statements), refused + len(found.refused)
        running.update(repr([statement_record(item) for item in found.statements]).encode())
        running.update(repr((found.refused, found.problems)).encode())
    print(f"{running.hexdigest()}  {len(texts)} documents, {statements} statements, {refused} sums refused")


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    else:
        yield from sorted(path for path in place.rglob("*") if path.suffix in ENDINGS)


if __name__ == "__main__":
    main()
