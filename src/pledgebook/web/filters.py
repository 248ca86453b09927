"""Filters and orders of the flows, as the address of a page or of the API names them."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import accumulate

from pledgebook.errors import UsageFault
from pledgebook.model.flow import Flow, FlowKind
from pledgebook.model.stage import Stage, step
from pledgebook.model.statement import BudgetOrigin
from pledgebook.reports.priced_holdings import PricedHolding, by_stage
from pledgebook.web.asking import Query
from pledgebook.web.clocks import read_day
from pledgebook.web.snapshot import Snapshot
from pledgebook.web.words import mechanism_word, parties_word

Test = Callable[[Flow], bool]
NOBODY = "unknown"
NO_MECHANISM = "none"

FILTERS: dict[str, str] = {
    "q": "words in the label, the purpose, the parties or the mechanism; every word must be there",
    "funder": "code of a funder, alone or with others: DK",
    "funders": "codes of all its funders, joined by +, in the order of the alphabet: DK+SE; unknown for none",
    "recipient": "code of a recipient",
    "actor": "code of who spends it on the funders' behalf",
    "stage": "where it stands; may be repeated",
    "from-stage": "the stage at which it stands, or any further one",
    "mechanism": "slug of a mechanism; none for no named one",
    "purpose": "words of the purpose, as they are",
    "unit": "currency code, or item: and a name of goods",
    "origin": "own, partner, windfall or unknown",
    "period": "the years the money is for",
    "tranche": "ordinal of tranche or package",
    "parent": "id of the flow that it is part of",
    "kind": "package for wholes that stand in parts, part, single",
    "has": "rivals, expectations, goods, sum, no-sum, primary, no-primary; may be repeated",
    "least": "figure in the reporting currency, at least",
    "most": "figure in the reporting currency, at most",
    "since": "latest dated stage not before this date",
    "until": "latest dated stage not after this date",
}
"""Every filter with its meaning; pages, the API and its description read them here."""

SORTS = ("size", "date", "stage", "funder", "label", "sources")


_KEPT_LISTS = 64


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The flows that pass, what they sum to, and how they were asked for.

    Attributes:
        flows: In the asked order.
        asked: The filters in words, each with the pair of the address that makes it.
        sort: By what.
        descending: Whether largest or latest come first.
        sums: What they have at each stage, wholes less their parts.
        unpriced: How many holdings are goods or have no rate.
        beside: How many have no stated sum.
    """

    flows: tuple[Flow, ...]
    asked: tuple[tuple[str, str, str], ...]
    sort: str
    descending: bool
    sums: Mapping[Stage, Decimal]
    unpriced: int
    beside: int


def narrow(snapshot: Snapshot, query: Query) -> Narrowed:
    """Return the flows that pass the filters of an address, in its order; kept for the further pages of the list.

    Raises:
        UsageFault: A value is none that the filter can have.
    """
    kept: OrderedDict[object, Narrowed] = snapshot.once("narrowed", OrderedDict)
    key = query.without("page", "size")
    found = kept.get(key)
    if found is None:
        found = kept[key] = _narrow(snapshot, query)
        while len(kept) > _KEPT_LISTS:
            kept.popitem(last=False)
    return found


def _narrow(snapshot: Snapshot, query: Query) -> Narrowed:
    tests, asked = [], []
    for name, value in query.pairs:
        if name in FILTERS and name not in {"stage", "has"}:
            tests.append(_test(name, value.strip(), snapshot))
            asked.append((name, value.strip(), _in_words(name, value.strip())))
    stages = frozenset(_stage(value) for value in query.all("stage"))
    if stages:
        tests.insert(0, lambda flow: flow.stage in stages)
        asked += [("stage", stage.value, stage.value) for stage in Stage if stage in stages]
    for value in query.all("has"):
        tests.append(_has(value, snapshot))
        asked.append(("has", value, value.replace("-", " ")))
    sort = query.choice("sort", SORTS, "size")
    descending = query.choice("order", ("up", "down"), "up" if sort in {"funder", "label"} else "down") == "down"
    flows: Iterable[Flow] = _candidates(snapshot, query, sort, descending=descending)
    listed = tuple(flow for flow in flows if all(test(flow) for test in tests)) if tests else tuple(flows)
    if not tests:
        return Narrowed(listed, tuple(asked), sort, descending, *_everything(snapshot))
    return Narrowed(listed, tuple(asked), sort, descending, *add_up(snapshot, listed))


