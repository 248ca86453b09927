"""Killed at any moment of add, judge and load, a book holds what was acknowledged, whole commands, and proves it.

PLEDGEBOOK_KILLS sets how many moments are tried on each engine.
"""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from postgres_server import drop

from pledgebook.store.dumping import dump_lines
from pledgebook.store.postgres_address import parse_address
from pledgebook.store.registry import open_store
from pledgebook.workflow.book import open_book

KILLS = int(os.environ.get("PLEDGEBOOK_KILLS", "15"))
LONGEST_SECONDS = 0.8

# Adds, judges and loads for ever, and says what is done after each command has come back.
WORKER = """
import random, sys
from pathlib import Path
from pledgebook.model.evidence import Source
from pledgebook.workflow.book import open_book
from pledgebook.workflow.dumping import load_book

place, copies, dump, seed = sys.argv[1:]
chance = random.Random(seed)
lines = Path(dump).read_bytes().splitlines(keepends=True)
donors = ("Norway", "Sweden", "Denmark", "Latvia", "Japan", "Ireland", "Spain", "Canada")
with open_book("memory:") as first:  # reads lexicons and rates, so that the kills meet commands and not that
    first.add_sources([Source("first.txt", b"Norway has transferred EUR 2 million to Ukraine.")])
print("ready", flush=True)
with open_book(place, create=True) as book:
    for number in range(10**6):
        match chance.choice(("add", "add", "judge", "load")):
            case "add":
                text = f"{chance.choice(donors)} has transferred EUR {number + 2} million to Ukraine. Note {number}."
                added = book.add_sources([Source(f"{number}.txt", text.encode())])
                print("add", added.documents[0].document, flush=True)
            case "judge" if book.statements():
                statement = chance.choice(book.statements())
                judged = book.judge("accept", statement.id, author="Ada", reason=f"read for the {number}th time")
                print("judge", judged.id, flush=True)
            case "load":
                copy = f"{copies}{number}"
                print("loading", copy, flush=True)
                load_book(lines, copy, name="dump")
                print("load", copy, flush=True)
"""

Acknowledged = dict[str, list[str]]


def run_and_kill(arguments: list[str], seconds: float) -> Acknowledged:
    """Run the worker for a while, kill it, and return what it has said, each kind of command with its results."""
    command = [sys.executable, "-c", WORKER, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"  # the clock runs from here, not through the imports
        timer = threading.Timer(seconds, os.kill, (worker.pid, signal.SIGKILL))
        timer.start()
        lines = [line.split() for line in worker.stdout if line.endswith("\n")]
    timer.join()
    assert worker.returncode == -signal.SIGKILL, "it is to be killed, not to end"
    said: Acknowledged = {"add": [], "judge": [], "loading": [], "load": []}
    for kind, result in lines:
        said[kind].append(result)
    return said


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dumps") / "dump.jsonl"
    with open_book("memory:") as book:
        for number in range(12):
            path.with_suffix(".txt").write_text(f"Finland will give EUR {number + 3} million to Moldova.")
            book.add([path.with_suffix(".txt")])
        path.write_bytes(b"".join(dump_lines(book._store)))
    return path


@pytest.fixture(params=["file", "server"])
def place_of(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Turns names into places of books, and cleans the server at the end."""
    if request.param == "file":
        yield lambda name: str(tmp_path / name)
        return
    address = str(request.getfixturevalue("postgres_address"))
    with ExitStack() as stack:

        def place(name: str) -> str:
            schema = f"killed_{os.getpid()}_{name}"
            stack.callback(drop, address, schema)
            return f"{address}{'&' if '?' in address else '?'}schema={schema}"

        yield place


def check_book(place: str, said: Acknowledged) -> None:
    """The book holds what was acknowledged, at most the one command more whose word was cut off, and is sound."""
    with open_store(place, create=True) as store, store.begin():  # no command of the killed one is running any more
        pass
    with open_book(place) as book:
        documents = {document.id for document in book.documents()}
        judgements = {judgement.id for judgement in book.judgements()}
        report = book.verify()
        assert report.sound, report.faults
        assert report.behind == 0  # each unit of work has its fold
        assert documents >= set(said["add"])
        assert judgements >= set(said["judge"])
        assert len(documents) + len(judgements) <= len(said["add"]) + len(said["judge"]) + 1
        assert {found.document for found in book.extractions()} == documents


def check_copy(place: str, lines: list[bytes], *, done: bool) -> bool:
    """A copy is the whole book or none; return whether it is there."""
    with open_store(place, create=True) as store:
        with store.begin():
            pass
        held = list(dump_lines(store))
    if not done and len(held) == 2:
        return False
    assert held == lines
    with open_book(place) as book:
        assert book.verify().sound
        assert len(book.statements()) == len(book.flows()) == 12
    return True


@pytest.mark.slow
def test_a_killed_command_is_whole_or_was_never_there(place_of: Callable[[str], str], dump: Path) -> None:
    chance = random.Random(os.getpid())  # noqa: S311  other moments at each run
    lines = dump.read_bytes().splitlines(keepends=True)
    commands = copies = 0
    for number in range(KILLS):
        place, prefix = place_of(f"b{number}"), place_of(f"c{number}_")
        said = run_and_kill([place, prefix, str(dump), f"{number}"], chance.uniform(0, LONGEST_SECONDS))
        check_book(place, said)
        for copy in said["loading"]:
            copies += check_copy(place_of_copy(copy, place_of), lines, done=copy in said["load"])
        commands += len(said["add"]) + len(said["judge"])
    sys.stdout.write(f"{KILLS} kills: {commands} commands acknowledged and held, {copies} loaded books whole\n")
    assert commands > KILLS, "kills that come before anything was done show nothing"
    assert copies > 0 or KILLS < 5


def place_of_copy(copy: str, place_of: Callable[[str], str]) -> str:
    """Have a copy that the worker made cleaned up too."""
    if "://" in copy:
        place_of(parse_address(copy).schema.partition(f"killed_{os.getpid()}_")[2])
    return copy
