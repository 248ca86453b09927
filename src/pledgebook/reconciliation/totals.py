"""A statement in, whether it asserts a total that must never be added: over funders, over agreements, to date."""

import re

from pledgebook.model.statement import Kind, Scope, Statement
from pledgebook.reconciliation.figures import amounts_of

# "Bringing the total to", "since the invasion", "so far", in the languages that the lexicons speak.
_TO_DATE = re.compile(
    r"\bsince\s+(?:the|russia|february|march|start|20\d\d|\d|its)|\b(?:so far|to date|until now|up to now|by now)\b"
    r"|\b(?:running|overall|cumulative|grand|the)\s+total\b|\bnow\s+(?:stands?|comes?|totals?|amounts?|worth)\b"
    r"|\baltogether\b|\bhas (?:now )?(?:passed|topped|exceeded)\b"
    r"|\bseit\s+(?:beginn|dem|der|kriegs|februar|20\d\d)|\b(?:bislang|bisher|insgesamt)\b"
    r"|\bdepuis\s+(?:le|la|l['’]|f[ée]vrier|20\d\d)|\bjusqu['’](?:ici|à présent)\b|\bau total\b"
    r"|\bdesde\s+(?:el|la|febrero|20\d\d)|\bhasta (?:ahora|la fecha)\b"
    r"|\bsiden\s+(?:invasion|krig|februar|starten|20\d\d)|\b(?:indtil nu|hidtil|hittil|hittills)\b"
    r"|\bsedan\s+(?:invasion|krig|februari|20\d\d)|\bod\s+(?:początku|lutego|wybuchu|20\d\d)|\bdotychczas\b"
    r"|\bnuo\s+(?:karo|invazijos|20\d\d)|\biki šiol\b|\b(?:з|від)\s+(?:початку|лютого|20\d\d)|\b(?:загалом|досі)\b",
    re.IGNORECASE,
)


def is_to_date(statement: Statement) -> bool:
    """Tell whether the wording of a total counts what has come together up to a day."""
    if statement.scope is not Scope.TOTAL:
        return False
    if statement.period and statement.date and statement.tranche is None:
        first, last = statement.period.first_year, statement.period.last_year
        if first is not None and first < statement.date.year and (last or 0) <= statement.date.year and first != last:
            return True
    return bool(_TO_DATE.search(statement.span.quote))


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
    if statement.tranche is not None and not _TO_DATE.search(statement.span.quote):
        return False
    return len(statement.donors) != 1 or is_to_date(statement)