_INDEXED: dict[str, Callable[[Flow], tuple[str, ...]]] = {
    "funders": lambda flow: ("+".join(flow.funders),),
    "funder": lambda flow: flow.funders,
    "mechanism": lambda flow: (flow.mechanism or NO_MECHANISM,),
    "stage": lambda flow: (flow.stage.value,),
}
"""Filters whose flows are put together once, so that no question about some looks at all; the narrowest first."""


def _candidates(snapshot: Snapshot, query: Query, sort: str, *, descending: bool) -> tuple[Flow, ...]:
    """Return flows among which all that pass are, in the asked order."""
    for name in _INDEXED:
        asked = query.all(name)
        if len(asked) == 1 and asked[0] != NOBODY and " " not in asked[0]:
            value = asked[0].upper() if name in {"funder", "funders"} else asked[0]
            found = _groups(snapshot, name, (sort, descending))
            return found.get("+".join(sorted(value.split("+"))), ())
    return ordered(snapshot, sort, descending=descending)


def _groups(snapshot: Snapshot, name: str, order: tuple[str, bool]) -> dict[str, tuple[Flow, ...]]:
    def make() -> dict[str, tuple[Flow, ...]]:
        groups: dict[str, list[Flow]] = {}
        for flow in ordered(snapshot, order[0], descending=order[1]):
            for value in _INDEXED[name](flow):
                groups.setdefault(value, []).append(flow)
        return {value: tuple(flows) for value, flows in groups.items()}

    return snapshot.once(("by", name, order), make)


def _everything(snapshot: Snapshot) -> tuple[Mapping[Stage, Decimal], int, int]:
    return snapshot.once("everything", lambda: add_up(snapshot, snapshot.contents.flows.values()))


def add_up(snapshot: Snapshot, flows: Iterable[Flow]) -> tuple[Mapping[Stage, Decimal], int, int]:
    """Return what flows have at each stage, how many holdings have no value, and how many flows have no sum."""
    held: list[PricedHolding] = []
    beside = 0
    for flow in flows:
        own = snapshot.held_of.get(flow.id)
        if own is None:
            beside += flow.id in snapshot.sumless
        else:
            held += own
    return by_stage(held), sum(item.value is None for item in held), beside


def _stage(value: str) -> Stage:
    if value not in {stage.value for stage in Stage}:
        raise UsageFault(f"stage={value}: not a stage", remedy=f"use one of {', '.join(Stage)}")
    return Stage(value)


def _in_words(name: str, value: str) -> str:
    if name in {"funder", "funders", "recipient", "actor"}:
        return parties_word(value.replace(" ", "+"))
    return mechanism_word("" if value == NO_MECHANISM else value) if name == "mechanism" else value


def _test(name: str, value: str, snapshot: Snapshot) -> Test:
    if name in _PLAIN:
        return _PLAIN[name](value)
    return _sized(name, value, snapshot) if name in {"least", "most"} else _worded(value, snapshot)


def _worded(value: str, snapshot: Snapshot) -> Test:
    words = sorted(value.casefold().split(), key=len, reverse=True)
    texts = search_texts(snapshot)
    # The longest word is the rarest as a rule: it is looked for in all texts at once, the others where it was found.
    found = {name for name in texts.holding(words[0]) if all(word in texts.of[name] for word in words[1:])}
    return lambda flow: flow.id in found


