import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from foreign_data import shared

from pledgebook.exchange.incoming.base import Intake, Options, Refusal
from pledgebook.exchange.incoming.fts import NOT_NEW, OUTGOING, ZERO, FtsImporter
from pledgebook.model.evidence import Source
from pledgebook.model.problem import ProblemCode
from pledgebook.model.stage import Stage
from pledgebook.workflow.book import open_book


def flow(identifier: str, amount: object = 100, **more: object) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": identifier,
        "amountUSD": amount,
        "status": "paid",
        "flowType": "Standard",
        "newMoney": True,
        "boundary": "incoming",
        "versionId": 1,
        "date": "2020-05-06T00:00:00Z",
        "description": "Tents",
        "sourceObjects": [{"type": "Organization", "name": "Norway, Government of"}],
        "destinationObjects": [
            {"type": "Organization", "name": "Tent Makers", "behavior": "single"},
            {"type": "Location", "name": "Chad", "behavior": "shared"},
            {"type": "Location", "name": "Sudan", "behavior": "shared"},
            {"type": "UsageYear", "name": "2021"},
            {"type": "UsageYear", "name": "2020"},
        ],
    }
    return told | more


def page(*flows: dict[str, Any]) -> Source:
    return Source("page.json", json.dumps({"data": {"flows": flows}}).encode())


def read(source: Source) -> Intake:
    intake = FtsImporter().read(source, Options())
    assert isinstance(intake, Intake), intake
    return intake


def test_a_flow_says_who_to_whom_how_much_and_when() -> None:
    (record,) = read(page(flow("7", originalAmount=850, originalCurrency="NOK"))).records
    statement = record.statement
    assert (statement.donors, statement.recipients) == (("NO",), ("SD", "TD"))
    assert (statement.implementing_actor, statement.stage) == ("Tent Makers", Stage.DISBURSED)
    assert (str(statement.date), str(statement.period)) == ("2020-05-06", "2020-2021")
    assert statement.amount is not None
    assert (statement.amount.low, statement.amount.unit) == (Decimal(100), "USD")
    assert (statement.equivalents[0].low, statement.equivalents[0].unit) == (Decimal(850), "NOK")


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"newMoney": False}, NOT_NEW),
        ({"flowType": "Carryover"}, NOT_NEW),
        ({"boundary": "outgoing"}, OUTGOING),
        ({"amountUSD": 0, "flowType": "Parked", "childFlowIds": [8, 9]}, ZERO),
        ({"flowType": "Parked"}, ""),
        ({"flowType": "Pass through"}, ""),
    ],
)
def test_only_new_money_is_counted(told: dict[str, object], reason: str) -> None:
    assert [record.aside for record in read(page(flow("7", **told))).records] == [reason]


def test_a_later_version_stands_and_of_one_version_the_receivers_view(tmp_path: Path) -> None:
    pages = [
        page(flow("7", 100, versionId=2)),
        page(flow("7", 90, versionId=1)),
        page(flow("7", 100, versionId=2, boundary="internal", newMoney=False)),
    ]
    for number, source in enumerate(pages):
        (tmp_path / f"{number}.json").write_bytes(source.data)
    with open_book("memory:") as book:
        book.import_files("fts", [tmp_path])
        assert [item.best for item in book.stage_sums()] == [Decimal(100)]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"status": "gift"}, "status 'gift' is none of pledge, commitment, paid"),
        ({"amountUSD": None}, "no number"),
        ({"amountUSD": "1e99"}, "'1e99' is no sum that anybody has"),
        ({"date": "2922-01-01", "decisionDate": None}, "the year 2922 is out of bounds"),
    ],
)
def test_a_flow_that_cannot_be_read_is_rejected_with_its_place(told: dict[str, object], reason: str) -> None:
    intake = read(page(flow("7"), flow("8", **told)))
    assert (intake.read, intake.accepted, intake.rejected) == (2, 1, 1)
    assert [(item.code, item.where, item.message) for item in intake.problems] == [
        (ProblemCode.RECORD_REJECTED, "page.json, flow 2", reason)
    ]


@pytest.mark.parametrize(
    "data", [b"{", b'{"data": {"flows": 3}}', b"", b"\xff\xfe{", b'{"data": [NaN]}', b"[" * 100_000]
)
def test_what_is_no_answer_of_flows_is_refused(data: bytes) -> None:
    assert isinstance(FtsImporter().read(Source("x.json", data), Options()), Refusal)


@pytest.mark.parametrize("location", ["1", "114", "171"])
def test_incoming_flows_come_to_the_total_that_the_service_tells(location: str) -> None:
    folder = shared("fts/tests/fixtures/input")
    total = None
    sums: dict[str, Decimal] = {}
    for path in sorted(folder.glob(f"custom-search-locationid-{location}-year-2020*.json")):
        tree = json.loads(path.read_bytes())["data"]
        total = total or tree["incoming"]["fundingTotal"]
        intake = read(Source(path.name, path.read_bytes()))
        assert intake.rejected == 0
        assert intake.read == len(tree["flows"])
        for record in intake.records:
            cells = dict(part.partition(": ")[::2] for part in record.statement.span.quote.split(" | "))
            # The service's total of a place leaves out what is shared with other places.
            single = cells["boundary"] == "incoming" and cells["onBoundary"] == "single"
            if single and record.statement.stage is not Stage.PLEDGED and record.statement.amount is not None:
                sums[record.identifier] = record.statement.amount.low or Decimal(0)
    assert total is not None
    assert sum(sums.values()) == total


def test_csv_and_json_tell_the_same_flows() -> None:
    folder = shared("fts/tests/fixtures")
    told: dict[str, set[tuple[str, Decimal]]] = defaultdict(set)
    for path in (
        *sorted(folder.glob("fts_incoming_funding_afg.csv")),
        *sorted(folder.glob("input/custom-search-locationid-1-*")),
    ):
        for record in read(Source(path.name, path.read_bytes())).records:
            amount = record.statement.amount
            assert amount is not None
            told[record.identifier].add((record.statement.stage.value, amount.low or Decimal(0)))
    assert len(told) > 300
    assert all(len(values) == 1 for values in told.values())
