"""Links and vetoes in, clusters out: the strongest links first, none across a veto, whatever the order of the input."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType


class Clusters:
    """Statements grouped by links; two groups with a veto between them are never joined.

    Nor does a rule join two groups in which one coder has filed a statement each: it has told them apart. Only a
    judgement joins these.

    The smaller group is searched and moved at each join, so the whole costs little more than the number of links.
    """

    def __init__(
        self,
        members: Iterable[str],
        vetoes: Iterable[tuple[str, str]],
        coders: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._group_of = {member: member for member in members}
        self._groups = {member: [member] for member in self._group_of}
        self._coders = {member: frozenset((coders[member],)) for member in self._group_of if member in coders}
        self._vetoes: dict[str, set[str]] = defaultdict(set)
        for left, right in vetoes:
            self._vetoes[left].add(right)
            self._vetoes[right].add(left)

    def together(self, left: str, right: str) -> bool:
        """Tell whether two statements are in one group."""
        return self._group_of[left] == self._group_of[right]

    def blocked(self, left: str, right: str) -> tuple[str, str] | None:
        """Return a vetoed pair that stands between two groups, None when nothing does."""
        one, other = self._group_of[left], self._group_of[right]
        if len(self._groups[one]) > len(self._groups[other]):
            one, other = other, one
        for member in self._groups[one]:
            for enemy in self._vetoes[member]:
                if self._group_of.get(enemy) == other:
                    return member, enemy
        return None

    def members(self, member: str) -> tuple[str, ...]:
        """Return the group that a statement is in, sorted."""
        return tuple(sorted(self._groups[self._group_of[member]]))

    def join(self, left: str, right: str, *, judged: bool = False) -> bool:
        """Put two groups together unless a veto or a coder forbids it; tell whether they are together now.

        Args:
            left: A member of the one.
            right: A member of the other.
            judged: A person or the coder itself says so, which no coder's order stands against.
        """
        if self.together(left, right):
            return True
        if self.blocked(left, right) is not None or (not judged and self._coded_apart(left, right)):
            return False
        one, other = self._group_of[left], self._group_of[right]
        if len(self._groups[one]) > len(self._groups[other]):
            one, other = other, one
        for member in self._groups[one]:
            self._group_of[member] = other
        self._groups[other] += self._groups.pop(one)
        if one in self._coders:
            self._coders[other] = self._coders.get(other, frozenset()) | self._coders.pop(one)
        return True

    def _coded_apart(self, left: str, right: str) -> bool:
        one, other = self._coders.get(self._group_of[left]), self._coders.get(self._group_of[right])
        return bool(one and other and one & other)

    def groups(self) -> list[tuple[str, ...]]:
        """Return the groups, each sorted, sorted by their least member."""
        return sorted(tuple(sorted(members)) for members in self._groups.values())


def group_index(groups: Iterable[tuple[str, ...]]) -> Mapping[str, int]:
    """Map each member to the place of its group."""
    return {member: place for place, members in enumerate(groups) for member in members}
