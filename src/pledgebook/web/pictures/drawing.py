"""A small pen for SVG: shapes in, markup out; the same shapes, the same bytes, everything escaped."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from pledgebook.web.static_files import static_files


def figure_text(value: float) -> str:
    """Write a coordinate with one decimal at most, so that a picture has the same bytes on every machine."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


@dataclass(slots=True)
class Drawing:
    """A picture in the making.

    Attributes:
        width: In user units; pages show it as wide as there is room.
        height: In user units.
        label: What the picture shows, for those who do not see it.
    """

    width: float
    height: float
    label: str
    _parts: list[str] = field(default_factory=list)

    def rect(self, x: float, y: float, size: tuple[float, float], kind: str, *, radius: float = 0) -> None:
        """Draw a box of a width and a height."""
        rounded = f' rx="{figure_text(radius)}"' if radius else ""
        place = f'x="{figure_text(x)}" y="{figure_text(y)}"'
        shape = f'width="{figure_text(max(size[0], 0))}" height="{figure_text(max(size[1], 0))}"'
        self._parts.append(f'<rect class="{escape(kind)}" {place} {shape}{rounded}/>')

    def text(self, x: float, y: float, words: str, kind: str = "", *, anchor: str = "start") -> None:
        """Write words; `anchor` is start, middle or end."""
        where = f'x="{figure_text(x)}" y="{figure_text(y)}"'
        side = f' text-anchor="{anchor}"' if anchor != "start" else ""
        named = f' class="{escape(kind)}"' if kind else ""
        self._parts.append(f"<text{named} {where}{side}>{escape(words)}</text>")

    def line(self, start: tuple[float, float], end: tuple[float, float], kind: str) -> None:
        """Draw a straight line."""
        ends = (
            f'x1="{figure_text(start[0])}" y1="{figure_text(start[1])}"'
            f' x2="{figure_text(end[0])}" y2="{figure_text(end[1])}"'
        )
        self._parts.append(f'<line class="{escape(kind)}" {ends}/>')

    def path(self, steps: str, kind: str) -> None:
        """Draw a path of SVG path steps."""
        self._parts.append(f'<path class="{escape(kind)}" d="{escape(steps)}"/>')

    def circle(self, x: float, y: float, radius: float, kind: str) -> None:
        """Draw a circle."""
        place = f'cx="{figure_text(x)}" cy="{figure_text(y)}" r="{figure_text(radius)}"'
        self._parts.append(f'<circle class="{escape(kind)}" {place}/>')

    def open_link(self, address: str, words: str) -> None:
        """Begin a group that leads somewhere; `words` are shown on pointing and read aloud."""
        self._parts.append(f'<a href="{escape(address)}"><title>{escape(words)}</title>')

    def close_link(self) -> None:
        """End the group."""
        self._parts.append("</a>")

    def title(self, words: str, kind: str = "") -> None:
        """Begin a group with words that are shown on pointing; `close_group` ends it."""
        named = f' class="{escape(kind)}"' if kind else ""
        self._parts.append(f"<g{named}><title>{escape(words)}</title>")

    def close_group(self) -> None:
        """End the group."""
        self._parts.append("</g>")

    def markup(self, kind: str = "") -> Markup:
        """Return the picture for a page, coloured by the style sheet of the page."""
        return Markup(self._open(f' class="{escape(f"picture {kind}".strip())}"') + self._body())  # noqa: S704  every part is escaped above

    def file(self) -> str:
        """Return the picture as a file of its own, with the colours in it."""
        style = static_files()["picture.css"].body.decode()
        return (
            self._open(' xmlns="http://www.w3.org/2000/svg" class="picture"') + f"<style>{style}</style>" + self._body()
        )

    def _open(self, more: str) -> str:
        box = f'viewBox="0 0 {figure_text(self.width)} {figure_text(self.height)}"'
        size = f'width="{figure_text(self.width)}" height="{figure_text(self.height)}"'
        return f'<svg{more} {box} {size} role="group" aria-label="{escape(self.label)}">'

    def _body(self) -> str:
        return "".join(self._parts) + "</svg>"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the table behind a picture; with an address where there is something to open."""

    text: str
    address: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with what goes with it.

    Attributes:
        name: In its addresses.
        title: Above it.
        note: Below it: what it counts and how to read it.
        drawings: The picture, wide first; a second one is for narrow screens.
        headings: Of the table behind it.
        rows: Of the table behind it.
    """

    name: str
    title: str
    note: str
    drawings: tuple[Drawing, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def markups(self) -> tuple[Markup, ...]:
        """Return the drawings for a page."""
        kinds: Sequence[str] = ("",) if len(self.drawings) == 1 else ("wide", "narrow")
        return tuple(drawing.markup(kind) for drawing, kind in zip(self.drawings, kinds, strict=True))


def width_of(words: str, size: float = 13) -> float:
    """Guess how wide words are in a sans serif of a size; a little too wide rather than too narrow."""
    narrow, wide = sum(sign in "iljtfrI.,:;'’|! ()" for sign in words), sum(sign in "mwMW%@—" for sign in words)
    return size * (0.62 * (len(words) - narrow - wide) + 0.36 * narrow + 0.95 * wide)


def fitted(words: str, room: float, size: float = 13) -> str:
    """Shorten words with an ellipsis until they fit into some room."""
    if width_of(words, size) <= room:
        return words
    while words and width_of(words + "…", size) > room:
        words = words[:-1]
    return words.rstrip() + "…" if words else ""


def ticks(most: float, count: int = 4) -> list[float]:
    """Return round figures from 0 up to at least the largest one."""
    if most <= 0:
        return [0.0, 1.0]
    power = 10.0 ** (len(str(int(most / count))) - 1) if most >= count else 1.0
    step = next((power * times for times in (1, 2, 2.5, 5, 10) if power * times * count >= most), power * 10)
    return [step * place for place in range(count + 1) if place == 0 or step * (place - 1) < most]
