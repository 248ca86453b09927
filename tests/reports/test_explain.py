"""Explanations: from an id or a figure down to the sentence."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pledgebook.errors import UsageFault
from pledgebook.model.flow import Rival
from pledgebook.model.judgement import Verdict
from pledgebook.model.quantity import Amount, Qualifier, Quantity
from pledgebook.reports.contents import Contents
from pledgebook.reports.explain import Explanation, explain
from pledgebook.reports.figures import Closeness, Role, find_figure


def euros(low: int, best: int, high: int) -> Quantity:
    return Quantity(Decimal(low), Decimal(best), Decimal(high), "EUR")


TEN_MILLION = euros(9_500_000, 10_000_000, 10_500_000)


def ids(explanation: Explanation) -> tuple[list[str], list[str], list[str]]:
    return (
        [one.flow.id for one in explanation.flows],
        [one.check.id for one in explanation.checks],
        [one.statement.id for one in explanation.loose],
    )


def test_a_flow_opens_on_entries_sentences_documents_rivals_and_decisions(contents: Contents) -> None:
    (found,) = explain("f-lt", contents).flows
    assert [entry.postings[1].account.stage for entry in found.entries] == ["signed", "allocated"]
    first, second = found.statements
    assert first.span.quote == "A first tranche of EUR 10 million is agreed."
    assert (first.span.start, first.span.end) == (100, 144)
    assert first.document is not None
    assert (first.document.publisher, str(first.document.published)) == ("Example Daily", "2024-11-25")
    assert first.statement.rules == ("sum.code-first",)
    assert second.statement.id == "s-lt-2"
    assert found.flow.choice_rule == "the only one"
    (rival,) = found.rivals
    assert rival.said is not None
    assert rival.said.span.quote == "Some EUR 11 million will follow."
    (decision,) = found.decisions
    assert (decision.rule, decision.evidence[0].feature) == ("same-tranche", "funder")
    assert [check.id for check in found.checks] == ["c-all"]


def test_the_chosen_statement_comes_first(contents: Contents) -> None:
    flow = replace(contents.flows["f-lt"], chosen="s-lt-2")
    changed = replace(contents, flows={**contents.flows, "f-lt": flow})
    assert [one.statement.id for one in explain("f-lt", changed).flows[0].statements] == ["s-lt-2", "s-lt-1"]


def test_whole_and_parts_point_at_each_other(contents: Contents) -> None:
    part = replace(contents.flows["f-se"], parent="f-lt")
    changed = replace(contents, flows={**contents.flows, "f-se": part})
    assert [one.id for one in explain("f-lt", changed).flows[0].parts] == ["f-se"]
    whole = explain("f-se", changed).flows[0].whole
    assert whole is not None
    assert whole.id == "f-lt"


def test_a_check_opens_on_who_asserts_it_and_what_makes_it_up(contents: Contents) -> None:
    (found,) = explain("c-all", contents).checks
    assert found.statements[0].span.quote == "Agreements worth EUR 535 million."
    assert [flow.id for flow in found.explained_by] == ["f-lt"]
    assert found.check.remainder.best == 525_000_000


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("s-lt-1", (["f-lt"], [], [])),
        ("s-all", ([], ["c-all"], [])),
        ("s-loose", ([], [], ["s-loose"])),
        ("a" * 64, (["f-lt", "f-se"], ["c-all"], [])),
        ("ab" + "c" * 62, (["f-lt"], [], ["s-loose"])),
        ("abcc", (["f-lt"], [], ["s-loose"])),
        ("c-al", ([], ["c-all"], [])),
    ],
)
def test_statements_and_documents_lead_to_what_they_tell_of(
    contents: Contents, target: str, expected: tuple[list[str], list[str], list[str]]
) -> None:
    assert ids(explain(target, contents)) == expected


def test_an_entry_leads_to_its_flow(contents: Contents) -> None:
    assert ids(explain(contents.ledger.entries[0].id, contents)) == (["f-lt"], [], [])


def test_a_document_is_named_by_its_explanation(contents: Contents) -> None:
    document = explain("aaaa", contents).document
    assert document is not None
    assert document.title == "Two join"


@pytest.mark.parametrize(
    ("target", "message"),
    [("s-lt", "beginning of 2 ids"), ("f-", "too short"), ("f-nobody", "nothing in the book")],
)
def test_what_is_unknown_or_ambiguous_is_refused(contents: Contents, target: str, message: str) -> None:
    with pytest.raises(UsageFault, match=message) as refused:
        explain(target, contents)
    assert refused.value.remedy


def test_a_figure_leads_to_the_flow_that_has_it(contents: Contents) -> None:
    explanation = explain("EUR 10 million", contents, TEN_MILLION)
    assert ids(explanation) == (["f-lt"], ["c-all"], [])
    first, second = explanation.matches
    assert (first.owner, first.role, first.closeness, first.difference) == (
        "f-lt",
        Role.CHOSEN,
        Closeness.SAME,
        Decimal(0),
    )
    assert (second.owner, second.role) == ("c-all", Role.EXPLAINED)


def test_a_rival_figure_is_found_with_its_reason(contents: Contents) -> None:
    (match,) = find_figure(euros(10_500_000, 11_000_000, 11_500_000), contents)
    assert (match.owner, match.role, match.reason, match.statement) == ("f-lt", Role.RIVAL, "unexplained", "s-lt-2")


def test_an_asserted_total_and_its_remainder_are_found(contents: Contents) -> None:
    (match,) = find_figure(euros(534_500_000, 535_000_000, 535_500_000), contents)
    assert (match.owner, match.role, match.statement) == ("c-all", Role.ASSERTED, "s-all")
    (match,) = find_figure(euros(524_999_999, 525_000_000, 525_000_001), contents)
    assert match.role is Role.REMAINDER


def test_a_rival_of_an_asserted_total_is_found(contents: Contents) -> None:
    rival = Rival(euros(588_650_000, 588_700_000, 588_750_000), "s-all", "conversion", "4200 / 7.13")
    check = replace(contents.checks["c-all"], rivals=(rival,))
    (match,) = find_figure(rival.quantity, replace(contents, checks={"c-all": check}))
    assert (match.role, match.reason) == (Role.RIVAL, "conversion")


def test_a_restated_figure_is_found_in_its_other_currency(contents: Contents) -> None:
    ten = contents.statements["s-lt-1"].amount
    assert ten is not None
    kroner = Amount(
        "DKK 75 million", 0, 14, Decimal(75_000_000), Decimal(75_000_000), Qualifier.EXACT, "DKK", Decimal(10**6)
    )
    nothing = Amount("dollars", 0, 7, None, None, Qualifier.UNSPECIFIED, "USD", Decimal(1))
    told = replace(contents.statements["s-lt-1"], equivalents=(nothing, kroner))
    changed = replace(contents, statements={**contents.statements, "s-lt-1": told})
    (match,) = find_figure(kroner.quantity(), changed)
    assert (match.role, match.statement) == (Role.EQUIVALENT, "s-lt-1")


@pytest.mark.parametrize(
    ("asked", "closeness"),
    [
        (euros(10_000_000, 10_000_000, 10_000_000), Closeness.SAME),
        (euros(10_200_000, 10_200_000, 10_200_000), Closeness.WITHIN_ROUNDING),
        (Quantity(Decimal(9_950_000), Decimal(9_950_000), None, "EUR"), Closeness.WITHIN_ROUNDING),
        (euros(12_000_000, 12_000_000, 12_000_000), None),
        (Quantity(Decimal(10_000_000), Decimal(10_000_000), None, "DKK"), None),
    ],
)
def test_how_near_a_figure_is(contents: Contents, asked: Quantity, closeness: Closeness | None) -> None:
    found = [match for match in find_figure(asked, contents) if match.owner == "f-lt"]
    assert [match.closeness for match in found] == ([closeness] if closeness else [])


def test_nearly_the_same_is_told_with_its_difference(contents: Contents) -> None:
    exact = replace(contents.flows["f-lt"], quantity=euros(10_000_000, 10_000_000, 10_000_000), rivals=())
    bare = replace(contents, flows={"f-lt": exact}, statements={}, checks={})
    (match,) = find_figure(euros(9_950_000, 9_950_000, 9_950_000), bare)
    assert (match.closeness, match.difference) == (Closeness.NEARLY, Decimal(50_000))


def test_what_wide_words_allow_is_not_called_rounding(contents: Contents) -> None:
    up_to = replace(contents.flows["f-lt"], quantity=euros(0, 77_000_000, 77_500_000), rivals=())
    bare = replace(contents, flows={"f-lt": up_to}, statements={}, checks={})
    assert find_figure(TEN_MILLION, bare) == ()
    (match,) = find_figure(euros(69_500_000, 70_000_000, 70_500_000), bare)
    assert match.closeness is Closeness.WITHIN_ROUNDING


def test_what_tied_a_flow_together_comes_before_what_was_held_apart(contents: Contents) -> None:
    same = contents.decisions[0]
    apart = replace(same, right="s-se", verdict=Verdict.DIFFERENT)
    outside = replace(same, left="s-all", right="s-se")
    changed = replace(contents, decisions=(apart, outside, same))
    assert explain("f-lt", changed).flows[0].decisions == (same, apart)


def test_a_document_that_is_gone_leaves_the_sentence(contents: Contents) -> None:
    bare = replace(contents, documents={})
    said = explain("s-lt-1", bare).flows[0].statements[0]
    assert said.document is None
    assert said.span.quote
