"""What changed, as a paragraph for people: who gives how much more or less, and why."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from pledgebook.model.flow import Flow
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import COUNTED
from pledgebook.reference.parties import all_parties, party_name
from pledgebook.reports.changes import Cause, CauseKind, ChangeKind, Changes, FieldChange, FlowChange, FunderChange
from pledgebook.reports.query import TotalsRow

MOST_FUNDERS = 12
MOST_REASONS = 4
_SCALES = ((Decimal(10**12), "trillion"), (Decimal(10**9), "billion"), (Decimal(10**6), "million"))
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def tell_changes(changes: Changes) -> str:
    """Write the paragraph: one sentence on what was learnt, one for each funder with its reasons, one on the whole."""
    told = [_learnt(changes)]
    told += _funders(changes)
    told.append(_whole(changes))
    return " ".join(told)


def sum_words(best: Decimal, unit: str) -> str:
    """Write a sum in words: "EUR 10 million", "18 × howitzer"; what no scale fits stands in full, to the cent."""
    for scale, name in _SCALES:
        scaled = best / scale
        if abs(scaled) >= 1 and scaled == scaled.quantize(Decimal("0.001")):
            return _with_unit(f"{scaled.normalize():,f}", unit, f" {name}")
    return _with_unit(f"{best:,.0f}" if best == best.to_integral_value() else f"{best:,.2f}", unit)


def _with_unit(number: str, unit: str, scale: str = "") -> str:
    if unit.startswith("item:"):
        return f"{number}{scale} × {unit.removeprefix('item:')}"
    return f"{number}{scale} % of GDP" if unit == "%GDP" else f"{unit} {number}{scale}"


def _learnt(changes: Changes) -> str:
    counts = {kind: sum(cause.kind is kind for cause in changes.causes) for kind in CauseKind}
    nouns = {
        CauseKind.DOCUMENT: "new document",
        CauseKind.EXTRACTION: "document read anew",
        CauseKind.JUDGEMENT: "judgement",
    }
    parts = [_count(counts[kind], noun) for kind, noun in nouns.items() if counts[kind]]
    span = f"Between {_instant(changes.since)} and {_instant(changes.until)}"
    return f"{span} the book learnt from {_and(parts)}." if parts else f"{span} the book learnt nothing new."


def _funders(changes: Changes) -> list[str]:
    causes = {cause.id: cause for cause in changes.causes}
    by_funder: dict[str, list[FlowChange]] = {}
    for change in changes.flows:
        by_funder.setdefault(change.funders() or "unknown", []).append(change)
    told = [
        _sentence(_headline(funder), by_funder.pop(funder.funders, []), causes)
        for funder in changes.funders[:MOST_FUNDERS]
    ]
    for funder in changes.funders[MOST_FUNDERS:]:
        by_funder.pop(funder.funders, None)
    quiet = [(name, found) for name, found in by_funder.items() if any(_matters(change) for change in found)]
    told += [_sentence(_name(name), found, causes) for name, found in quiet[:MOST_FUNDERS]]
    left = len(changes.funders[MOST_FUNDERS:]) + len(quiet[MOST_FUNDERS:])
    if left:
        told.append(f"{_capital(_count(left, 'further funder'))} changed by less.")
    return told


def _sentence(headline: str, changes: Sequence[FlowChange], causes: Mapping[str, Cause]) -> str:
    reasons = list(
        dict.fromkeys(_reason(change, causes) for change in sorted(changes, key=_telling) if _matters(change))
    )
    if len(reasons) > MOST_REASONS:
        reasons = [*reasons[: MOST_REASONS - 1], f"{_count(len(reasons) - MOST_REASONS + 1, 'further change')}"]
    return f"{headline}: {'; '.join(reasons)}." if reasons else f"{headline}."


def _telling(change: FlowChange) -> tuple[bool, Decimal]:
    """Order reasons: what is counted before what is not, larger figures first, whatever their currency."""
    flow = (change.after or change.before)[0]
    before = change.before[0].stage if change.before else flow.stage
    figure = flow.quantity.best if flow.quantity is not None else Decimal(0)
    return not COUNTED & {flow.stage, before}, -figure


def _headline(change: FunderChange) -> str:
    """Write "Austria −71.4 % (EUR 7 million to EUR 2 million)", or "Lithuania +EUR 10 million"."""
    name, step = _name(change.funders), change.difference
    if step is None or not step.best:
        return f"{name}, same sum" if step is not None else name
    sign = "+" if step.best > 0 else "−"
    if change.percent is None:
        return f"{name} {sign}{sum_words(abs(step.best), step.unit)}"
    before, after = (sum_words(side, step.unit) for side in _sides(change, step.unit))
    return f"{name} {sign}{abs(change.percent).normalize():f} % ({before} to {after})"


def _sides(change: FunderChange, unit: str) -> tuple[Decimal, Decimal]:
    def find(row: TotalsRow | None) -> Decimal:
        figures: Iterable[Quantity | None] = () if row is None else (*row.amounts, row.reporting)
        return next((figure.best for figure in figures if figure is not None and figure.unit == unit), Decimal(0))

    return find(change.before), find(change.after)


def _matters(change: FlowChange) -> bool:
    """Tell whether a change is worth a word: not one that only brings a further source or sharper dates."""
    if change.kind is not ChangeKind.CHANGED:
        return True
    return any(field.name not in {"sources", "dates"} for field in change.fields)


def _reason(change: FlowChange, causes: Mapping[str, Cause]) -> str:
    why = _evidence(change, causes)
    flows = change.after or change.before
    if change.kind is ChangeKind.ADDED:
        (flow,) = flows
        beside = "" if flow.stage in COUNTED else ", not counted"
        return f"{_what(flow)} newly {flow.stage.value}{beside}{why}"
    if change.kind is ChangeKind.GONE:
        made = {"": "no longer a flow of its own", "rejected": "rejected"}.get(change.remark, f"now an {change.remark}")
        return f"{_what(flows[0])} {made}{why}"
    told = [_field(field, change) for field in change.fields if field.name not in {"sources", "dates"}]
    if change.kind is ChangeKind.CHANGED:
        return f"{_what(change.before[0])} {_and(told)}{why}"
    counts = f"{_number(len(change.before))} {_flows(change.before)}", _number(len(change.after))
    if change.kind is ChangeKind.MERGED:
        superseded = any(rival.reason == "superseded" for rival in flows[0].rivals)
        verb = "superseded by" if superseded else "found to be one:"
        return f"{counts[0]} {verb} {_what(flows[0])}{why}"
    if change.kind is ChangeKind.SPLIT:
        return f"{_what(change.before[0])} found to be {counts[1]} flows{why}"
    return f"{counts[0]} regrouped into {counts[1]}{why}"


def _field(field: FieldChange, change: FlowChange) -> str:
    if field.name == "stage":
        return f"now {field.after} (was {field.before})"
    if field.name == "figure":
        old, new = change.before[0].quantity, change.after[0].quantity
        reason = field.reason or ("" if old else "no sum was stated")
        told = sum_words(new.best, new.unit) if new else "without a sum"
        return f"now {told}{f' ({reason})' if reason else ''}"
    if field.name == "parent":
        return "now part of a larger sum" if field.after else "no longer part of a larger sum"
    return f"with {field.name} {field.after or 'unknown'} (was {field.before or 'unknown'})"


def _evidence(change: FlowChange, causes: Mapping[str, Cause]) -> str:
    found = [causes[key].text for key in change.causes if key in causes]
    if not found:
        return ""
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f" ({found[0]}{more})"


def _what(flow: Flow) -> str:
    """Name a flow within the sentence of its funder."""
    named = f"tranche {flow.tranche}" if flow.tranche is not None else ""
    if flow.quantity is not None:
        figure = sum_words(flow.quantity.best, flow.quantity.unit)
        return f"{named} of {figure}" if named else figure
    goods = ", ".join(sorted({item.item for item in flow.items}))
    return named or goods or flow.purpose or "support without a sum"


def _whole(changes: Changes) -> str:
    before, after = changes.before.reporting, changes.after.reporting
    same = f"{_capital(_count(changes.unchanged, 'flow'))} {'is' if changes.unchanged == 1 else 'are'} as before"
    figures = [sum_words(side.best, changes.currency) if side else "nothing" for side in (before, after)]
    counted = f"counted is {figures[1]}" if figures[0] == figures[1] else f"counted is {figures[1]}, was {figures[0]}"
    return f"{same}; {counted}."


def _name(funders: str) -> str:
    if funders in {"", "unknown"}:
        return "Unnamed funders"
    known = frozenset(all_parties())
    return " + ".join(party_name(code) if code in known else code for code in funders.split("+"))


def _flows(flows: Sequence[Flow]) -> str:
    return "flow" if len(flows) == 1 else "flows"


def _number(count: int) -> str:
    return _WORDS[count] if count < len(_WORDS) else f"{count:,}"


def _count(count: int, noun: str) -> str:
    """Write "one new document", "3 judgements"; the noun before "read" takes the plural."""
    first, *rest = noun.split(" read ")
    plural = first if count == 1 else f"{first}s"
    return " read ".join([f"{_number(count)} {plural}", *rest])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _and(parts: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part) if parts else ""


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")
