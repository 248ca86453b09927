"""Long texts: what cannot matter is left out before the finders run, and every offset is shifted back behind them."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pledgebook.extraction.drafts import Draft
from pledgebook.extraction.lexicon import compile_words
from pledgebook.extraction.matching import surroundings
from pledgebook.extraction.mechanisms import find_mechanisms
from pledgebook.extraction.mentions import SumMention
from pledgebook.extraction.openings import PhraseFinder, phrase_finder
from pledgebook.extraction.ordinals import find_ordinals
from pledgebook.extraction.party_grammar import party_grammar
from pledgebook.extraction.speakers import speaker_of
from pledgebook.extraction.sums import find_sums
from pledgebook.extraction.trie import plain
from pledgebook.model.evidence import Block, Span, TextLayer
from pledgebook.model.quantity import Amount
from pledgebook.model.stage import Stage
from pledgebook.model.statement import RefusedSum
from pledgebook.reference.languages import UNDETERMINED, load_lexicon, words

LONG = 1_000  # characters; shorter texts are always read in full
_WORTH_IT = 0.5  # a text of which more than this share matters is read in full too
_HEAD = 1_000  # title, dateline and first paragraphs: they say what a text is about
_BEFORE = 400  # characters kept before a place that may matter; context reads some sentences around it
_AFTER = 250
_CUT_WITHIN = 250  # how far beyond that an end of a sentence or paragraph is looked for
_NAMED_WITHIN = 500
_TOGETHER = 120  # two words that only together may matter stand within this many characters
_FRONT = 20_000  # front matter is no longer
_SENTENCES_LEFT = 4  # marks that stand for what was left out: sentences further apart have no bearing on each other
_LEFT_OUT = "…"
_PARTING = "\n\n"
_ENDS = (". ", ".\n", "? ", "?\n")
_END = re.compile(r"\n[ \t\r]*\n|[.!?…][\"”’»)\]]{0,3}\s")
_TURN = re.compile(r"^[ \t]*[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,60}:", re.MULTILINE)
_STATE = 2  # letters of the code of a state
_HANDED = (Stage.DELIVERED, Stage.DISBURSED, Stage.CONTRACTED, Stage.PLEDGED)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the full text that was kept: where it stands now, and where it stood."""

    now: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Condensed:
    """The part of a text that may matter, with the way back.

    Attributes:
        layer: The condensed text.
        pieces: What was kept, in order.
        full: The text it was taken from.
        passed: Sums that were left out.
        left_out: About how many sentences were left out, less the marks that stand for them.
    """

    layer: TextLayer
    pieces: tuple[Piece, ...]
    full: str
    passed: tuple[RefusedSum, ...]
    left_out: int

    def span(self, span: Span) -> Span:
        """Return where a span stands in the full text."""
        start = self.offset(span.start)
        return Span.of(self.full, start, start + span.end - span.start)

    def offset(self, place: int) -> int:
        """Return where a character of the condensed text stands in the full text."""
        piece = self.pieces[bisect_right(self.pieces, place, key=lambda item: item.now) - 1]
        return place - piece.now + piece.start

    def draft(self, draft: Draft) -> Draft:
        """Return a draft with all its offsets shifted back."""
        return replace(
            draft,
            amount=self._amount(draft.amount) if draft.amount is not None else None,
            equivalents=tuple(self._amount(item) for item in draft.equivalents),
            span=self.span(draft.span),
            also=tuple(self.span(item) for item in draft.also),
            expectations=tuple(replace(item, wording=self.span(item.wording)) for item in draft.expectations),
        )

    def refused(self, refused: Iterable[RefusedSum]) -> list[RefusedSum]:
        """Return the refused sums with their offsets shifted back, and those that were left out, in order."""
        shifted = [replace(item, span=self.span(item.span)) for item in refused]
        return sorted([*shifted, *self.passed], key=lambda item: item.span)

    def _amount(self, amount: Amount) -> Amount:
        start = self.offset(amount.start)
        return replace(amount, start=start, end=start + amount.end - amount.start)


