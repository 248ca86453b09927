"""Run the program as a user has it: the core pins and nothing else. `make bare` calls this in the core environment."""

import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path

DEVELOPMENT_ONLY = ("pytest", "mypy", "ruff", "hypothesis", "importlinter")
TEXT = "Norway transferred NOK 250 million to Moldova on 3 March 2025, the ministry in Oslo said.\n"


def run(*arguments: str) -> str:
    """Run `pledgebook` with arguments and return its standard output; a failure ends the script with what it said."""
    program = Path(sys.executable).with_name("pledgebook")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)  # noqa: S603  our own program
    if done.returncode:
        sys.exit(f"pledgebook {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def main() -> None:
    """Check that the environment is bare, then walk the main verbs over one document."""
    present = [name for name in DEVELOPMENT_ONLY if importlib.util.find_spec(name)]
    if present:
        sys.exit(f"not bare: {', '.join(present)} can be imported here")
    with tempfile.TemporaryDirectory() as folder:
        book, text = str(Path(folder) / "bare.db"), Path(folder) / "note.txt"
        text.write_text(TEXT, encoding="utf-8")
        run("init", "--book", book)
        run("add", str(text), "--book", book)
        flows = json.loads(run("flows", "--book", book, "--json"))
        funders = [flow["funders"] for flow in flows]
        if funders != [["NO"]]:
            sys.exit(f"expected one flow of Norway, got {funders}")
        for verb in (
            ["statements"],
            ["documents"],
            ["report", "totals"],
            ["check"],
            ["explain", flows[0]["id"]],
            ["verify"],
        ):
            run(*verb, "--book", book, "--json")
            run(*verb, "--book", book)
    print("bare run: every verb of the walk works without development packages")


if __name__ == "__main__":
    main()
