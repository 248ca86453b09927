"""What the book is asked: checks, conflicts, overdue steps, what changed, where a figure comes from."""

from collections import Counter

from pledgebook.errors import NotInBook, UsageFault
from pledgebook.model.flow import Check
from pledgebook.reports.change_story import tell_changes
from pledgebook.reports.conflicts import REASONS
from pledgebook.reports.overdue import VAGUE_DAYS
from pledgebook.web.asking import Ask, Page, cut
from pledgebook.web.clocks import read_instant
from pledgebook.web.filters import flow_sizes
from pledgebook.web.pages.flows import decisions_of, rivals_of, said
from pledgebook.web.words import VERDICTS


def checks(ask: Ask) -> Page:
    """List the totals that sources assert, with how much of each the book explains."""
    wanted = ask.query.choice("verdict", VERDICTS)
    found = sorted(ask.snapshot.contents.checks.values(), key=lambda check: (-check.asserted.best, check.id))
    counts = Counter(check.verdict for check in found)
    shown = [check for check in found if not wanted or check.verdict == wanted]
    values = {"slice": cut(shown, ask.query), "counts": counts, "wanted": wanted, "share": explained_share}
    return Page("checks.html", "Checks", values, "checks")


def explained_share(check: Check) -> float:
    """Return how much of an asserted total is explained, 0 to 1."""
    return min(1.0, float(check.explained.best / check.asserted.best)) if check.asserted.best else 0.0


def check(ask: Ask) -> Page:
    """Show one asserted total."""
    name = ask.names["name"]
    one = ask.snapshot.contents.checks.get(name)
    if one is None:
        raise NotInBook(f"{name}: no such total at these clocks", remedy="look for it in the list of checks")
    flows = ask.snapshot.contents.flows
    values = {
        "check": one,
        "share": explained_share(one),
        "explained_by": [flows[name] for name in one.explained_by if name in flows],
        "said": said(ask, one.statements, one.chosen),
        "rivals": rivals_of(ask, one.rivals),
        "decisions": decisions_of(ask.snapshot, one),
        "statements": ask.snapshot.contents.statements,
        "official": ask.snapshot.official,
        "sizes": flow_sizes(ask.snapshot),
        "parts_of": ask.snapshot.parts,
    }
    return Page("check.html", one.label, values, "checks")


def conflicts(ask: Ask) -> Page:
    """List the rival figures."""
    wanted = ask.query.choice("reason", REASONS)
    found = ask.snapshot.conflicts()
    counts = Counter(item.reason for item in found)
    shown = [item for item in found if not wanted or item.reason == wanted]
    values = {"slice": cut(shown, ask.query, 25), "counts": counts, "wanted": wanted, "reasons": REASONS}
    return Page("conflicts.html", "Conflicts", values, "conflicts")


def overdue(ask: Ask) -> Page:
    """List the announced steps that nobody has seen."""
    vague = ask.query.number("vague-days", VAGUE_DAYS, least=0, most=3650)
    report = ask.snapshot.overdue(ask.snapshot.clocks.day(), vague)
    return Page("overdue.html", "Overdue", {"report": report, "flows": ask.snapshot.contents.flows}, "overdue")


def changed(ask: Ask) -> Page:
    """Say what changed between two moments of the book."""
    since = read_instant(ask.query.get("since"), first=True)
    until = read_instant(ask.query.get("until"))
    found = ask.archive.changes(since, until) if since is not None else None
    story = tell_changes(found) if found is not None else ""
    causes = {cause.id: cause for cause in found.causes} if found is not None else {}
    return Page("changed.html", "What changed", {"changes": found, "story": story, "causes": causes}, "changed")


def find(ask: Ask) -> Page:
    """Find what in the book yields a figure."""
    figure = ask.query.get("figure")
    found = ask.snapshot.find(figure) if figure else None
    if figure and found is None:
        raise UsageFault(f"{figure}: no figure with its currency", remedy='write it as "EUR 1.4 bn"')
    return Page("find.html", "Find a figure", {"figure": figure, "found": found}, "find")


def explain(ask: Ask) -> Page:
    """Walk from a figure or an id down to the sentences."""
    target = ask.query.get("target")
    found = ask.snapshot.explain(target) if target else None
    values = {
        "target": target,
        "found": found,
        "said": {item.flow.id: said(ask, item.flow.statements, item.flow.chosen) for item in found.flows[:20]}
        if found
        else {},
        "official": ask.snapshot.official,
    }
    return Page("explain.html", "Explain", values, "find")
