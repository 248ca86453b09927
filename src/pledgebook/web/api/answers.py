"""The questions of the API: what is asked in, an answer out."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from pledgebook.errors import NotInBook, UsageFault
from pledgebook.model.flow import Check, Flow
from pledgebook.model.stage import Stage
from pledgebook.model.statement import Statement
from pledgebook.reports.conflicts import REASONS
from pledgebook.reports.explain import Explanation, StatementExplanation
from pledgebook.reports.found import Findings
from pledgebook.reports.overdue import VAGUE_DAYS, OverdueReport
from pledgebook.reports.priced_holdings import by_stage, grouped, reached
from pledgebook.web.api import shapes
from pledgebook.web.asking import Ask, Slice, cut
from pledgebook.web.filters import NO_MECHANISM, flow_sizes, narrow
from pledgebook.web.pages.documents import document_named
from pledgebook.web.pages.flows import flow_named
from pledgebook.web.words import VERDICTS, mechanism_word, parties_word

CENT = Decimal("0.01")


def overview(ask: Ask) -> shapes.OverviewAnswer:
    """Tell the book in figures."""
    contents, held = ask.snapshot.contents, ask.snapshot.holdings()
    standing = by_stage(held.held)
    return shapes.OverviewAnswer(
        documents=len(contents.documents),
        statements=len(contents.statements),
        flows=len(contents.flows),
        checks=len(contents.checks),
        currency=held.currency,
        as_of=ask.snapshot.clocks.as_of,
        standing=_amounts(standing),
        reached=_amounts(reached(standing)),
        without_sum=len(held.unquantified),
    )


def flows(ask: Ask) -> shapes.FlowsAnswer:
    """List the flows that pass the filters."""
    narrowed = narrow(ask.snapshot, ask.query)
    page, sizes = cut(narrowed.flows, ask.query), flow_sizes(ask.snapshot)
    lines = tuple(shapes.FlowLine(flow, _cents(sizes.get(flow.id))) for flow in page.items)
    return shapes.FlowsAnswer(_paging(ask, page), ask.snapshot.currency, _amounts(narrowed.sums), lines)


def flow(ask: Ask) -> shapes.FlowAnswer:
    """Show one flow with its evidence."""
    snapshot = ask.snapshot
    one = flow_named(snapshot, ask.names["name"])
    return shapes.FlowAnswer(
        flow=one,
        value=_cents(flow_sizes(snapshot).get(one.id)),
        currency=snapshot.currency,
        whole=snapshot.contents.flows.get(one.parent or ""),
        parts=tuple(sorted(snapshot.parts.get(one.id, ()), key=lambda part: part.id)),
        statements=_said(ask, one),
        checks=snapshot.checks_of.get(one.id, ()),
    )


def documents(ask: Ask) -> shapes.DocumentsAnswer:
    """List the documents, the latest published first."""
    snapshot = ask.snapshot
    found = sorted(
        snapshot.contents.documents.values(),
        key=lambda document: (str(document.published or ""), document.id),
        reverse=True,
    )
    page = cut(found, ask.query)
    lines = tuple(
        shapes.DocumentLine(item, len(snapshot.said_in.get(item.id, ())), item.id in snapshot.official)
        for item in page.items
    )
    return shapes.DocumentsAnswer(_paging(ask, page), lines)


def document(ask: Ask) -> shapes.DocumentAnswer:
    """Show one document with what it says."""
    one = document_named(ask.snapshot, ask.names["name"])
    found = ask.archive.extraction(one.id)
    said = ask.snapshot.said_in.get(one.id, ())
    return shapes.DocumentAnswer(one, one.id in ask.snapshot.official, said, found.refused if found else ())


def statement(ask: Ask) -> Statement:
    """Show one statement."""
    found = ask.snapshot.contents.statements.get(ask.names["name"])
    if found is None:
        raise NotInBook(f"{ask.names['name']}: no such statement", remedy="see the flows and documents")
    return found


def funders(ask: Ask) -> shapes.GroupsAnswer:
    """List who gives."""
    return _groups(ask, lambda flow: "+".join(flow.funders) or "unknown", parties_word)


def mechanisms(ask: Ask) -> shapes.GroupsAnswer:
    """List by which ways it is given."""
    return _groups(
        ask,
        lambda flow: flow.mechanism or NO_MECHANISM,
        lambda slug: mechanism_word("" if slug == NO_MECHANISM else slug),
    )


def checks(ask: Ask) -> shapes.ChecksAnswer:
    """List the totals that sources assert."""
    wanted = ask.query.choice("verdict", VERDICTS)
    found = sorted(ask.snapshot.contents.checks.values(), key=lambda check: check.id)
    page = cut([check for check in found if not wanted or check.verdict == wanted], ask.query)
    return shapes.ChecksAnswer(_paging(ask, page), page.items)


def check(ask: Ask) -> Check:
    """Show one asserted total."""
    found = ask.snapshot.contents.checks.get(ask.names["name"])
    if found is None:
        raise NotInBook(f"{ask.names['name']}: no such total", remedy="list them: /api/checks")
    return found


def conflicts(ask: Ask) -> shapes.ConflictsAnswer:
    """List the rival figures."""
    wanted = ask.query.choice("reason", REASONS)
    page = cut([item for item in ask.snapshot.conflicts() if not wanted or item.reason == wanted], ask.query)
    return shapes.ConflictsAnswer(_paging(ask, page), page.items)


def overdue(ask: Ask) -> OverdueReport:
    """Tell which announced steps nobody has seen."""
    vague = ask.query.number("vague-days", VAGUE_DAYS, least=0, most=3650)
    return ask.snapshot.overdue(ask.snapshot.clocks.day(), vague)


def find(ask: Ask) -> Findings:
    """Find what yields a figure."""
    figure = ask.query.get("figure")
    found = ask.snapshot.find(figure) if figure else None
    if found is None:
        raise UsageFault(f"{figure!r}: no figure with its currency", remedy="ask for figure=EUR 1.4 bn")
    return found


def explain(ask: Ask) -> Explanation:
    """Walk from a figure or an id down to the sentences."""
    target = ask.query.get("target")
    if not target:
        raise UsageFault("nothing was asked for", remedy="ask for target=EUR 10 million, or for an id")
    return ask.snapshot.explain(target)


def _amounts(sums: Mapping[Stage, Decimal]) -> tuple[shapes.StageAmount, ...]:
    return tuple(shapes.StageAmount(stage, value.quantize(CENT)) for stage, value in sums.items())


def _cents(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(CENT)


def _paging(ask: Ask, page: Slice) -> shapes.Paging:
    more = ask.links.turn(ask.query.pairs, page=str(page.number + 1)) if page.number < page.pages else None
    return shapes.Paging(page.total, page.number, page.size, more)


def _said(ask: Ask, one: Flow) -> tuple[StatementExplanation, ...]:
    contents = ask.snapshot.contents
    known = (contents.statements[name] for name in one.statements if name in contents.statements)
    return tuple(StatementExplanation(item, contents.documents.get(item.document), item.span) for item in known)


def _groups(ask: Ask, name: Callable[[Flow], str], title: Callable[[str], str]) -> shapes.GroupsAnswer:
    return ask.snapshot.once(("api groups", title(""), name.__qualname__), lambda: _grouped(ask, name, title))


def _grouped(ask: Ask, name: Callable[[Flow], str], title: Callable[[str], str]) -> shapes.GroupsAnswer:
    held = ask.snapshot.holdings()
    counts: dict[str, int] = {}
    for one in ask.snapshot.contents.flows.values():
        counts[name(one)] = counts.get(name(one), 0) + 1
    sums = grouped(held.held, name)
    names: Iterable[str] = [*sums, *sorted(counts.keys() - sums.keys())]
    lines = (
        shapes.GroupLine(
            key, title(key), counts[key], tuple(part for part in _amounts(sums.get(key, {})) if part.value)
        )
        for key in names
    )
    return shapes.GroupsAnswer(held.currency, tuple(lines))
