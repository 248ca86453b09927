"""Donors that a sum shares with others: groups named elsewhere, totals over the donors of their parts."""

from collections.abc import Sequence
from dataclasses import replace

from pledgebook.extraction.attribution import UNION, WINDFALL
from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.drafts import Draft
from pledgebook.extraction.mentions import MechanismMention
from pledgebook.extraction.view import MarkKind, SentenceView
from pledgebook.model.statement import Scope

_SEVERAL = 2
_REACH = 2  # sentences between a sum and the sentence that names its donors
_SUBJECT = 12  # where the subject of such a sentence begins


def name_groups(context: DocumentContext, drafts: Sequence[Draft]) -> list[Draft]:
    """Give "five countries" the five names that the text lists elsewhere, the nearest list first."""
    return [_named(context, draft) for draft in drafts]


def _named(context: DocumentContext, draft: Draft) -> Draft:
    if draft.group_size == 0 or draft.donors:
        return draft
    no_givers = context.adversaries | frozenset(context.recipients[:1])
    best: tuple[int, tuple[str, ...]] | None = None
    for view, groups in zip(context.views, context.groups, strict=True):
        for group in groups:
            codes = tuple(code for code in group.codes if code not in no_givers)
            gap = abs(view.index - draft.index)
            if len(codes) == draft.group_size and (best is None or gap < best[0]):
                best = (gap, codes)
    if best is None:
        return draft
    return replace(draft, donors=best[1]).ruled("who:group-named-elsewhere")


def pool_totals(drafts: Sequence[Draft]) -> list[Draft]:
    """Give a total whose own words name no donor the donors of its parts as well."""
    pooled = list(drafts)
    for place, draft in enumerate(drafts):
        if draft.scope is not Scope.TOTAL:
            continue
        parts = [part for part in drafts if part.part_of == place and (part.named or part.donors != draft.donors)]
        summed = [part for part in parts if "scope:adds-up" in part.rules]
        nobody = draft.named and not draft.donors and not draft.group_size  # a conference, partners
        at_gathering = "who:gathering" in draft.rules  # what a conference raises is more than its best known parts
        if (draft.named and not summed) or (nobody and len(summed) < _SEVERAL) or at_gathering:
            continue
        donors = {code for part in parts for code in part.donors}
        if donors and not donors <= set(draft.donors):
            pooled[place] = replace(draft, donors=tuple(sorted(donors | set(draft.donors)))).ruled("who:parts-pooled")
    return pooled


def carry_back(context: DocumentContext, drafts: Sequence[Draft]) -> list[Draft]:
    """Take donors from a neighbouring sentence that says who stands behind a sum: "Denmark and Sweden share the bill".

    Only sums of the same paragraph whose own sentence names nobody are touched; windfall money adds the Union.
    """
    if not drafts:
        return []
    result = list(drafts)
    with_sum = {draft.index for draft in drafts}
    for view in context.views:
        if view.index in with_sum or not context.lexicon.word("sharing").search(view.masked):
            continue
        donors = _sharers(context, view)
        if not donors:
            continue
        for place, draft in enumerate(result):
            denied = donors == (UNION,) and _denies(context, view)
            near = 0 < view.index - draft.index <= _REACH
            same = context.views[draft.index].sentence.paragraph == view.sentence.paragraph
            if near and same and (denied or not draft.named or (len(donors) > 1 and set(draft.donors) < set(donors))):
                result[place] = replace(draft, donors=donors).ruled("who:sentence-behind")
    return result


def _denies(context: DocumentContext, view: SentenceView) -> bool:
    """Tell whether a sentence says whose money a sum is not."""
    return context.lexicon.word("denied").search(view.masked) is not None


def _sharers(context: DocumentContext, view: SentenceView) -> tuple[str, ...]:
    no_givers = context.adversaries | frozenset(context.recipients[:1])
    windfall = any(
        isinstance(mark.mention, MechanismMention) and mark.mention.slug in WINDFALL
        for mark in view.of_kind(MarkKind.MECHANISM)
    )
    groups = context.groups[view.index]
    first = groups[0].codes if groups and groups[0].start < _SUBJECT else ()
    named = {code for code in first if code not in no_givers and not _denies(context, view)}
    named |= {
        code
        for mark in view.of_kind(MarkKind.MECHANISM)
        for code in context.lexicon.mechanism_donors.get(getattr(mark.mention, "slug", ""), ())
        if code not in no_givers
    }
    if windfall and not named:
        return (UNION,)
    return tuple(sorted(named | ({UNION} if windfall else set()))) if len(named) > 1 or windfall else ()
