import csv
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from foreign_data import shared, shared_files

from pledgebook.exchange.incoming.base import Intake, Options, Refusal
from pledgebook.exchange.incoming.iati import IatiImporter
from pledgebook.exchange.incoming.iati_codes import ONE_SIDE_REASON, SECONDARY_REASON
from pledgebook.model.evidence import Source
from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.model.stage import Stage
from pledgebook.workflow.book import open_book

TESTS = "iati/standard/tests/activity-tests"
SAMPLES = "iati/publisher-samples/data-samples"


def transaction(code: str, day: str, value: str, more: str = "", attributes: str = "") -> str:
    return (
        f'<transaction {attributes}><transaction-type code="{code}"/><transaction-date iso-date="{day}"/>'
        f'<value value-date="{day}">{value}</value>{more}</transaction>'
    )


def activity(identifier: str, *transactions: str, more: str = "", reporter: str = 'ref="DK-1" type="10"') -> str:
    return (
        '<iati-activity default-currency="DKK" last-updated-datetime="2024-01-01T00:00:00">'
        f"<iati-identifier>{identifier}</iati-identifier>"
        f"<reporting-org {reporter}><narrative>Ministry of Boats</narrative></reporting-org>"
        "<title><narrative>Boats for the harbour</narrative></title>"
        '<description><narrative>x</narrative></description><participating-org role="1"/>'
        '<activity-status code="2"/><activity-date type="1" iso-date="2024-01-01"/>'
        f'<recipient-country code="UA"/>{"".join(transactions)}{more}</iati-activity>'
    )


def document(*activities: str, version: str = "2.03") -> Source:
    text = f'<iati-activities version="{version}">{"".join(activities)}</iati-activities>'
    return Source("activities.xml", text.encode())


def read(source: Source) -> Intake:
    intake = IatiImporter().read(source, Options())
    assert isinstance(intake, Intake), intake
    return intake


def errors(problems: tuple[Problem, ...]) -> list[tuple[ProblemCode, str]]:
    return [(problem.code, problem.message) for problem in problems if problem.severity is Severity.ERROR]


def sums(tmp_path: Path, *sources: Source) -> dict[Stage, Decimal]:
    for number, source in enumerate(sources):
        (tmp_path / f"{number}.xml").write_bytes(source.data)
    with open_book("memory:") as book:
        book.import_files("iati", [tmp_path])
        assert book.verify().sound
        found: dict[Stage, Decimal] = defaultdict(Decimal)
        for item in book.stage_sums():
            found[item.stage] += item.best
        return {stage: total for stage, total in found.items() if total}


def test_commitments_add_up_and_payments_come_out_of_them(tmp_path: Path) -> None:
    source = document(
        activity(
            "DK-1-A",
            transaction("2", "2024-01-05", "100"),
            transaction("2", "2024-06-05", "50"),
            transaction("2", "2024-07-05", "-20"),
            transaction("3", "2024-08-05", "70"),
            transaction("4", "2024-09-05", "10"),
            transaction("3", "2024-09-06", "-30"),
        )
    )
    assert sums(tmp_path, source) == {Stage.COMMITTED: Decimal(80), Stage.DISBURSED: Decimal(50)}


def test_one_side_is_counted_and_the_other_is_kept_with_the_reason(tmp_path: Path) -> None:
    both = activity("DK-1-A", transaction("1", "2024-01-05", "100"), transaction("3", "2024-08-05", "60"))
    only = activity("DK-1-B", transaction("11", "2024-01-05", "7"))
    intake = read(document(both, only))
    assert [record.aside for record in intake.records] == [ONE_SIDE_REASON, "", ""]
    assert sums(tmp_path, document(both, only)) == {Stage.COMMITTED: Decimal(7), Stage.DISBURSED: Decimal(60)}


def test_a_negative_receipt_beside_what_is_given_is_kept_and_not_counted(tmp_path: Path) -> None:
    told = activity("DK-1-A", transaction("2", "2024-01-05", "100"), transaction("1", "2024-08-05", "-60"))
    assert [record.aside for record in read(document(told)).records] == ["", ONE_SIDE_REASON]
    assert sums(tmp_path, document(told)) == {Stage.COMMITTED: Decimal(100)}


def test_a_transaction_of_the_future_is_named_and_taken_as_it_is() -> None:
    intake = read(
        document(activity("DK-1-A", transaction("3", "2023-12-31", "5"), transaction("3", "2031-08-05", "60")))
    )
    assert (len(intake.records), intake.rejected) == (2, 0)
    odd = [problem for problem in intake.problems if problem.code is ProblemCode.VALUE_ODD]
    assert [(problem.message, problem.excerpt) for problem in odd] == [
        ("dated after the activity was last updated", "2031-08-05")
    ]


