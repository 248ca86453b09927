"""Sentences: where they begin and end, and what role the block around them has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pledgebook.extraction.mentions import Sentence
from pledgebook.model.evidence import Block, BlockRole, TextLayer
from pledgebook.reference.languages import UNDETERMINED, load_lexicon, words

_LONGEST_WORD = 14  # as far back as an abbreviation is looked for
_LONGEST_TITLE = 200
_LONGEST_SENTENCE = (
    4000  # text without full stops is cut at white space, so that no later step meets a sentence of 5 MB
)
_PROSE = frozenset({BlockRole.PARAGRAPH, BlockRole.LIST_ITEM, BlockRole.CAPTION, BlockRole.BOILERPLATE})

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<body>(?:.*\n){0,60}?)---[ \t]*(?:\r?\n|\Z)")
_FRONT_TITLE = re.compile(
    r"^title:[ \t]*(?:\"(?P<double>[^\"\n]*(?:\n[ \t]+[^\"\n]*){0,4})\"|'(?P<single>[^'\n]*)'|(?P<plain>[^\n]*?))"
    r"[ \t]*\r?$",
    re.MULTILINE,
)
_BLANK_LINE = re.compile(r"\n[ \t\u00a0\r]*\n\s*")
_HEADING = re.compile(r"#{1,6}\s")
_BULLET = re.compile(r"[ \t\u00a0]*(?:[*•·▪●‣◦]|(?P<doubtful>[-–—]|\(?\d{1,2}[.)]|\(?[a-z]\)))[ \t\u00a0]+(?=\S)")
_PARTING = re.compile(r"[ \u00a0][–—|][ \u00a0]|\t")
_TABLE_ROW = re.compile(r"[ \t]*\|.*\||[^\t\n]*\t[^\t\n]*\t|[^|\n]+\|[^|\n]+\|")
_LEAST_PARTS = 2  # " – " twice in every line of a paragraph: rows, not prose
_LINK = re.compile(
    r"[ \t>*_]*(?:read (?:more|also|next)|see also|also read|more on this|related(?: (?:articles?|news|stories))?)\b"
    r"[^\n]{0,40}?(?:[:：>»→]|$)",
    re.IGNORECASE,
)
_SIGNED = ((_HEADING, BlockRole.HEADING), (_LINK, BlockRole.LINK), (_TABLE_ROW, BlockRole.TABLE_ROW))
_LINE = re.compile(r"[^\n]+")
_STOP = re.compile(r"[.!?…][\"'”’»)\]]{0,3}(?=\s)|[。！？]")
_WORD_BEFORE = re.compile(r"[^\s(\[\"'“„«]{1,14}\Z")
_NEXT = re.compile(r"\s+[\"'“„«(\[]{0,2}(\S)")


@dataclass(frozen=True, slots=True)
class _Abbreviations:
    """Words whose full stop may be no end: before names and figures never, after units sometimes."""

    never: frozenset[str]
    maybe: frozenset[str]
    names: frozenset[str]
    openers: frozenset[str]
    months: frozenset[str]


@cache
def _abbreviations() -> _Abbreviations:
    lexicon = load_lexicon(UNDETERMINED, "segments")
    return _Abbreviations(
        *(frozenset(words(lexicon, "abbreviations", key)) for key in ("never", "maybe", "names", "openers", "months"))
    )


def split_sentences(layer: TextLayer) -> tuple[Sentence, ...]:
    """Cut a text layer into sentences, headlines, list items and table rows, in order and without overlaps.

    The blocks of the layer are used where it has any; gaps between them are treated as plain text. Plain text gives its
    own: YAML front matter (its title alone is kept, as TITLE), a short first line without a full stop (TITLE), "Read
    more:" lines (LINK), bullets, table rows, paragraphs parted by blank lines. A line break alone ends no sentence,
    save in lists, tables and links, or where a short line without a full stop stands alone.
    """
    text = layer.text
    blocks = _complete(layer) if layer.blocks else tuple(derive_blocks(text))
    sentences: list[Sentence] = []
    for paragraph, block in enumerate(blocks):
        if block.role is BlockRole.FRONT_MATTER:
            sentences.extend(_front_title(text, block, paragraph))
            continue
        spans = _sentence_spans(text, block.start, block.end) if block.role in _PROSE else [(block.start, block.end)]
        for start, end in spans:
            trimmed = _trim(text, start, end)
            if trimmed is not None:
                sentences.append(Sentence(*trimmed, block.role, paragraph))
    return tuple(sentences)


def derive_blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a plain text: front matter, title, links, list items, table rows, paragraphs."""
    position = 0
    front = _FRONT_MATTER.match(text)
    titled = False
    if front is not None:
        position = front.end()
        titled = _FRONT_TITLE.search(text, front.start("body"), front.end("body")) is not None
        yield Block(front.start(), front.end(), BlockRole.FRONT_MATTER)
    first = not titled
    for start, end in _paragraphs(text, position):
        yield from _lines_of(text, start, end, first=first)
        first = False


def _complete(layer: TextLayer) -> tuple[Block, ...]:
    """Fill the gaps between given blocks with blocks derived from their plain text; no second title is made."""
    filled: list[Block] = []
    position = 0
    for block in layer.blocks:
        filled.extend(_gap_blocks(layer.text, position, block.start))
        filled.append(block)
        position = max(position, block.end)
    filled.extend(_gap_blocks(layer.text, position, len(layer.text)))
    return tuple(filled)


def _gap_blocks(text: str, start: int, end: int) -> Iterator[Block]:
    if not text[start:end].strip():
        return
    for first, last in _paragraphs(text[:end], start):
        yield from _lines_of(text, first, last, first=False)


