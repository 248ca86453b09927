"""Documents, statements and judgements in; flows, checks, decisions and problems out. Pure, whatever the order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pledgebook.model.evidence import Document
from pledgebook.model.flow import Check, Flow
from pledgebook.model.judgement import TYPED, Decision, Judgement, Verdict
from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.model.statement import Statement
from pledgebook.reconciliation.arithmetic import FlowsByYear, cover_by_arithmetic
from pledgebook.reconciliation.blocking import candidate_pairs
from pledgebook.reconciliation.checks import build_check, check_id, cover_by_scope
from pledgebook.reconciliation.clusters import Clusters, group_index
from pledgebook.reconciliation.compare import Evidence, compare
from pledgebook.reconciliation.decide import FIRM_VETOES, LOOKS_ALIKE, RULE_OF_MATCH, Ruling, decide, rule_on
from pledgebook.reconciliation.figures import Figure, Match, Rates
from pledgebook.reconciliation.flows import Group, build_flow, flow_id
from pledgebook.reconciliation.goods import pay_for_goods
from pledgebook.reconciliation.implied import Background, implied_rate_problems
from pledgebook.reconciliation.judgements import apply_values, standing
from pledgebook.reconciliation.parts import Parts, link_parts
from pledgebook.reconciliation.profiles import Profile, profile_statements
from pledgebook.reconciliation.questions import Question, ask
from pledgebook.reconciliation.scoped import FlowsByScheme
from pledgebook.reconciliation.splits import split_another_way
from pledgebook.reconciliation.support import place_bare_support
from pledgebook.reconciliation.totals import is_asserted_total
from pledgebook.reconciliation.typed import TypedLink, as_flow_links, type_links

ASKED = 8
"""Statements of each group whose agreement is asked before two groups are joined."""

LEAST_MEAN = -0.75
"""Mean score between two groups down to which a sure pair may join them."""


_TOGETHER = frozenset((Verdict.SAME, Verdict.ADDS_TO))
_DIRECTED = TYPED | {Verdict.PART_OF, Verdict.ADDS_TO}


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What the statements, taken together, say.

    Attributes:
        statements: As judged: without the rejected ones, with the values that people have set; by id.
        flows: Sums and lots that are followed, by id.
        checks: Totals that are asserted, by id.
        decisions: What rules and people decided about pairs of statements, with the evidence.
        problems: Contradictions between judgements, implied rates that are off, values that cannot be read.
        questions: Pairs that only a person can decide, those first on which most money hangs.
    """

    statements: tuple[Statement, ...]
    flows: tuple[Flow, ...]
    checks: tuple[Check, ...]
    decisions: tuple[Decision, ...]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...] = ()


