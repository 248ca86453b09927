"""What must hold of any set of statements and judgements: order, partition, rejection, withdrawal, parents."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pledgebook.model.evidence import Document
from pledgebook.model.judgement import PAIRWISE, Judgement, Verdict
from pledgebook.model.statement import Statement
from pledgebook.reconciliation.fold import Reconciliation, reconcile
from pledgebook.reconciliation.labels import read_documents, read_statement

EUROS = {"EUR": "1", "DKK": "0.134", "USD": "0.92"}
DOCUMENTS = ("a", "b", "c", "d")


class FixedRates:
    """One rate a currency, on every day."""

    def convert(self, amount: Decimal, from_unit: str, to_unit: str, on: date) -> Decimal | None:
        assert on
        return amount * Decimal(EUROS[from_unit]) / Decimal(EUROS[to_unit])


@st.composite
def records(draw: st.DrawFn, name: str, wholes: Sequence[str]) -> dict[str, Any]:
    """Draw a labelled record from few donors, sums and days, so that statements meet and contradict each other."""
    kind = draw(st.sampled_from(("money", "money", "money", "unquantified", "in_kind")))
    value = draw(st.sampled_from((0, 10, 20, 27, 200, 214, 535, 538, 1600))) * 10**6
    currency = draw(st.sampled_from((*EUROS, None)))
    whole = draw(st.sampled_from((None, *wholes)))
    items = [{"item": draw(st.sampled_from(("howitzers", "drones"))), "quantity": draw(st.sampled_from((18, 19)))}]
    is_money = kind == "money"
    return {
        "id": name,
        "quote": draw(
            st.sampled_from(("will give", "bringing the total to", "a year", "reimbursed", "instead of the 10 million"))
        ),
        "kind": kind,
        "amount_text": f"{value // 10**6} million" if is_money else None,
        "low": value if is_money else None,
        "high": None if draw(st.booleans()) else value,
        "qualifier": draw(st.sampled_from(("exact", "about"))),
        "currency": currency if is_money else None,
        "equivalents": [],
        "donors": draw(st.sampled_from(([], ["DK"], ["LT"], ["DK", "SE"], ["DK", "EU", "SE"]))),
        "recipients": ["UA"],
        "stage": draw(st.sampled_from(("pledged", "signed", "allocated", "disbursed", "cancelled"))),
        "date": draw(st.sampled_from((None, "2024", "2024-11", "2024-11-23", "2025-06-05"))),
        "period": draw(st.sampled_from((None, "2024", "2025", "2024-2027"))),
        "scope": "part" if whole else draw(st.sampled_from(("single", "total"))),
        "part_of": whole,
        "tranche": draw(st.sampled_from((None, None, 1, 2))),
        "mechanism": draw(st.sampled_from((None, "danish-model", "epf"))),
        "purpose": draw(st.sampled_from((None, "long-range drones", "artillery"))),
        "items": items if kind == "in_kind" else [],
        "also": [],
    }


@st.composite
def books(draw: st.DrawFn) -> tuple[tuple[Document, ...], list[Statement]]:
    """Draw up to four documents with up to three statements each; a later one may be part of an earlier one."""
    statements: list[Statement] = []
    for document in DOCUMENTS[: draw(st.integers(1, 4))]:
        names: list[str] = []
        for number in range(draw(st.integers(1, 3))):
            record = draw(records(f"{document}-{number}", names))
            if record["qualifier"] == "exact" and record["high"] is None:
                record["qualifier"] = "at_least"
            elif record["high"] is None:
                record["high"] = record["low"]
            names.append(record["id"])
            statements.append(read_statement(record))
    published = draw(st.sampled_from(({}, {"a": "2024-11-25", "b": "2024-12-30", "c": "2025-06-06"})))
    return read_documents(DOCUMENTS, published), statements


@st.composite
def judged_books(draw: st.DrawFn) -> tuple[tuple[Document, ...], list[Statement], list[Judgement]]:
    """Draw a book with up to four judgements about its statements."""
    documents, statements = draw(books())
    names = st.sampled_from([statement.id for statement in statements])
    pairwise = st.sampled_from((Verdict.SAME, Verdict.DIFFERENT, Verdict.PART_OF, *sorted(PAIRWISE)))
    made = draw(st.lists(st.tuples(pairwise, names, names), max_size=4))
    judgements = [
        Judgement(f"j-{place:016x}", verdict, one, other, "", "", "reviewer", "")
        for place, (verdict, one, other) in enumerate(made)
        if one != other
    ]
    return documents, statements, judgements


def groups_of(result: Reconciliation) -> list[tuple[str, ...]]:
    """List the members of every flow and check."""
    return [flow.statements for flow in result.flows] + [check.statements for check in result.checks]


@given(judged_books(), st.randoms(use_true_random=False))
def test_the_order_of_documents_and_statements_does_not_matter(
    book: tuple[tuple[Document, ...], list[Statement], list[Judgement]], chance: random.Random
) -> None:
    documents, statements, judgements = book
    shuffled, turned = list(statements), list(documents)
    chance.shuffle(shuffled)
    chance.shuffle(turned)
    assert reconcile(turned, shuffled, judgements, FixedRates()) == reconcile(
        documents, statements, judgements, FixedRates()
    )


@given(judged_books())
def test_every_statement_is_in_exactly_one_flow_or_check(
    book: tuple[tuple[Document, ...], list[Statement], list[Judgement]],
) -> None:
    documents, statements, judgements = book
    result = reconcile(documents, statements, judgements, FixedRates())
    counts = Counter(member for group in groups_of(result) for member in group)
    assert counts == Counter(statement.id for statement in statements)


@given(judged_books())
def test_parents_exist_and_nothing_is_inside_itself(
    book: tuple[tuple[Document, ...], list[Statement], list[Judgement]],
) -> None:
    documents, statements, judgements = book
    result = reconcile(documents, statements, judgements, FixedRates())
    flows = {flow.id for flow in result.flows}
    parents = {flow.id: flow.parent for flow in result.flows} | {check.id: check.parent for check in result.checks}
    assert len(parents) == len(result.flows) + len(result.checks)
    for flow in result.flows:
        assert flow.parent is None or flow.parent in flows
    for check in result.checks:
        assert set(check.explained_by) <= flows
        assert check.remainder.best >= 0
    for start in parents:
        seen = {start}
        step = parents[start]
        while step is not None:
            assert step not in seen
            seen.add(step)
            step = parents[step]


@given(books(), st.data())
def test_a_statement_added_and_rejected_leaves_no_trace(
    book: tuple[tuple[Document, ...], list[Statement]], data: st.DataObject
) -> None:
    documents, statements = book
    extra = read_statement(data.draw(records("d-9", [])) | {"qualifier": "unspecified"})
    rejection = Judgement("j-1", Verdict.REJECT, "d-9", "", "", "", "reviewer", "")
    without = reconcile(documents, statements, [], FixedRates())
    assert reconcile(documents, [*statements, extra], [rejection], FixedRates()) == without


@given(judged_books(), st.data())
def test_a_document_withdrawn_leaves_no_trace(
    book: tuple[tuple[Document, ...], list[Statement], list[Judgement]], data: st.DataObject
) -> None:
    documents, statements, judgements = book
    extra = [read_statement(data.draw(records(f"z-{number}", [])) | {"qualifier": "unspecified"}) for number in (1, 2)]
    names = st.sampled_from([statement.id for statement in statements])
    about = Judgement("j-w", data.draw(st.sampled_from(sorted(PAIRWISE))), "z-1", data.draw(names), "", "", "r", "")
    rejection = Judgement("j-z", Verdict.REJECT, "z", "", "", "", "reviewer", "")
    without = reconcile(documents, statements, judgements, FixedRates())
    every = (*documents, *read_documents(["z"], {"z": "2025-01-02"}))
    assert reconcile(every, [*statements, *extra], [*judgements, about, rejection], FixedRates()) == without
    back = Judgement("j-y", Verdict.WITHDRAW, "j-z", "", "", "", "reviewer", "")
    restored = reconcile(every, [*statements, *extra], [*judgements, about, rejection, back], FixedRates())
    assert restored == reconcile(every, [*statements, *extra], [*judgements, about], FixedRates())


@given(judged_books(), st.data())
def test_a_judgement_withdrawn_leaves_no_trace(
    book: tuple[tuple[Document, ...], list[Statement], list[Judgement]], data: st.DataObject
) -> None:
    documents, statements, judgements = book
    names = st.sampled_from([statement.id for statement in statements])
    verdict = data.draw(st.sampled_from((Verdict.SAME, Verdict.DIFFERENT, Verdict.PART_OF, Verdict.REJECT)))
    made = Judgement("j-x", verdict, data.draw(names), data.draw(names), "", "", "reviewer", "")
    withdrawal = Judgement("j-y", Verdict.WITHDRAW, "j-x", "", "", "", "reviewer", "")
    untouched = reconcile(documents, statements, judgements, FixedRates())
    assert reconcile(documents, statements, [*judgements, made, withdrawal], FixedRates()) == untouched


@given(judged_books())
@settings(max_examples=200)
def test_people_win_or_their_contradiction_is_reported(
    book: tuple[tuple[Document, ...], list[Statement], list[Judgement]],
) -> None:
    documents, statements, judgements = book
    result = reconcile(documents, statements, judgements, FixedRates())
    home = {member: place for place, group in enumerate(groups_of(result)) for member in group}
    reported = " ".join(problem.message for problem in result.problems)
    latest = {frozenset((item.subject, item.object)): item for item in judgements}
    for item in latest.values():
        together = home[item.subject] == home[item.object]
        if item.verdict in {Verdict.SAME, Verdict.ADDS_TO}:
            assert together or item.id in reported
        else:
            assert not together


@given(judged_books())
def test_questions_are_of_two_flows_and_none_is_of_a_judged_pair(
    book: tuple[tuple[Document, ...], list[Statement], list[Judgement]],
) -> None:
    documents, statements, judgements = book
    result = reconcile(documents, statements, judgements, FixedRates())
    home = {member: group for group in groups_of(result) for member in group}
    judged = {frozenset((home[item.subject], home[item.object])) for item in judgements}
    for question in result.questions:
        pair = frozenset((home[question.left], home[question.right]))
        assert len(pair) == 2
        assert pair not in judged
        assert question.at_stake >= 0