def test_a_secondary_publisher_is_not_counted() -> None:
    told = activity("X-A", transaction("3", "2024-01-05", "100"), reporter='ref="X" secondary-reporter="1" type="22"')
    assert [record.aside for record in read(document(told)).records] == [SECONDARY_REASON]


def test_a_child_is_inside_its_parent_and_what_is_passed_on_inside_what_was_sent(tmp_path: Path) -> None:
    parent = activity("DK-1-A", transaction("2", "2024-01-05", "100"))
    child = activity("DK-1-B", transaction("2", "2024-02-05", "40"), more='<related-activity type="1" ref="DK-1-A"/>')
    sent = activity(
        "DK-1-C",
        transaction("2", "2024-01-05", "30"),
        transaction("3", "2024-02-05", "30", '<receiver-org receiver-activity-id="NGO-1"/>'),
    )
    onward = activity(
        "NGO-1",
        transaction("1", "2024-02-06", "30", '<provider-org provider-activity-id="DK-1-C"/>'),
        transaction("4", "2024-03-06", "25"),
        reporter='ref="NGO" type="22"',
    )
    found = sums(tmp_path, document(parent, child, sent, onward))
    assert found == {Stage.COMMITTED: Decimal(100), Stage.DISBURSED: Decimal(30)}


def test_an_activity_published_again_replaces_its_earlier_edition_and_never_the_other_way(tmp_path: Path) -> None:
    old = document(activity("DK-1-A", transaction("3", "2024-01-05", "100")))
    new = Source(
        "b.xml",
        document(activity("DK-1-A", transaction("3", "2024-01-05", "90"))).data.replace(b"2024-01-01T", b"2024-02-01T"),
    )
    assert sums(tmp_path, old, new) == {Stage.DISBURSED: Decimal(90)}
    assert sums(tmp_path, new, old) == {Stage.DISBURSED: Decimal(90)}


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (transaction("99", "2024-01-05", "1"), "transaction-type '99' is none of the thirteen"),
        (transaction("3", "2024-13-05", "1"), "transaction-date: '2024-13-05' is no date"),
        (transaction("3", "2922-01-05", "1"), "transaction-date: the year 2922 is out of bounds"),
        (transaction("3", "2024-01-05", "1,5x"), "'1,5x' is no number"),
        (transaction("3", "2024-01-05", "NaN"), "'NaN' is no number"),
        (transaction("3", "2024-01-05", "1e30"), "1.000E+30 is more than anybody has given"),
        (transaction("3", "2024-01-05", ""), "no value"),
    ],
)
def test_a_transaction_that_tells_no_sum_is_rejected_and_the_others_go_in(broken: str, reason: str) -> None:
    intake = read(document(activity("DK-1-A", broken, transaction("3", "2024-01-06", "5"))))
    assert (intake.read, intake.accepted, intake.rejected) == (2, 1, 1)
    assert errors(intake.problems) == [(ProblemCode.RECORD_REJECTED, reason)]


@pytest.mark.parametrize("path", shared_files(f"{TESTS}/should-pass", "*.xml"), ids=lambda path: path.stem)
def test_files_that_should_pass_are_read_without_a_fault_of_the_schema(path: Path) -> None:
    intake = read(Source(path.name, path.read_bytes()))
    # The files show the form: some of their transactions have a value without any currency, or the type "xxx".
    told = {problem.code for problem in intake.problems if "is read by the rules" not in problem.message}
    assert told <= {ProblemCode.VALUE_ODD, ProblemCode.RECORD_REJECTED}
    assert len(errors(intake.problems)) == intake.rejected


# Two letters or digits and a dash stand before the words that say what is wrong in the names of these files.
@pytest.mark.parametrize("path", shared_files(f"{TESTS}/should-fail", "*.xml"), ids=lambda path: path.stem)
def test_files_that_should_fail_give_a_problem_that_names_element_and_rule(path: Path) -> None:
    read_or_refused = IatiImporter().read(Source(path.name, path.read_bytes()), Options())
    told = [problem for problem in read_or_refused.problems if "is read by the rules" not in problem.message]
    assert told
    for problem in told:
        assert problem.where.startswith(path.name)
        assert "line " in problem.where
    assert any("Element '" in problem.message for problem in told)


