"""Every importer obeys the same laws: nothing dropped in silence, quotes are slices, people overrule coders."""

import json
from pathlib import Path

import pytest

from pledgebook.exchange.incoming.base import Importer, Intake, Options, Refusal
from pledgebook.exchange.incoming.registry import IMPORTERS
from pledgebook.exchange.mapping import Direction
from pledgebook.model.evidence import Source
from pledgebook.model.judgement import CODER, Verdict
from pledgebook.model.problem import Severity
from pledgebook.workflow.book import Book, open_book

KIEL = """activity_id,donor,announcement_date,aid_type_general,tot_activity_value_EUR
NOM1,Norway,2024-05-06,Military,100
NOM2,,2024-05-06,Military,50
NOH1,Norway,2024-05-07,Humanitarian,25
"""
IATI = """<iati-activities version="2.03"><iati-activity default-currency="NOK"><iati-identifier>NO-1</iati-identifier>
<reporting-org ref="NO-GOV-1" type="10"/>
<transaction><transaction-type code="3"/><transaction-date iso-date="2024-05-06"/><value>100</value></transaction>
<transaction><transaction-type code="3"/><transaction-date iso-date="2024-05-07"/><value>none</value></transaction>
</iati-activity></iati-activities>"""
OCDS = json.dumps(
    {
        "releases": [
            {
                "ocid": "x-1",
                "id": "1",
                "date": "2024-05-06T00:00:00Z",
                "buyer": {"name": "Norway"},
                "contracts": [
                    {"id": "a", "value": {"amount": 100, "currency": "NOK"}},
                    {"id": "b", "value": {"amount": 100}},
                ],
            }
        ]
    }
)
FTS = """id,status,amountUSD,srcOrganization,destLocations,decisionDate
7,paid,100,"Norway, Government of",SDN,2024-05-06
8,gift,100,"Norway, Government of",SDN,2024-05-06
"""
EBOLA = """var data = [
  {"Donor":"Norway","Channel":"WHO","Description":"Beds","Funding":100,"Committed":"Pledged","Area":"Liberia"},
  {"Donor":"","Channel":"WHO","Description":"Beds","Funding":100,"Committed":"Pledged","Area":"Liberia"}
];"""
TABLE = '{"who": "Norway", "sum": 100, "status": "pledged"}\n{"who": "Norway", "sum": 100, "status": "odd"}\n'
MAPPING = '[columns]\ndonors="who"\namount="sum"\nstage="status"\n[constants]\ncurrency="NOK"\n'
CAMT = """<Document><BkToCstmrStmt><Stmt><Id>1</Id><Acct><Ownr><Nm>Norway</Nm></Ownr></Acct>
<Ntry><Amt Ccy="NOK">100</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2024-05-06</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="NOK">?</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2024-05-06</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>"""
FTM = (
    '{"id": "a", "schema": "Payment", "properties": {"amount": ["100"], "currency": ["NOK"], "payer": ["Norway"]}}\n'
    '{"id": "b", "schema": "Payment", "properties": {"amount": ["100"]}}\n'
)
# Each sample has records that go in and exactly one that is rejected.
SAMPLES = {
    "kiel": ("release.csv", KIEL),
    "iati": ("activities.xml", IATI),
    "ocds": ("package.json", OCDS),
    "fts": ("flows.csv", FTS),
    "ebola": ("data_2014-11-11.js", EBOLA),
    "table": ("rows.jsonl", TABLE),
    "camt053": ("statement.xml", CAMT),
    "ftm": ("entities.json", FTM),
}
HOSTILE = [
    b"",
    b"\n \n",
    b"\x00" * 5000,
    bytes(range(256)) * 20,
    b"\xff\xfe\x00\x00",
    b"PK\x03\x04" + b"\x00" * 100,
    b"<a>" * 100_000,
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]><iati-activities>&b;</iati-activities>",
    "a,b\n1,2\n".encode("utf-16"),
    b'"never closed,\n' * 10,
]


