"""Speed of extraction over an archive beside a tokenizer alone, and growth of its time with the length of a document.

Run: python benchmarks/extraction_speed.py ARCHIVE --peer PYTHON [--sample N] [--seed N], or with --growth alone.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from corpus import documents

from pledgebook.extraction.extract import extract_statements
from pledgebook.model.evidence import TextLayer

SIZES = (80_000, 310_000, 1_250_000, 5_000_000)
LONGEST = 20.0  # seconds: a document that must take longer by the growth so far is not tried
PROSE = "The committee met again and spoke about the weather at length. "
GOOD = "Norway transferred NOK 250 million to Moldova on 3 March 2025, the ministry in Oslo said. "

# One line each, without a paragraph: what a careless program takes quadratic or exponential time for.
PATHOLOGICAL: Mapping[str, Callable[[int], str]] = {
    "prose in one line": lambda size: GOOD + _filled(PROSE, size),
    "statements in one line": lambda size: _filled(GOOD, size),
    "paragraphs of prose": lambda size: GOOD + _filled(PROSE * 8 + "\n\n", size),
    "sums": lambda size: _filled("EUR 5 million ", size),
    "sums and a country": lambda size: _filled("EUR 5 million for Moldova, ", size),
    "digits": lambda size: "1" * size,
    "grouped digits": lambda size: _filled("111 ", size),
    "dates": lambda size: _filled("3 March 2025 ", size),
    "countries": lambda size: _filled("Denmark, ", size),
    "goods": lambda size: _filled("18 howitzers ", size),
    "ordinals": lambda size: _filled("first tranche package XX ", size),
    "one word": lambda size: "a" * size,
    "capitals": lambda size: _filled("Aa ", size),
    "blanks": lambda size: "EUR 5 million" + " " * size + "for Moldova",
    "line breaks": lambda size: "EUR 5 million for Moldova" + "\n" * size,
    "brackets": lambda size: "(" * size,
    "full stops": lambda size: "." * size,
    "cells": lambda size: _filled("EUR million | 5 | ", size),
    "one cell of words": lambda size: "EUR million | " + _filled("word ", size) + "|",
    "headings": lambda size: _filled("# Heading\n", size),
    "speakers": lambda size: _filled("THE PRESIDENT: EUR 5 million for Moldova.\n", size),
}


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path, nargs="?")
    parser.add_argument("--peer", type=Path, help="interpreter of the environment that holds the peer")
    parser.add_argument("--sample", type=int, default=0, help="number of documents; all when 0")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--growth", action="store_true", help="measure the growth with length too")
    given = parser.parse_args()
    if given.archive is not None:
        _archive(given.archive, given.peer, given.sample, given.seed)
    if given.growth or given.archive is None:
        _growth(SIZES)


def _archive(archive: Path, peer: Path | None, sample: int, seed: int) -> None:
    texts = documents(archive, sample, seed)
    size = sum(len(text.encode()) for text in texts) / 1e6
    print(f"{len(texts)} documents, {size:.1f} MB, seed {seed}")
    beside = _peer(peer, archive, sample, seed) if peer is not None else None
    extract_statements(TextLayer(GOOD, "benchmark/1"), document="benchmark")  # loads the language data
    if beside is not None and beside.stdin is not None:
        beside.stdin.write("go\n")  # both at the same time, so that other work on the machine slows both alike
        beside.stdin.flush()
    begun = time.process_time()
    found = [extract_statements(TextLayer(text, "benchmark/1"), document="benchmark") for text in texts]
    ours = time.process_time() - begun
    statements, refused = sum(len(item.statements) for item in found), sum(len(item.refused) for item in found)
    _line("pledgebook extraction", size, len(texts), ours)
    print(f"  {statements} statements, {refused} sums refused")
    if beside is not None:
        ran = json.loads(beside.communicate()[0])
        _line(f"spaCy {ran['version']} blank English tokenizer", size, len(texts), ran["seconds"])
        print(f"  ratio {ran['seconds'] / ours:.2f}")


def _peer(peer: Path, archive: Path, sample: int, seed: int) -> subprocess.Popen[str]:
    """Start the peer and wait until it has read the documents."""
    script = Path(__file__).with_name("peer_tokenizer.py")
    command = [str(peer), str(script), str(archive), "--sample", str(sample), "--seed", str(seed)]
    started = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603  our script
    assert started.stdout is not None
    started.stdout.readline()
    return started


def _line(name: str, size: float, count: int, seconds: float) -> None:
    print(f"{name:45} {seconds:8.1f} s  {size / seconds:7.2f} MB/s  {count / seconds:8.1f} documents/s")


def _growth(sizes: Sequence[int]) -> None:
    """Print seconds per MB for growing documents; where time is linear they stay alike."""
    extract_statements(TextLayer(GOOD, "benchmark/1"), document="benchmark")
    print(f"{'seconds per MB in a document of':32}" + "".join(f"{size / 1e6:>9.2f} MB" for size in sizes))
    for name, make in PATHOLOGICAL.items():
        cells: list[float] = []
        for size in sizes:
            if cells and cells[-1] * size / 1e6 > LONGEST:
                break
            layer = TextLayer(make(size), "benchmark/1")
            begun = time.process_time()
            extract_statements(layer, document="benchmark")
            cells.append((time.process_time() - begun) / len(layer.text) * 1e6)
        print(f"{name:32}" + "".join(f"{cell:>12.2f}" for cell in cells) + f"{'-':>12}" * (len(sizes) - len(cells)))
        sys.stdout.flush()


def _filled(wording: str, size: int) -> str:
    return wording * (size // len(wording))


if __name__ == "__main__":
    main()
