"""The second proposer beside the rules: which stretches of a text it is shown, and what becomes of its answers."""

import os
from collections.abc import Iterator
from pathlib import Path

from pledgebook.assist.base import AssistSettings, Proposer
from pledgebook.assist.registry import PROPOSERS
from pledgebook.assist.verifying import assisted
from pledgebook.errors import UsageFault
from pledgebook.extraction.extract import Extraction
from pledgebook.extraction.language import detect_language
from pledgebook.model.evidence import TextLayer
from pledgebook.model.when import PartialDate

LONGEST_STRETCH = 8_000  # characters shown in one call
_PARAGRAPH = "\n\n"


class Assistant:
    """A proposer that is shown documents, and remembers what it said about the last of them."""

    def __init__(self, proposer: Proposer) -> None:
        self._proposer = proposer

    def add_to(
        self, found: Extraction, layer: TextLayer, *, document: str, published: PartialDate | None, language: str
    ) -> Extraction:
        """Add to what the rules found what the proposer saw besides, as far as the text bears it out."""
        return assisted(
            found,
            layer.text,
            (self._proposer.propose(stretch) for stretch in stretches(layer.text)),
            document=document,
            language=language or detect_language(layer.text),
            name=self._proposer.name,
            published=published,
        )


def stretches(text: str) -> Iterator[str]:
    """Cut a text into stretches for one call each: at paragraphs, else at line breaks or blanks."""
    start = 0
    while len(text) - start > LONGEST_STRETCH:
        end = start + LONGEST_STRETCH
        cuts = (text.rfind(sign, start + 1, end) for sign in (_PARAGRAPH, "\n", " "))
        cut = next((place for place in cuts if place > start), end)
        yield text[start:cut]
        start = cut
    if text[start:].strip():
        yield text[start:]


def assistant(url: str, model: str, *, proposer: str = "chat") -> Assistant | None:
    """Make the assistant that options and environment ask for; None when none is asked for, which is the default.

    Args:
        url: Base address of the service; empty for none.
        model: Name of the model there.
        proposer: Name of the protocol.

    Raises:
        UsageFault: Address, model or a setting of the environment cannot be used, or the extra is not installed.
    """
    if not url:
        return None
    cache = os.environ.get("PLEDGEBOOK_ASSIST_CACHE", "")
    settings = AssistSettings(
        url=url,
        model=model,
        key=os.environ.get("PLEDGEBOOK_ASSIST_KEY", ""),
        timeout_seconds=_number("PLEDGEBOOK_ASSIST_TIMEOUT", 60.0),
        retries=int(_number("PLEDGEBOOK_ASSIST_RETRIES", 2)),
        calls=int(_number("PLEDGEBOOK_ASSIST_CALLS", 200)),
        cache=Path(cache) if cache else None,
    )
    return Assistant(PROPOSERS[proposer](settings))


def _number(name: str, default: float) -> float:
    told = os.environ.get(name, "")
    try:
        value = float(told) if told else default
    except ValueError as fault:
        raise UsageFault(
            f"{name} is {told!r}, which is no number", remedy="give a number, or leave it unset"
        ) from fault
    if not 0 <= value < float("inf"):
        raise UsageFault(f"{name} is {told!r}", remedy="give a number from 0 up")
    return value
