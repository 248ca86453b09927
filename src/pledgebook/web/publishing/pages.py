"""The pages that only a published site has: a document by its quotes, the flows of a stage, briefs."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from pledgebook.model.flow import Flow
from pledgebook.model.stage import LADDER, Stage, step
from pledgebook.model.statement import Statement
from pledgebook.reports.overdue import VAGUE_DAYS
from pledgebook.reports.priced_holdings import reached
from pledgebook.web.asking import Ask, Page, cut
from pledgebook.web.filters import NO_MECHANISM, add_up, flow_sizes
from pledgebook.web.pages.documents import document_named
from pledgebook.web.words import STAGES, document_word, mechanism_word, parties_word

MOST_IN_BRIEF = 12


def quoted_document(ask: Ask) -> Page:
    """Show what a document says by its quotes alone; the text stays in the book."""
    one = document_named(ask.snapshot, ask.names["name"])
    values = {
        "document": one,
        "statements": ask.snapshot.said_in.get(one.id, ()),
        "owners": ask.snapshot.owners,
        "official": one.id in ask.snapshot.official,
    }
    return Page("quoted_document.html", document_word(one), values, "documents")


def stage_flows(ask: Ask) -> Page:
    """List the flows that stand at a stage, or there and further."""
    name = ask.names["name"]
    stage = Stage(name.removeprefix("further-"))
    further = name.startswith("further-")

    def wanted(flow: Flow) -> bool:
        return step(flow.stage) >= step(stage) if further else flow.stage is stage

    sizes = flow_sizes(ask.snapshot)
    flows = [flow for flow in ask.snapshot.contents.flows.values() if wanted(flow)]
    flows.sort(key=lambda flow: (-sizes.get(flow.id, Decimal(-1)), flow.id))
    sums, _, _ = add_up(ask.snapshot, flows)
    title = f"{STAGES[stage][0]} or further" if further else STAGES[stage][0]
    values = {
        "meaning": STAGES[stage][1],
        "slice": cut(flows, ask.query, 200),
        "sizes": sizes,
        "parts_of": ask.snapshot.parts,
        "sums": sums,
        "whole": sum(sums.values(), Decimal(0)),
        "subject": title,
    }
    return Page("stage.html", title, values, "flows")


@dataclass(frozen=True, slots=True)
class Footnote:
    """A quote under a figure of a brief."""

    number: int
    statement: Statement
    words: str


def funder_brief(ask: Ask) -> Page:
    """Tell of one funder on one page, every figure with the sentence that says it."""
    code = ask.names["name"]
    codes = () if code == "unknown" else tuple(code.split("+"))
    return _brief(ask, parties_word(codes), [flow for flow in _flows(ask) if flow.funders == codes], "funder", code)


def mechanism_brief(ask: Ask) -> Page:
    """Tell of one mechanism on one page, every figure with the sentence that says it."""
    slug = ask.names["name"]
    flows = [flow for flow in _flows(ask) if (flow.mechanism or NO_MECHANISM) == slug]
    return _brief(ask, mechanism_word("" if slug == NO_MECHANISM else slug), flows, "mechanism", slug)


def _flows(ask: Ask) -> list[Flow]:
    sizes = flow_sizes(ask.snapshot)
    return sorted(ask.snapshot.contents.flows.values(), key=lambda flow: (-sizes.get(flow.id, Decimal(-1)), flow.id))


def _brief(ask: Ask, title: str, flows: list[Flow], kind: str, code: str) -> Page:
    names = {flow.id for flow in flows}
    sums, _, beside = add_up(ask.snapshot, flows)
    contents = ask.snapshot.contents
    notes: dict[str, Footnote] = {}

    def note(statement: str) -> int | None:
        if statement not in contents.statements:
            return None
        if statement not in notes:
            said = contents.statements[statement]
            document = contents.documents.get(said.document)
            told = (
                ""
                if document is None
                else f"{document.publisher or document_word(document)}, {ask.locale.day(document.published)}"
            )
            notes[statement] = Footnote(len(notes) + 1, said, told)
        return notes[statement].number

    lines = [(flow, note(flow.chosen or flow.statements[0])) for flow in flows[:MOST_IN_BRIEF]]
    behind = {stage: _behind(flows, stage, note) for stage in LADDER if sums[stage]}
    late = [
        item for item in ask.snapshot.overdue(ask.snapshot.clocks.day(), VAGUE_DAYS).overdue if item.flow.id in names
    ]
    values = {
        "subject": title,
        "kind": kind,
        "code": code,
        "sums": sums,
        "come": reached(dict(sums)),
        "whole": sum(sums.values(), Decimal(0)),
        "beside": beside,
        "lines": lines,
        "more": len(flows) - len(lines),
        "behind": behind,
        "late": [(item, note(item.announcements[0].statement)) for item in late[:MOST_IN_BRIEF]],
        "notes": list(notes.values()),
    }
    return Page("brief.html", f"Brief: {title}", values, f"{kind}s")


def _behind(flows: list[Flow], stage: Stage, note: Callable[[str], int | None]) -> list[int]:
    """Return the notes of the flows that stand at a stage: the sentences that its sum rests on, the largest first."""
    numbers = (note(flow.chosen or flow.statements[0]) for flow in flows if flow.stage is stage)
    return [number for number in numbers if number is not None]
