"""Killed at any moment and run again, `pledgebook add` ends in the book of an undisturbed run."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

DOCUMENTS = 1000
KILLS = 8
DONORS = ("Norway", "Sweden", "Denmark", "Latvia", "Japan", "Ireland", "Spain", "Canada")
RECIPIENTS = ("Ukraine", "Moldova", "Armenia", "Jordan")
VERBS = ("has transferred", "will give", "has allocated", "pledged", "has committed")
COMPARED = ("documents", "statements", "flows", "check")


def write_documents(folder: Path) -> None:
    chance = random.Random(20241123)  # noqa: S311  reproducible texts, no secrets
    for number in range(DOCUMENTS):
        donor, recipient, verb = chance.choice(DONORS), chance.choice(RECIPIENTS), chance.choice(VERBS)
        million = chance.randint(1, 900)
        day = f"2024-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        text = f"---\ndate: {day}\n---\n{donor} {verb} EUR {million} million to {recipient}. Note {number}.\n"
        (folder / f"{number:04}.md").write_text(text, encoding="utf-8")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from pledgebook.cli.main import main; main()", *arguments]


def run(*arguments: str) -> str:
    done = subprocess.run(command(*arguments), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def contents(book: Path) -> dict[str, object]:
    return {verb: json.loads(run(verb, "--book", str(book), "--json")) for verb in COMPARED}


@pytest.mark.slow
def test_a_killed_add_run_again_ends_in_the_same_book(tmp_path: Path) -> None:
    folder, calm, killed = tmp_path / "texts", tmp_path / "calm.db", tmp_path / "killed.db"
    folder.mkdir()
    write_documents(folder)
    started = time.monotonic()
    run("add", str(folder), "--book", str(calm), "--json")
    whole_seconds = time.monotonic() - started
    chance = random.Random(os.getpid())  # noqa: S311  other moments at each run
    for _ in range(KILLS):
        process = subprocess.Popen(command("add", str(folder), "--book", str(killed)), stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, whole_seconds))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if killed.exists() and killed.stat().st_size:
            verified = subprocess.run(
                command("verify", "--book", str(killed)), capture_output=True, text=True, check=False
            )
            assert verified.returncode == 0, verified.stderr
    run("add", str(folder), "--book", str(killed), "--json")
    run("verify", "--book", str(killed))
    assert contents(killed) == contents(calm)
