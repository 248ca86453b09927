"""Every store finds, sorts, counts and adds up what rows in memory give: pages of projections and sums of shares."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from random_books import Pegged, random_book

from pledgebook.errors import UsageFault
from pledgebook.ledger.booking import book_flows
from pledgebook.ledger.conversion import RateBasis
from pledgebook.ledger.sums import stage_sums
from pledgebook.model.flow import Flow
from pledgebook.model.quantity import Quantity
from pledgebook.model.when import PartialDate
from pledgebook.reports.flow_values import flow_values
from pledgebook.reports.query import Dimension
from pledgebook.reports.share_sums import NOT_KEPT, ShareSum, keep_sums, sum_shares
from pledgebook.reports.shares import shares_of
from pledgebook.store.asking import Asked, Condition, Order, Relation, columns_of, on_day
from pledgebook.store.base import Store
from pledgebook.store.book_tables import ENTRIES, FLOWS, STAGE_SUMS
from pledgebook.store.projections import PROJECTIONS, Projections, rows_of
from pledgebook.store.registry import STORES, open_store
from pledgebook.store.row_asking import find_rows, tally_rows
from pledgebook.store.share_tables import SHARES
from pledgebook.store.tables import Projection, Row

DAYS = (None, *(date(2022, 1, 1) + timedelta(days=step) for step in range(0, 1800, 150)))


def _odd(flows: Sequence[Flow]) -> tuple[Flow, ...]:
    """Give some flows texts and figures that an engine could stumble over."""
    odd: dict[int, dict[str, Any]] = {
        0: {"label": "50 % of_it ÄÖ!", "mechanism": "danish-model", "purpose": "a\0b\1c"},
        1: {"label": "Ein_Zug", "mechanism": "danish_model", "purpose": "shells", "tranche": 2},
        2: {"quantity": Quantity(Decimal(9 * 10**16), Decimal(9 * 10**16), Decimal(9 * 10**16), "EUR")},
        3: {"quantity": Quantity(Decimal(9 * 10**16), Decimal(9 * 10**16), Decimal(9 * 10**16), "EUR")},
        4: {"quantity": Quantity(Decimal("0.000001"), Decimal("1.000003"), None, "USD")},
    }
    return tuple(replace(flow, **odd.get(place, {})) for place, flow in enumerate(flows))


@cache
def book() -> Projections:
    flows, _ = random_book(500, seed=5)
    flows = _odd(flows)
    basis = RateBasis(Pegged(), default=PartialDate(2024))
    entries = book_flows(flows, basis).entries
    by_id = {flow.id: flow for flow in flows}
    shares = shares_of(entries, by_id, basis)
    return Projections(
        flows=flows,
        flow_values=flow_values(flows, basis),
        entries=entries,
        # What is kept by funder and stage has to fit 64 bits; the two largest flows do not, added up.
        stage_sums=stage_sums([entry for entry in entries if by_id[entry.flow] not in flows[2:4]], by_id),
        shares=shares,
        share_sums=keep_sums(shares),
    )


@cache
def rows() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for projection in PROJECTIONS:
        found.update(rows_of(projection, getattr(book(), projection.name)))
    return found


def of(table: str) -> list[Row]:
    return rows()[table]


@pytest.fixture(params=sorted(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    place = {"memory": "memory:", "sqlite": str(tmp_path / "book.db")}.get(str(request.param), "")
    if not place:
        place = str(request.getfixturevalue("postgres_place"))
    with open_store(place, create=True) as opened:
        with opened.begin() as work:
            work.replace_projections(book())
            work.commit()
        yield opened


# Any: projections of every type of value.
def _conditions(projection: Projection[Any], chance: random.Random) -> Iterator[Condition]:
    for column in chance.sample(columns_of(projection), chance.randint(0, 2)):
        table = next(table for table in projection.tables if column in table.columns)
        cells = [row[table.columns.index(column)] for row in of(table.name)]
        filled = [cell for cell in cells if cell is not None]
        if not filled:
            yield Condition(column, chance.choice((Relation.EMPTY, Relation.FILLED)))
            continue
        cell = chance.choice(filled)
        relations = [Relation.IS, Relation.NOT, Relation.FROM, Relation.TO, Relation.BY, Relation.AFTER]
        if isinstance(cell, str):
            relations += [Relation.HAS, Relation.HOLDS, Relation.BEGINS]
            cell = chance.choice((cell, cell[:2], cell.lower(), cell.upper(), "%", "_", ""))
        relation = chance.choice((*relations, Relation.EMPTY, Relation.FILLED))
        if relation in {Relation.EMPTY, Relation.FILLED}:
            yield Condition(column, relation)
        elif relation in {Relation.IS, Relation.NOT, Relation.HAS}:
            yield Condition(column, relation, (cell, *chance.sample([cell], chance.randint(0, 1))))
        else:
            yield Condition(column, relation, (cell,))


def _asked(projection: Projection[Any], chance: random.Random) -> Asked:
    orders = [*projection.tables[0].orders, *(beside.order for beside in projection.beside)]
    order = tuple(Order(name, chance.random() < 0.5) for name in chance.sample(orders, chance.randint(0, 2)))
    limit = chance.choice((None, 0, 1, 7, 1000))
    return Asked(tuple(_conditions(projection, chance)), order, limit, chance.choice((0, 0, 3, 2000)))


@pytest.mark.parametrize("projection", [FLOWS, SHARES, ENTRIES, STAGE_SUMS], ids=lambda item: item.name)
def test_a_page_is_what_rows_in_memory_give(store: Store, projection: Projection[Any]) -> None:
    chance = random.Random(11)  # noqa: S311  questions, no secrets
    hits = 0
    for _ in range(60):
        asked = _asked(projection, chance)
        expected = find_rows(of, projection, asked)
        assert store.found(projection, asked) == expected, asked
        assert list(store.projected(projection, asked.where)) == list(
            find_rows(of, projection, Asked(asked.where)).values
        )
        hits += len(expected.values)
    assert hits > 200


@pytest.mark.parametrize("projection", [FLOWS, SHARES, ENTRIES], ids=lambda item: item.name)
def test_counts_are_those_of_rows_in_memory(store: Store, projection: Projection[Any]) -> None:
    chance = random.Random(12)  # noqa: S311  questions, no secrets
    table = projection.tables[0]
    own = [column for column in table.columns if column != "body"]
    numbers = [column for column in own if any(isinstance(row[own.index(column)], int) for row in of(table.name))]
    for _ in range(60):
        by, add = chance.sample(own, chance.randint(0, 2)), chance.choice(("", *numbers))
        where = tuple(_conditions(projection, chance))
        assert store.tally(projection, by, where, add) == tally_rows(of, projection, by, where, add)


def test_sums_of_any_day_are_the_pure_fold(store: Store) -> None:
    """Two flows of 90 quadrillion euros each come to more than 64 bits of cents hold."""
    for day in DAYS:
        for also in ((), (Dimension.PURPOSE,), NOT_KEPT):
            on = [share for share in book().shares if share.is_on(day)]
            assert sorted(store.share_sums(day, also), key=ShareSum.key) == list(sum_shares(on, also))
            found = store.projected(SHARES, on_day(None if day is None else str(day)))
            assert list(found) == sorted(on, key=lambda share: (share.flow, share.position))
    euros = sum(one.figures.best for one in store.share_sums() if one.unit == "EUR")
    assert euros > 2**63 / Decimal(100)


def test_the_largest_come_first_and_those_without_a_value_last(store: Store) -> None:
    values = {one.flow: one.cents for one in book().flow_values}
    found = store.found(FLOWS, Asked(order=(Order("value", falling=True),)))
    sizes = [values.get(flow.id, -1) for flow in found.values]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == -1
    assert sizes[0] == 9 * 10**18


def test_flows_are_found_by_their_statements(store: Store) -> None:
    flow = book().flows[7]
    (found,) = store.found(FLOWS, Asked((Condition("statement", Relation.IS, flow.statements),))).values
    assert found == flow


@pytest.mark.parametrize(
    "asked",
    [
        Asked((Condition("body", Relation.IS, ("x",)),)),
        Asked((Condition("nothing", Relation.IS, ("x",)),)),
        Asked((Condition("stage", Relation.EMPTY, ("x",)),)),
        Asked((Condition("stage", Relation.FROM, ()),)),
        Asked(order=(Order("mechanism"),)),
        Asked(limit=-1),
        Asked(offset=-1),
    ],
)
def test_what_cannot_be_asked_is_refused(store: Store, asked: Asked) -> None:
    with pytest.raises(UsageFault):
        store.found(FLOWS, asked)


def test_what_cannot_be_counted_is_refused(store: Store) -> None:
    for by, add in ((("statement",), ""), ((), "statement"), (("body",), ""), (("nothing",), "")):
        with pytest.raises(UsageFault):
            store.tally(FLOWS, by, (), add)