@dataclass(frozen=True, slots=True)
class SearchTexts:
    """What is searched for words.

    Attributes:
        of: The text of each flow, case folded, by flow id.
        names: Flow ids in the order of the text below.
        ends: Where the text of each ends.
        whole: All texts, one a line.
    """

    of: Mapping[str, str]
    names: tuple[str, ...]
    ends: tuple[int, ...]
    whole: str

    def holding(self, word: str) -> Iterator[str]:
        """Yield the ids of the flows whose text holds a word, or a part of one."""
        at = self.whole.find(word)
        while at >= 0:
            place = bisect_right(self.ends, at)
            yield self.names[place]
            at = self.whole.find(word, self.ends[place])


def _origin(value: str) -> Test:
    if value not in {origin.value for origin in BudgetOrigin}:
        raise UsageFault(f"origin={value}: not known", remedy=f"use one of {', '.join(BudgetOrigin)}")
    return lambda flow: flow.budget_origin == value


def _from_stage(value: str) -> Test:
    least = step(_stage(value))
    return lambda flow: step(flow.stage) >= least


def _party(value: str, of: Callable[[Flow], tuple[str, ...]]) -> Test:
    if value.casefold() == NOBODY:
        return lambda flow: not of(flow)
    return lambda flow: value.upper() in of(flow)


def _exactly(value: str) -> Test:
    # A plus sign that was not written as %2B comes out of an address as a space.
    codes = () if value.casefold() == NOBODY else tuple(sorted(value.upper().replace(" ", "+").split("+")))
    return lambda flow: flow.funders == codes


def _kind(value: str) -> Test:
    kinds: dict[str, Test] = {
        "package": lambda flow: flow.kind is FlowKind.PACKAGE,
        "part": lambda flow: flow.parent is not None,
        "single": lambda flow: flow.kind is FlowKind.FLOW and flow.parent is None,
    }
    if value not in kinds:
        raise UsageFault(f"kind={value}: not known", remedy=f"use one of {', '.join(kinds)}")
    return kinds[value]


def _has(value: str, snapshot: Snapshot) -> Test:
    marks: dict[str, Test] = {
        "rivals": lambda flow: bool(flow.rivals),
        "expectations": lambda flow: bool(flow.expectations),
        "goods": lambda flow: bool(flow.items),
        "sum": lambda flow: flow.quantity is not None,
        "no-sum": lambda flow: flow.quantity is None,
        "primary": snapshot.is_primary,
        "no-primary": lambda flow: not snapshot.is_primary(flow),
    }
    if value not in marks:
        raise UsageFault(f"has={value}: not known", remedy=f"use one of {', '.join(marks)}")
    return marks[value]


def _dated(name: str, value: str) -> Test:
    day = read_day(value)
    assert day is not None  # Query keeps no empty values

    def passes(flow: Flow) -> bool:
        dates = [event.date for event in flow.events if event.date is not None]
        if not dates:
            return False
        return (
            max(when.latest() for when in dates) >= day
            if name == "since"
            else (max(when.earliest() for when in dates) <= day)
        )

    return passes


def _sized(name: str, value: str, snapshot: Snapshot) -> Test:
    try:
        bound = Decimal(value.replace(",", "").replace("_", ""))
    except InvalidOperation as fault:
        raise UsageFault(f"{name}={value}: not a figure", remedy="write it in digits, 10000000") from fault
    sizes = flow_sizes(snapshot)

    def passes(flow: Flow) -> bool:
        size = sizes.get(flow.id)
        return size is not None and (size >= bound if name == "least" else size <= bound)

    return passes


_PLAIN: dict[str, Callable[[str], Test]] = {
    "funder": lambda value: _party(value, lambda flow: flow.funders),
    "funders": _exactly,
    "recipient": lambda value: _party(value, lambda flow: flow.recipients),
    "actor": lambda value: lambda flow: flow.implementing_actor == value.upper(),
    "mechanism": lambda value: lambda flow: (flow.mechanism or NO_MECHANISM) == value,
    "purpose": lambda value: lambda flow: (flow.purpose or "") == value,
    "unit": lambda value: lambda flow: flow.quantity is not None and flow.quantity.unit == value,
    "period": lambda value: lambda flow: flow.period is not None and str(flow.period) == value,
    "tranche": lambda value: lambda flow: str(flow.tranche) == value,
    "kind": _kind,
    "origin": _origin,
    "from-stage": _from_stage,
    "since": lambda value: _dated("since", value),
    "until": lambda value: _dated("until", value),
    "parent": lambda value: lambda flow: flow.parent == value,
}


