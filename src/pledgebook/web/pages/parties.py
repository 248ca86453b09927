"""Funders, mechanisms and programmes: lists with a picture, and one of each with its flows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from pledgebook.errors import NotInBook
from pledgebook.model.flow import Flow, FlowKind
from pledgebook.model.stage import LADDER, Stage
from pledgebook.reference.mechanisms import mechanisms as known_mechanisms
from pledgebook.reports.overdue import VAGUE_DAYS
from pledgebook.reports.priced_holdings import by_stage, grouped, reached
from pledgebook.web.asking import Ask, Page, cut
from pledgebook.web.filters import NO_MECHANISM, add_up, flow_sizes
from pledgebook.web.filters import ordered as in_order
from pledgebook.web.pages.overview import funders_picture
from pledgebook.web.pictures.bars import Bars, bars_picture
from pledgebook.web.words import mechanism_word, parties_word


def funders(ask: Ask) -> Page:
    """List who gives."""
    return ask.snapshot.once(_made_for(ask, "funders"), lambda: _funders(ask))


def _made_for(ask: Ask, *of: str) -> tuple[object, ...]:
    """Name something made for one kind of links: those of the desk differ from those of the site."""
    return (*of, type(ask.links), getattr(ask.links, "path", ""))


def _funders(ask: Ask) -> Page:
    groups = grouped(ask.snapshot.holdings().held, _funders_of)
    counts = _counts(ask, _funders_of)
    values = {
        "picture": funders_picture(ask),
        "groups": {**groups, **{name: by_stage(()) for name in counts if name not in groups}},
        "counts": counts,
    }
    return Page("funders.html", "Funders", values, "funders")


def _funders_of(flow: Flow) -> str:
    return "+".join(flow.funders) or "unknown"


def _mechanism_of(flow: Flow) -> str:
    return flow.mechanism or NO_MECHANISM


def _counts(ask: Ask, name: Callable[[Flow], str]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for flow in ask.snapshot.contents.flows.values():
        found[name(flow)] = found.get(name(flow), 0) + 1
    return found


def funder(ask: Ask) -> Page:
    """Show one funder, or several joint ones: what it gives alone, and what with others."""
    return _turned(ask, _funder)


def _turned(ask: Ask, make: Callable[[Ask], Page]) -> Page:
    """Make a page of a subject once for a state of the book, and cut the asked part of its list."""
    page = ask.snapshot.once(_made_for(ask, make.__name__, ask.names["name"]), lambda: make(ask))
    return replace(page, values={**page.values, "slice": cut(page.values["ordered"], ask.query, 25)})


def _funder(ask: Ask) -> Page:
    name = ask.names["name"]
    codes = () if name == "unknown" else tuple(sorted(name.upper().replace(" ", "+").split("+")))
    flows = ask.snapshot.contents.flows.values()
    alone = [flow for flow in flows if flow.funders == codes]
    joint = [flow for flow in flows if len(codes) == 1 and codes[0] in flow.funders and len(flow.funders) > 1]
    checks = [
        check for check in ask.snapshot.contents.checks.values() if set(codes) and set(codes) <= set(check.funders)
    ]
    if not alone and not joint and not checks:
        raise NotInBook(f"{name}: nobody in this book gives under that name", remedy="look in the list of funders")
    return _subject(
        ask,
        alone,
        parties_word(codes),
        _by_mechanism,
        "funders",
        extra={"joint": joint, "code": name, "checks": checks},
    )


def mechanisms(ask: Ask) -> Page:
    """List by which ways it is given."""
    groups = grouped(ask.snapshot.holdings().held, _mechanism_of)
    counts = _counts(ask, _mechanism_of)
    picture = bars_picture(
        ask,
        Bars(
            name="mechanisms",
            title="By mechanism",
            note=f"{ask.snapshot.currency} at the rate of each sum's own day, by the stage at which it stands.",
            heading="Mechanism",
            groups=groups,
            word=lambda slug: mechanism_word("" if slug == NO_MECHANISM else slug),
            address=ask.links.mechanism,
            address_at=lambda key, stage: ask.links.flows(mechanism=key, stage=stage.value),
        ),
    )
    values = {
        "picture": picture,
        "groups": {**groups, **{name: by_stage(()) for name in counts if name not in groups}},
        "counts": counts,
        "known": known_mechanisms(),
    }
    return Page("mechanisms.html", "Mechanisms", values, "mechanisms")


def mechanism(ask: Ask) -> Page:
    """Show one mechanism."""
    return _turned(ask, _mechanism)


def _mechanism(ask: Ask) -> Page:
    slug = ask.names["name"]
    alone = [flow for flow in ask.snapshot.contents.flows.values() if _mechanism_of(flow) == slug]
    checks = [check for check in ask.snapshot.contents.checks.values() if (check.mechanism or NO_MECHANISM) == slug]
    if not alone and not checks:
        raise NotInBook(f"{slug}: nothing in this book is given that way", remedy="look in the list of mechanisms")
    known = known_mechanisms().get(slug)
    title = mechanism_word("" if slug == NO_MECHANISM else slug)
    return _subject(ask, alone, title, _by_funder, "mechanisms", extra={"known": known, "code": slug, "checks": checks})


def _subject(
    ask: Ask,
    flows: list[Flow],
    title: str,
    picture: Callable[[Ask, list[Flow]], Bars],
    here: str,
    extra: dict[str, object],
) -> Page:
    names = {flow.id for flow in flows}
    sums, _, beside = add_up(ask.snapshot, flows)
    sizes = flow_sizes(ask.snapshot)
    ordered = sorted(flows, key=lambda flow: (-sizes.get(flow.id, Decimal(-1)), flow.id))
    late = ask.snapshot.overdue(ask.snapshot.clocks.day(), VAGUE_DAYS).overdue
    values = {
        "subject": title,
        "here_all": here,
        "sums": sums,
        "come": reached(dict(sums)),
        "whole": sum(sums.values(), Decimal(0)),
        "beside": beside,
        "picture": bars_picture(ask, picture(ask, flows)),
        "ordered": ordered,
        "sizes": sizes,
        "parts_of": ask.snapshot.parts,
        "late": [step for step in late if step.flow.id in names],
        "conflicts": [item for item in ask.snapshot.conflicts() if item.owner in names],
        "checks": [],
        "joint": (),
        "known": None,
        **extra,
    }
    return Page("subject.html", title, values, here)


def _by_mechanism(ask: Ask, flows: list[Flow]) -> Bars:
    held = [item for flow in flows for item in ask.snapshot.held_of.get(flow.id, ())]
    joined = _funders_of(flows[0]) if flows else "unknown"
    return Bars(
        name="by-mechanism",
        title="By mechanism",
        note=f"{ask.snapshot.currency}, by the stage at which it stands.",
        heading="Mechanism",
        groups=grouped(held, _mechanism_of),
        word=lambda slug: mechanism_word("" if slug == NO_MECHANISM else slug),
        address=lambda key: ask.links.flows(funders=joined, mechanism=key),
        address_at=lambda key, stage: ask.links.flows(funders=joined, mechanism=key, stage=stage.value),
    )


def _by_funder(ask: Ask, flows: list[Flow]) -> Bars:
    held = [item for flow in flows for item in ask.snapshot.held_of.get(flow.id, ())]
    slug = _mechanism_of(flows[0]) if flows else NO_MECHANISM
    return Bars(
        name="by-funder",
        title="By funder",
        note=f"{ask.snapshot.currency}, by the stage at which it stands.",
        heading="Funder",
        groups=grouped(held, _funders_of),
        word=parties_word,
        address=lambda key: ask.links.flows(funders=key, mechanism=slug),
        address_at=lambda key, stage: ask.links.flows(funders=key, mechanism=slug, stage=stage.value),
    )


def programmes(ask: Ask) -> Page:
    """List the packages and programmes, each with what of it is in parts and how far that is."""
    snapshot = ask.snapshot
    sizes = flow_sizes(snapshot)
    by_size = in_order(snapshot, "size", descending=True)
    wholes = snapshot.once(
        "wholes",
        lambda: [flow for flow in by_size if flow.kind is FlowKind.PACKAGE or flow.id in snapshot.parts],
    )
    shown = cut(wholes, ask.query, 25)
    values = {
        "slice": shown,
        "parts_of": snapshot.parts,
        "sizes": sizes,
        "stages": _stages_below(ask, shown.items),
    }
    return Page("programmes.html", "Programmes", values, "programmes")


def _stages_below(ask: Ask, wholes: Iterable[Flow]) -> dict[str, dict[Stage, Decimal]]:
    """Return what each whole and all its parts, parts of parts included, have at each stage."""
    found: dict[str, dict[Stage, Decimal]] = {}
    for whole in wholes:
        sums, waiting, seen = dict.fromkeys(LADDER, Decimal(0)), [whole.id], set[str]()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            waiting += [part.id for part in ask.snapshot.parts.get(name, ())]
            for item in ask.snapshot.held_of.get(name, ()):
                if item.value is not None and item.stage in LADDER:
                    sums[item.stage] += item.value
        found[whole.id] = sums
    return found
