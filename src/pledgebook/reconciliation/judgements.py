"""People's judgements in, what they amount to out: the later on one matter wins, contradictions are named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from pledgebook.model.judgement import CODER, PAIRWISE, Judgement, Verdict
from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.model.quantity import Amount, Qualifier
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Kind, Scope, Statement
from pledgebook.model.when import PartialDate
from pledgebook.reconciliation.labels import read_period

_ABOUT_DOCUMENTS = frozenset((Verdict.RESTRICT, Verdict.RELEASE))
_CODED = frozenset((Verdict.ACCEPT, Verdict.SAME, Verdict.ADDS_TO))


@dataclass(frozen=True, slots=True)
class Standing:
    """The judgements that stand, in the order they were made.

    Attributes:
        rejected: Ids of statements that are out of the book, and of documents that are with all that they say.
        values: SET_VALUE judgements, one a statement and field.
        restricted: Ids of documents of which nothing may be published. They stay in the book and in its sums.
        pairs: Judgements about two statements, one a pair.
        coders: Statement id to the coder who has filed it: statements of one coder are one flow only by its own word,
            or a person's.
    """

    rejected: frozenset[str]
    values: tuple[Judgement, ...]
    pairs: tuple[Judgement, ...]
    coders: Mapping[str, str]
    restricted: frozenset[str] = frozenset()


def standing(judgements: Sequence[Judgement]) -> Standing:
    """Return the judgements that stand: not withdrawn, and not overruled by a later one on the same matter.

    A WITHDRAW can itself be withdrawn; the last word on a judgement counts. Matters are: a statement's acceptance, one
    field of one statement, one pair of statements, whether a document is restricted.
    """
    withdrawn: set[str] = set()
    for judgement in reversed(judgements):
        if judgement.verdict is Verdict.WITHDRAW and judgement.id not in withdrawn:
            withdrawn.add(judgement.subject)
    latest: dict[tuple[str, ...], Judgement] = {}
    for judgement in judgements:
        if judgement.id not in withdrawn and judgement.verdict is not Verdict.WITHDRAW:
            matter = _matter(judgement)
            latest.pop(matter, None)  # the later takes its place in time too
            latest[matter] = judgement
    kept = tuple(latest.values())
    return Standing(
        rejected=frozenset(item.subject for item in kept if item.verdict is Verdict.REJECT),
        values=tuple(item for item in kept if item.verdict is Verdict.SET_VALUE),
        pairs=tuple(item for item in kept if item.verdict in PAIRWISE),
        restricted=frozenset(item.subject for item in kept if item.verdict is Verdict.RESTRICT),
        coders={item.subject: item.author for item in kept if item.verdict in _CODED and item.author.startswith(CODER)},
    )


def _matter(judgement: Judgement) -> tuple[str, ...]:
    if judgement.verdict is Verdict.SET_VALUE:
        return ("value", judgement.subject, judgement.field)
    if judgement.verdict in PAIRWISE:
        return ("pair", *sorted((judgement.subject, judgement.object)))
    if judgement.verdict in _ABOUT_DOCUMENTS:
        return ("restriction", judgement.subject)
    return ("acceptance", judgement.subject)


def apply_values(statements: Iterable[Statement], values: Iterable[Judgement]) -> tuple[list[Statement], list[Problem]]:
    """Give statements the values that people have set; ids stay. A value that cannot be read is a problem."""
    by_id = {statement.id: statement for statement in statements}
    problems: list[Problem] = []
    for judgement in values:
        statement = by_id.get(judgement.subject)
        if statement is None:
            continue
        try:
            by_id[statement.id] = set_value(statement, judgement.field, judgement.value)
        except (ValueError, InvalidOperation):
            problems.append(
                Problem(
                    ProblemCode.JUDGEMENT_UNUSABLE,
                    Severity.WARNING,
                    statement.id,
                    f"judgement {judgement.id} sets {judgement.field!r} to a value that cannot be read",
                    judgement.value,
                    "withdraw it and set a value of the form that docs/reconciliation.md lists",
                )
            )
    return list(by_id.values()), problems


def set_value(statement: Statement, field: str, value: str) -> Statement:
    """Return the statement with one field set from text.

    Fields: amount ("EUR 10000000", "10000000"), currency, donors and recipients ("DK,SE"), stage, date, period, scope,
    part_of, tranche, mechanism, purpose, kind, budget_origin, implementing_actor. Empty text empties it.

    Raises:
        ValueError: No such field, or the text is no value of it.
    """
    text = value.strip()
    if field in ("amount", "currency"):
        return replace(statement, amount=_set_amount(statement.amount, field, text))
    changes: dict[str, object] = {}
    if field in ("donors", "recipients"):
        changes[field] = tuple(sorted({code.strip().upper() for code in text.split(",") if code.strip()}))
    elif field in _ENUMS:
        changes[field] = _ENUMS[field](text)
    elif field == "date":
        changes[field] = PartialDate.parse(text) if text else None
    elif field == "period":
        changes[field] = read_period(text)
    elif field == "tranche":
        changes[field] = int(text) if text else None
    elif field in ("mechanism", "purpose", "part_of"):
        changes[field] = text or None
    elif field == "implementing_actor":
        changes[field] = text
    else:
        raise ValueError(f"no field of a statement that can be set: {field!r}")
    return replace(statement, **changes)  # type: ignore[arg-type]  # the branches above match fields with their types


_ENUMS: dict[str, type[Stage] | type[Scope] | type[Kind] | type[BudgetOrigin]] = {
    "stage": Stage,
    "scope": Scope,
    "kind": Kind,
    "budget_origin": BudgetOrigin,
}


def _set_amount(amount: Amount | None, field: str, text: str) -> Amount | None:
    if field == "currency":
        if amount is None or not text:
            raise ValueError("there is no amount to give a currency to, or no currency")
        return replace(amount, unit=text.upper())
    if not text:
        return None
    unit, _, figure = text.rpartition(" ")
    number = Decimal(figure.replace(",", "").replace("_", ""))
    if not number.is_finite() or number < 0:
        raise ValueError(f"no sum of money: {text!r}")
    unit = unit.strip().upper() or (amount.unit if amount else "")
    if not unit:
        raise ValueError(f"a sum needs its currency: {text!r}")
    start, end = (amount.start, amount.end) if amount else (0, 0)
    return Amount(text, start, end, number, number, Qualifier.EXACT, unit, Decimal(1))
