"""The statement: one thing that one document says about support, on the words that say it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pledgebook.model.evidence import Span
from pledgebook.model.quantity import Amount
from pledgebook.model.stage import Stage
from pledgebook.model.when import PartialDate, Period


class Kind(StrEnum):
    """What is given: a sum, goods, or support with neither sum nor count."""

    MONEY = "money"
    IN_KIND = "in_kind"
    UNQUANTIFIED = "unquantified"


class Scope(StrEnum):
    """How the statement relates to others of its document."""

    SINGLE = "single"
    TOTAL = "total"
    PART = "part"


class BudgetOrigin(StrEnum):
    """Out of whose money it comes."""

    OWN = "own"
    PARTNER = "partner"
    WINDFALL = "windfall"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Item:
    """Goods by their plain trade name, with a count where one is given."""

    item: str
    quantity: Decimal | None


@dataclass(frozen=True, slots=True)
class Expectation:
    """A next step that the source announces and nobody has yet seen.

    Attributes:
        stage: The stage that is to come.
        wording: The words for when ("shortly", "by year end").
        due: The last day that the words allow, as far as they tell.
    """

    stage: Stage
    wording: Span
    due: PartialDate | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim. Built by `extraction`; `id` is a hash of all the rest but `rules`.

    Attributes:
        id: "s-" and 16 hexadecimal digits.
        document: Id of the document.
        span: The shortest clause or sentence that carries it.
        kind: Money, goods or unquantified.
        amount: The sum as worded; None where there is none.
        equivalents: The same sum restated in other currencies.
        donors: Whose money: ISO 3166 alpha-2 or organisation codes, sorted.
        recipients: For whom.
        implementing_actor: Who spends it on the donor's behalf; empty when nobody is named.
        budget_origin: Own, partner or windfall money.
        stage: How far it is.
        date: When that stage was reached.
        period: The years the money is for.
        scope: Single, total or part.
        part_of: Id of the total of the same document, for parts.
        tranche: Ordinal of tranche or package.
        mechanism: Slug of a known mechanism.
        purpose: Few words of the text.
        items: Goods.
        also: Other wordings of the same sum in the same document.
        expectations: Announced next steps.
        rules: The rules that made it, in order of application.
    """

    id: str
    document: str
    span: Span
    kind: Kind
    amount: Amount | None
    equivalents: tuple[Amount, ...]
    donors: tuple[str, ...]
    recipients: tuple[str, ...]
    implementing_actor: str
    budget_origin: BudgetOrigin
    stage: Stage
    date: PartialDate | None
    period: Period | None
    scope: Scope
    part_of: str | None
    tranche: int | None
    mechanism: str | None
    purpose: str | None
    items: tuple[Item, ...]
    also: tuple[Span, ...]
    expectations: tuple[Expectation, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefusedSum:
    """A sum that is no support, with the reason it was refused.

    Attributes:
        span: The sum as worded.
        reason: Slug: "unit-price", "own-budget", "need", "loss", "capacity", "revenue", "no-recipient", …
        cue: The word that decided; empty when its absence did.
    """

    span: Span
    reason: str
    cue: str
