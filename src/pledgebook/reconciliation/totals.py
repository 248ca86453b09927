"""A statement in, whether it asserts a total that must never be added: over funders, over agreements, to date."""

from pledgebook.model.statement import Kind, Scope, Statement
from pledgebook.reconciliation.figures import amounts_of
from pledgebook.reconciliation.wording import says


def is_to_date(statement: Statement) -> bool:
    """Tell whether the wording of a total counts what has come together up to a day."""
    if statement.scope is not Scope.TOTAL:
        return False
    if statement.period and statement.date and statement.tranche is None:
        first, last = statement.period.first_year, statement.period.last_year
        if first is not None and first < statement.date.year and (last or 0) <= statement.date.year and first != last:
            return True
    return bool(says("to_date", statement.span.quote))


def is_asserted_total(statement: Statement) -> bool:
    """Tell whether a statement's sum can only be checked against the book, never be money of its own.

    A total over several funders (or over funders that the text does not name), and a total to date. The total of one
    funder's package is none: its parts are inside it, and it is booked as their parent. Nor is a numbered tranche or
    package that several pay together: it is one sum that moves, whoever fills it. A count to date stays one even where
    the text ties the number of the latest package to it.
    """
    if (
        statement.scope is not Scope.TOTAL
        or statement.kind is not Kind.MONEY
        or statement.amount not in amounts_of(statement)
    ):
        return False
    if statement.tranche is not None and not says("to_date", statement.span.quote):
        return False
    return len(statement.donors) != 1 or is_to_date(statement)
