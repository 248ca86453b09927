"""The flows: a list that can be searched, and one flow down to its sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pledgebook.errors import NotInBook
from pledgebook.model.entry import Entry
from pledgebook.model.evidence import Document
from pledgebook.model.flow import Check, Flow, Rival
from pledgebook.model.judgement import Decision
from pledgebook.model.statement import Statement
from pledgebook.web.asking import Ask, Page, cut
from pledgebook.web.filters import SORTS, choices, flow_sizes, narrow
from pledgebook.web.pictures.lifeline import Telling, lifeline_picture
from pledgebook.web.snapshot import Snapshot
from pledgebook.web.words import document_word


@dataclass(frozen=True, slots=True)
class Said:
    """One telling: the statement, its document, and when the book learnt it."""

    statement: Statement
    document: Document | None
    learnt: datetime | None


def flows(ask: Ask) -> Page:
    """List the flows that pass the filters of the address."""
    narrowed = narrow(ask.snapshot, ask.query)
    values = {
        "narrowed": narrowed,
        "slice": cut(narrowed.flows, ask.query),
        "sizes": flow_sizes(ask.snapshot),
        "choices": choices(ask.snapshot),
        "sorts": SORTS,
        "sums": narrowed.sums,
        "whole": sum(narrowed.sums.values(), Decimal(0)),
        "beside": narrowed.beside,
        "unpriced": narrowed.unpriced,
        "parts_of": ask.snapshot.parts,
    }
    return Page("flows.html", "Flows", values, "flows")


def flow_named(snapshot: Snapshot, name: str) -> Flow:
    """Return a flow by its id or a unique beginning (raises NotInBook)."""
    known = snapshot.contents.flows
    if name in known:
        return known[name]
    found = [flow for key, flow in known.items() if key.startswith(name)]
    if len(found) != 1:
        raise NotInBook(f"{name}: no such flow at these clocks", remedy="look for it in the list of flows")
    return found[0]


def said(ask: Ask, statements: Iterable[str], first: str = "") -> tuple[Said, ...]:
    """Return the tellings of statements, the chosen one first, then by publication."""
    contents = ask.snapshot.contents
    known = [contents.statements[name] for name in statements if name in contents.statements]
    learnt = ask.archive.learnt([statement.id for statement in known])
    found = [Said(item, contents.documents.get(item.document), learnt.get(item.id)) for item in known]
    return tuple(
        sorted(
            found,
            key=lambda one: (one.statement.id != first, str(one.document.published or "9") if one.document else "9"),
        )
    )


def flow(ask: Ask) -> Page:
    """Show one flow."""
    one = flow_named(ask.snapshot, ask.names["name"])
    snapshot = ask.snapshot
    tellings = said(ask, one.statements, one.chosen)
    held = snapshot.held_of.get(one.id, ())
    values = {
        "flow": one,
        "size": flow_sizes(snapshot).get(one.id),
        "whole": snapshot.contents.flows.get(one.parent or ""),
        "part_flows": sorted(
            snapshot.parts.get(one.id, ()), key=lambda part: (-flow_sizes(snapshot).get(part.id, 0), part.id)
        ),
        "said": tellings,
        "rivals": rivals_of(ask, one.rivals),
        "held": held,
        "entries": snapshot.entries_of.get(one.id, ()),
        "legs": legs,
        "decisions": decisions_of(snapshot, one),
        "checks": snapshot.checks_of.get(one.id, ()),
        "primary": snapshot.is_primary(one),
        "official": snapshot.official,
        "life": lifeline_picture(ask, one, tuple(_telling(ask, item) for item in tellings if item.learnt)),
        "statements": snapshot.contents.statements,
    }
    return Page("flow.html", one.label, values, "flows")


def _telling(ask: Ask, one: Said) -> Telling:
    assert one.learnt is not None  # only such are drawn
    document = one.document
    words = (document.publisher or document_word(document)) if document else "a document that is gone"
    published = document.published.earliest() if document and document.published else None
    address = ask.links.document(one.statement.document, one.statement.id)
    return Telling(published, one.learnt.date(), one.statement.stage, words, address)


def rivals_of(ask: Ask, rivals: Iterable[Rival]) -> tuple[tuple[Rival, Said | None], ...]:
    """Return rival figures with the sentences that give them."""
    return tuple((rival, next(iter(said(ask, (rival.statement,))), None)) for rival in rivals)


def decisions_of(snapshot: Snapshot, owner: Flow | Check) -> tuple[tuple[Decision, bool], ...]:
    """Return what tied the statements of a flow together, then what held others apart, each with which it is."""
    members = frozenset(owner.statements)
    found = {
        (decision.left, decision.right): decision
        for name in owner.statements
        for decision in snapshot.decisions_of.get(name, ())
    }
    told = [(decision, {decision.left, decision.right} <= members) for decision in found.values()]
    return tuple(sorted(told, key=lambda pair: (not pair[1], -pair[0].score, pair[0].left, pair[0].right)))


def legs(entry: Entry) -> list[tuple[str, Decimal]]:
    """Return where an entry takes its figure from and where it brings it, without mere bounds."""
    return [(leg.account.stage, leg.best) for leg in sorted(entry.postings, key=lambda leg: leg.best) if leg.best]
