"""A reading of 200 drawn statements: what was read right stays read; what was no support is, more and more, refused."""

import json
import sys
import tarfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from pledgebook.model.evidence import Source
from pledgebook.model.problem import Problem
from pledgebook.model.statement import Statement
from pledgebook.readers.registry import read_source
from pledgebook.workflow.extracting import extract_reading

READING = Path(__file__).with_name("reading.jsonl")
ARCHIVE = Path(__file__).parents[3] / "shared" / "data" / "white-house.tar.xz"
STILL_READ = 0.93  # share of the right readings; rules that refuse more must not refuse these


def _verdicts() -> dict[str, list[dict[str, Any]]]:
    by_path: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in READING.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        by_path[record["path"]].append(record)
    return by_path


def _statements(path: str, data: bytes) -> tuple[Statement, ...]:
    source = Source(name=path, data=data)
    reading = read_source(source)
    assert not isinstance(reading, Problem)
    return extract_reading(source, reading, None).statements


def _is_read(record: dict[str, Any], statements: tuple[Statement, ...]) -> bool:
    at = record["amount_start"]
    if at is not None:
        return any(item.amount is not None and item.amount.start <= at <= item.amount.end for item in statements)
    return any(item.span.start <= record["start"] <= item.span.end for item in statements)


@pytest.mark.slow
def test_what_a_person_found_right_is_still_read() -> None:
    if not ARCHIVE.exists():
        pytest.skip("the archive of White House publications is not beside this checkout")
    wanted = _verdicts()
    read: dict[bool, list[bool]] = {True: [], False: []}
    with tarfile.open(ARCHIVE) as opened:
        for member in opened:
            content = opened.extractfile(member) if member.name in wanted else None
            if content is not None:
                found = _statements(member.name, content.read())
                for record in wanted[member.name]:
                    read[record["verdict"] == "right"].append(_is_read(record, found))
    assert len(read[True]) + len(read[False]) == sum(map(len, wanted.values()))
    kept = f"right and still read: {sum(read[True])} of {len(read[True])}; "
    sys.stdout.write(f"{kept}wrong and still read: {sum(read[False])} of {len(read[False])}\n")
    assert sum(read[True]) >= STILL_READ * len(read[True])
