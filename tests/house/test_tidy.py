"""The house is tidy: sizes, docstrings, banned calls; a test over the source tree."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "pledgebook"
MODULES = sorted(SOURCE.rglob("*.py"))
LONGEST_MODULE = 400
LONGEST_FUNCTION = 70


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_module_is_small_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "a module says in one to three lines what comes in and goes out"
    assert len(text.splitlines()) <= LONGEST_MODULE, "split it along its meaning"
    for function in functions(tree):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        assert length <= LONGEST_FUNCTION, f"{function.name} has {length} lines"


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_no_print_no_naive_clock_no_barrel(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            assert name != "print", "faces write through cli.output"
            assert name not in {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"} or node.args, (
                "an aware clock or none"
            )
    if path.name == "__init__.py" and path.parent != SOURCE:
        assert len(tree.body) == 1, "packages hold a docstring and no barrel of imports"


def test_no_machine_paths_in_the_project() -> None:
    # The expression is put together so that this file does not find itself.
    machine = re.compile("/" + r"(?:root|work|home)/\w")
    for path in [*MODULES, *(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "Makefile"]:
        found = machine.search(path.read_text(encoding="utf-8"))
        assert found is None, f"{relative(path)}: {found and found.group()}"
