"""OCDS packages: valid by the official schema, and the standard's own merge gives our compiled releases."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from export_books import SHARED, one_flow, random_store, sample_book, store_of
from jsonschema import Draft4Validator
from ocdsmerge import Merger
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from pledgebook.exchange.outgoing.base import Reporter
from pledgebook.model.stage import Stage
from pledgebook.reports.holdings import holdings
from pledgebook.workflow.book import Book
from pledgebook.workflow.shipping import Order

SCHEMAS = SHARED / "data" / "ocds" / "standard-1.1.5" / "schema"
ORDER = Order(reporter=Reporter("ocds-abc123", "A fund", licence="https://creativecommons.org/licenses/by/4.0/"))


def exported(book: Book, name: str, folder: Path) -> Any:  # noqa: ANN401  a JSON value
    path = book.export(name, folder / "a.json", ORDER).path
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def validator(name: str) -> Draft4Validator:
    if not SCHEMAS.exists():
        pytest.skip("the official schema is not here")
    registry: Registry[Any] = Registry()
    base = "https://standard.open-contracting.org/schema/1__1__5/"
    for file in ("release-schema.json", "versioned-release-validation-schema.json"):
        contents = json.loads((SCHEMAS / file).read_text(encoding="utf-8"))
        registry = registry.with_resource(base + file, Resource.from_contents(contents, default_specification=DRAFT4))
    schema = json.loads((SCHEMAS / f"{name}-package-schema.json").read_text(encoding="utf-8"))
    return Draft4Validator(schema, registry=registry)


@pytest.mark.parametrize("shape", ["release", "record"])
@pytest.mark.parametrize("make", [sample_book, lambda: Book(random_store(150))], ids=["samples", "random"])
def test_packages_are_valid(shape: str, make: Any, tmp_path: Path) -> None:  # noqa: ANN401  a maker of books
    package = exported(make(), f"ocds-{shape}s", tmp_path)
    faults = [f"{list(fault.absolute_path)}: {fault.message}" for fault in validator(shape).iter_errors(package)]
    assert faults[:5] == []
    assert len(package[f"{shape}s"]) > 80


def test_the_standard_merges_to_our_compiled_releases(tmp_path: Path) -> None:
    if not SCHEMAS.exists():
        pytest.skip("the official schema is not here")
    merger = Merger(json.loads((SCHEMAS / "dereferenced-release-schema.json").read_text(encoding="utf-8")))
    for book in (sample_book(), Book(random_store(150))):
        for record in exported(book, "ocds-records", tmp_path)["records"]:
            assert merger.create_compiled_release(record["releases"]) == record["compiledRelease"]


def test_budgets_add_up_to_what_stands(tmp_path: Path) -> None:
    book = Book(random_store(300, seed=9))
    told: dict[str, Decimal] = {}
    for record in exported(book, "ocds-records", tmp_path)["records"]:
        value = record["compiledRelease"]["planning"]["budget"].get("amount")
        if value:
            told[value["currency"]] = told.get(value["currency"], Decimal(0)) + value["amount"]
    ours: dict[str, Decimal] = {}
    for item in holdings(book.flows(), book.ledger().entries):
        if not item.quantity.unit.startswith("item:"):
            ours[item.quantity.unit] = ours.get(item.quantity.unit, Decimal(0)) + item.quantity.best
    assert told == ours


def test_each_stage_is_a_release_and_a_milestone(tmp_path: Path) -> None:
    book = Book(store_of([one_flow(Stage.COMMITTED, Stage.DISBURSED, Stage.CONTRACTED, Stage.DELIVERED)]))
    releases = exported(book, "ocds-releases", tmp_path)["releases"]
    assert [release["tag"][-1] for release in releases] == ["planning", "planningUpdate", "contract", "implementation"]
    last = releases[-1]
    assert [stone["code"] for stone in last["planning"]["milestones"]] == [
        *("committed", "disbursed", "contracted", "delivered")
    ]
    (contract,) = last["contracts"]
    assert contract["awardID"] == last["awards"][0]["id"]
    assert contract["value"] == last["planning"]["budget"]["amount"]
    assert contract["implementation"]["transactions"][0]["value"] == contract["value"]


def test_no_contract_is_invented(tmp_path: Path) -> None:
    book = Book(store_of([one_flow(Stage.COMMITTED, Stage.DISBURSED)]))
    result = book.export("ocds-releases", tmp_path / "a.json", ORDER)
    package = json.loads(result.path.read_text())
    assert all("contracts" not in release for release in package["releases"])
    assert package["license"] == ORDER.reporter.licence
    assert ("flow.events", 1) in {(note.what, note.count) for note in result.manifest.lost}


def test_figures_are_not_rounded(tmp_path: Path) -> None:
    flow = one_flow(Stage.COMMITTED)
    assert flow.quantity is not None
    body = Book(store_of([flow])).export("ocds-releases", tmp_path / "a.json", ORDER).path.read_text()
    assert f'"amount":{flow.quantity.best.normalize():f}' in body
