"""Every command, option, setting, exit code and problem code is documented, and generated pages are fresh."""

from pathlib import Path

import click
import pytest

from pledgebook.cli.main import COMMANDS, group
from pledgebook.cli.reference_page import render_command_page
from pledgebook.errors import PledgebookError
from pledgebook.exchange.mapping import render_mapping_page
from pledgebook.exchange.mappings import all_mappings
from pledgebook.model.problem import ProblemCode
from pledgebook.workflow.settings import SETTINGS

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_command_page_is_fresh() -> None:
    assert (DOCS / "commands.md").read_text(encoding="utf-8") == render_command_page(group), "run `make docs`"


def test_mapping_page_is_fresh() -> None:
    assert (DOCS / "mapping.md").read_text(encoding="utf-8") == render_mapping_page(all_mappings()), "run `make docs`"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name: str) -> None:
    command = group.get_command(click.Context(group), name)
    assert command is not None
    assert command.help
    assert "Example" in command.help, "a newcomer learns from an example"
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts} has no help"


@pytest.mark.parametrize("code", list(ProblemCode), ids=lambda code: code.value)
def test_every_problem_code_has_a_paragraph(code: ProblemCode) -> None:
    assert f"`{code.value}`" in (DOCS / "problems.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in (DOCS / "commands.md").read_text(encoding="utf-8")


def all_faults(root: type[PledgebookError]) -> list[type[PledgebookError]]:
    return [root, *(fault for child in root.__subclasses__() for fault in all_faults(child))]


def test_every_exit_code_is_documented() -> None:
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    for fault in all_faults(PledgebookError):
        assert f"| {fault.exit_code} |" in page, fault.__name__


def test_every_page_is_linked_from_the_architecture() -> None:
    hub = (DOCS / "architecture.md").read_text(encoding="utf-8") + (DOCS / "index.md").read_text(encoding="utf-8")
    for page in DOCS.glob("*.md"):
        assert page.name in {"index.md", "architecture.md"} or f"({page.name})" in hub, page.name
