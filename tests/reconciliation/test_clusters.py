from pledgebook.reconciliation.clusters import Clusters, group_index


def test_groups_grow_by_links() -> None:
    clusters = Clusters("abcd", [])
    assert clusters.join("a", "b")
    assert clusters.join("c", "b")
    assert clusters.together("a", "c")
    assert clusters.groups() == [("a", "b", "c"), ("d",)]


def test_a_veto_between_two_members_keeps_two_groups_apart() -> None:
    clusters = Clusters("abcd", [("a", "d")])
    clusters.join("a", "b")
    clusters.join("c", "d")
    assert clusters.blocked("b", "c") in (("a", "d"), ("d", "a"))
    assert not clusters.join("b", "c")
    assert clusters.groups() == [("a", "b"), ("c", "d")]


def test_each_member_has_the_place_of_its_group() -> None:
    assert group_index([("a", "b"), ("c",)]) == {"a": 0, "b": 0, "c": 1}
