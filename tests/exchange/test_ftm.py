import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pledgebook.exchange.incoming.base import Intake, Options, Refusal
from pledgebook.exchange.incoming.ftm import FollowTheMoneyImporter
from pledgebook.model.evidence import Source
from pledgebook.model.stage import Stage
from pledgebook.workflow.book import open_book
from pledgebook.workflow.demo import sample_sources


def entity(identifier: str, schema: str, /, **properties: str) -> dict[str, Any]:
    return {"id": identifier, "schema": schema, "properties": {key: [value] for key, value in properties.items()}}


PARTIES = (
    entity("p1", "PublicBody", name="Ministry of Boats", country="dk"),
    entity("p2", "Company", name="Harbour Works Ltd", country="ua"),
    entity("p3", "PublicBody", name="Ukraine", country="ua"),
)


def source(*entities: dict[str, Any]) -> Source:
    return Source("e.ftm.json", "\n".join(map(json.dumps, entities)).encode())


def read(*entities: dict[str, Any]) -> Intake:
    intake = FollowTheMoneyImporter().read(source(*entities), Options())
    assert isinstance(intake, Intake), intake
    return intake


def test_payments_are_transfers_between_parties_inside_their_project(tmp_path: Path) -> None:
    told = (
        entity("x", "Project", name="Boats", amount="100", currency="DKK", startDate="2024-01-02"),
        entity("r1", "ProjectParticipant", project="x", participant="p1", role="funder"),
        entity("r2", "ProjectParticipant", project="x", participant="p3", role="recipient"),
        entity("y", "Payment", payer="p1", beneficiary="p3", amount="60", currency="DKK", date="2024-03", project="x"),
        *PARTIES,
    )
    intake = read(*told)
    assert [(record.statement.donors, record.statement.recipients) for record in intake.records] == [
        (("DK",), ("UA",))
    ] * 2
    assert (intake.read, intake.rejected) == (5, 0), "parties are read; participants are about projects"
    (tmp_path / "e.json").write_bytes(source(*told).data)
    with open_book("memory:") as book:
        book.import_files("ftm", [tmp_path])
        assert {item.stage: item.best for item in book.stage_sums()} == {
            Stage.COMMITTED: Decimal(40),
            Stage.DISBURSED: Decimal(60),
        }


def test_a_company_keeps_its_name() -> None:
    award = entity("a", "ContractAward", supplier="p2", amount="5", currency="UAH", date="2024-01-02")
    (record,) = read(*PARTIES, award).records
    assert record.statement.implementing_actor == "Harbour Works Ltd"
    assert record.statement.stage is Stage.ALLOCATED


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (entity("y", "Payment", amount="1"), "an amount without a currency"),
        (entity("y", "Payment", amount="x", currency="EUR"), "'x' is no number"),
        (entity("y", "Payment", amount="1", currency="EUR", date="soon"), "'soon' is no date"),
        ({"id": 3, "schema": "Payment"}, "no entity: Expected `str`, got `int` - at `$.id`"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_its_line(broken: dict[str, Any], reason: str) -> None:
    intake = read(*PARTIES, broken)
    assert (intake.read, intake.rejected) == (4, 1)
    assert [(problem.where, problem.message) for problem in intake.problems] == [("e.ftm.json, line 4", reason)]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"{", b"\xff"])
def test_what_holds_no_entities_is_refused(data: bytes) -> None:
    assert isinstance(FollowTheMoneyImporter().read(Source("x", data), Options()), Refusal)


def test_our_own_entities_come_back_without_a_fault(tmp_path: Path) -> None:
    with open_book("memory:") as book:
        book.add_sources(sample_sources())
        book.export("ftm", tmp_path / "book.ftm.json")
        flows = len(book.flows())
    with open_book("memory:") as other:
        (report,) = other.import_files("ftm", [tmp_path / "book.ftm.json"]).files
        assert (report.rejected, report.problems) == (0, ())
        assert report.statements >= flows
