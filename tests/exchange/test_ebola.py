from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from foreign_data import shared

from pledgebook.exchange.incoming.base import Intake, Options, Refusal
from pledgebook.exchange.incoming.ebola import EbolaImporter
from pledgebook.model.evidence import Source
from pledgebook.model.problem import ProblemCode, Severity
from pledgebook.model.stage import Stage
from pledgebook.workflow.book import open_book


def snapshot(*rows: tuple[str, str, str], day: str = "2014-11-11") -> Source:
    objects = ",\n".join(
        f'  {{\n    "Donor":"{donor}",\n    "Channel":"WHO",\n    "Description":"Beds",\n    "Funding":{sum_},\n'
        f'    "Committed":"{status}",\n    "Area":"Liberia"\n  }}'
        for donor, sum_, status in rows
    )
    return Source(f"data_{day}_x.js", f"var data = [\n{objects}\n];".encode())


def read(source: Source) -> Intake:
    intake = EbolaImporter().read(source, Options())
    assert isinstance(intake, Intake), intake
    return intake


def test_pledged_then_committed_is_a_history_with_two_clocks(tmp_path: Path) -> None:
    snapshots = [
        snapshot(("Norway", "100", "Pledged"), ("Sweden", "70", "Uncommitted "), day="2014-11-11"),
        snapshot(("Norway", "100", "Commited"), ("Sweden", "70", "Pledged"), day="2014-12-15"),
        snapshot(("Norway", "100", "Committed"), day="2015-01-06"),
    ]
    with open_book("memory:") as book:
        known = []
        for source in snapshots:
            (tmp_path / source.name).write_bytes(source.data)
            book.import_files("ebola", [tmp_path / source.name])
            known.append(book.flows())
        (flow,) = [flow for flow in book.flows() if flow.funders == ("NO",)]
        told = [(event.stage, str(event.date)) for event in flow.events]
        assert told == [(Stage.PLEDGED, "2014-11-11"), (Stage.COMMITTED, "2014-12-15")]
        then = {item.stage: item.best for item in book.stage_sums(date(2014, 12, 1))}
        assert then[Stage.PLEDGED] == Decimal(100), "as of that day nothing was committed"
        assert [len(flows) for flows in known] == [2, 2, 1], "what the last snapshot leaves out is withdrawn"
        assert book.verify().sound


def test_figures_with_separators_are_read_with_a_warning_and_broken_ones_rejected() -> None:
    intake = read(snapshot(("Norway", "17,400,000", "Committed"), ("Sweden", "1,7,4", "Committed")))
    assert (intake.read, intake.rejected) == (2, 1)
    assert intake.records[0].statement.amount is not None
    assert intake.records[0].statement.amount.low == Decimal(17_400_000)
    assert {(item.code, item.where) for item in intake.problems} == {
        (ProblemCode.RECORD_REJECTED, "data_2014-11-11_x.js, record 2"),
        (ProblemCode.VALUE_ODD, "data_2014-11-11_x.js, record 1"),
    }


@pytest.mark.parametrize("name", ["data.js", "data_2014-13-45_x.js"])
def test_a_snapshot_needs_its_day(name: str) -> None:
    assert isinstance(EbolaImporter().read(Source(name, snapshot().data), Options()), Refusal)


def test_all_thirteen_real_snapshots_come_in_whole() -> None:
    folder = shared("ebola-pledges")
    paths = sorted(folder.glob("*.js"))
    assert len(paths) == 13
    with open_book("memory:") as book:
        report = book.import_files("ebola", [str(path) for path in paths])
        assert sum(file.read for file in report.files) == sum(file.accepted for file in report.files) == 7566
        assert not [item for item in report.problems if item.severity is Severity.ERROR]
        both = [
            flow for flow in book.flows() if {Stage.PLEDGED, Stage.COMMITTED} <= {event.stage for event in flow.events}
        ]
        assert both, "some pledges are seen to become commitments"
        for flow in both:
            pledged, committed = (
                next(e for e in flow.events if e.stage is stage) for stage in (Stage.PLEDGED, Stage.COMMITTED)
            )
            assert pledged.date is not None
            assert committed.date is not None
