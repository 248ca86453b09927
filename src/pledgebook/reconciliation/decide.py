"""Evidence in, a decision by a named rule out: same, different, or nothing where a person has to look."""

from pledgebook.model.judgement import Decision, Verdict
from pledgebook.model.statement import Kind, Scope
from pledgebook.reconciliation.compare import Evidence, compare
from pledgebook.reconciliation.figures import Match
from pledgebook.reconciliation.profiles import Profile

SURE = 5.0
"""Score from which a rule says SAME: an equal sum (4 or 5) of one funder (2) with nothing against it passes."""

LIKELY = 3.0
"""Below SURE and from here on a person should look."""


def decide(left: Profile, right: Profile) -> Decision | None:
    """Judge one pair; None when the evidence is neither sure nor forbids it.

    A veto is only recorded where the figures or goods look alike: that two sums differ needs no decision.
    """
    evidence = compare(left, right)
    if evidence.veto:
        if evidence.match in (Match.APART, Match.UNKNOWN) and evidence.score < LIKELY:
            return None
        return _decision(left, right, Verdict.DIFFERENT, evidence.veto, evidence)
    rule = _rule(left, right, evidence)
    if rule and evidence.score >= SURE:
        return _decision(left, right, Verdict.SAME, rule, evidence)
    return None


def _decision(left: Profile, right: Profile, verdict: Verdict, rule: str, evidence: Evidence) -> Decision:
    return Decision(left.id, right.id, verdict, rule, evidence.score, evidence.comparisons)


_RULE_OF_MATCH = {
    Match.EQUAL: "same-figure",
    Match.ROUNDED: "same-figure-rounded",
    Match.CONVERTED: "same-figure-converted",
    Match.SAME_DIGITS: "same-digits",
}


def _rule(left: Profile, right: Profile, evidence: Evidence) -> str:
    """Name the rule that could say SAME of a pair; empty when none could."""
    one, other = left.statement, right.statement
    if evidence.match in _RULE_OF_MATCH:
        return _RULE_OF_MATCH[evidence.match]
    if evidence.match is Match.NEAR:
        return "rival-totals" if one.scope is other.scope is Scope.TOTAL else ""
    if one.items and other.items:
        return "same-goods"
    return "same-support" if Kind.UNQUANTIFIED in (one.kind, other.kind) else ""
