import json
import tarfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from foreign_data import shared, shared_files

from pledgebook.exchange.incoming.base import Intake, Options, Refusal
from pledgebook.exchange.incoming.ocds import AWARDED, PLANNED, OcdsImporter
from pledgebook.exchange.incoming.ocds_merging import MERGE_RULES
from pledgebook.model.evidence import Source
from pledgebook.model.problem import ProblemCode, Severity
from pledgebook.model.stage import Stage
from pledgebook.workflow.book import open_book


def value(amount: object, currency: str = "UAH") -> dict[str, object]:
    return {"amount": amount, "currency": currency}


def release(day: str, **more: object) -> dict[str, Any]:
    return {
        "ocid": "x-1",
        "id": f"x-1-{day}",
        "date": f"{day}T00:00:00Z",
        "tag": ["contract"],
        "parties": [
            {"id": "DK", "name": "Denmark", "roles": ["funder"]},
            {"id": "b", "name": "Ministry of Pumps", "roles": ["buyer"]},
        ],
        "buyer": {"id": "b", "name": "Ministry of Pumps"},
        **more,
    }


def source(tree: object) -> Source:
    return Source("package.json", json.dumps(tree).encode())


def read(tree: object) -> Intake:
    intake = OcdsImporter().read(source(tree), Options())
    assert isinstance(intake, Intake), intake
    return intake


PLANNING = {"budget": {"amount": value(1000)}}
AWARD = {"id": "a", "status": "active", "date": "2024-02-01T00:00:00Z", "value": value(900)}
CONTRACT = {"id": "c", "awardID": "a", "status": "active", "dateSigned": "2024-03-01T00:00:00Z", "value": value(890)}


def test_releases_are_merged_and_tell_what_is_contracted_paid_and_delivered(tmp_path: Path) -> None:
    paid = [{"id": "1", "date": "2024-04-01T00:00:00Z", "value": value(300)}]
    met = [{"id": "m", "type": "delivery", "status": "met", "dateMet": "2024-06-01T00:00:00Z"}]
    package = {
        "uri": "x",
        "releases": [
            release("2024-06-02", contracts=[{"id": "c", "implementation": {"milestones": met}}]),
            release("2024-01-02", planning=PLANNING),
            release("2024-04-02", contracts=[{"id": "c", "implementation": {"transactions": paid}}]),
            release("2024-03-02", awards=[AWARD], contracts=[CONTRACT]),
        ],
    }
    intake = read(package)
    assert [(record.statement.stage, record.aside) for record in intake.records] == [
        (Stage.PROPOSED, PLANNED),
        (Stage.ALLOCATED, AWARDED),
        (Stage.CONTRACTED, ""),
        (Stage.DELIVERED, ""),
        (Stage.DISBURSED, ""),
    ]
    contract = intake.records[2].statement
    assert (contract.donors, contract.recipients, str(contract.date)) == (("DK",), ("Ministry of Pumps",), "2024-03-01")
    (tmp_path / "p.json").write_bytes(source(package).data)
    with open_book("memory:") as book:
        book.import_files("ocds", [tmp_path])
        assert {(item.stage, item.best) for item in book.stage_sums() if item.best} == {(Stage.DELIVERED, Decimal(890))}
        assert book.verify().sound


def test_a_cancelled_contract_counts_no_more() -> None:
    intake = read(release("2024-03-02", contracts=[CONTRACT | {"status": "cancelled"}]))
    assert [record.statement.stage for record in intake.records] == [Stage.CANCELLED]


def test_a_later_file_of_a_process_replaces_the_earlier(tmp_path: Path) -> None:
    for day, amount in (("2024-03-02", 890), ("2024-05-02", 700)):
        tree = release(day, contracts=[CONTRACT | {"value": value(amount)}])
        (tmp_path / f"{day}.json").write_bytes(source(tree).data)
    with open_book("memory:") as book:
        book.import_files("ocds", [tmp_path])
        assert [item.best for item in book.stage_sums()] == [Decimal(700)]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (value("many"), "'many' is no number"),
        (value(1, ""), "a value without a currency"),
        (value(1, "MNX"), "'MNX' is no currency"),
        (value(-1), "a negative value"),
        (value(10**20), "1.000E+20 is more than anybody has given"),
    ],
)
def test_a_value_that_tells_no_sum_is_rejected_with_its_place(broken: dict[str, object], reason: str) -> None:
    intake = read(release("2024-03-02", awards=[AWARD], contracts=[CONTRACT | {"value": broken}]))
    assert (intake.read, intake.rejected) == (2, 1)
    assert [(problem.where, problem.message) for problem in intake.problems] == [
        ("package.json, x-1/contract/c", reason)
    ]


def test_a_record_that_only_links_is_rejected() -> None:
    intake = read({"records": [{"ocid": "x-1", "releases": [{"url": "https://example.org/1"}]}]})
    assert (intake.read, intake.rejected) == (1, 1)
    assert intake.problems[0].code is ProblemCode.RECORD_REJECTED


@pytest.mark.parametrize("tree", [{}, [], 3, {"releases": []}, {"a": {"b": 1}}])
def test_what_holds_no_process_is_refused(tree: object) -> None:
    assert isinstance(OcdsImporter().read(source(tree), Options()), Refusal)


def test_the_rules_of_merging_are_those_of_the_standard() -> None:
    rules = pytest.importorskip("ocdsmerge.rules")
    schema = shared("ocds/standard-1.1.5/schema/dereferenced-release-schema.json")
    assert rules.get_merge_rules(str(schema)) == dict(MERGE_RULES)


@pytest.mark.parametrize(
    "path", shared_files("ocds/standard-1.1.5/docs/examples", "*.json"), ids=lambda path: path.stem
)
def test_examples_of_the_standard_are_read_or_said_to_be_no_data(path: Path) -> None:
    found = OcdsImporter().read(Source(path.name, path.read_bytes()), Options())
    if isinstance(found, Refusal):
        assert found.problems[0].message == "there is no release, record or package in it"
    else:
        assert found.rejected == 0


def test_real_publishers_come_in_and_every_rejected_value_is_named() -> None:
    archive = shared("ocds/real-examples.tar.xz")
    seen: dict[str, list[int]] = {}
    with tarfile.open(archive) as packed:
        for member in packed:
            stream = packed.extractfile(member) if member.name.endswith(".json") else None
            if stream is None:
                continue
            found = OcdsImporter().read(Source(member.name, stream.read()), Options())
            if isinstance(found, Refusal):
                assert found.problems[0].code is ProblemCode.EMPTY_FILE
                continue
            errors = [problem for problem in found.problems if problem.severity is Severity.ERROR]
            assert len(errors) == found.rejected
            for record in found.records:
                span = record.statement.span
                assert found.layer.text[span.start : span.end] == span.quote
            counts = seen.setdefault(member.name.split("/")[2], [0, 0])
            counts[0] += found.read
            counts[1] += found.rejected
    assert seen["ukraine"] == [46, 0], "Prozorro: awards and contracts of eleven processes, as releases and as records"
    assert seen["mexico"] == [1688, 302], "values without a currency"
