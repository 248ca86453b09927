"""Draw what `pledgebook demo` prints as docs/demo.svg, for the README. `make docs` calls this after the pages."""

import contextlib
import html
import io
from pathlib import Path

from pledgebook.cli.main import main as run_pledgebook

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "demo.svg"
LINE_HEIGHT = 16
CHARACTER_WIDTH = 7.25
WIDEST_LINE = 150
MARGIN = 14
# Sections of the demo by the digit of their heading, with the number of lines that are shown of each.
SHOWN = {"1": 8, "2": 5, "3": 60, "4": 24}


def demo_output() -> str:
    """Run the demo in this process and return what it prints."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.suppress(SystemExit):
        run_pledgebook(["demo"])
    return output.getvalue()


def excerpt(text: str) -> list[str]:
    """Keep the beginning of each section; what is cut is told by an ellipsis. The time taken is left out."""
    lines: list[str] = ["$ pledgebook demo"]
    section, shown = "", 0
    for line in text.splitlines():
        if line[:1] in SHOWN and line[1:3] == ". ":
            section, shown = line[0], 0
        if line.startswith(("Done in", "This book was")) or not section:
            continue
        shown += 1
        if shown <= SHOWN[section]:
            lines.append(line if len(line) <= WIDEST_LINE else line[: WIDEST_LINE - 1] + "…")
        elif shown == SHOWN[section] + 1:
            lines += ["  …", ""]
    return lines


def draw(lines: list[str]) -> str:
    """Write lines as an SVG picture of a terminal."""
    width = round(2 * MARGIN + CHARACTER_WIDTH * max(len(line) for line in lines))
    height = 2 * MARGIN + LINE_HEIGHT * len(lines)
    rows = "\n".join(
        f'<text x="{MARGIN}" y="{MARGIN + LINE_HEIGHT * (number + 1) - 4}" xml:space="preserve"'
        f"{_emphasis(line)}>{html.escape(line)}</text>"
        for number, line in enumerate(lines)
        if line.strip()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-label="What pledgebook demo prints">\n'
        f'<rect width="{width}" height="{height}" rx="8" fill="#14181f"/>\n'
        '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="12" '
        f'fill="#d7dde6">\n{rows}\n</g>\n</svg>\n'
    )


def _emphasis(line: str) -> str:
    if line.startswith("$"):
        return ' fill="#7fd1ae"'
    if line[:1] in SHOWN and line[1:3] == ". ":
        return ' fill="#ffd479" font-weight="bold"'
    return ' fill="#9fc6ff"' if "“" in line else ""


def main() -> None:
    """Draw the picture."""
    PICTURE.write_text(draw(excerpt(demo_output())), encoding="utf-8")


if __name__ == "__main__":
    main()
