"""What the small finders hand upwards: stretches of text with what they name; the roles are given later."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pledgebook.model.evidence import BlockRole
from pledgebook.model.quantity import Amount, Qualifier
from pledgebook.model.when import PartialDate, Period


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, headline, list item or table row; sentences are in order and do not overlap."""

    start: int
    end: int
    role: BlockRole
    paragraph: int


@dataclass(frozen=True, slots=True)
class SumMention:
    """A sum of money (or a share of GDP) with its restatements in other currencies.

    Attributes:
        start: Offset of the first word that belongs to it, qualifier included ("nearly" in "nearly €538 million").
        end: Offset behind its last word, bracketed equivalents included.
        amount: The sum; its own offsets cover the figure and its currency only.
        equivalents: The same sum in other currencies, from brackets, "or", "about".
        per_year: True for a yearly sum ("in each of the next two years", "annually").
        rules: Names of the rules that found it.
    """

    start: int
    end: int
    amount: Amount
    equivalents: tuple[Amount, ...]
    per_year: bool
    rules: tuple[str, ...]


class PartyForm(StrEnum):
    """In which words a party appears; the roles are given later."""

    NAME = "name"  # "Denmark"
    ADJECTIVE = "adjective"  # "Danish"
    CAPITAL = "capital"  # "Copenhagen" (standing for the government or for the town)
    OFFICE = "office"  # "Danish Defence Ministry", "the Danish government", "Minister Troels Lund Poulsen"
    ORGANISATION = "organisation"  # "European Commission", "NATO", "IMF"
    GROUP = "group"  # "partners", "the two countries", "seven donors"
    SELF = "self"  # "we", "our"


@dataclass(frozen=True, slots=True)
class PartyMention:
    """A party in the text.

    `code` is an ISO 3166 alpha-2 or organisation code, empty for an unresolved GROUP or SELF; `case` the mark of the
    grammatical case of its name (see `cases`), empty where the ending does not tell.
    """

    start: int
    end: int
    code: str
    form: PartyForm
    case: str = ""


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date, or a period that money is for ("in 2025 and 2026", "until 2027"); exactly one of the two is set."""

    start: int
    end: int
    date: PartialDate | None
    period: Period | None
    rule: str


@dataclass(frozen=True, slots=True)
class GoodsMention:
    """Goods by plain trade name, with count where one is given; `vague`: counted, but in no figure ("hundreds of")."""

    start: int
    end: int
    item: str
    quantity: Decimal | None
    qualifier: Qualifier
    vague: bool = False


@dataclass(frozen=True, slots=True)
class MechanismMention:
    """A known mechanism or instrument ("Danish model", "European Peace Facility"), by its slug."""

    start: int
    end: int
    slug: str


@dataclass(frozen=True, slots=True)
class OrdinalMention:
    """The ordinal of a tranche or package: "first tranche", "package XXVII", "18th support package"."""

    start: int
    end: int
    number: int
    noun: str
