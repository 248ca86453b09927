"""A real browser and a served desk for tests: Debian's Chromium, and `pledgebook serve` as its own process."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

STARTED = "http://"


def chromium_path() -> str:
    """The installed Chromium; skips where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found is not None:
            return found
    pytest.skip("no Chromium is installed here; .ci/run installs Debian's")


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the browser, without its sandbox where the user is root (a container)."""
    path = chromium_path()
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=arguments)
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def served(place: Path) -> Iterator[str]:
    """Serve a book on a free port and yield the address."""
    command = [sys.executable, "-c", "from pledgebook.cli.main import main; main()", "serve", "--port", "0"]
    with subprocess.Popen(
        [*command, "--book", str(place), "--author", "tester"], stdout=subprocess.PIPE, text=True
    ) as desk:
        assert desk.stdout is not None
        try:
            line = desk.stdout.readline()
            assert STARTED in line, line
            yield STARTED + line.partition(STARTED)[2].partition(" ")[0].removeprefix(STARTED).rstrip("/")
        finally:
            desk.terminate()
            desk.wait(timeout=20)
