"""What independent accounting programs say of a journal, as balances to compare ours with."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from pledgebook.exchange.outgoing.journal_text import account_path, commodity
from pledgebook.ledger.balances import Balance
from pledgebook.model.flow import Flow

Balances = dict[tuple[str, str], Decimal]


def funders_by_flow(flows: Iterable[Flow]) -> dict[str, str]:
    """Name the funders of each flow, as journals do."""
    return {flow.id: "+".join(flow.funders) or "unknown" for flow in flows}


def named(balances: Iterable[Balance], funders: Mapping[str, str]) -> Balances:
    """Name our own balances as the journals name their accounts."""
    return {
        (account_path(balance.account, funders), commodity(balance.unit)): balance.reading.best
        for balance in balances
        if balance.reading.best
    }


def read_balances(rows: Iterable[Sequence[str]]) -> Balances:
    """Read (account, "12.50 EUR, -3 USD") rows of any program; zero balances are dropped."""
    found: Balances = {}
    for account, amounts in rows:
        for amount in amounts.split(","):
            number, _, unit = amount.strip().replace('"', "").partition(" ")
            if number and unit and Decimal(number):
                found[account.strip(), unit.strip()] = Decimal(number)
    return found