def reconcile(
    documents: Sequence[Document], statements: Sequence[Statement], judgements: Sequence[Judgement], rates: Rates
) -> Reconciliation:
    """Fold statements into flows and checks.

    The order of documents and statements does not matter. The order of judgements does: it is that of the journal, and
    the later one on the same matter wins. Every statement that is not rejected ends in exactly one flow or check.

    Args:
        documents: The sources; their publication dates and publishers are evidence.
        statements: All statements of the book.
        judgements: All judgements of people, in the order of the journal.
        rates: Dated exchange rates.
    """
    people = standing(judgements)
    documents = [document for document in documents if document.id not in people.rejected]
    valued, problems = apply_values(statements, people.values)
    kept = [item for item in valued if not {item.id, item.document} & people.rejected]
    problems = [item for item in problems if any(item.where == statement.id for statement in kept)]
    profiles = profile_statements(documents, kept, rates)
    judged = _decisions_of_people(people.pairs, profiles)
    ruled = [
        found
        for left, right in candidate_pairs(profiles, people.coders)
        if (found := rule_on(profiles[left], profiles[right]))
    ]
    clusters, joining, contradictions = _cluster(profiles, judged, ruled, people.coders)
    links = [decide(item, profiles) for item in joining]
    for place_rest in (pay_for_goods, place_bare_support):
        placed = place_rest(clusters.groups(), profiles)
        links += [item for item in placed if clusters.join(item.left, item.right)]
    groups = clusters.groups()
    parts = link_parts(groups, profiles, (item for item in judged if item.verdict is Verdict.PART_OF), people.coders)
    by_id = {document.id: document for document in documents}
    typed = type_links(groups, profiles, group_index(groups), judged, people.coders)
    wholes = _figures_around(groups, parts, profiles)
    added = frozenset(item.left for item in judged if item.verdict is Verdict.ADDS_TO)
    told = [
        Group(tuple(profiles[item] for item in members), by_id, Background(rates, wholes.get(place, ())), added)
        for place, members in enumerate(groups)
    ]
    flows, checks = _build(told, parts, typed, rates)
    place_of = group_index(groups)
    kept_apart = [decide(item, profiles) for item in _strongest(ruled, place_of)]
    decisions = _one_per_pair((*judged, *parts.decisions, *links, *kept_apart))
    off = implied_rate_problems(profiles.values(), rates, lambda name: wholes.get(place_of[name], ()))
    problems += [*contradictions, *map(_circle, parts.refused), *off]
    return Reconciliation(
        statements=tuple(sorted(kept, key=lambda statement: statement.id)),
        flows=tuple(sorted(flows, key=lambda flow: flow.id)),
        checks=tuple(sorted(checks, key=lambda check: check.id)),
        decisions=tuple(sorted(decisions, key=lambda item: (item.left, item.right, item.verdict, item.rule))),
        problems=tuple(sorted(problems, key=lambda item: (item.code, item.where, item.message))),
        questions=ask(ruled, groups, place_of, (*judged, *parts.decisions, *kept_apart), profiles),
    )


def _one_per_pair(decisions: Iterable[Decision]) -> list[Decision]:
    """Keep the first decision about each pair: what a weightier instance said is not repeated by a lesser one."""
    kept: dict[frozenset[str], Decision] = {}
    for decision in decisions:
        kept.setdefault(frozenset((decision.left, decision.right)), decision)
    return list(kept.values())


def _strongest(ruled: Iterable[Ruling], place_of: Mapping[str, int]) -> list[Ruling]:
    """Keep of the rulings that part two groups the strongest of each rule: what was nearest to being taken for one."""
    kept: dict[tuple[int, int, str], Ruling] = {}
    for item in ruled:
        one, other = sorted((place_of[item.left], place_of[item.right]))
        if item.verdict is Verdict.DIFFERENT and item.score >= LOOKS_ALIKE and one != other:
            best = kept.get((one, other, item.rule))
            if best is None or (-item.score, item.left, item.right) < (-best.score, best.left, best.right):
                kept[one, other, item.rule] = item
    return list(kept.values())


def _decisions_of_people(pairs: Iterable[Judgement], profiles: Mapping[str, Profile]) -> list[Decision]:
    """Turn standing judgements about pairs into decisions, in the order of time; directed ones keep their direction."""
    decisions = []
    for judgement in pairs:
        left, right = judgement.subject, judgement.object
        if left not in profiles or right not in profiles or left == right:
            continue  # about a statement that is rejected or whose document is not in the book
        if judgement.verdict not in _DIRECTED and right < left:
            left, right = right, left
        decisions.append(Decision(left, right, judgement.verdict, f"judgement:{judgement.id}", 0.0, ()))
    return decisions