@pytest.mark.parametrize(
    ("folder", "file"),
    [
        ("usaid-798", "usaid-798.xml"),
        ("CAF", "CAF-ActivityFile-2025-10-10.xml"),
        ("usaid-bb", "usaid-bb.xml"),
        ("who-arg", "who-arg.xml"),
        ("worldbank-679", "worldbank-679.xml"),
        ("wri-521", "wri-521257057-strategic-plan-2023-2027.xml"),
    ],
)
def test_publisher_samples_agree_with_their_conversions(folder: str, file: str) -> None:
    samples = shared(SAMPLES)
    with (samples / "csv_folders" / folder / "transactions.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    # The conversions leave the currency empty where it is the activity's default.
    told = Counter(
        (row["activity_identifier"], row["transaction_type"], row["transaction_date"], Decimal(row["value"]))
        for row in rows
    )
    intake = read(Source(file, (samples / "xml" / file).read_bytes()))
    found: Counter[tuple[str, str, str, Decimal]] = Counter()
    for record in intake.records:
        words = record.statement.span.quote.split()
        amount = record.statement.amount
        if words[0] == "transaction" and amount is not None and amount.low is not None:
            found[record.series, words[1], str(record.statement.date), amount.low] += 1
    assert intake.rejected == 0
    assert found == told


def test_the_ukraine_response_of_may_2022_gives_the_transactions_of_the_csv_beside_it() -> None:
    """Differences, all of them: the CSV leaves out other kinds, months before February 2022 and after its own, and
    converts at one rate for each currency; one sum it counts for a country and again for a region, at 100 % each."""
    folder = shared("iati/ukraine-response")
    with (folder / "2022-05-15_samecommit_transactions.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))[1:]
    told: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        told[row["Activity id"], row["Transaction type"], row["Month"]] += Decimal(row["Total money"])
    intake = read(Source("response.xml", (folder / "2022-05-15_prefiltered.xml").read_bytes()))
    kinds = {"2": "commitments", "3": "spending", "4": "spending"}
    found: dict[tuple[str, str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for record in intake.records:
        words, amount = record.statement.span.quote.split(), record.statement.amount
        if words[0] == "transaction" and words[1] in kinds and amount is not None and amount.low is not None:
            found[record.series, kinds[words[1]], str(record.statement.date)[:7]][amount.unit] += amount.low
    assert not told.keys() - found.keys()
    assert {key for key in found.keys() - told.keys() if "2022-02" <= key[2] <= "2022-05"} == set()
    rates = {
        "USD": Decimal(1),
        "EUR": Decimal("1.1552"),
        "GBP": Decimal("1.36862"),
        "CHF": Decimal("1.0911"),
        "DKK": Decimal("0.155294"),
        "CAD": Decimal("0.8066"),
    }
    differing = set()
    for key, total in told.items():
        reckoned = sum((value * rates[unit] for unit, value in found[key].items()), Decimal(0))
        if abs(reckoned - total) > max(abs(total) / 1000, Decimal(20)):
            differing.add((key[0], round(total / reckoned, 2)))
    assert differing == {("XM-DAC-50-21-Z03-22-01-01200", Decimal("2.00"))}


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<?xml version="1.0"?>\n<!-- c -->\n<!doctype x>',
    ],
)
def test_a_document_type_is_refused(head: str) -> None:
    refusal = IatiImporter().read(Source("bomb.xml", f"{head}<iati-activities/>".encode()), Options())
    assert isinstance(refusal, Refusal)
    assert refusal.problems[0].code in (ProblemCode.HOSTILE_INPUT, ProblemCode.BROKEN_STRUCTURE)


def test_an_entity_bomb_in_utf_16_is_refused() -> None:
    text = (
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "lol">]><iati-activities>&a;</iati-activities>'
    )
    refusal = IatiImporter().read(Source("bomb.xml", text.encode("utf-16")), Options())
    assert isinstance(refusal, Refusal)
    assert refusal.problems[0].code is ProblemCode.HOSTILE_INPUT


@pytest.mark.parametrize("cut", [10, 200, 900])
def test_a_file_cut_short_goes_in_not_at_all(tmp_path: Path, cut: int) -> None:
    whole = document(activity("DK-1-A", transaction("3", "2024-01-05", "100")), activity("DK-1-B")).data
    path = tmp_path / "cut.xml"
    path.write_bytes(whole[:-cut])
    with open_book("memory:") as book:
        (report,) = book.import_files("iati", [path]).files
        assert report.outcome == "refused"
        assert report.problems[0].code is ProblemCode.BROKEN_STRUCTURE
        assert "line " in report.problems[0].where
        assert book.status().documents == 0
        assert not book.judgements()
