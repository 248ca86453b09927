from decimal import Decimal
from pathlib import Path

import pytest

from pledgebook.exchange.incoming.base import Intake, Options, Refusal
from pledgebook.exchange.incoming.camt053 import PENDING, REVERSED, Camt053Importer
from pledgebook.model.evidence import Source
from pledgebook.model.problem import ProblemCode
from pledgebook.model.stage import Stage
from pledgebook.workflow.book import open_book

SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


def entry(amount: str, *, direction: str = "DBIT", more: str = "", details: str = "", status: str = "BOOK") -> str:
    return (
        f'<Ntry><Amt Ccy="DKK">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts><Cd>{status}</Cd></Sts>{more}'
        f"<BookgDt><Dt>2025-06-04</Dt></BookgDt><ValDt><Dt>2025-06-05</Dt></ValDt><AcctSvcrRef>R{amount}</AcctSvcrRef>"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def transfer(
    words: str = "Tranche 3, boats", other: str = "Ukraine", reference: str = "E2E-7", amount: str = ""
) -> str:
    told = f'<Amt Ccy="DKK">{amount}</Amt>' if amount else ""
    parties = f"<RltdPties><Dbtr><Pty><Nm>{other}</Nm></Pty></Dbtr><Cdtr><Nm>{other}</Nm></Cdtr></RltdPties>"
    return (
        f"<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>{told}{parties}"
        f"<RmtInf><Ustrd>{words}</Ustrd></RmtInf></TxDtls>"
    )


def document(*entries: str, owner: str = "Denmark", balances: tuple[str, str] | None = None) -> Source:
    told = "".join(
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="DKK">{value}</Amt>'
        "<CdtDbtInd>CRDT</CdtDbtInd></Bal>"
        for code, value in zip(("OPBD", "CLBD"), balances or (), strict=False)
    )
    text = (
        f'<Document xmlns="{SPACE}"><BkToCstmrStmt><Stmt><Id>S1</Id><CreDtTm>2025-06-06T06:00:00</CreDtTm>'
        f"<Acct><Id><IBAN>DK5000400440116243</IBAN></Id><Ownr><Nm>{owner}</Nm></Ownr></Acct>{told}{''.join(entries)}"
        "</Stmt></BkToCstmrStmt></Document>"
    )
    return Source("statement.xml", text.encode())


def read(source: Source) -> Intake:
    intake = Camt053Importer().read(source, Options())
    assert isinstance(intake, Intake), intake
    return intake


def test_an_entry_says_who_paid_whom_and_when() -> None:
    out, back = read(
        document(entry("125000000.00", details=transfer()), entry("5", direction="CRDT", details=transfer()))
    ).records
    assert (out.statement.donors, out.statement.recipients) == (("DK",), ("UA",))
    assert (out.statement.stage, str(out.statement.date), out.statement.tranche) == (Stage.DISBURSED, "2025-06-05", 3)
    assert (back.statement.donors, back.statement.recipients) == (("UA",), ("DK",))
    assert "DK5000" not in out.statement.span.quote


def test_a_batch_is_its_transactions() -> None:
    details = transfer(reference="a", amount="60") + transfer(reference="b", amount="40")
    intake = read(document(entry("100", details=details)))
    assert [record.statement.amount and record.statement.amount.low for record in intake.records] == [60, 40]


@pytest.mark.parametrize(
    ("booked", "reason"),
    [(entry("5", more="<RvslInd>true</RvslInd>"), REVERSED), (entry("5", status="PDNG"), PENDING), (entry("5"), "")],
)
def test_only_what_is_booked_is_counted(booked: str, reason: str) -> None:
    assert [record.aside for record in read(document(booked)).records] == [reason]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (entry("x"), "'x' is no number"),
        (entry("-5"), "a negative amount: CdtDbtInd tells the direction"),
        (entry("5").replace("DKK", "D"), "'D' is no currency"),
        (entry("5", direction="?"), "CdtDbtInd '?' is neither CRDT nor DBIT"),
        (entry("5").replace("2025-06-05", "2925-06-05"), "the year 2925 is out of bounds"),
    ],
)
def test_an_entry_that_tells_no_transfer_is_rejected(broken: str, reason: str) -> None:
    intake = read(document(broken, entry("7")))
    assert (intake.read, intake.rejected) == (2, 1)
    assert intake.problems[0].message == reason


def test_balances_are_held_against_the_entries() -> None:
    assert not read(document(entry("30"), balances=("100", "70"))).problems
    problems = read(document(entry("30"), balances=("100", "71"))).problems
    assert [problem.code for problem in problems] == [ProblemCode.VALUE_ODD]


def test_a_file_of_another_kind_is_refused() -> None:
    assert isinstance(Camt053Importer().read(Source("x.xml", b"<Document/>"), Options()), Refusal)
    assert isinstance(Camt053Importer().read(Source("x.xml", b"<!DOCTYPE a><Document/>"), Options()), Refusal)


def test_a_transfer_is_matched_to_the_tranche_that_was_allocated(tmp_path: Path) -> None:
    table = tmp_path / "allocated.csv"
    table.write_text(
        "id,donor,to,amount,currency,date,stage,tranche\n"
        "t2,Denmark,Ukraine,125000000,DKK,2025-03-01,allocated,2\n"
        "t3,Denmark,Ukraine,125000000,DKK,2025-05-20,allocated,3\n"
    )
    mapping = (
        '[columns]\nidentifier="id"\ndonors="donor"\nrecipients="to"\namount="amount"\ncurrency="currency"\n'
        'date="date"\nstage="stage"\ntranche="tranche"'
    )
    (tmp_path / "bank.xml").write_bytes(document(entry("125000000.00", details=transfer())).data)
    with open_book("memory:") as book:
        book.import_files("table", [table], Options(coder="fund", mapping=mapping))
        book.import_files("camt053", [tmp_path / "bank.xml"])
        reached = {flow.tranche: [event.stage for event in flow.events] for flow in book.flows()}
        assert reached == {2: [Stage.ALLOCATED], 3: [Stage.ALLOCATED, Stage.DISBURSED]}
        sums = {item.stage: item.best for item in book.stage_sums() if item.best}
        assert sums == {Stage.ALLOCATED: Decimal(125_000_000), Stage.DISBURSED: Decimal(125_000_000)}


def test_the_payers_and_the_payees_statement_are_one_transfer(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(document(entry("9", details=transfer())).data)
    theirs = document(entry("9", direction="CRDT", details=transfer(other="Denmark")), owner="Ukraine").data
    (tmp_path / "b.xml").write_bytes(theirs.replace(b"DK50", b"UA21"))
    with open_book("memory:") as book:
        book.import_files("camt053", [tmp_path])
        (flow,) = book.flows()
        assert len(flow.statements) == 2