def _cluster(
    profiles: Mapping[str, Profile], judged: Sequence[Decision], ruled: Sequence[Ruling], coders: Mapping[str, str]
) -> tuple[Clusters, list[Ruling], list[Problem]]:
    """Group by people's judgements first, then by rules from the strongest link down.

    A judgement that contradicts later ones is set aside and reported. A rule's link that would cross a person's
    DIFFERENT, or a veto, is left out: the weakest links are tried last, so they are the ones that give way.

    Returns:
        The groups, the rulings that joined them, and the contradictions.
    """
    apart = [item for item in judged if item.verdict not in _TOGETHER]
    judged_pairs = {frozenset((item.left, item.right)) for item in judged}
    vetoes = [
        (item.left, item.right)
        for item in ruled
        if item.rule in FIRM_VETOES and frozenset((item.left, item.right)) not in judged_pairs
    ]
    firm = Clusters(profiles, ((item.left, item.right) for item in apart))
    problems = []
    linked: list[Decision] = []
    for item in reversed([item for item in judged if item.verdict in _TOGETHER]):
        if firm.join(item.left, item.right, judged=True):
            linked.append(item)
        else:
            problems.append(_contradiction(item, firm.blocked(item.left, item.right), apart))
    clusters = Clusters(profiles, [*((item.left, item.right) for item in apart), *_spared(vetoes, firm)], coders)
    for item in linked:
        clusters.join(item.left, item.right, judged=True)
    joining: list[Ruling] = []
    same = (item for item in ruled if item.verdict is Verdict.SAME)
    for link in sorted(same, key=lambda ruling: (-ruling.score, ruling.left, ruling.right)):
        apart_so_far = not clusters.together(link.left, link.right)
        if apart_so_far and _agree(clusters, link, profiles) and clusters.join(link.left, link.right):
            joining.append(link)
    return clusters, joining, problems


def _agree(clusters: Clusters, link: Ruling, profiles: Mapping[str, Profile]) -> bool:
    """Tell whether two groups agree on the whole, and not by one lucky pair alone.

    One statement that tells little can look like two sums that look nothing like each other. So the mean score of the
    pairs between both groups must not speak against joining; of a large group its first statements by id are asked.
    """
    one, other = clusters.members(link.left), clusters.members(link.right)
    if len(one) == len(other) == 1:
        return True
    if any(compare(profiles[a], profiles[b]).veto in FIRM_VETOES for a, b in _of_one_document(one, other, profiles)):
        return False
    one, other = one[:ASKED], other[:ASKED]
    pairs = [compare(profiles[left], profiles[right]) for left in one for right in other]
    slipped = link.rule == RULE_OF_MATCH[Match.SAME_DIGITS]
    scores = [_without_figures(found) if slipped and found.match is Match.APART else found.score for found in pairs]
    return sum(scores) / len(scores) >= LEAST_MEAN


def _without_figures(found: Evidence) -> float:
    """A slip of digits is far from every right telling: what it is far from says nothing more than the slip does."""
    return sum(item.weight for item in found.comparisons if not item.feature.startswith("amount"))


def _of_one_document(
    one: Sequence[str], other: Sequence[str], profiles: Mapping[str, Profile]
) -> Iterator[tuple[str, str]]:
    """Yield the pairs across two groups that stand in one document."""
    told: dict[str, list[str]] = defaultdict(list)
    for member in one:
        told[profiles[member].statement.document].append(member)
    for member in other:
        for twin in told.get(profiles[member].statement.document, ()):
            yield twin, member


def _spared(vetoes: Iterable[tuple[str, str]], firm: Clusters) -> Iterable[tuple[str, str]]:
    """Drop a rule's veto between statements that people hold to be the same."""
    return ((left, right) for left, right in vetoes if not firm.together(left, right))


def _contradiction(item: Decision, between: tuple[str, str] | None, apart: Sequence[Decision]) -> Problem:
    pair = frozenset(between or ())
    kept_apart = " and ".join(sorted(pair))
    other = next((found.rule for found in apart if frozenset((found.left, found.right)) == pair), "")
    return Problem(
        ProblemCode.JUDGEMENTS_CONTRADICT,
        Severity.ERROR,
        item.left,
        f"{item.rule} says that {item.left} and {item.right} are the same; {other} keeps {kept_apart} apart",
        "",
        "withdraw one of the two; until then they are kept apart",
    )


