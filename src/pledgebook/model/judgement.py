"""Judgements: decisions by people and coders, kept for ever; and the decisions of rules, recomputed at each fold."""

from dataclasses import dataclass
from enum import StrEnum

CODER = "coder:"
"""How the author of a judgement begins that a publisher of coded data has made: its own record says so."""


class Verdict(StrEnum):
    """What is decided.

    ACCEPT and REJECT are about one statement, or about a document with all that it says; SAME, DIFFERENT and PART_OF
    about two statements (for PART_OF the subject is inside the object). ADDS_TO is about two: one flow, to whose figure
    the subject's is added (a top-up, or with a minus a correction). REIMBURSES, PASSES_ON, CARRIES_OVER and OVERLAPS
    about two, keep the subject's money from being added, SUPERSEDES keeps the object's. SET_VALUE is about one field
    of one statement. RESTRICT keeps a document and all that it says out of whatever is published or exported, RELEASE
    lets it out again. WITHDRAW takes an earlier judgement back.
    """

    ACCEPT = "accept"
    REJECT = "reject"
    SAME = "same"
    DIFFERENT = "different"
    PART_OF = "part-of"
    ADDS_TO = "adds-to"
    SET_VALUE = "set-value"
    REIMBURSES = "reimburses"
    PASSES_ON = "passes-on"
    CARRIES_OVER = "carries-over"
    OVERLAPS = "overlaps"
    SUPERSEDES = "supersedes"
    RESTRICT = "restrict"
    RELEASE = "release"
    WITHDRAW = "withdraw"


TYPED = frozenset((Verdict.REIMBURSES, Verdict.PASSES_ON, Verdict.CARRIES_OVER, Verdict.OVERLAPS, Verdict.SUPERSEDES))
"""Verdicts about two sums after which one of them is not added."""

PAIRWISE = TYPED | {Verdict.SAME, Verdict.DIFFERENT, Verdict.PART_OF, Verdict.ADDS_TO}
"""Verdicts about two statements."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision of a person or a coder. Never changed, never deleted; a later one on the same matter wins.

    Attributes:
        id: "j-" and 16 hexadecimal digits: a hash of the rest and of its place in the journal.
        verdict: What is decided.
        subject: Statement id (for ACCEPT, REJECT, RESTRICT and RELEASE also that of a document, for WITHDRAW that of a
            judgement).
        object: The other statement's id; empty for one-sided verdicts.
        field: Field name, for SET_VALUE; in a coder's judgement the record that it is from and its edition ("X12@3").
        value: New value as text, for SET_VALUE; in a coder's judgement its own identifier of the money.
        author: Who decided: a name, or "coder:" and the coder.
        reason: Why, in words.
    """

    id: str
    verdict: Verdict
    subject: str
    object: str
    field: str
    value: str
    author: str
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One piece of evidence about a pair: what was compared, the two values seen, and what it counts for.

    Attributes:
        feature: "funder", "amount", "tranche", …
        left: The first statement's value as text.
        right: The second's.
        weight: Contribution to the score; negative speaks against.
    """

    feature: str
    left: str
    right: str
    weight: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule decides about two statements, with its evidence. A pure function of statements and judgements.

    Attributes:
        left: Statement id; the smaller of the two.
        right: Statement id.
        verdict: SAME, DIFFERENT or PART_OF (then `left` is inside `right`, whatever their order).
        rule: Name of the rule, or "judgement:<id>" when a person decided.
        score: Sum of the weights.
        evidence: The comparisons behind it.
    """

    left: str
    right: str
    verdict: Verdict
    rule: str
    score: float
    evidence: tuple[Comparison, ...]
