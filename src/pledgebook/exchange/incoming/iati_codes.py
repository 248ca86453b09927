"""The codes of IATI that an import goes by, and the table of the mapping."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from pledgebook.exchange.mapping import Direction, FieldMapping, FormatMapping
from pledgebook.model.stage import Stage

NAMESPACE = "urn:pledgebook:iati:1"
"""Marks of our own exports: the exact stage and date, and figures that are net of their parts."""


class Side(StrEnum):
    """Whose view a transaction tells."""

    OUT = "outgoing"
    IN = "incoming"
    BESIDE = "beside"  # neither support given nor received: interest, repayments


@dataclass(frozen=True, slots=True)
class TransactionType:
    """One of the thirteen.

    Attributes:
        name: As the code list names it.
        stage: What it tells.
        side: Whose view it is.
    """

    name: str
    stage: Stage
    side: Side


TYPES: Mapping[str, TransactionType] = MappingProxyType(
    {
        "1": TransactionType("incoming funds", Stage.DISBURSED, Side.IN),
        "2": TransactionType("outgoing commitment", Stage.COMMITTED, Side.OUT),
        "3": TransactionType("disbursement", Stage.DISBURSED, Side.OUT),
        "4": TransactionType("expenditure", Stage.DISBURSED, Side.OUT),
        "5": TransactionType("interest payment", Stage.DISBURSED, Side.BESIDE),
        "6": TransactionType("loan repayment", Stage.DISBURSED, Side.BESIDE),
        "7": TransactionType("reimbursement", Stage.DISBURSED, Side.BESIDE),
        "8": TransactionType("purchase of equity", Stage.DISBURSED, Side.OUT),
        "9": TransactionType("sale of equity", Stage.DISBURSED, Side.BESIDE),
        "10": TransactionType("credit guarantee", Stage.COMMITTED, Side.OUT),
        "11": TransactionType("incoming commitment", Stage.COMMITTED, Side.IN),
        "12": TransactionType("outgoing pledge", Stage.PLEDGED, Side.OUT),
        "13": TransactionType("incoming pledge", Stage.PLEDGED, Side.IN),
    }
)

# Version 1 had letters.
OLD_TYPES: Mapping[str, str] = MappingProxyType(
    {"IF": "1", "C": "2", "D": "3", "E": "4", "IP": "5", "LR": "6", "R": "7", "QP": "8", "QS": "9", "CG": "10"}
)

BESIDE_REASON = "interest, repayments and sales are no support"
ONE_SIDE_REASON = "one side is counted: what the activity gives is told, so what it receives is not added"
SECONDARY_REASON = "a secondary publisher tells again what others report"
PLAN_REASON = "a plan for money that transactions tell"
ZERO_REASON = "a value of zero moves nothing"

MAPPING = FormatMapping(
    "iati",
    "IATI 2.03 activities (2.01 and 2.02 by the same rules, 1.0x as far as it goes)",
    Direction.INCOMING,
    (
        FieldMapping("iati-activities/@version", "", "anything but 2.0x is read with a warning"),
        FieldMapping("iati-identifier", "coded.series", "the activity is what a later file replaces"),
        FieldMapping("iati-activity/@last-updated-datetime", "coded.edition", "the later one stands"),
        FieldMapping("iati-activity/@default-currency", "amount.unit", "where the value has no currency of its own"),
        FieldMapping("reporting-org", "statement.donors", "where a transaction names no provider", "its address"),
        FieldMapping("reporting-org/@secondary-reporter", "", "1: all of the activity is in the book, not counted"),
        FieldMapping("title", "statement.purpose", "shortened to 80 characters"),
        FieldMapping("description, contact-info, location, sector, result, document-link", "", "", "not read"),
        FieldMapping("participating-org[@role=1]", "statement.donors", "only in files of our own making"),
        FieldMapping(
            "recipient-country, recipient-region",
            "statement.recipients",
            "the transaction's own, else all of the activity",
            "percentages: who gets how much of a sum for several countries",
        ),
        FieldMapping(
            "related-activity[@type=1]", "coded.whole", "commitments of the activity are inside those of its parent"
        ),
        FieldMapping("iati-activity/@hierarchy", "", "the relation says more"),
        FieldMapping(
            "transaction/transaction-type",
            "statement.stage",
            "2, 10, 11 committed; 1, 3, 4, 8 disbursed; 12, 13 pledged; 5, 6, 7, 9 in the book, not counted",
            "a guarantee is told as a commitment, an expenditure as a disbursement",
        ),
        FieldMapping(
            "transactions of type 1, 11, 13",
            "coded.aside",
            "not counted where the activity has outgoing ones: one side is counted",
        ),
        FieldMapping(
            "transactions of type 2 (and 12)",
            "coded.adds",
            "those of one activity and currency add up to one sum, dated by the first",
            "when each top-up was made, in a view of a past day",
        ),
        FieldMapping("transactions of type 3 and 4", "coded.whole", "inside the activity's commitments"),
        FieldMapping("negative transactions", "coded.adds", "taken off the largest of their stage in the activity"),
        FieldMapping("transaction/transaction-date", "statement.date"),
        FieldMapping("transaction/value", "statement.amount", "exact; zero is in the book, not counted"),
        FieldMapping("transaction/value/@value-date", "", "", "rates are those of the transaction's day"),
        FieldMapping("transaction/provider-org", "statement.donors"),
        FieldMapping(
            "transaction/provider-org/@provider-activity-id",
            "coded.whole",
            "the activity's own sums are inside what that activity has sent it, or committed",
        ),
        FieldMapping("transaction/receiver-org", "statement.implementing_actor", "recipient where no country is"),
        FieldMapping("budget, planned-disbursement", "statement.amount", "proposed, in the book, not counted"),
        FieldMapping("transaction/@pledgebook:stage, @pledgebook:date", "statement.stage, statement.date", "our marks"),
    ),
    ("Organisation files hold budgets of organisations, no activities: they are checked and give no statements.",),
)
