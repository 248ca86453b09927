"""`pledgebook report balances`, `pipeline`, `overdue` and `promises`: what stands, waits, is late, was kept."""

import click

from pledgebook.cli.names import date_text, funders_text
from pledgebook.cli.options import Clocks, book_option, clock_options, json_option
from pledgebook.cli.output import money_text, quantity_text, write_heading, write_json, write_table
from pledgebook.ledger.timeline import rung
from pledgebook.reports.overdue import VAGUE_DAYS, AnnouncedStep, DueRule, OverdueReport
from pledgebook.reports.pipeline import PipelineStage, Waiting
from pledgebook.reports.promises import PromisesReport
from pledgebook.reports.survival import CurvePoint
from pledgebook.workflow.book import open_book


@click.command("balances")
@clock_options
@book_option
@json_option
def balances(clocks: Clocks, place: str, *, as_json: bool) -> None:
    """Show what each funder has at each stage, in each unit: exact balances, nothing converted and nothing left out.

    \b
    Example:
        pledgebook report balances --as-of 2025-12-31
    """
    with open_book(place) as book:
        sums = book.at(clocks.known_at).stage_sums(clocks.as_of)
    if as_json:
        write_json(sums)
        return
    write_table(
        ["funder", "stage", "balance", "low", "high"],
        [
            (
                funders_text(one.funders.split("+")),
                one.stage.value,
                money_text(one.best, one.unit),
                money_text(one.low, one.unit),
                "open" if one.open_sides else money_text(one.high, one.unit),
            )
            for one in sorted(sums, key=lambda one: (one.funders, rung(one.stage), one.unit))
        ],
        right=["balance", "low", "high"],
    )


@click.command("pipeline")
@clock_options
@book_option
@json_option
def pipeline(clocks: Clocks, place: str, *, as_json: bool) -> None:
    """Show what waits at each stage, since when, and which announced next steps have not been seen.

    Money of a whole that is in its parts waits there, and not in the whole.

    \b
    Example:
        pledgebook report pipeline --as-of 2025-12-31
    """
    day = clocks.day()
    with open_book(place) as book:
        stages = book.at(clocks.known_at).pipeline(day)
    if as_json:
        write_json({"day": day, "stages": stages})
        return
    click.echo(f"What waits on {day}")
    for stage in stages:
        _write_stage(stage)


def _write_stage(stage: PipelineStage) -> None:
    sums = [quantity_text(amount) for amount in stage.amounts if amount.best]
    if stage.unquantified:
        sums.append(f"{stage.unquantified} without a sum")
    write_heading(f"{stage.stage.value}: {'; '.join(sums)}")
    write_table(
        ["since", "days", "funders", "sum", "what", "expected"],
        [
            (
                date_text(one.since),
                "–" if one.days is None else f"{one.days:,}",
                funders_text(one.flow.funders),
                quantity_text(one.quantity),
                one.flow.label,
                _expected(one),
            )
            for one in stage.waiting
        ],
        right=["days", "sum"],
    )


def _expected(waiting: Waiting) -> str:
    return ", ".join(
        f"{one.expectation.stage.value} “{one.expectation.wording.quote}”{' (overdue)' if one.overdue else ''}"
        for one in waiting.expected
    )


@click.command("overdue")
@click.option(
    "--vague-days",
    type=click.IntRange(min=0),
    default=VAGUE_DAYS,
    show_default=True,
    metavar="N",
    help="Days after publication that words without a date (“shortly”) are given.",
)
@clock_options
@book_option
@json_option
def overdue(vague_days: int, clocks: Clocks, place: str, *, as_json: bool) -> None:
    """List announced next steps whose time has passed without being seen, each with the sentence that announces it.

    “By year end” is over on the last day of that year; words that name no day are given some days after publication.

    \b
    Example:
        pledgebook report overdue --as-of 2025-12-31 --vague-days 60
    """
    with open_book(place) as book:
        report = book.at(clocks.known_at).overdue(clocks.day(), vague_days=vague_days)
    if as_json:
        write_json(report)
        return
    write_overdue(report)