def condense(layer: TextLayer, language: str) -> Condensed | None:
    """Keep of a long text its head and the surroundings of what may matter; None where it is to be read in full.

    What may matter: sums, numbered packages and tranches, goods beside words of handing over, papers beside words of
    signing, aid beside words of stopping, and the wordings of support without a sum. All are found by the finders
    themselves or by patterns that are built from the same word lists. Linear in the length of the text.

    Args:
        layer: The text with its blocks.
        language: Tag of its language.
    """
    text = layer.text
    if len(text) <= LONG:
        return None
    sums = find_sums(text, language)
    numbered = [mention.start for mention in find_ordinals(text, language)]
    told, causes = _told(text, language)
    asking = sorted({*told, *(mention.start for mention in sums)})
    helped = _helped(text, asking, causes, language)
    places = {*numbered, *_near(asking, helped)}
    kept = _stretches(text, sorted(places)) if places else []
    if sum(end - start for start, end in kept) > _WORTH_IT * len(text):
        return None
    return _assemble(layer, _with_speakers(text, kept), tuple(_outside(text, sums, kept)))


def _outside(text: str, sums: Iterable[SumMention], kept: Sequence[tuple[int, int]]) -> Iterator[RefusedSum]:
    """Yield the sums that were left out: with nobody to be helped near them they are no support."""
    starts = [start for start, _ in kept]
    for mention in sums:
        number = bisect_right(starts, mention.start) - 1
        if number < 0 or mention.start >= kept[number][1]:
            yield RefusedSum(Span.of(text, mention.start, mention.end), "no-support", "")


def _told(text: str, language: str) -> tuple[set[int], list[int]]:
    """Return where support without a sum may be told of, and where causes are named."""
    finder, besides = _gates(language)
    found: list[list[int]] = [[] for _ in range(len(besides) + 1)]
    for number, match in finder.matches(text):
        found[number].append(match.start())
    told = {
        place
        for beside, places in zip(besides, found, strict=False)
        if places
        for place in _beside(text, places, beside)
    }
    return told, found[-1]


def _beside(text: str, places: Iterable[int], beside: PhraseFinder) -> Iterator[int]:
    """Yield the places near which a wording stands; each stretch of the text is searched once, however many ask."""
    searched: dict[int, bool] = {}
    for place in places:
        part = place // _TOGETHER
        if part not in searched:
            low, high = max(0, (part - 1) * _TOGETHER), (part + 2) * _TOGETHER
            searched[part] = any(True for _ in beside.matches(text[low:high]))
        if searched[part]:
            yield place


def _helped(text: str, asking: Sequence[int], causes: Iterable[int], language: str) -> list[int]:
    """Return where, around the asking places, a state besides the speaker's, a mechanism or a cause is named.

    Without one of them nothing is support: nobody is there to be helped. Mechanisms are sought last, and only where no
    state and no cause is named: their finder reads the most.
    """
    places = {*causes, *_states(text, asking, language)}
    left = {*asking} - {*_near(asking, sorted(places))}
    for low, high in surroundings(text, sorted(left), _NAMED_WITHIN):
        places.update(low + mention.start for mention in find_mechanisms(text[low:high], language))
    return sorted(places)


def _states(text: str, asked: Iterable[int], language: str) -> Iterator[int]:
    """Yield where around some places a state besides the speaker's is named."""
    grammar, speaker = party_grammar(language), speaker_of(text, language)
    for low, high in surroundings(text, asked, _NAMED_WITHIN):
        for match in grammar.names.finditer(text, low, high):
            code = grammar.aliases[plain(match.group())].code
            if len(code) == _STATE and code != speaker:
                yield match.start()


def _near(places: Sequence[int], others: Sequence[int]) -> Iterator[int]:
    """Yield the places that one of the others stands near to; both are in order."""
    number = 0
    for place in places:
        while number < len(others) and others[number] < place - _NAMED_WITHIN:
            number += 1
        if number < len(others) and others[number] <= place + _NAMED_WITHIN:
            yield place


@cache
def _gates(language: str) -> tuple[PhraseFinder, tuple[PhraseFinder, ...]]:
    """Build from the word lists of a language what tells of support without a sum.

    Returns:
        A finder of what is sought and, under the last number, of causes; what must stand beside the former.
    """
    roles, scope = load_lexicon(language, "roles"), load_lexicon(language, "scope")
    stages, goods = load_lexicon(language, "stages"), load_lexicon(language, "goods")

    def listed(name: str) -> tuple[str, ...]:
        return words(roles, name) or words(scope, name)

    names = words(load_lexicon(UNDETERMINED, "goods"), "names", "list")
    things = [*words(goods, "heads", "list"), *names]
    handed = [word for stage in _HANDED for word in words(stages, "verbs", stage.value)]
    papers = [*words(stages, "nouns", "signed"), *words(stages, "verbs", "signed")]
    pairs = (
        (things, [*handed, *listed("donor_of")]),
        (papers, listed("signing")),
        (words(stages, "verbs", Stage.CANCELLED.value), listed("aid_strict")),
        (listed("substantial"), [*handed, *listed("give")]),
    )
    phrases = [*(sought for sought, _ in pairs), listed("cause")]
    return phrase_finder([compile_words(side) for side in phrases], phrases), tuple(
        phrase_finder([compile_words(beside)], [beside]) for _, beside in pairs
    )


