"""Killed at any moment of add, judge and load, a book holds what was acknowledged, whole commands, and proves it.

A moment is one SIGKILL at a random instant of a process that adds, judges and loads without a pause, so that it meets
one of the three, or the step between two; one in ten comes while the book is made, one in three after a load and some
commands more have come back, however slow the machine is. PLEDGEBOOK_KILLS sets how many moments are tried on each of
the two engines: 15 in a usual run, 150 where a run decides (CI), which makes 300.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from postgres_server import drop

from pledgebook.store.dumping import dump_lines
from pledgebook.store.postgres_address import parse_address
from pledgebook.store.registry import open_store
from pledgebook.workflow.book import open_book

KILLS = int(os.environ.get("PLEDGEBOOK_KILLS", "150" if os.environ.get("CI") else "15"))
LONGEST_SECONDS = 0.8
LONGEST_OPENING = 30.0
LONGEST_LOAD = 60.0
COMMANDS_BEFORE = 4  # with a load, before the clock of one kill in three runs: more than a command for each kill

# Reads lexicons and rates once, then for each line that it is told begins a process that adds, judges and loads for
# ever, and says what is done after each command has come back.
NURSERY = """
import os, random, sys
from pathlib import Path
from pledgebook.model.evidence import Source
from pledgebook.workflow.book import open_book
from pledgebook.workflow.dumping import load_book

donors = ("Norway", "Sweden", "Denmark", "Latvia", "Japan", "Ireland", "Spain", "Canada")
with open_book("memory:") as first:
    first.add_sources([Source("first.txt", b"Norway has transferred EUR 2 million to Ukraine.")])

def work(place, copies, dump, seed, said):
    chance = random.Random(seed)
    lines = Path(dump).read_bytes().splitlines(keepends=True)
    with open(said, "w", buffering=1) as out, open_book(place, create=True) as book:
        print("begun", place, file=out)
        for number in range(10**6):
            match chance.choice(("add", "add", "judge", "load")):
                case "add":
                    donor = chance.choice(donors)
                    text = f"{donor} has transferred EUR {number + 2} million to Ukraine. Note {number}."
                    added = book.add_sources([Source(f"{number}.txt", text.encode())])
                    print("add", added.documents[0].document, file=out)
                case "judge" if book.statements():
                    statement = chance.choice(book.statements())
                    judged = book.judge("accept", statement.id, author="Ada", reason=f"read for the {number}th time")
                    print("judge", judged.id, file=out)
                case "load":
                    copy = f"{copies}{number}"
                    print("loading", copy, file=out)
                    load_book(lines, copy, name="dump")
                    print("load", copy, file=out)

print("ready", flush=True)
for told in sys.stdin:
    child = os.fork()
    if child == 0:
        work(*told.split())
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""

Acknowledged = dict[str, list[str]]


@pytest.fixture(scope="module")
def nursery() -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", NURSERY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"  # the clock runs from here, not through the imports
        yield process
        assert process.stdin is not None
        process.stdin.close()


def run_and_kill(
    nursery: "subprocess.Popen[str]", arguments: list[str], path: Path, seconds: float, *, loaded: bool
) -> Acknowledged:
    """Let a worker run for a while, kill it, and return what it has said, each kind of command with its results.

    Args:
        nursery: Makes the worker.
        arguments: Of the worker, without the file.
        path: The file into which the worker says what is done.
        seconds: From when the book is open to the kill; from the first moment where they are few.
        loaded: Whether they run only from when a load and some commands have come back.
    """
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    print(*arguments, path, file=nursery.stdin, flush=True)
    worker = int(nursery.stdout.readline())
    if loaded:
        wait(lambda: has_loaded(said_in(path)), LONGEST_LOAD)
    elif seconds > LONGEST_SECONDS / 10:
        wait(lambda: bool(said_in(path)["begun"]), LONGEST_OPENING)
    time.sleep(seconds)
    os.kill(worker, signal.SIGKILL)
    assert int(nursery.stdout.readline()) == -signal.SIGKILL, "it is to be killed, not to end"
    return said_in(path)


def wait(done: Callable[[], bool], longest: float) -> None:
    end = time.monotonic() + longest
    while time.monotonic() < end and not done():
        time.sleep(0.002)


def has_loaded(said: Acknowledged) -> bool:
    return bool(said["load"]) and len(said["add"]) + len(said["judge"]) >= COMMANDS_BEFORE


def said_in(path: Path) -> Acknowledged:
    """Return the results of each kind of command that a worker has said; a word that was cut off is none."""
    found: Acknowledged = {"begun": [], "add": [], "judge": [], "loading": [], "load": []}
    text = path.read_text() if path.exists() else ""
    for line in text.splitlines(keepends=True):
        if line.endswith("\n"):
            kind, result = line.split()
            found[kind].append(result)
    return found


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
def test_a_killed_command_is_whole_or_was_never_there(
    place_of: Callable[[str], str], dump: Path, nursery: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    chance = random.Random(os.getpid())  # noqa: S311  other moments at each run
    lines = dump.read_bytes().splitlines(keepends=True)
    commands = copies = 0
    for number in range(KILLS):
        place, prefix = place_of(f"b{number}"), place_of(f"c{number}_")
        seconds = chance.uniform(0, LONGEST_SECONDS)
        arguments = [place, prefix, str(dump), f"{number}"]
        said = run_and_kill(nursery, arguments, tmp_path / f"said{number}", seconds, loaded=number % 3 == 2)
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