def _circle(item: Decision) -> Problem:
    return Problem(
        ProblemCode.JUDGEMENTS_CONTRADICT,
        Severity.ERROR,
        item.left,
        f"{item.rule} puts {item.left} inside {item.right}, which other judgements or the texts put inside {item.left}",
        "",
        "withdraw it or the judgement that it contradicts; until then it has no effect",
    )


def _figures_around(
    groups: Sequence[tuple[str, ...]], parts: Parts, profiles: Mapping[str, Profile]
) -> dict[int, tuple[Figure, ...]]:
    """Return for each group the figures of the one that it is inside of."""
    return {
        place: tuple(figure for member in groups[whole] for figure in profiles[member].figures)
        for place, whole in parts.parents.items()
    }


def _build(
    groups: Sequence[Group], parts: Parts, typed: Mapping[int, tuple[TypedLink, ...]], rates: Rates
) -> tuple[list[Flow], list[Check]]:
    """Make each group a flow or a check; a flow's parent is a flow, what is inside a check explains it."""
    asserted = [any(is_asserted_total(item.statement) for item in group.members) for group in groups]
    ids = [check_id(group) if is_total else flow_id(group) for group, is_total in zip(groups, asserted, strict=True)]
    wholes = {parent for child, parent in parts.parents.items() if not asserted[child]}
    flows: dict[int, Flow] = {}
    for place, group in enumerate(groups):
        if not asserted[place]:
            whole = parts.parents.get(place)
            parent_id = ids[whole] if whole is not None and not asserted[whole] else None
            flow = build_flow(group, parent_id, has_children=place in wholes)
            flows[place] = replace(flow, links=as_flow_links(typed[place], ids)) if typed.get(place) else flow
    totals = {
        place: [flows[item].id for item in _flows_inside(place, parts, asserted)]
        for place in range(len(groups))
        if asserted[place]
    }
    by_id = {flow.id: flow for flow in flows.values()}
    for place, inside in totals.items():
        for name, link in split_another_way(groups[place], [by_id[item] for item in inside], rates):
            by_id[name] = replace(by_id[name], links=(link,))
    return list(by_id.values()), _build_checks(groups, parts, ids, (totals, by_id), rates)


def _build_checks(
    groups: Sequence[Group],
    parts: Parts,
    ids: Sequence[str],
    held: tuple[Mapping[int, Sequence[str]], Mapping[str, Flow]],
    rates: Rates,
) -> list[Check]:
    """Hold each asserted total against the flows inside it, else against those that can explain it."""
    totals, flows = held
    filed = (FlowsByYear(flows.values()), FlowsByScheme(flows.values()))
    checks = []
    for place, names in totals.items():
        around = parts.parents.get(place)
        parent_id = None if around is None else ids[around]
        check = build_check(groups[place], parent_id, [flows[name] for name in names if not flows[name].links], rates)
        checks.append(check if names else _cover(check, groups[place], filed, rates))
    return checks


def _cover(check: Check, group: Group, filed: tuple[FlowsByYear, FlowsByScheme], rates: Rates) -> Check:
    """Explain a total that no part is told of: by the one set of flows that adds up to it, else by its scope."""
    added_up = cover_by_arithmetic(check, filed[0])
    return added_up if added_up is not check else cover_by_scope(check, group, filed[1], rates)


def _flows_inside(place: int, parts: Parts, asserted: Sequence[bool]) -> list[int]:
    """Return the outermost flows inside a check, through the checks inside it; money inside two of them counts once."""
    found: set[int] = set()
    seen: set[int] = set()
    ahead = list(parts.inside.get(place, ()))
    while ahead:
        child = ahead.pop()
        if child in seen or child == place:
            continue
        seen.add(child)
        if asserted[child]:
            ahead += parts.inside.get(child, ())
        else:
            found.add(child)
    return sorted(child for child in found if not _has_ancestor(child, found, parts.parents))


def _has_ancestor(place: int, among: set[int], parents: Mapping[int, int]) -> bool:
    step = parents.get(place)
    while step is not None:
        if step in among:
            return True
        step = parents.get(step)
    return False
