"""The overview: a book in counts."""

from pledgebook.ledger.conversion import RateBasis
from pledgebook.reports.contents import Contents
from pledgebook.reports.overview import Counted, overview


def test_the_story_in_counts(contents: Contents, basis: RateBasis) -> None:
    found = overview(contents, basis)
    assert (found.documents, found.statements, found.flows, found.entries) == (2, 5, 2, 2)
    assert found.publishers == (Counted("A ministry", 1), Counted("Example Daily", 1))
    assert [str(day) for day in found.published] == ["2024-11-25", "2024-11-25"]
    assert found.statements_by_kind == (Counted("money", 3), Counted("unquantified", 2))
    assert found.flows_by_stage == (Counted("signed", 1), Counted("allocated", 1))
    assert found.checks == (Counted("partly-explained", 1),)
    assert (found.packages, found.parts, found.silent_documents) == (0, 0, 0)
    assert [row.key for row in found.by_funder_and_stage.rows] == [("LT", "allocated"), ("SE", "signed")]


def test_an_empty_book_is_a_book(basis: RateBasis) -> None:
    found = overview(Contents.of(), basis)
    assert (found.documents, found.flows, found.published) == (0, 0, ())
    assert found.by_funder_and_stage.rows == ()
