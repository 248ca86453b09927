"""Data of other publishers beside the checkout: tests that need them skip where they are absent."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def shared_files(path: str, pattern: str) -> list[Path]:
    """Return files of the shared data for a parametrised test, which is skipped where there are none."""
    return sorted((SHARED / path).rglob(pattern))


def shared(path: str) -> Path:
    """Return a file or folder of the shared data, or skip the test."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"{path} is not beside this checkout")
    return found
