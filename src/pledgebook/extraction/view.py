"""A sentence as the rules see it: every mention is one private-use character, which keeps patterns short."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from pledgebook.extraction.mentions import (
    DateMention,
    GoodsMention,
    MechanismMention,
    OrdinalMention,
    PartyMention,
    Sentence,
    SumMention,
)
from pledgebook.model.evidence import BlockRole

Mention = SumMention | PartyMention | DateMention | GoodsMention | MechanismMention | OrdinalMention

_KIND_SIZE = 0x400  # private-use characters per kind of mention
_FIRST = 0xE000
LONGEST_PIECE = 3000  # a "sentence" longer than this is no sentence; it is cut so that time stays linear

_SUM = f"[{chr(_FIRST)}-{chr(_FIRST + _KIND_SIZE - 1)}]"  # "Sweden – €20 million" is one clause

# Where one clause ends and the next begins, by how sure the sign is. Each way begins with a plain sign, so that the
# engine leaps from one possible sign to the next.
_STRONG = rf";|•|\||:(?!\s*{_SUM})|\s(?<!{_SUM}\s)[–—]+\s(?!{_SUM})|--|\.\s"
_CONJUNCTIONS = (
    "and|but|while|whereas|although|though|which|who|whose|where|when|with|after|before|as|so|yet|because|since|if|"
    "against"
)
_BOUNDARY = re.compile(
    rf"{_STRONG}|,(?:\s+(?:{_CONJUNCTIONS})\b)?|\s(?:while|whereas|but|although|though)\s"
    r"|\s(?:and|which|that|who|where|when|after|before|because|as)\s",
    re.IGNORECASE,
)
_HEAVY = re.compile(r"\s(?:while|whereas|but|although|though)\s", re.IGNORECASE)
_STRONG_SIGNS = frozenset(";•|:-.")
_WEIGHT_STRONG, _WEIGHT_MIDDLE, _WEIGHT_WEAK = 6, 3, 1


def clause_boundary(conjunctions: Iterable[str]) -> re.Pattern[str]:
    """Build the boundaries of a language whose clauses begin with these patterns."""
    words = "|".join(conjunctions)
    return re.compile(rf"{_STRONG}|,(?:\s+(?:{words})(?!\w))?|\s(?:{words})(?!\w)", re.IGNORECASE)


def _boundary_weight(found: str) -> int:
    if found[0] in _STRONG_SIGNS or found[1:2] in {"–", "—"}:
        return _WEIGHT_STRONG
    return _WEIGHT_MIDDLE if (found[0] == "," and len(found) > 1) or _HEAVY.fullmatch(found) else _WEIGHT_WEAK


class MarkKind(Enum):
    """What a private-use character stands for; the value is the first code point of its range."""

    SUM = _FIRST
    MECHANISM = _FIRST + _KIND_SIZE
    ORDINAL = _FIRST + 2 * _KIND_SIZE
    DATE = _FIRST + 3 * _KIND_SIZE
    GOODS = _FIRST + 4 * _KIND_SIZE
    PARTY = _FIRST + 5 * _KIND_SIZE


def mark_class(kind: MarkKind) -> str:
    """Return the pattern (a character class) that matches any mark of a kind."""
    return f"[{chr(kind.value)}-{chr(kind.value + _KIND_SIZE - 1)}]"


@dataclass(frozen=True, slots=True)
class Mark:
    """A mention at its place in the masked sentence.

    Attributes:
        at: Offset of its character in the masked sentence.
        kind: What it is.
        mention: What was found; its offsets are those of the text layer.
    """

    at: int
    kind: MarkKind
    mention: Mention


@dataclass(frozen=True, slots=True)
class SentenceView:
    """One sentence with its mentions masked.

    Attributes:
        sentence: Where it stands.
        index: Its number in the document.
        masked: Its text, every mention one private-use character, white space as plain spaces.
        marks: The mentions in order.
        breaks: Masked offsets of clause boundaries, ascending.
        break_sums: Running weight of the boundaries, one longer than `breaks`.
        walls: Masked offsets of the strong boundaries, ascending.
        kinds: The marks of each kind, in order, by the value of the kind; none for kinds without marks.
    """

    sentence: Sentence
    index: int
    masked: str
    marks: tuple[Mark, ...]
    breaks: tuple[int, ...]
    break_sums: tuple[int, ...]
    walls: tuple[int, ...]
    kinds: Mapping[int, tuple[Mark, ...]]

    def of_kind(self, kind: MarkKind) -> tuple[Mark, ...]:
        """Return the marks of one kind, in order."""
        return self.kinds.get(kind.value, ())

    def barrier(self, left: int, right: int) -> int:
        """Return the weight of the clause boundaries between two masked offsets."""
        low, high = min(left, right), max(left, right)
        return self.break_sums[bisect_left(self.breaks, high)] - self.break_sums[bisect_right(self.breaks, low)]

    def distance(self, left: int, right: int) -> float:
        """Return how far apart two masked offsets are: characters, and clause boundaries between them."""
        return abs(left - right) / 12 + self.barrier(left, right)

    def to_text(self, position: int) -> int:
        """Return the offset in the text layer of a masked offset."""
        number = bisect_right([mark.at for mark in self.marks], position - 1) - 1
        if number < 0:
            return self.sentence.start + position
        mark = self.marks[number]
        return mark.mention.end + (position - mark.at - 1)


def build_views(
    text: str, sentences: Iterable[Sentence], mentions: Iterable[Mention], boundary: re.Pattern[str] | None = None
) -> tuple[SentenceView, ...]:
    """Mask the sentences of a text.

    Where two mentions overlap, the earlier kind of `MarkKind` wins ("Danish model" is a mechanism, not Danes), then
    the longer. Mentions across a sentence end are left out. `boundary` finds where clauses end.
    """
    kept = _without_overlaps(mentions)
    views: list[SentenceView] = []
    cursor = 0
    money = [item.start for item in kept if isinstance(item, SumMention)]
    for piece in _pieces(text, _rows(text, sentences, money)):
        while cursor < len(kept) and kept[cursor].start < piece.start:
            cursor += 1
        inside = []
        while cursor < len(kept) and kept[cursor].start < piece.end:
            if kept[cursor].end <= piece.end:
                inside.append(kept[cursor])
            cursor += 1
        views.append(_view(text, piece, len(views), inside, boundary or _BOUNDARY))
    return tuple(views)


_KINDS: Mapping[type[Mention], MarkKind] = {
    SumMention: MarkKind.SUM,
    MechanismMention: MarkKind.MECHANISM,
    OrdinalMention: MarkKind.ORDINAL,
    DateMention: MarkKind.DATE,
    GoodsMention: MarkKind.GOODS,
    PartyMention: MarkKind.PARTY,
}


def kind_of(mention: Mention) -> MarkKind:
    """Return the kind of mark that stands for a mention."""
    return _KINDS[type(mention)]


_LINE = re.compile(r"[^\n]*\S[^\n]*")
_ROW_START = re.compile(r"\s*(?:[A-ZÀ-ÞА-ЯІЇЄҐ0-9€$£|•*–-])")
_LEAST_ROWS = 2


def _cut_ordinal(mention: Mention, parties: Sequence[int]) -> Mention:
    """Leave the Danes of "28th Danish package" to the parties: the ordinal ends where they begin."""
    if not isinstance(mention, OrdinalMention):
        return mention
    place = bisect_right(parties, mention.start)
    if place < len(parties) and parties[place] < mention.end:
        return replace(mention, end=parties[place])
    return mention


def _without_overlaps(mentions: Iterable[Mention]) -> list[Mention]:
    """Keep of each overlapping set the mention of the strongest kind; order by place."""
    listed = list(mentions)
    parties = sorted(item.start for item in listed if isinstance(item, PartyMention))
    cut = [_cut_ordinal(item, parties) for item in listed]
    strongest = sorted(cut, key=lambda item: (kind_of(item).value, item.start - item.end, item.start))
    starts: list[int] = []
    kept: list[Mention] = []
    by_kind: dict[MarkKind, list[Mention]] = {}
    for mention in strongest:
        by_kind.setdefault(kind_of(mention), []).append(mention)
    for group in by_kind.values():
        free: list[Mention] = []
        for mention in sorted(group, key=lambda item: (item.start, item.start - item.end)):
            place = bisect_left(starts, mention.start)
            before = kept[place - 1].end > mention.start if place else False
            after = place < len(kept) and kept[place].start < mention.end
            inside = bool(free) and free[-1].end > mention.start
            if not (before or after or inside):
                free.append(mention)
        kept = sorted([*kept, *free], key=lambda item: item.start)
        starts = [item.start for item in kept]
    return kept


def _rows(text: str, sentences: Iterable[Sentence], money: Sequence[int]) -> Iterator[Sentence]:
    """Cut a paragraph whose lines are rows (each begins anew, most hold a sum, none ends a sentence) into its lines."""
    for sentence in sentences:
        lines = list(_LINE.finditer(text, sentence.start, sentence.end))
        if len(lines) < _LEAST_ROWS or not all(_ROW_START.match(text, line.start()) for line in lines[1:]):
            yield sentence
            continue
        with_sum = sum(bisect_left(money, line.start()) < bisect_left(money, line.end()) for line in lines)
        if with_sum < _LEAST_ROWS or with_sum * 2 < len(lines):
            yield sentence
            continue
        for line in lines:
            yield Sentence(line.start(), line.end(), BlockRole.TABLE_ROW, sentence.paragraph)


def _pieces(text: str, sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    for sentence in sentences:
        start = sentence.start
        while sentence.end - start > LONGEST_PIECE:
            cut = text.rfind(" ", start + 1, start + LONGEST_PIECE)
            end = cut if cut > start else start + LONGEST_PIECE
            yield Sentence(start, end, sentence.role, sentence.paragraph)
            start = end
        if start < sentence.end:
            yield Sentence(start, sentence.end, sentence.role, sentence.paragraph)


_BLANK = re.compile(r"[\s\xa0\ue000-\uf8ff]")  # a private-use character of the text itself must not pass for a mark


def _view(
    text: str, sentence: Sentence, index: int, mentions: list[Mention], boundary: re.Pattern[str]
) -> SentenceView:
    parts: list[str] = []
    marks: list[Mark] = []
    counts: dict[int, int] = {}
    position, at = sentence.start, 0
    for mention in mentions:
        kind = kind_of(mention)
        first: int = kind.value
        count = counts.get(first, 0)
        if count >= _KIND_SIZE:
            continue
        plain = _BLANK.sub(" ", text[position : mention.start])
        parts += [plain, chr(first + count)]
        at += len(plain)
        marks.append(Mark(at, kind, mention))
        at += 1
        counts[first] = count + 1
        position = mention.end
    parts.append(_BLANK.sub(" ", text[position : sentence.end]))
    masked = "".join(parts)
    breaks, sums = _boundaries(masked, boundary)
    walls = tuple(place for number, place in enumerate(breaks) if sums[number + 1] - sums[number] >= _WEIGHT_STRONG)
    kinds: dict[int, tuple[Mark, ...]] = {}
    if marks:
        kinds = {first: tuple([mark for mark in marks if mark.kind.value == first]) for first in counts}
    return SentenceView(sentence, index, masked, tuple(marks), breaks, sums, walls, kinds)


def _boundaries(masked: str, boundary: re.Pattern[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    breaks: list[int] = []
    sums = [0]
    for match in boundary.finditer(masked):
        breaks.append(match.start())
        sums.append(sums[-1] + _boundary_weight(match.group()))
    return tuple(breaks), tuple(sums)