@pytest.fixture(params=sorted(IMPORTERS))
def importer(request: pytest.FixtureRequest) -> Importer:
    return IMPORTERS[request.param]


def options(importer: Importer) -> Options:
    return Options(mapping=MAPPING if importer.name == "table" else "")


def sample(importer: Importer) -> Source:
    name, text = SAMPLES[importer.name]
    return Source(name, text.encode())


def read(importer: Importer) -> Intake:
    intake = importer.read(sample(importer), options(importer))
    assert isinstance(intake, Intake), intake
    return intake


def test_the_endings_are_small_and_hold_the_sample(importer: Importer) -> None:
    assert Path(sample(importer).name).suffix in importer.endings
    assert all(ending == ending.lower() and ending.startswith(".") for ending in importer.endings)


def bring_in(book: Book, importer: Importer, folder: Path) -> None:
    source = sample(importer)
    (folder / source.name).write_bytes(source.data)
    book.import_files(importer.name, [folder / source.name], options(importer))


def test_its_mapping_is_its_own(importer: Importer) -> None:
    assert importer.mapping.name == importer.name
    assert importer.mapping.direction is Direction.INCOMING
    assert importer.mapping.fields


def test_read_is_accepted_plus_rejected_and_what_is_rejected_is_listed(importer: Importer) -> None:
    intake = read(importer)
    errors = [problem for problem in intake.problems if problem.severity is Severity.ERROR]
    assert intake.rejected == len(errors) == 1
    assert intake.accepted == intake.read - 1 >= 1
    assert all(error.where.startswith(sample(importer).name) and error.message for error in errors)


def test_every_quote_and_every_wording_is_a_slice(importer: Importer) -> None:
    intake = read(importer)
    assert intake.records
    for record in intake.records:
        statement = record.statement
        assert intake.layer.text[statement.span.start : statement.span.end] == statement.span.quote
        for amount in (statement.amount, *statement.equivalents):
            if amount is not None:
                assert intake.layer.text[amount.start : amount.end] == amount.text
                assert statement.span.start <= amount.start < amount.end <= statement.span.end
        assert "@" not in record.series


def test_the_same_file_reads_the_same_twice(importer: Importer) -> None:
    assert read(importer) == read(importer)


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_bytes_are_a_problem_and_never_an_exception(importer: Importer, data: bytes) -> None:
    found = importer.read(Source("data_2014-11-11.js", data), options(importer))
    if isinstance(found, Intake):
        assert found.accepted == 0
        assert len(found.problems) >= found.rejected
    else:
        assert isinstance(found, Refusal)
        assert all(problem.severity is Severity.ERROR and problem.where for problem in found.problems)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_file_cut_short_never_raises(importer: Importer, share: float) -> None:
    source = sample(importer)
    found = importer.read(Source(source.name, source.data[: int(len(source.data) * share)]), options(importer))
    assert isinstance(found, Intake | Refusal)


def test_the_same_bytes_twice_change_nothing(importer: Importer, tmp_path: Path) -> None:
    with open_book("memory:") as book:
        bring_in(book, importer, tmp_path)
        before = (book.flows(), book.judgements(), book.status())
        bring_in(book, importer, tmp_path)
        assert (book.flows(), book.judgements(), book.status()) == before
        assert book.verify().sound


def test_each_statement_has_its_coders_judgement_which_a_person_can_take_back(
    importer: Importer, tmp_path: Path
) -> None:
    with open_book("memory:") as book:
        bring_in(book, importer, tmp_path)
        statements = {statement.id for statement in book.statements()}
        filed = [item for item in book.judgements() if item.verdict in (Verdict.ACCEPT, Verdict.SAME, Verdict.ADDS_TO)]
        assert {item.subject for item in filed} == statements
        assert all(item.author.startswith(CODER) and item.value for item in filed)
        flow = book.flows()[0]
        book.judge("reject", flow.statements[0], author="somebody", reason="not true")
        assert flow.id not in {item.id for item in book.flows()}
        assert book.verify().sound
