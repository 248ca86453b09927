"""Two clocks on the command line: --as-of, --known-at, and what changed in between."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cli_running import run

TEXTS = (
    "Norway pledged NOK 250 million to Moldova on 3 March 2025, the ministry in Oslo said.\n",
    "Norway transferred NOK 250 million to Moldova on 9 June 2025, a paper wrote.\n",
)


@pytest.fixture(scope="module")
def moments(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Return a book that learnt of a pledge and then of a payment, and an instant in between."""
    folder: Path = tmp_path_factory.mktemp("clocks")
    for number, text in enumerate(TEXTS):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    book = str(folder / "clocks.db")
    assert run("add", str(folder / "0.txt"), "--book", book).code == 0
    between = datetime.now(UTC).isoformat()
    assert run("add", str(folder / "1.txt"), "--book", book).code == 0
    return book, between


def stages(book: str, *clocks: str) -> list[str]:
    return [flow["stage"] for flow in run("flows", "--book", book, "--json", *clocks).value()]


def test_flows_by_both_clocks(moments: tuple[str, str]) -> None:
    book, between = moments
    assert stages(book) == ["disbursed"]
    assert stages(book, "--known-at", between) == ["pledged"]
    assert stages(book, "--as-of", "2025-06-08") == ["pledged"]
    assert stages(book, "--as-of", "2025-02") == []
    assert stages(book, "--known-at", "2001-01-01") == []


@pytest.mark.parametrize(
    "verb", [("documents",), ("statements",), ("check",), ("report", "totals"), ("explain", "NOK 250 million")]
)
def test_every_listing_takes_both_clocks(moments: tuple[str, str], verb: tuple[str, ...]) -> None:
    book, between = moments
    ran = run(*verb, "--book", book, "--json", "--as-of", "2025-12-31", "--known-at", between)
    assert ran.code == 0, ran.errors
    assert ran.output != run(*verb, "--book", book, "--json").output or verb == ("check",)


def test_totals_of_then_have_no_money_in_them(moments: tuple[str, str]) -> None:
    book, between = moments
    now = run("report", "totals", "--book", book, "--json").value()
    then = run("report", "totals", "--book", book, "--json", "--known-at", between).value()
    assert [amount["best"] for amount in now["total"]["amounts"]] == ["250000000"]
    assert then["total"]["amounts"] == []
    assert [line["reason"] for line in then["left_out"]] == ["below-stage"]


def test_changed_tells_what_and_why(moments: tuple[str, str]) -> None:
    book, between = moments
    told = run("changed", "--since", between, "--book", book)
    assert told.code == 0, told.errors
    assert "Norway +NOK 250 million: NOK 250 million now disbursed (was pledged) (1.txt)." in told.output
    value = run("changed", "--since", between, "--book", book, "--json").value()
    (change,) = value["changes"]["flows"]
    assert (change["kind"], [cause["kind"] for cause in value["changes"]["causes"]]) == ("changed", ["document"])
    assert value["story"].split("learnt")[1] in told.output
    nothing = run("changed", "--since", "2001-01-01", "--until", "2001-01-02", "--book", book)
    assert "learnt nothing new" in nothing.output


def test_instants_that_make_no_sense_are_refused(moments: tuple[str, str]) -> None:
    book, _ = moments
    assert run("flows", "--book", book, "--known-at", "last week").code == 2
    backwards = run("changed", "--since", "2026-01-02", "--until", "2026-01-01", "--book", book)
    assert backwards.code == 2
    assert "--since before --until" in backwards.errors


def test_what_waits_what_is_late_and_what_was_kept(moments: tuple[str, str]) -> None:
    book, between = moments
    waits = run("report", "pipeline", "--book", book, "--as-of", "2025-04-02", "--known-at", between)
    assert "pledged: NOK 250,000,000" in waits.output
    assert "2025-03-03    30  Norway" in waits.output
    kept = run("report", "promises", "--book", book, "--as-of", "2025-12-31", "--json").value()
    (every, norway) = kept["curves"]
    assert (every["kept"], norway["funders"], norway["estimate"]["median"]) == (1, "NO", 98)
    still = run("report", "promises", "--book", book, "--as-of", "2025-12-31", "--known-at", between)
    assert "not reached" in still.output
    late = run("report", "overdue", "--book", book, "--as-of", "2026-01-01")
    assert late.code == 0
    assert "words without a date are given 90 days" in late.output


def test_an_overdue_tranche_is_listed_with_its_words(tmp_path: Path) -> None:
    text = (
        "Lithuania has allocated a first tranche of EUR 10 million to Ukraine on 25 November 2024, "
        "and the money is to be transferred by the end of 2024.\n"
    )
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    book = str(tmp_path / "a.db")
    assert run("add", str(tmp_path / "a.txt"), "--published", "2024-11-26", "--book", book).code == 0
    report = run("report", "overdue", "--book", book, "--as-of", "2025-01-10", "--json").value()
    (late,) = report["overdue"]
    assert (late["awaited"], late["days"], late["last_day"]) == ("disbursed", 10, "2024-12-31")
    (said,) = late["announcements"]
    start, end = said["wording"]["start"], said["wording"]["end"]
    assert text[start:end] == said["wording"]["quote"]


def test_balances_by_funder_and_stage(moments: tuple[str, str]) -> None:
    book, between = moments

    def told(*clocks: str) -> list[tuple[str, str, str, str]]:
        sums = run("report", "balances", "--book", book, "--json", *clocks).value()
        return [(one["funders"], one["stage"], one["unit"], one["best"]) for one in sums]

    assert told() == [("NO", "disbursed", "NOK", "250000000")]
    assert told("--known-at", between) == told("--as-of", "2025-05") == [("NO", "pledged", "NOK", "250000000")]
    assert "NOK 249,500,000" in run("report", "balances", "--book", book).output
