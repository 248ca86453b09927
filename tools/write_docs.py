"""Rewrite the pages that are made from the program: docs/commands.md. `make docs` calls this."""

from pathlib import Path

from pledgebook.cli.main import group
from pledgebook.cli.reference_page import render_command_page

DOCS = Path(__file__).resolve().parents[1] / "docs"


def main() -> None:
    """Write the pages."""
    (DOCS / "commands.md").write_text(render_command_page(group), encoding="utf-8")


if __name__ == "__main__":
    main()