def search_texts(snapshot: Snapshot) -> SearchTexts:
    """Return what is searched for words, put together once for a state of the book."""

    def text(flow: Flow) -> str:
        told = (flow.label, flow.purpose or "", parties_word(flow.funders), parties_word(flow.recipients))
        goods = (item.item for item in flow.items)
        return " ".join(" ".join((*told, mechanism_word(flow.mechanism), *goods, flow.id)).casefold().split())

    def make() -> SearchTexts:
        texts = {flow.id: text(flow) for flow in snapshot.contents.flows.values()}
        ends = tuple(accumulate(len(one) + 1 for one in texts.values()))
        return SearchTexts(texts, tuple(texts), ends, "".join(f"{one}\n" for one in texts.values()))

    return snapshot.once("search texts", make)


def flow_sizes(snapshot: Snapshot) -> dict[str, Decimal]:
    """Return the whole figure of each flow in the reporting currency, for those that have one, by id."""
    return snapshot.once("sizes", lambda: _sizes(snapshot))


def _sizes(snapshot: Snapshot) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for flow in snapshot.contents.flows.values():
        if flow.quantity is None:
            continue
        if flow.quantity.unit == snapshot.currency:
            found[flow.id] = flow.quantity.best
            continue
        told = next((event.date for event in reversed(flow.events) if event.date is not None), None)
        when, _ = snapshot.rates.when(told, flow.statements)
        rate = snapshot.rates.between(flow.quantity.unit, snapshot.currency, when)
        if rate is not None:
            found[flow.id] = flow.quantity.best * rate.rate
    return found


def ordered(snapshot: Snapshot, sort: str, *, descending: bool) -> tuple[Flow, ...]:
    """Return all flows in an order; sorted once for a state of the book."""
    return snapshot.once(("ordered", sort, descending), lambda: _ordered(snapshot, sort, descending=descending))


def _ordered(snapshot: Snapshot, sort: str, *, descending: bool) -> tuple[Flow, ...]:
    sizes = flow_sizes(snapshot)
    keys: dict[str, Callable[[Flow], object]] = {
        "size": lambda flow: sizes.get(flow.id, Decimal(-1)),
        "date": lambda flow: max((str(event.date) for event in flow.events if event.date), default=""),
        "stage": lambda flow: step(flow.stage),
        "funder": lambda flow: parties_word(flow.funders),
        "label": lambda flow: flow.label,
        "sources": lambda flow: len(flow.statements),
    }
    first = sorted(snapshot.contents.flows.values(), key=lambda flow: flow.id)
    return tuple(sorted(first, key=keys[sort], reverse=descending))  # type: ignore[arg-type]  # each key is ordered


def choices(snapshot: Snapshot) -> dict[str, list[tuple[str, str]]]:
    """Return what the filters of this book can be set to: pairs of value and words, in the order of the words."""
    return snapshot.once("choices", lambda: _choices(snapshot))


def _choices(snapshot: Snapshot) -> dict[str, list[tuple[str, str]]]:
    flows = snapshot.contents.flows.values()
    funders = {code for flow in flows for code in flow.funders}
    recipients = {code for flow in flows for code in flow.recipients}
    slugs = {flow.mechanism for flow in flows if flow.mechanism}
    units = {flow.quantity.unit for flow in flows if flow.quantity is not None}
    stages = {flow.stage for flow in flows}

    def named(values: Iterable[str], word: Callable[[str], str]) -> list[tuple[str, str]]:
        return sorted(((value, word(value)) for value in values), key=lambda pair: pair[1].casefold())

    return {
        "funder": named(funders, parties_word),
        "recipient": named(recipients, parties_word),
        "mechanism": named(slugs, mechanism_word),
        "unit": named(units, lambda unit: unit.removeprefix("item:")),
        "stage": [(stage.value, stage.value) for stage in Stage if stage in stages],
    }