def _stretches(text: str, places: Sequence[int]) -> list[tuple[int, int]]:
    """Return the head of a text and the surroundings of the places, cut at ends of sentences, without overlaps."""
    merged = [(0, _cut_behind(text, _head_end(text)))]
    for place in places:
        if place + _AFTER <= merged[-1][1]:
            continue
        start, end = _cut_before(text, max(0, place - _BEFORE)), _cut_behind(text, place + _AFTER)
        if start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _head_end(text: str) -> int:
    """Return where the head ends: front matter belongs to it."""
    front = text.find("\n---", 1, _FRONT) if text.startswith("---") else 0
    return max(front, 0) + _HEAD


def _cut_before(text: str, place: int) -> int:
    """Return the first beginning of a sentence or paragraph behind a place, of a word where there is none near."""
    end = _END.search(text, place, place + _CUT_WITHIN)
    if end is not None:
        return end.end()
    blank = text.find(" ", place, place + _CUT_WITHIN)
    return blank + 1 if blank >= 0 else place


def _cut_behind(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    end = _END.search(text, place, place + _CUT_WITHIN)
    if end is not None:
        return end.end()
    blank = text.rfind(" ", place, place + _CUT_WITHIN)
    return blank if blank > place else min(place + _CUT_WITHIN, len(text))


def _with_speakers(text: str, kept: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put before every stretch of a transcript the name of its speaker."""
    turns = [match.span() for match in _TURN.finditer(text)]
    starts = [start for start, _ in turns]
    result: list[tuple[int, int]] = []
    for start, end in kept:
        number = bisect_right(starts, start) - 1
        if number >= 0 and result and result[-1][1] <= starts[number] and turns[number][1] <= start:
            result.append(turns[number])
        result.append((start, end))
    return result


def _assemble(layer: TextLayer, kept: Sequence[tuple[int, int]], passed: tuple[RefusedSum, ...]) -> Condensed:
    """Join the stretches, with marks where sentences were left out, and carry the blocks over."""
    text = layer.text
    parts: list[str] = []
    pieces: list[Piece] = []
    length, position, left_out = 0, 0, 0
    for start, end in kept:
        if parts:
            sentences = _sentences(text, position, start)
            gap = _PARTING + _marks(sentences) + _PARTING
            left_out += max(sentences - _SENTENCES_LEFT, 0)
            parts.append(gap)
            length += len(gap)
        pieces.append(Piece(length, start, end))
        parts.append(text[start:end])
        length += end - start
        position = end
    left_out += _sentences(text, position, len(text))
    blocks = tuple(_shifted(layer.blocks, pieces))
    return Condensed(TextLayer("".join(parts), layer.reader, blocks), tuple(pieces), text, passed, left_out)


def _sentences(text: str, start: int, end: int) -> int:
    """Return about how many sentences a stretch has."""
    return sum(text.count(sign, start, end) for sign in _ENDS) or int(start < end)


def _marks(sentences: int) -> str:
    """Return as many marks as sentences were left out, up to the number that tells."""
    return " ".join([_LEFT_OUT] * min(sentences, _SENTENCES_LEFT))


def _shifted(blocks: Sequence[Block], pieces: Sequence[Piece]) -> Iterator[Block]:
    """Yield the blocks, or the parts of them, that were kept."""
    number = 0
    for piece in pieces:
        while number < len(blocks) and blocks[number].end <= piece.start:
            number += 1
        current = number
        while current < len(blocks) and blocks[current].start < piece.end:
            block = blocks[current]
            start, end = max(block.start, piece.start), min(block.end, piece.end)
            if start < end:
                yield Block(start - piece.start + piece.now, end - piece.start + piece.now, block.role)
            current += 1
