"""Texts that are made of lines (plain, Markdown) to blocks: paragraphs, list items, headings, pointers elsewhere."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pledgebook.model.evidence import Block, BlockRole
from pledgebook.readers.pointers import points_elsewhere

_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|$)")
_LIST_MARK = re.compile(r"[ \t]*(?:[-*+•·‣▪◦●]|(\d{1,3})[.)])[ \t\xa0]+(?=\S)")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+\S")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t:|-]+\|[ \t:|-]*")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_ONLY_LINK = re.compile(r"\[[^\[\]]*\]\([^()\s]*\)")
# Nobody wraps prose narrower or wider than this: shorter lines are addresses or lists, longer ones whole paragraphs.
_NARROWEST_WRAP = 40
_WIDEST_WRAP = 120


class _Line(NamedTuple):  # and no dataclass: a large text has millions of lines, and tuples are made twice as fast
    """A line with the offsets of its visible part; both offsets are equal when it is blank."""

    start: int
    end: int
    text: str  # the visible part
    broken: bool  # ends in the two blanks by which Markdown asks for a line break


def mark_blocks(text: str, start: int = 0, *, markdown: bool = False) -> tuple[Block, ...]:
    """Mark the blocks of a text from an offset on; only with `markdown` do its headings, tables and links count.

    A line break inside a paragraph is a wrap when the next word would not have fitted into the widest line of the
    paragraph; otherwise a new block begins there. So a text wrapped at any usual width keeps its paragraphs, and one
    with a paragraph a line does too.
    """
    blocks: list[Block] = []
    run: list[_Line] = []
    for line in _lines(text, start):
        if line.text:
            run.append(line)
        elif run:
            blocks += _mark_run(run, markdown=markdown)
            run = []
    if run:
        blocks += _mark_run(run, markdown=markdown)
    return tuple(blocks)


def _lines(text: str, start: int) -> Iterator[_Line]:
    for match in _LINE.finditer(text, start):
        raw = match[1]
        visible = raw.strip()
        begin = match.start() + len(raw) - len(raw.lstrip())
        yield _Line(begin, begin + len(visible), visible, raw.endswith("  "))


def _mark_run(run: list[_Line], *, markdown: bool) -> Iterator[Block]:
    """Mark lines without a blank one between them."""
    width = _width(run)
    group: list[_Line] = []
    role = BlockRole.PARAGRAPH
    for line in run:
        if markdown and _underlines(line, group, role):
            role = BlockRole.TITLE if line.text.startswith("=") else BlockRole.HEADING
            yield Block(group[0].start, line.end, role)
            group = []
            continue
        opened = _opening_role(line, role if group else None, markdown=markdown)
        if opened is None and group and _wraps(group[-1], line, width, markdown=markdown):
            group.append(line)
            continue
        if group:
            yield _block(group, role, markdown=markdown)
        role = opened or BlockRole.PARAGRAPH
        group = [] if markdown and _is_rule(line) else [line]
    if group:
        yield _block(group, role, markdown=markdown)


def _underlines(line: _Line, group: list[_Line], role: BlockRole) -> bool:
    """Tell a line of signs that makes the one line above it a heading."""
    if line.text[0] not in "=-" or len(group) != 1 or role is not BlockRole.PARAGRAPH:
        return False
    return _UNDERLINE.fullmatch(line.text) is not None


def _block(group: list[_Line], role: BlockRole, *, markdown: bool) -> Block:
    """Make the block of a group of lines; one that is a link and nothing else points elsewhere."""
    if markdown and len(group) == 1 and role in {BlockRole.PARAGRAPH, BlockRole.LIST_ITEM}:
        mark = _LIST_MARK.match(group[0].text)
        if _ONLY_LINK.fullmatch(group[0].text, mark.end() if mark else 0):
            role = BlockRole.LINK
    return Block(group[0].start, group[-1].end, role)


def _width(run: list[_Line]) -> int:
    """Return the width at which lines are wrapped; web addresses cannot be wrapped and make no line wide."""
    return max((len(line.text) for line in run if "://" not in line.text), default=_NARROWEST_WRAP)


def _opening_role(line: _Line, current: BlockRole | None, *, markdown: bool) -> BlockRole | None:
    """Return the role of the block that a line opens by its looks, or None when it may go on with the one above."""
    if line.text[0].isalpha():  # nearly all lines: no sign of a list or of markup can stand there
        return BlockRole.LINK if points_elsewhere(line.text) else None
    mark = _LIST_MARK.match(line.text)
    content = line.text[mark.end() :] if mark else line.text
    by_markup = _markup_role(line) if markdown else None
    if by_markup is not None:
        return by_markup
    if points_elsewhere(content):
        return BlockRole.LINK
    # A wrapped sentence may go on with "15. The": as in CommonMark a number interrupts a paragraph only when it is 1.
    if mark is not None and (mark[1] in {None, "1"} or current in {None, BlockRole.LIST_ITEM}):
        return BlockRole.LIST_ITEM
    return None


def _markup_role(line: _Line) -> BlockRole | None:
    """Return the role that Markdown's own signs give a line."""
    heading = _HEADING.match(line.text)
    if heading is not None:
        return BlockRole.TITLE if heading[1] == "#" else BlockRole.HEADING
    if line.text.startswith("|") and line.text.count("|") > 1:
        return BlockRole.TABLE_ROW
    return BlockRole.PARAGRAPH if _is_rule(line) or _FENCE.match(line.text) else None


def _wraps(above: _Line, line: _Line, width: int, *, markdown: bool) -> bool:
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP or (markdown and above.broken):
        return False
    first_word = line.text.split(maxsplit=1)[0]
    return len(above.text) + 1 + len(first_word) > width


def _is_rule(line: _Line) -> bool:
    """Tell a line that draws something (a rule, the rule under a table's head) and says nothing."""
    drawn = line.text[0] in "-*_|:" and (_RULE.fullmatch(line.text) or _TABLE_RULE.fullmatch(line.text))
    return bool(drawn)
