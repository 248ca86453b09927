"""Donors that a sum shares with others: groups named elsewhere, totals over the donors of their parts."""

from collections.abc import Sequence
from dataclasses import replace

from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.drafts import Draft
from pledgebook.model.statement import Scope


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
        if draft.scope is not Scope.TOTAL or draft.named:
            continue
        parts = [part for part in drafts if part.part_of == place and (part.named or part.donors != draft.donors)]
        donors = {code for part in parts for code in part.donors}
        if donors and not donors <= set(draft.donors):
            pooled[place] = replace(draft, donors=tuple(sorted(donors | set(draft.donors)))).ruled("who:parts-pooled")
    return pooled
