"""Evidence in, a decision by a named rule out: same, different, or nothing where a person has to look."""

from collections.abc import Mapping
from dataclasses import dataclass

from pledgebook.model.judgement import Decision, Verdict
from pledgebook.model.statement import Kind
from pledgebook.reconciliation.compare import Evidence, are_alike, compare
from pledgebook.reconciliation.figures import Match, match_figures
from pledgebook.reconciliation.profiles import Profile

SURE = 0.75
"""Score from which a rule says SAME."""

LOOKS_ALIKE = -2.0
"""Score down to which a veto on the pair alone is put on record: below, nobody would have taken the two for one."""

DOUBTFUL = -0.25
"""Score from which a pair that no rule decides is worth a person's look: about as likely one sum as two."""

FIRM_VETOES = frozenset(
    {
        "part-and-total-of-one-document",
        "told-apart-in-one-document",
        "other-tranche",
        "other-funders",
        "other-recipients",
        "shares-differ",
    }
)
"""Vetoes that keep two statements out of one group even where others would bring them together.

The rest forbid only the pair itself: one wrong figure or year among ten tellings must not split the ten.
"""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rule says of a pair, without the evidence: a book has many more rulings than decisions worth keeping.

    Attributes:
        left: Statement id; the smaller of the two.
        right: Statement id.
        verdict: SAME or DIFFERENT; None where a person has to look.
        rule: Name of the rule, or of the one that would say SAME.
        score: Sum of the weights.
    """

    left: str
    right: str
    verdict: Verdict | None
    rule: str
    score: float


def rule_on(left: Profile, right: Profile) -> Ruling | None:
    """Judge one pair; None when the evidence is weak, a ruling without verdict when it is neither sure nor weak.

    Only what looks alike is judged: that two sums differ needs no decision.
    """
    found = match_figures(left.figures, right.figures)
    if not are_alike(left, right, found.match):
        return None
    evidence = compare(left, right, found)
    if evidence.veto:
        kept = evidence.veto in FIRM_VETOES or evidence.score >= LOOKS_ALIKE
        return Ruling(left.id, right.id, Verdict.DIFFERENT, evidence.veto, evidence.score) if kept else None
    rule = _rule(left, right, evidence)
    if not rule or evidence.score < DOUBTFUL:
        return None
    sure = evidence.score >= SURE and (evidence.match is Match.EQUAL or _is_corroborated(evidence))
    return Ruling(left.id, right.id, Verdict.SAME if sure else None, rule, evidence.score)


def decide(ruling: Ruling, profiles: Mapping[str, Profile]) -> Decision:
    """Give a ruling that has a verdict its evidence."""
    assert ruling.verdict is not None  # what has none is asked, not decided
    evidence = compare(profiles[ruling.left], profiles[ruling.right])
    return Decision(ruling.left, ruling.right, ruling.verdict, ruling.rule, ruling.score, evidence.comparisons)


_WITNESSES_OF_TIME = frozenset(("date", "told", "period", "tranche", "shares"))
_WITNESSES = _WITNESSES_OF_TIME | {"mechanism", "purpose", "goods", "document"}


def _is_corroborated(evidence: Evidence) -> bool:
    """A figure that is not the very same needs more than its funder: the time, years, mechanism, number or purpose.

    That the same funders act together is a witness too. Two counts of one total need that they are of one time: last
    year's count of the same scheme is near this year's.
    """
    speaking_for = [item for item in evidence.comparisons if item.weight > 0]
    if evidence.match is Match.NEAR:
        return any(item.feature in _WITNESSES_OF_TIME for item in speaking_for)
    return any(item.feature in _WITNESSES or (item.feature == "funder" and "+" in item.left) for item in speaking_for)


RULE_OF_MATCH = {
    Match.EQUAL: "same-figure",
    Match.ROUNDED: "same-figure-rounded",
    Match.CONVERTED: "same-figure-converted",
    Match.SAME_DIGITS: "same-digits",
    Match.NEAR: "rival-totals",
}


def _rule(left: Profile, right: Profile, evidence: Evidence) -> str:
    """Name the rule that could say SAME of a pair; empty when none could."""
    one, other = left.statement, right.statement
    if evidence.match in RULE_OF_MATCH:
        return RULE_OF_MATCH[evidence.match]
    if one.items and other.items:
        return "same-goods"
    return "same-support" if Kind.UNQUANTIFIED in (one.kind, other.kind) else ""
