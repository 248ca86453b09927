"""Proposals held against the text: quotes verbatim and unique, figures and parties as our own finders see them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pledgebook.assist.base import Answer, Proposal
from pledgebook.extraction.assemble import assemble
from pledgebook.extraction.dates import find_dates
from pledgebook.extraction.drafts import Draft
from pledgebook.extraction.extract import Extraction
from pledgebook.extraction.goods import find_goods
from pledgebook.extraction.mentions import DateMention, GoodsMention, SumMention
from pledgebook.extraction.parties import find_parties
from pledgebook.extraction.sums import find_sums
from pledgebook.model.evidence import Span
from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.model.stage import Stage
from pledgebook.model.statement import Item, Kind, Statement
from pledgebook.model.when import PartialDate

_LONGEST_QUOTE = 2_000  # a clause or a sentence
_SHOWN = 120
_NO_SUPPORT = "no-support"  # the one reason of refusal that rests on missing words, not on words that speak against it


class _Refusal(Exception):
    """Why a proposal is not taken."""


@dataclass(frozen=True)
class _Reading:
    """A text with what our own finders see in it."""

    text: str
    published: PartialDate | None
    language: str
    found: Extraction

    @cached_property
    def sums(self) -> tuple[SumMention, ...]:
        return find_sums(self.text, self.language)

    @cached_property
    def goods(self) -> tuple[GoodsMention, ...]:
        return find_goods(self.text, self.language)

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        return find_dates(self.text, self.published, self.language)

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(party.code for party in find_parties(self.text, self.language) if party.code)

    @cached_property
    def told(self) -> frozenset[tuple[int, int]]:
        """Where the sums stand that the rules have taken already."""
        amounts = (
            item
            for statement in self.found.statements
            for item in (statement.amount, *statement.equivalents)
            if item is not None
        )
        also = (span for statement in self.found.statements for span in statement.also)
        return frozenset({*((item.start, item.end) for item in amounts), *((span.start, span.end) for span in also)})

    @cached_property
    def barred(self) -> dict[int, str]:
        """Sums that the rules refused because words speak against them, by their place."""
        return {item.span.start: item.reason for item in self.found.refused if item.reason != _NO_SUPPORT}


def assisted(
    found: Extraction, text: str, answers: Iterable[Answer], *, document: str, language: str, name: str,
    published: PartialDate | None = None,
) -> Extraction:  # fmt: skip
    """Add to an extraction what a proposer saw besides, as far as the text bears it out.

    A proposal is taken when its quote stands in the text word for word and once, its sum and goods are found inside
    the quote by our own finders (whose figures count, never the proposer's), its parties are named in the text, and
    the rules neither have it already nor refused it for a word that speaks against it.

    Args:
        found: What the rules found.
        text: The text layer.
        answers: What was proposed.
        document: Id of the document.
        language: BCP 47 tag of the text.
        name: Name of the proposer; statements carry it as their first rule.
        published: Publication date.

    Returns:
        All statements in the order of the text, and a problem for every proposal that was refused.
    """
    reading = _Reading(text, published, language, found)
    drafts: list[Draft] = []
    problems: list[Problem] = []
    for answer in answers:
        problems += answer.problems
        for proposal in answer.proposals:
            try:
                draft = _draft(reading, proposal, name)
            except _Refusal as refusal:
                problems.append(_refused(document, proposal, str(refusal)))
                continue
            if draft is not None and not _overlaps(draft, drafts):
                drafts.append(draft)
    added = assemble(document, drafts)
    taken = {(item.amount.start, item.amount.end) for item in added if item.amount is not None}
    refused = tuple(item for item in found.refused if (item.span.start, item.span.end) not in _around(reading, taken))
    known = {statement.id for statement in found.statements}
    statements = sorted(
        (*found.statements, *(item for item in added if item.id not in known)), key=lambda item: item.span
    )
    return Extraction(tuple(statements), refused, (*found.problems, *problems))


def _around(reading: _Reading, taken: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the stretches, qualifiers included, of sums that are statements now."""
    return {
        (mention.start, mention.end) for mention in reading.sums if (mention.amount.start, mention.amount.end) in taken
    } | taken


def _draft(reading: _Reading, proposal: Proposal, name: str) -> Draft | None:
    """Make a draft of a proposal; None where the rules have it already."""
    span = _only_place(reading.text, proposal.quote)
    stage = _stage(proposal.stage)
    amount = _sum(reading, span, proposal.amount) if proposal.amount else None
    if amount is not None and (amount.amount.start, amount.amount.end) in reading.told:
        return None
    items = tuple(_goods(reading, span, proposal.goods))
    if amount is None and _is_told(span, reading.found.statements):
        return None
    if amount is not None and amount.start in reading.barred:
        raise _Refusal(f"the rules refuse this sum ({reading.barred[amount.start]})")
    donors = _codes(reading, proposal.donors)
    recipients = _codes(reading, proposal.recipients)
    if not donors and not recipients:
        raise _Refusal("it names neither who gives nor who is helped")
    rules = [f"assist:{name}", "assist:quote-verbatim"]
    if amount is not None:
        rules += ["assist:figure-by-own-finder", *amount.rules]
    return Draft(
        index=0,
        at=span.start,
        mention=amount,
        kind=Kind.MONEY if amount is not None else Kind.IN_KIND if items else Kind.UNQUANTIFIED,
        amount=amount.amount if amount is not None else None,
        equivalents=amount.equivalents if amount is not None else (),
        span=span,
        donors=donors,
        recipients=recipients,
        stage=stage,
        date=_date(reading, span),
        items=items,
        rules=(*rules, "who:proposed", "stage:proposed-by-model"),
    )


def _only_place(text: str, quote: str) -> Span:
    if not quote.strip():
        raise _Refusal("its quote is empty")
    if len(quote) > _LONGEST_QUOTE:
        raise _Refusal(f"its quote is longer than {_LONGEST_QUOTE} characters")
    start = text.find(quote)
    if start < 0:
        raise _Refusal("its quote does not stand in the text")
    if text.find(quote, start + 1) >= 0:
        raise _Refusal("its quote stands in the text more than once")
    return Span.of(text, start, start + len(quote))


def _stage(told: str) -> Stage:
    try:
        return Stage(told)
    except ValueError:
        raise _Refusal(f"{told[:_SHOWN]!r} is no stage") from None


def _sum(reading: _Reading, span: Span, wording: str) -> SumMention:
    """Return the one sum of the quote that our finder sees where the proposer says it stands."""
    place = reading.text.find(wording, span.start, span.end)
    if place < 0:
        raise _Refusal("its sum does not stand in the quote")
    end = place + len(wording)
    hit = [
        mention
        for mention in reading.sums
        if span.start <= mention.amount.start
        and mention.amount.end <= span.end
        and mention.amount.start < end
        and place < mention.amount.end
    ]  # fmt: skip  one condition a line
    if len(hit) != 1:
        raise _Refusal("our own finder sees no sum there" if not hit else "its sum is more than one sum")
    if not hit[0].amount.unit:
        raise _Refusal("the currency of its sum cannot be told")
    return hit[0]


def _goods(reading: _Reading, span: Span, wordings: Sequence[str]) -> Iterator[Item]:
    for wording in wordings:
        place = reading.text.find(wording, span.start, span.end) if wording else -1
        if place < 0:
            raise _Refusal("its goods do not stand in the quote")
        end = place + len(wording)
        hits = [
            item
            for item in reading.goods
            if span.start <= item.start and item.end <= span.end and item.start < end and place < item.end
        ]
        if not hits:
            raise _Refusal("our own finder sees no goods there")
        yield from (Item(hit.item, hit.quantity) for hit in hits)


def _codes(reading: _Reading, wordings: Sequence[str]) -> tuple[str, ...]:
    codes: set[str] = set()
    for wording in wordings:
        if not wording.strip() or wording not in reading.text:
            raise _Refusal(f"{wording[:_SHOWN]!r} does not stand in the text")
        named = {party.code for party in find_parties(wording, reading.language) if party.code}
        if len(named) != 1 or not named <= reading.codes:
            raise _Refusal(f"{wording[:_SHOWN]!r} is no one party to our own finder")
        codes |= named
    return tuple(sorted(codes))


def _date(reading: _Reading, span: Span) -> PartialDate | None:
    """Take a date from the quote alone, and only where it names one."""
    found = {item.date for item in reading.dates if span.start <= item.start and item.end <= span.end and item.date}
    return next(iter(found)) if len(found) == 1 else None


def _is_told(span: Span, statements: Iterable[Statement]) -> bool:
    """Tell whether a statement without a sum overlaps one that the rules made."""
    return any(item.span.start < span.end and span.start < item.span.end for item in statements)


def _overlaps(draft: Draft, drafts: Iterable[Draft]) -> bool:
    """Tell whether a proposal says again what an earlier one of the same run said."""
    if draft.amount is not None:
        return any(item.amount == draft.amount for item in drafts)
    return any(item.span.start < draft.span.end and draft.span.start < item.span.end for item in drafts)


def _refused(document: str, proposal: Proposal, reason: str) -> Problem:
    return Problem(
        ProblemCode.ASSIST_REFUSED,
        Severity.WARNING,
        document,
        f"A proposal of the model is refused: {reason}.",
        proposal.quote[:_SHOWN],
        "None is needed: only what the text bears out is taken.",
    )
