"""Rewrite the pages that are made from the program: docs/commands.md, docs/mapping.md. `make docs` calls this."""

from pathlib import Path

from pledgebook.cli.main import group
from pledgebook.cli.reference_page import render_command_page
from pledgebook.exchange.mapping import render_mapping_page
from pledgebook.exchange.mappings import all_mappings

DOCS = Path(__file__).resolve().parents[1] / "docs"


def main() -> None:
    """Write the pages."""
    (DOCS / "mapping.md").write_text(render_mapping_page(all_mappings()), encoding="utf-8")
    (DOCS / "commands.md").write_text(render_command_page(group), encoding="utf-8")


if __name__ == "__main__":
    main()
