"""Words of the field for people: stages, reasons, verdicts and dimensions, each with a line that explains it."""

import re
from pathlib import PurePath

from pledgebook.errors import UsageFault
from pledgebook.model.evidence import Document
from pledgebook.model.stage import Stage
from pledgebook.reference.mechanisms import mechanisms
from pledgebook.reference.parties import party_name
from pledgebook.reports.query import Omission

STAGES: dict[Stage, tuple[str, str]] = {
    Stage.PROPOSED: ("Proposed", "needs an approval that is not yet given"),
    Stage.PLEDGED: ("Pledged", "publicly promised"),
    Stage.SIGNED: ("Signed", "a letter of intent or memorandum: written, but not binding"),
    Stage.COMMITTED: ("Committed", "a firm written obligation, a law, an adopted budget, a grant agreement"),
    Stage.ALLOCATED: ("Allocated", "set aside for a stated package, purpose or tranche"),
    Stage.DISBURSED: ("Disbursed", "transferred"),
    Stage.CONTRACTED: ("Contracted", "ordered from a producer"),
    Stage.DELIVERED: ("Delivered", "handed over"),
    Stage.SUSPENDED: ("Suspended", "stopped for a time: paused, frozen, put on hold"),
    Stage.CANCELLED: ("Cancelled", "withdrawn or reduced away"),
}

OMISSIONS: dict[Omission, str] = {
    Omission.BELOW_STAGE: "stands at a stage that is not counted here",
    Omission.SUSPENDED: "suspended",
    Omission.CANCELLED: "cancelled",
    Omission.IN_PARTS: "counted in its parts",
    Omission.CHECK: "an asserted total, no money of its own",
    Omission.UNQUANTIFIED: "no sum stated; counted beside the sums",
    Omission.NOT_BOOKED: "no rate to take it out of its whole",
    Omission.LATER: "after the day asked for",
    Omission.NO_TABLE: "no price index or GDP for it in the table",
    Omission.NO_RATE: "no rate into the reporting currency",
    Omission.NOT_MONEY: "goods or a share of GDP, not in the money sum",
}

RIVALS: dict[str, str] = {
    "currency": "wrong currency sign",
    "typo": "slip in the figure",
    "attribution": "pooled money told as one funder's",
    "scope": "speaks of a wider or narrower sum",
    "unexplained": "not explained",
    "superseded": "superseded by a later figure",
    "yearly-rate": "a sum a year, not the whole",
    "conversion": "converted at another rate",
    "rounding": "rounded",
}

VERDICTS: dict[str, str] = {
    "explained": "explained by the flows of the book",
    "adds-up": "one set of flows adds up to it",
    "within-scope": "the flows of its scope stay within it",
    "partly-explained": "explained in part",
    "unexplained": "nothing in the book explains it",
    "exceeded": "the flows of the book exceed it",
}

REFUSALS: dict[str, str] = {
    "unit-price": "the price of one piece",
    "own-budget": "a state's own budget",
    "need": "what is needed, not what is given",
    "loss": "a loss or damage",
    "capacity": "what could be produced",
    "revenue": "a company's revenue",
    "no-recipient": "nobody is named who receives it",
}


def stage_word(stage: Stage | str) -> str:
    """Name a stage."""
    return STAGES[Stage(stage)][0]


def refusal_word(reason: str) -> str:
    """Say why a sum is no support."""
    return REFUSALS.get(reason, reason.replace("-", " "))


def party_word(code: str) -> str:
    """Name a party; a code that the reference data lacks stands for itself, "unknown" for nobody named."""
    if code in {"", "unknown"}:
        return "Unnamed"
    try:
        return party_name(code)
    except UsageFault:
        return code


def parties_word(codes: tuple[str, ...] | str) -> str:
    """Name several parties: "Denmark + Sweden"."""
    listed = codes.split("+") if isinstance(codes, str) else codes
    return " + ".join(party_word(code) for code in listed) or "Unnamed"


def mechanism_word(slug: str | None) -> str:
    """Name a mechanism; a slug that the reference data lacks stands for itself."""
    if not slug:
        return "No named mechanism"
    known = mechanisms().get(slug)
    return known.title if known is not None else slug


_JOINED = re.compile(r"\b[A-Z]{2,6}(?:\+[A-Z]{2,6})+\b|(?<=told of )[A-Z]{2,6}\b")
_LONG = re.compile(r"(?<![\w.-])\d{5,}(?![\w-])")
_CODED = frozenset({"funder", "recipient", "donors", "recipients"})


def readable(text: str, group: str = ",") -> str:
    """Make a line of arithmetic readable: long figures in groups, joined codes of parties by name."""
    named = _JOINED.sub(lambda found: parties_word(found.group()), text)
    return _LONG.sub(lambda found: f"{int(found.group()):,}".replace(",", group), named)


def compared(feature: str, seen: str) -> str:
    """Write a value that two statements were compared by: parties and mechanisms by name, figures in groups."""
    if feature in _CODED and seen:
        return parties_word(seen)
    if feature == "mechanism" and seen:
        return mechanism_word(seen)
    return readable(seen)


def document_word(document: Document) -> str:
    """Name a document: its title, else the last part of the name it came under."""
    return document.title or PurePath(document.name).name
