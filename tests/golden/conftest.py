"""Golden files: `make golden` rewrites them; the difference is reviewed before it is committed."""

from collections.abc import Callable
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
Compare = Callable[[str, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-golden", action="store_true", help="rewrite the golden files from what the program says now"
    )


@pytest.fixture
def compare_golden(request: pytest.FixtureRequest) -> Compare:
    """Hold a text against the golden file of that name, or write it there."""
    renew = bool(request.config.getoption("--renew-golden"))

    def compare(name: str, text: str) -> None:
        path = FOLDER / name
        if renew:
            path.write_text(text, encoding="utf-8")
            return
        assert path.exists(), f"{name}: no such golden file; write it with `make golden` and read it before you commit"
        assert text == path.read_text(encoding="utf-8"), f"{name} differs; if the change is meant: `make golden`"

    return compare
