"""People's decisions into the journal."""

from dataclasses import dataclass
from decimal import InvalidOperation

from pledgebook.errors import UsageFault
from pledgebook.model.flow import Flow
from pledgebook.model.identity import content_id
from pledgebook.model.judgement import PAIRWISE, Judgement, Verdict
from pledgebook.reconciliation.judgements import set_value
from pledgebook.store.base import RecordKind, Store
from pledgebook.store.book_tables import FLOWS
from pledgebook.store.codec import record_of, statement_of
from pledgebook.workflow.projecting import refold
from pledgebook.workflow.rating import BookRates

ABOUT_DOCUMENTS = frozenset({Verdict.RESTRICT, Verdict.RELEASE})
ABOUT_TWO = frozenset({Verdict.SAME, Verdict.DIFFERENT, Verdict.PART_OF, Verdict.ADDS_TO})


@dataclass(frozen=True, slots=True)
class Wish:
    """A decision as it is asked for, names not yet resolved.

    Attributes:
        verdict: What is decided.
        subject: Statement, flow (stands for its chosen statement), document or judgement; a unique beginning is enough.
        other: The other one, for verdicts about two.
        field: For SET_VALUE.
        value: For SET_VALUE.
        author: Who decides.
        reason: Why.
    """

    verdict: Verdict
    subject: str
    other: str
    field: str
    value: str
    author: str
    reason: str


_REMEDIES = {
    RecordKind.STATEMENT: "list them with: pledgebook statements",
    RecordKind.DOCUMENT: "list them with: pledgebook documents",
    RecordKind.JUDGEMENT: "the command that made it printed its id; `pledgebook dump` lists them all",
}


def record_judgement(store: Store, wish: Wish, rates: BookRates) -> Judgement:
    """Write a decision into the journal and refold.

    Raises:
        UsageFault: The decision does not make sense: an unknown name, a missing partner, field or reason.
    """
    _check_shape(wish)
    with store.begin() as work:
        judgement = _resolve(store, wish)
        work.append(*record_of(judgement))
        refold(store, work, rates)
        work.commit()
    return judgement


def _check_shape(wish: Wish) -> None:
    if not wish.reason.strip():
        raise UsageFault("a decision needs a reason", remedy="say why with --reason; it is kept beside the decision")
    if wish.verdict in PAIRWISE and not wish.other:
        raise UsageFault(f"{wish.verdict.value} is about two statements", remedy="name the second one")
    if wish.verdict not in PAIRWISE and wish.other:
        raise UsageFault(f"{wish.verdict.value} is about one thing, and two were named", remedy="leave the second out")
    if (wish.verdict is Verdict.SET_VALUE) != bool(wish.field):
        raise UsageFault("--field and --value go with set-value, and set-value needs them", remedy="see judge --help")


def _resolve(store: Store, wish: Wish) -> Judgement:
    if wish.verdict is Verdict.WITHDRAW:
        subject = _unique(store, RecordKind.JUDGEMENT, wish.subject)
    elif wish.verdict in ABOUT_DOCUMENTS or _takes_out_a_document(wish):
        subject = _unique(store, RecordKind.DOCUMENT, wish.subject)
    else:
        subject = resolve_statement(store, wish.subject)
    other = resolve_statement(store, wish.other) if wish.other else ""
    if wish.verdict is Verdict.SET_VALUE:
        _check_value(store, subject, wish)
    if subject == other:
        raise UsageFault(f"{wish.subject} and {wish.other} are one statement", remedy="name two different ones")
    place = store.head().number + 1
    content = (wish.verdict, subject, other, wish.field, wish.value, wish.author, wish.reason, place)
    return Judgement(content_id("j", content), *content[:-1])


def _takes_out_a_document(wish: Wish) -> bool:
    """Tell whether a whole document is rejected or accepted again: names of statements and flows begin otherwise."""
    return wish.verdict in {Verdict.REJECT, Verdict.ACCEPT} and not wish.subject.startswith(("s-", "f-"))


def _check_value(store: Store, subject: str, wish: Wish) -> None:
    """Refuse now what the fold could not read later."""
    record = store.record(RecordKind.STATEMENT, subject)
    try:
        if record is not None:
            set_value(statement_of(record), wish.field, wish.value)
    except (ValueError, InvalidOperation) as fault:
        raise UsageFault(
            f"{wish.field} cannot be {wish.value!r}: {fault}",
            remedy="docs/reconciliation.md lists the fields that can be set, and the form of their values",
        ) from fault


def resolve_statement(store: Store, name: str) -> str:
    """Find the statement that a name means: a statement id, a flow id (its chosen statement), or a unique beginning.

    Raises:
        UsageFault: It means nothing in this book, or more than one thing.
    """
    if name.startswith("f-"):
        flows = [flow for flow in store.projected(FLOWS) if flow.id.startswith(name)]
        return _chosen(_only(flows, name))
    return _unique(store, RecordKind.STATEMENT, name)


def _chosen(flow: Flow) -> str:
    return flow.chosen or flow.statements[0]


def _only(flows: list[Flow], name: str) -> Flow:
    if len(flows) != 1:
        raise UsageFault(
            f"{name}: {len(flows)} flows have ids that begin so", remedy="list them with: pledgebook flows"
        )
    return flows[0]


def _unique(store: Store, kind: RecordKind, name: str) -> str:
    if store.record(kind, name) is not None:
        return name
    keys = [record.key for record in store.records(kind) if record.key.startswith(name)]
    if len(keys) != 1 or not name:
        found = f"{len(keys)} of them begin so" if keys else "there is none in this book"
        raise UsageFault(f"{name}: no such {kind.value}: {found}", remedy=_REMEDIES[kind])
    return keys[0]