def _paragraphs(text: str, position: int) -> Iterator[tuple[int, int]]:
    position = _after_blanks(text, position)
    for gap in _BLANK_LINE.finditer(text, position):
        if gap.start() > position:
            yield position, gap.start()
        position = gap.end()
    if position < len(text):
        yield position, len(text)


def _after_blanks(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _lines_of(text: str, start: int, end: int, *, first: bool) -> Iterator[Block]:
    """Yield the blocks of one paragraph: runs of prose lines, and every special line for itself."""
    if _is_table(text, start, end):
        yield from (Block(*row.span(), BlockRole.TABLE_ROW) for row in _LINE.finditer(text, start, end))
        return
    run = start
    role = BlockRole.PARAGRAPH
    position = start
    while position < end:
        line_end = text.find("\n", position, end)
        line_end = end if line_end < 0 else line_end
        found = _line_role(text, position, line_end, whole=position == start and line_end == end, first=first)
        first = first and not text[position:line_end].strip()
        if found is not None:
            if position > run:
                yield Block(run, position, role)
            run, role = position, found
            if found is not BlockRole.LIST_ITEM:
                yield Block(position, line_end, found)
                run, role = min(line_end + 1, end), BlockRole.PARAGRAPH
        position = line_end + 1
    if run < end:
        yield Block(run, end, role)


def _is_table(text: str, start: int, end: int) -> bool:
    """Tell whether every line of a paragraph of several is parted by dashes or tabs into cells."""
    lines = 0
    for line in _LINE.finditer(text, start, end):
        lines += 1
        if sum(1 for _ in _PARTING.finditer(text, *line.span())) < _LEAST_PARTS:
            return False
    return lines > 1


def _line_role(text: str, start: int, end: int, *, whole: bool, first: bool) -> BlockRole | None:
    """Return the role of a line, None for a line of running prose."""
    for pattern, role in _SIGNED:
        if pattern.match(text, start, end):
            return BlockRole.TITLE if first and role is BlockRole.HEADING else role
    bullet = _BULLET.match(text, start, end)
    if bullet is not None and (bullet["doubtful"] is None or _may_list(text, start)):
        return BlockRole.LIST_ITEM
    line = text[start:end].strip()
    if not line or len(line) > _LONGEST_TITLE or line[-1] in '.!?:;,…"”»':
        return None
    if first and (whole or _begins_new(text, end)):
        return BlockRole.TITLE
    return BlockRole.HEADING if whole else None


def _may_list(text: str, start: int) -> bool:
    """Tell whether a dash or number at the head of this line may open a list item: not in the middle of a sentence."""
    before = text[max(0, start - _LONGEST_TITLE) : start].rstrip()
    line = before[before.rfind("\n") + 1 :]
    return (
        not before
        or before[-1] in ".:;!?…"
        or text[max(0, start - 2) : start] == "\n\n"
        or _BULLET.match(line) is not None
    )


def _begins_new(text: str, end: int) -> bool:
    """Tell whether the line behind this line break begins afresh rather than going on in the middle of a sentence."""
    following = text[end + 1 : end + 40].lstrip(" \t\"'“„«–—-")
    return not following[:1].islower()


def _front_title(text: str, block: Block, paragraph: int) -> list[Sentence]:
    match = _FRONT_TITLE.search(text, block.start, block.end)
    if match is None or match.lastgroup is None:
        return []
    trimmed = _trim(text, *match.span(match.lastgroup))
    return [] if trimmed is None else [Sentence(*trimmed, BlockRole.TITLE, paragraph)]


def _sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for stop in _STOP.finditer(text, start, end):
        yield_to = stop.end()
        if yield_to - begin > _LONGEST_SENTENCE:
            yield from _cut(text, begin, yield_to)
            begin = yield_to
            continue
        if _ends_sentence(text, stop, end):
            yield begin, yield_to
            begin = yield_to
    yield from _cut(text, begin, end)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST_SENTENCE:
        place = text.rfind(" ", start + 1, start + _LONGEST_SENTENCE)
        place = place if place > start else start + _LONGEST_SENTENCE
        yield start, place
        start = place
    yield start, end


def _ends_sentence(text: str, stop: re.Match[str], end: int) -> bool:
    following = _NEXT.match(text, stop.end(), end)
    if following is None:
        return True
    if following[1].islower():
        return False
    word = _WORD_BEFORE.search(text, max(0, stop.start() - _LONGEST_WORD), stop.start())
    if text[stop.start()] != "." or word is None:
        return True
    return len(stop[0]) > 1 or not _is_abbreviation(
        word[0], following[1], text[stop.end() : stop.end() + _LONGEST_WORD]
    )


def _is_abbreviation(word: str, following: str, rest: str) -> bool:
    """Tell whether the full stop behind this word belongs to it: a title, a unit before a figure, an initial, a day."""
    key = word.lower().strip("-–")
    abbreviations = _abbreviations()
    if key in abbreviations.never:
        return True
    if key in abbreviations.maybe:
        return following.isdigit()
    if key in abbreviations.names:
        return rest.split(maxsplit=1)[0].lower().strip("\"'“,’") not in abbreviations.openers
    letters = word.replace(".", "")
    if len(letters) == 1 and letters.isupper():
        return True  # an initial
    return key.isdigit() and len(key) <= len("31") and _names_month(rest)


def _names_month(rest: str) -> bool:
    """Tell whether "3." is a day before its month ("3. Dezember"), not the end of a sentence."""
    following = rest.split(maxsplit=1)
    return bool(following) and following[0].lower().strip(".,")[:3] in _abbreviations().months


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
