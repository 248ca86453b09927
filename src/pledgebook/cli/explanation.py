"""An explanation as text: figure, flow, entries, statements, quotes, documents."""

from collections.abc import Sequence

import click

from pledgebook.cli.names import counted, date_text, document_text, funders_text, short_id
from pledgebook.cli.output import bounds_text, money_text, quantity_text, write_table
from pledgebook.model.entry import Entry
from pledgebook.model.judgement import Decision
from pledgebook.reports.explain import (
    CheckExplanation,
    Explanation,
    FlowExplanation,
    RivalExplanation,
    StatementExplanation,
)


def write_explanation(explanation: Explanation) -> None:
    """Print a whole explanation."""
    if explanation.document is not None:
        document = explanation.document
        click.echo(f"document {document.id}\n  {document_text(document)}, {document.publisher or 'unknown publisher'}")
    if explanation.matches:
        write_table(
            ["as", "figure", "in", "how near", "difference"],
            [
                (
                    match.role.value,
                    quantity_text(match.figure),
                    match.label,
                    match.closeness.value,
                    money_text(match.difference, match.figure.unit) if match.difference else "none",
                )
                for match in explanation.matches
            ],
            right=["figure", "difference"],
        )
    for flow in explanation.flows:
        click.echo()
        write_flow(flow)
    for check in explanation.checks:
        click.echo()
        write_check(check)
    if explanation.loose:
        click.echo("\nin no flow and no check (rejected):")
        _write_statements(explanation.loose)


def write_flow(explanation: FlowExplanation) -> None:
    """Print one flow down to its sentences."""
    flow = explanation.flow
    click.echo(f"{flow.kind.value} {flow.id}  {flow.label}")
    click.echo(
        f"  funders: {funders_text(flow.funders)}   for: {funders_text(flow.recipients)}   stage: {flow.stage.value}"
    )
    if flow.implementing_actor:
        click.echo(f"  spent on their behalf by: {funders_text([flow.implementing_actor])}")
    told = {"mechanism": flow.mechanism, "purpose": flow.purpose, "tranche": flow.tranche, "period": flow.period}
    line = "   ".join(f"{name}: {value}" for name, value in told.items() if value is not None)
    if line:
        click.echo(f"  {line}")
    if flow.quantity is not None:
        click.echo(f"  figure: {quantity_text(flow.quantity)}   {bounds_text(flow.quantity)}")
        click.echo(f"  taken from {flow.chosen}: {flow.choice_rule}")
    for link in flow.links:
        of = f" of {link.other}" if link.other else ""
        click.echo(f"  not added, {link.kind.value}{of}: “{link.ground}” ({link.statement})")
    _write_witnesses(flow.witnesses, explanation.statements)
    if explanation.whole is not None:
        click.echo(f"  inside {explanation.whole.id}: {explanation.whole.label}")
    for part in explanation.parts:
        click.echo(f"  contains {part.id}: {part.label}")
    for expectation in flow.expectations:
        due = f", by {expectation.due}" if expectation.due else ""
        click.echo(f"  expected and not yet seen: {expectation.stage.value} “{expectation.wording.quote}”{due}")
    _write_entries(explanation.entries)
    _write_statements(explanation.statements)
    _write_rivals(explanation.rivals)
    _write_decisions(explanation.decisions)


def write_check(explanation: CheckExplanation) -> None:
    """Print one asserted total."""
    check = explanation.check
    click.echo(f"check {check.id}  {check.label}")
    click.echo(f"  asserted: {quantity_text(check.asserted)}   {bounds_text(check.asserted)}")
    click.echo(f"  of: {funders_text(check.funders)}   as of: {date_text(check.date)}")
    click.echo(
        f"  explained: {quantity_text(check.explained)}   remainder: {quantity_text(check.remainder)}   {check.verdict}"
    )
    _write_witnesses(check.witnesses, explanation.statements)
    for flow in explanation.explained_by:
        click.echo(f"  by {flow.id}: {flow.label}")
    _write_statements(explanation.statements)
    _write_rivals(explanation.rivals)


def _write_witnesses(witnesses: int, statements: Sequence[StatementExplanation]) -> None:
    """Say how many texts are independent where some are near copies of others."""
    told = len({said.statement.document for said in statements})
    if witnesses and told > 1:
        copies = "" if told == witnesses else f" (of {told} documents; the others are near copies)"
        click.echo(f"  told by {counted(witnesses, 'independent document')}{copies}")


def _write_entries(entries: Sequence[Entry]) -> None:
    if not entries:
        return
    click.echo("  entries:")
    for entry in entries:
        legs = " → ".join(
            f"{leg.account.stage} {money_text(leg.best, entry.unit)}"
            for leg in sorted(entry.postings, key=lambda leg: leg.best)
            if leg.best  # a leg without a figure only balances the bounds
        )
        click.echo(f"    {entry.id}  {date_text(entry.valid)}  {legs}")
        if entry.note:
            click.echo(f"      {entry.note}")
        for problem in entry.problems:
            click.echo(f"      {problem.severity.value} [{problem.code.value}] {problem.message}")


def _write_statements(statements: Sequence[StatementExplanation]) -> None:
    for said in statements:
        statement, document = said.statement, said.document
        click.echo(f"  “{' '.join(said.span.quote.split())}”")
        source = "a document that is no longer in the book"
        if document is not None:
            told = [document.publisher or document_text(document), date_text(document.published), document.url]
            source = ", ".join(part for part in told if part)
        place = f"characters {said.span.start}–{said.span.end} of {short_id(statement.document)}"
        click.echo(f"    {statement.id}, {statement.stage.value}; {source}; {place}")
        click.echo(f"    rules: {', '.join(statement.rules)}")


def _write_rivals(rivals: Sequence[RivalExplanation]) -> None:
    for explained in rivals:
        rival = explained.rival
        click.echo(f"  rival figure {quantity_text(rival.quantity)}: {rival.reason}; {rival.arithmetic}")
        if explained.said is not None:
            click.echo(f"    “{' '.join(explained.said.span.quote.split())}”")


def _write_decisions(decisions: Sequence[Decision]) -> None:
    for decision in decisions:
        click.echo(
            f"  {decision.left} {decision.verdict.value} {decision.right}: {decision.rule}, score {decision.score:g}"
        )
        for seen in decision.evidence:
            click.echo(f"    {seen.feature}: {seen.left} | {seen.right} ({seen.weight:+g})")
