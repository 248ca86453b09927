"""Draw statements that extraction predicts in an archive of texts, at random with a fixed seed, for a person to read.

Usage: python tools/draw_statements.py ARCHIVE [--count 200] [--seed 1] > drawn.jsonl
The verdicts of a reading stand in tests/quality/reading.jsonl, by path and offset; the texts stay where they are.
"""

import argparse
import json
import random
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pledgebook.extraction.record import statement_record
from pledgebook.model.evidence import Source
from pledgebook.model.problem import Problem
from pledgebook.readers.registry import read_source
from pledgebook.workflow.extracting import extract_reading

ENDINGS = (".md", ".txt", ".html")
AROUND = 300  # characters of text on either side, for the reader's eye
SHOWN = (
    "kind",
    "amount_text",
    "low",
    "high",
    "currency",
    "donors",
    "recipients",
    "stage",
    "date",
    "scope",
    "mechanism",
    "purpose",
    "items",
    "quote",
    "start",
    "end",
    "amount_start",
)


def main() -> None:
    """Write the drawn statements as JSON Lines, in the order of the archive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = [(path, text, record) for path, text in texts_of(given.archive) for record in predicted(path, text)]
    drawn = sorted(random.Random(given.seed).sample(range(len(found)), min(given.count, len(found))))  # noqa: S311  a draw, no secret
    sys.stderr.write(f"{len(found)} statements predicted, {len(drawn)} drawn\n")
    for place in drawn:
        path, text, record = found[place]
        around = text[max(record["start"] - AROUND, 0) : record["end"] + AROUND]
        shown = {"path": path, **{name: record[name] for name in SHOWN}, "around": around}
        print(json.dumps(shown, ensure_ascii=False))


def texts_of(archive: Path) -> Iterator[tuple[str, str]]:
    """Give path and text of each document in the archive's order, without unpacking it."""
    with tarfile.open(archive) as opened:
        for member in opened:
            content = opened.extractfile(member) if member.isfile() and member.name.endswith(ENDINGS) else None
            if content is not None:
                yield member.name, content.read().decode("utf-8", errors="replace")


def predicted(path: str, text: str) -> list[dict[str, Any]]:
    """Read and extract one document as `pledgebook extract` does."""
    source = Source(name=path, data=text.encode("utf-8"))
    reading = read_source(source)
    if isinstance(reading, Problem):
        return []
    found = extract_reading(source, reading, None)
    return [statement_record(statement, document_name=path) for statement in found.statements]


if __name__ == "__main__":
    main()
