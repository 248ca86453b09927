"""The command line run in this process, as a person would call it."""

import contextlib
import io
import json
from dataclasses import dataclass
from typing import Any

from pledgebook.cli.main import main


@dataclass(frozen=True)
class Ran:
    code: int
    output: str
    errors: str

    def value(self) -> Any:  # noqa: ANN401  whatever JSON the command prints
        return json.loads(self.output)


def run(*arguments: str) -> Ran:
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        try:
            main(arguments)
        except SystemExit as ending:
            code = ending.code if isinstance(ending.code, int) else 0
    return Ran(code, output.getvalue(), errors.getvalue())