def write_overdue(report: OverdueReport) -> None:
    """Print announced steps: overdue, still running, and without any last day."""
    click.echo(f"Announced steps not seen by {report.day}; words without a date are given {report.vague_days} days")
    for title, steps in (
        ("Overdue", report.overdue),
        ("Still running", report.running),
        ("Nothing says until when", report.undatable),
    ):
        if steps:
            write_heading(f"{title} ({len(steps)})")
            write_table(
                ["until", "days", "funders", "sum", "awaited", "is", "said by"],
                [_step(step) for step in steps],
                right=["days", "sum"],
            )


def _step(step: AnnouncedStep) -> tuple[str, ...]:
    first = step.announcements[0]
    quote = f"“{first.wording.quote}”, {first.publisher}, {date_text(first.published)}"
    more = f" and {len(step.announcements) - 1} more" if len(step.announcements) > 1 else ""
    until = "–" if step.last_day is None else str(step.last_day)
    return (
        f"~{until}" if first.rule is DueRule.VAGUE else until,
        "–" if step.days is None else f"{step.days:+,}",
        funders_text(step.flow.funders),
        quantity_text(step.flow.quantity),
        f"{step.awaited.value} (in part seen)" if step.seen_in else step.awaited.value,
        step.reached.value,
        quote + more,
    )


@click.command("promises")
@click.option(
    "--confidence",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.95,
    show_default=True,
    metavar="SHARE",
    help="Level of the bands.",
)
@clock_options
@book_option
@json_option
def promises(confidence: float, clocks: Clocks, place: str, *, as_json: bool) -> None:
    """Estimate how long promises take to be kept: Kaplan-Meier curves from promise to payment, by funder.

    Open promises are not left out: they are cut off at the day asked for (censored). Needs the extra `survival`.

    \b
    Example:
        pledgebook report promises --as-of 2026-06-30
    """
    with open_book(place) as book:
        report = book.at(clocks.known_at).promises(clocks.day(), confidence=confidence)
    if as_json:
        write_json(report)
        return
    write_promises(report)


def write_promises(report: PromisesReport) -> None:
    """Print the medians by funder, the curve of all promises, and how many flows are in none."""
    level = f"{report.confidence * 100:g} %"
    click.echo(f"Days from promise to payment, open promises censored on {report.day}; bands of {level}")
    click.echo()
    write_table(
        ["funder", "promises", "kept", "median days", f"between ({level})"],
        [
            (
                funders_text(curve.funders.split("+")) if curve.funders else "all",
                str(curve.promises),
                str(curve.kept),
                _days(curve.estimate.median),
                f"{_days(curve.estimate.median_low)} and {_days(curve.estimate.median_high)}",
            )
            for curve in report.curves
        ],
        right=["promises", "kept", "median days"],
    )
    if report.curves and report.curves[0].estimate.points:
        write_heading("All promises: share still open")
        write_table(
            ["after days", "under watch", "kept", "still open", f"between ({level})"],
            [_point(point) for point in report.curves[0].estimate.points],
            right=["after days", "under watch", "kept", "still open"],
        )
    if report.left_aside:
        reasons = sorted({one.reason for one in report.left_aside})
        counts = (f"{sum(one.reason is reason for one in report.left_aside)} {reason.value}" for reason in reasons)
        click.echo(f"\nin no curve: {', '.join(counts)}")


def _point(point: CurvePoint) -> tuple[str, ...]:
    bounds = "not known" if point.low is None or point.high is None else f"{point.low:.0%} and {point.high:.0%}"
    return f"{point.days:,}", str(point.at_risk), str(point.events), f"{point.open_share:.0%}", bounds


def _days(days: int | None) -> str:
    return "not reached" if days is None else f"{days:,}"
