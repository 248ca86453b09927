"""The first page: how much, how far, by whom, what is new, what is late, what is in doubt."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pledgebook.ledger.timeline import rung
from pledgebook.model.flow import Flow
from pledgebook.model.stage import LADDER, Stage
from pledgebook.reports.overdue import VAGUE_DAYS
from pledgebook.reports.priced_holdings import by_stage, grouped, reached
from pledgebook.web.asking import Ask, Page
from pledgebook.web.pictures.bars import Bars, bars_picture
from pledgebook.web.pictures.drawing import Picture
from pledgebook.web.pictures.growth import growth_picture
from pledgebook.web.pictures.ladder import pipeline_picture
from pledgebook.web.pictures.sankey import sankey_picture
from pledgebook.web.pictures.tiles import tiles_picture
from pledgebook.web.words import STAGES, parties_word

HEADLINES: tuple[Stage, ...] = (
    Stage.PLEDGED,
    Stage.COMMITTED,
    Stage.ALLOCATED,
    Stage.DISBURSED,
    Stage.DELIVERED,
)
SHOWN = 6
CENTIPERCENT = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure of the first row: how much has come to a stage or further."""

    stage: Stage
    word: str
    value: Decimal
    share: float
    address: str


def overview(ask: Ask) -> Page:
    """Show the whole book."""
    snapshot = ask.snapshot
    contents = snapshot.contents
    held = snapshot.holdings()
    late = snapshot.overdue(snapshot.clocks.day(), VAGUE_DAYS)
    values = {
        "headlines": headlines(ask),
        "pictures": snapshot.once(("pictures", type(ask.links)), lambda: overview_pictures(ask)),
        "counts": {
            "documents": len(contents.documents),
            "statements": len(contents.statements),
            "flows": len(contents.flows),
            "checks": len(contents.checks),
        },
        "unquantified": len(held.unquantified),
        "primary": primary_share(ask),
        "newest": tuple(reversed(tuple(contents.documents.values())))[:SHOWN],
        "late": late.overdue[:SHOWN],
        "late_count": len(late.overdue),
        "running_count": len(late.running),
        "conflicts": snapshot.conflicts()[:SHOWN],
        "conflict_count": len(snapshot.conflicts()),
        "checks": sorted(contents.checks.values(), key=lambda check: (check.verdict, check.label))[:SHOWN],
        "recent": recent(snapshot.contents.flows.values()),
    }
    return Page("overview.html", "Overview", values, "")


def headlines(ask: Ask) -> tuple[Headline, ...]:
    """Return how much has come how far."""
    come = reached(by_stage(ask.snapshot.holdings().held))
    most = come[LADDER[0]] or Decimal(1)

    def address(stage: Stage) -> str:
        return ask.links.flows(from_stage=stage.value)

    return tuple(
        Headline(stage, STAGES[stage][0], come[stage], float(come[stage] / most), address(stage)) for stage in HEADLINES
    )


def overview_pictures(ask: Ask) -> dict[str, Picture]:
    """Draw the pictures of the first page, by name."""
    drawn = (pipeline_picture(ask), growth_picture(ask), funders_picture(ask), sankey_picture(ask), tiles_picture(ask))
    return {picture.name: picture for picture in drawn}


def funders_picture(ask: Ask) -> Picture:
    """Draw what each funder gives, by stage."""
    groups = grouped(ask.snapshot.holdings().held, lambda flow: "+".join(flow.funders) or "unknown")
    shares = {
        name: f"{ask.locale.number(value.quantize(CENTIPERCENT))}\u00a0%"
        for name, value in ask.snapshot.product_shares().items()
    }
    year = ask.snapshot.reporting.year
    return bars_picture(
        ask,
        Bars(
            name="funders",
            title="By funder",
            note=f"{ask.snapshot.currency} at the rate of each sum's own day, by the stage at which it stands; joint "
            "money stands under the joint name.",
            heading="Funder",
            groups=groups,
            word=parties_word,
            address=ask.links.funder,
            address_at=lambda key, stage: ask.links.flows(funders=key, stage=stage.value),
            extra=(f"Of GDP {year}", shares) if shares else ("", {}),
        ),
    )


@dataclass(frozen=True, slots=True)
class PrimaryShare:
    """How much of the book an official source says itself.

    Attributes:
        flows: How many flows have such a source.
        of: How many flows there are.
        value: What of the money that is.
        documents: How many documents are such sources.
    """

    flows: int
    of: int
    value: float
    documents: int


def primary_share(ask: Ask) -> PrimaryShare:
    """Count what rests on the words of a state or an organisation itself."""
    snapshot = ask.snapshot

    def count() -> PrimaryShare:
        flows = [flow for flow in snapshot.contents.flows.values() if snapshot.is_primary(flow)]
        names = {flow.id for flow in flows}
        held = [item for item in snapshot.holdings().held if item.value is not None]
        whole = sum((item.value for item in held if item.value), Decimal(0))
        rests = sum((item.value for item in held if item.value and item.flow.id in names), Decimal(0))
        share = float(rests / whole) if whole else 0.0
        return PrimaryShare(len(flows), len(snapshot.contents.flows), share, len(snapshot.official))

    return snapshot.once("primary", count)


def recent(flows: Iterable[Flow]) -> tuple[Flow, ...]:
    """Return the flows whose latest dated stage is the newest."""
    dated = [flow for flow in flows if any(event.date for event in flow.events)]
    return tuple(
        sorted(
            dated,
            key=lambda flow: (max(str(event.date) for event in flow.events if event.date), rung(flow.stage), flow.id),
            reverse=True,
        )[:SHOWN]
    )
