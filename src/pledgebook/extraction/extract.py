"""The way from a text layer to statements: finders, sentences, roles, stages, scopes, repeats, ids."""

from dataclasses import dataclass

from pledgebook.extraction.addresses import without_addresses
from pledgebook.extraction.assemble import assemble
from pledgebook.extraction.cases import mark_cases
from pledgebook.extraction.condensing import condense
from pledgebook.extraction.context import DocumentContext, read_context
from pledgebook.extraction.dates import find_dateline, find_dates
from pledgebook.extraction.details import add_details
from pledgebook.extraction.drafts import Draft
from pledgebook.extraction.gifts import gift_drafts
from pledgebook.extraction.goods import find_goods
from pledgebook.extraction.homes import at_home
from pledgebook.extraction.inheritance import inherit
from pledgebook.extraction.language import detect_language
from pledgebook.extraction.lexicon import lexicon_of
from pledgebook.extraction.mechanisms import find_mechanisms
from pledgebook.extraction.mentions import SumMention
from pledgebook.extraction.merging import merge_repeats
from pledgebook.extraction.moments import resolve_moments
from pledgebook.extraction.money import money_drafts
from pledgebook.extraction.ordinals import find_ordinals
from pledgebook.extraction.parties import find_parties
from pledgebook.extraction.pooling import carry_back, name_groups, pool_totals
from pledgebook.extraction.progress import resolve_progress
from pledgebook.extraction.scope import resolve_scope
from pledgebook.extraction.segments import split_sentences
from pledgebook.extraction.speakers import speakers_of
from pledgebook.extraction.stage_choice import weigh_stages
from pledgebook.extraction.sums import find_sums
from pledgebook.extraction.units import resolve_units
from pledgebook.extraction.unquantified import unquantified_drafts
from pledgebook.extraction.view import Mention, build_views, clause_boundary
from pledgebook.model.evidence import TextLayer
from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.model.statement import RefusedSum, Statement
from pledgebook.model.when import PartialDate


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one document says, and what was set aside.

    Attributes:
        statements: In the order of the text.
        refused: Sums that are no support, with the reason.
        problems: What could not be settled.
    """

    statements: tuple[Statement, ...]
    refused: tuple[RefusedSum, ...]
    problems: tuple[Problem, ...]


def extract_statements(
    layer: TextLayer, *, document: str, published: PartialDate | None = None, language: str = ""
) -> Extraction:
    """Extract every statement about support from a text layer.

    Pure and deterministic: the same arguments give the same values on any machine.

    Args:
        layer: The text with what its format tells about blocks.
        document: Id that the statements carry.
        published: Publication date; when None the head of the text is asked.
        language: BCP 47 tag; when empty it is told from the words of the text.

    Returns:
        Statements, refused sums and problems. For every span `layer.text[start:end] == quote`.
    """
    tag = language or detect_language(layer.text)
    published = published or find_dateline(layer.text, tag)
    condensed = condense(layer, tag)
    read = layer if condensed is None else condensed.layer
    left_out = 0 if condensed is None else condensed.left_out
    context = _context(read, published, tag, left_out=left_out, speakers=speakers_of(layer.text, tag))
    drafts, refused = money_drafts(context)
    drafts = carry_back(context, name_groups(context, drafts))
    drafts = resolve_units(context, drafts)
    drafts = gift_drafts(context, merge_repeats(context, drafts))
    drafts = resolve_moments(context, pool_totals(resolve_scope(context, drafts)))
    drafts = inherit(context, resolve_progress(context, drafts))
    drafts = inherit(context, resolve_moments(context, unquantified_drafts(context, drafts)))
    drafts = add_details(context, resolve_moments(context, weigh_stages(context, drafts)))
    if condensed is not None:
        drafts, refused = [condensed.draft(item) for item in drafts], condensed.refused(refused)
    return Extraction(assemble(document, drafts), tuple(refused), _problems(document, drafts))


def _context(
    layer: TextLayer, published: PartialDate | None, tag: str, *, left_out: int, speakers: tuple[str, ...]
) -> DocumentContext:
    text = without_addresses(layer.text)
    mechanisms = find_mechanisms(text, tag)
    mentions: tuple[Mention, ...] = (
        *_sums_of_money(text, tag),
        *mechanisms,
        *find_ordinals(text, tag),
        *find_dates(text, published, tag),
        *find_goods(text, tag),
        *mark_cases(text, at_home(find_parties(text, tag, mechanisms=mechanisms), tag), tag),
    )
    lexicon = lexicon_of(tag)
    boundary = clause_boundary(lexicon.conjunctions) if lexicon.conjunctions else None
    views = build_views(text, split_sentences(layer), mentions, boundary)
    return read_context(layer, lexicon, views, published, left_out, speakers)


def _sums_of_money(text: str, tag: str) -> tuple[SumMention, ...]:
    """Find the sums; in a text that names no currency at all, a scaled figure counts something else."""
    sums = find_sums(text, tag)
    return sums if any("sum:bare" not in item.rules for item in sums) else ()


def _problems(document: str, drafts: list[Draft]) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            ProblemCode.CURRENCY_UNRESOLVED,
            Severity.WARNING,
            f"{document}:{draft.amount.start}",
            "The text does not settle the currency of this sum.",
            draft.amount.text,
            "Set the currency by a judgement.",
        )
        for draft in drafts
        if draft.amount is not None and draft.amount.unit == ""
    )
