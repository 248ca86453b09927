"""A parsed HTML page to its text view: what a reader of the page sees, in blocks, each with its role."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from pledgebook.model.evidence import Block, BlockRole
from pledgebook.readers.html_marks import BLOCKS, CELLS, DROPPED, PREFORMATTED, frame_role, own_role
from pledgebook.readers.pointers import points_elsewhere

# The white space that HTML folds; the non-breaking and the narrow blanks are characters like others and stay.
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_FIGURES = {"sup": _RAISED, "sub": _LOWERED}
_BETWEEN_BLOCKS = "\n\n"
_VOID = frozenset({"br", "hr"})
_STORY = frozenset({"article", "main"})
_NEVER_IN_ENTRIES = ("table", "h1", "h2", "h3", "h4", "h5", "h6", "article", "main", "section", "blockquote")
_CROWDED = 3


def text_view(root: etree._Element) -> tuple[str, tuple[Block, ...]]:
    """Render a page: one text, its blocks separated by empty lines, cells by tabs; in linear time.

    Blanks are folded as a browser folds them, outside `pre`. Inline elements split no words. Raised figures become
    raised signs ("million<sup>1</sup>" is "million¹"), so that a footnote's mark never becomes a digit of a sum.
    """
    walker = _Walker(root)
    # iterwalk and not recursion: a page may be nested deeper than Python's stack.
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            walker.enter(element)
        else:
            walker.leave(element)
    return walker.view.finish()


class _View:
    """The text as it grows. A block is open while text is added and closed by the next break."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._opened_at = -1
        self._role = BlockRole.PARAGRAPH
        self._block_pieces = 0
        self._linked = 0
        self._visible = 0
        self._pending = ""

    @property
    def empty_block(self) -> bool:
        """Whether nothing was added since the last break."""
        return self._opened_at < 0

    def add(self, text: str, role: BlockRole, *, in_link: bool, keep_blanks: bool = False) -> None:
        """Add text to the open block, or open one with this role."""
        if not keep_blanks:
            text = _BLANKS.sub(" ", text)
        body = text if keep_blanks else text.strip(" ")
        if not body or (self.empty_block and not body.strip()):
            self._pending = self._pending or (" " if text and not self.empty_block else "")
            return
        if self.empty_block:
            self._open(role)
        elif self._pending or (text[0] == " " and not keep_blanks):
            self._append(self._pending or " ")
        self._pending = " " if text[-1] == " " and not keep_blanks else ""
        self._append(body)
        self._visible += len(body)
        self._linked += len(body) if in_link else 0

    def separate(self, sign: str, instead_of: str = " ") -> None:
        """Ask for a sign (a tab, a line break) before the next text of this block."""
        if not self.empty_block and self._pending in {"", " ", instead_of}:
            self._pending = sign

    def break_line(self, *, keep_block: bool) -> None:
        """Ask for a line break; two of them in a row are the end of a paragraph."""
        if self._pending == "\n" and not keep_block:
            self.break_block()
        else:
            self.separate("\n")

    def break_block(self) -> None:
        """Close the open block; the next text opens another."""
        self._pending = ""
        if self.empty_block:
            return
        text = "".join(self._pieces[self._block_pieces :])
        role = self._role
        wholly_linked = self._linked >= self._visible and role is not BlockRole.TABLE_ROW
        if role not in {BlockRole.BOILERPLATE, BlockRole.TITLE} and (wholly_linked or points_elsewhere(text)):
            role = BlockRole.LINK
        self._blocks.append(Block(self._opened_at, self._length, role))
        self._opened_at = -1

    def finish(self) -> tuple[str, tuple[Block, ...]]:
        """Close the last block and return the text with all blocks."""
        self.break_block()
        return "".join(self._pieces), tuple(self._blocks)

    def _open(self, role: BlockRole) -> None:
        if self._blocks:
            self._append(_BETWEEN_BLOCKS)
        self._opened_at, self._role = self._length, role
        self._block_pieces = len(self._pieces)
        self._linked = self._visible = 0
        self._pending = ""

    def _append(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)


@dataclass(frozen=True, slots=True)
class _Context:
    """What holds inside an element."""

    role: BlockRole = BlockRole.PARAGRAPH
    frame: BlockRole | None = None
    in_story: bool = False
    in_link: bool = False
    in_cell: bool = False
    preformatted: bool = False
    figures: Mapping[int, int] | None = None


class _Walker:
    """Follows a page from element to element and tells the view what to add and where to break."""

    def __init__(self, root: etree._Element) -> None:
        self.view = _View()
        self._holders = _story_holders(root)
        self._layout_cells = _layout_cells(root)
        self._titled = root.find(".//h1") is not None
        self._contexts = [_Context()]
        self._dropped: etree._Element | None = None

    def enter(self, element: etree._Element) -> None:
        """Take the start of an element and the text behind it."""
        if self._dropped is not None:
            return
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in DROPPED or (tag == "title" and self._titled):
            self._dropped = element
            return
        outer = self._contexts[-1]
        inner = self._context(element, tag, outer)
        self._contexts.append(inner)
        self._break(tag, outer, inner)
        self._add(element.text, inner)

    def leave(self, element: etree._Element) -> None:
        """Take the end of an element and the text behind it."""
        if self._dropped is element:
            self._dropped = None
        elif self._dropped is not None:
            return
        else:
            inner = self._contexts.pop()
            if element.tag not in _VOID:
                self._break(str(element.tag), self._contexts[-1], inner)
        self._add(element.tail, self._contexts[-1])

    def _context(self, element: etree._Element, tag: str, outer: _Context) -> _Context:
        attributes: Mapping[str, str] = element.attrib  # type: ignore[assignment]  # the stubs allow bytes
        frame = outer.frame or frame_role(
            tag, attributes, holds_story=element in self._holders, in_story=outer.in_story
        )
        is_layout = element in self._layout_cells
        role = BlockRole.PARAGRAPH if is_layout else own_role(tag) or outer.role
        in_link = outer.in_link or (tag == "a" and not attributes.get("href", "#").startswith("#"))
        in_cell = (outer.in_cell or tag in CELLS) and not is_layout and tag != "table"
        figures = _FIGURES.get(tag, outer.figures)
        inner = _Context(
            role,
            frame,
            outer.in_story or tag in _STORY,
            in_link,
            in_cell,
            outer.preformatted or tag in PREFORMATTED,
            figures,
        )
        return outer if inner == outer else inner

    def _break(self, tag: str, outer: _Context, inner: _Context) -> None:
        """Break before or behind an element as it asks for."""
        if inner.frame is not outer.frame:
            self.view.break_block()
        elif tag == "br":
            self.view.break_line(keep_block=inner.in_cell)
        elif tag in CELLS and inner.in_cell:
            self.view.separate("\t", instead_of="\n")
        elif tag in BLOCKS and inner.in_cell and own_role(tag) is None:
            self.view.separate("\n")
        elif tag in BLOCKS or tag in CELLS:
            self.view.break_block()

    def _add(self, text: str | None, context: _Context) -> None:
        if text:
            if context.figures is not None:
                text = text.translate(context.figures)
            role = context.frame or context.role
            self.view.add(text, role, in_link=context.in_link, keep_blanks=context.preformatted)


def _story_holders(root: etree._Element) -> set[etree._Element]:
    """Return the story's own elements (main, the first article, the first h1) and all that they stand in."""
    firsts = (root.find(".//article"), root.find(".//h1"))
    holders: set[etree._Element] = set()
    for element in (*root.iter("main"), *(first for first in firsts if first is not None)):
        _climb(element, holders)
    return holders


def _layout_cells(root: etree._Element) -> set[etree._Element]:
    """Return the cells that lay out a page and hold no entry of a table: there are headings, lists, tables in them."""
    inside: set[etree._Element] = set()
    for element in root.iter(*_NEVER_IN_ENTRIES):
        _climb(element, inside)
    paragraphs = Counter(paragraph.getparent() for paragraph in root.iter("p"))
    crowded = {parent for parent, count in paragraphs.items() if parent is not None and count >= _CROWDED}
    return {element for element in inside | crowded if element.tag in CELLS}


def _climb(element: etree._Element, seen: set[etree._Element]) -> None:
    """Add an element and all that it stands in; what was climbed once is not climbed again."""
    holder: etree._Element | None = element
    while holder is not None and holder not in seen:
        seen.add(holder)
        holder = holder.getparent()
