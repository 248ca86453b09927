"""What a second proposer is: it is shown a text and names stretches of it; nothing it says is taken on trust."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from pledgebook.errors import UsageFault
from pledgebook.model.problem import Problem

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """One statement as a proposer words it; every field is a claim that `verifying` holds against the text.

    Attributes:
        quote: The clause that carries it, said to be verbatim.
        amount: The wording of the sum inside the quote; empty where it has none.
        goods: Wordings of goods inside the quote.
        donors: Wordings of the parties that give, as the text names them.
        recipients: Wordings of the parties that are helped.
        stage: A stage of the ladder.
    """

    quote: str
    amount: str
    goods: tuple[str, ...]
    donors: tuple[str, ...]
    recipients: tuple[str, ...]
    stage: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a proposer gave for one stretch of text.

    Attributes:
        proposals: In its order.
        problems: Why it gave none, or not all.
    """

    proposals: tuple[Proposal, ...] = ()
    problems: tuple[Problem, ...] = ()


class Proposer(Protocol):
    """Shows a stretch of text to somebody who reads it."""

    @property
    def name(self) -> str:
        """Name that statements carry as where they come from."""

    def propose(self, text: str) -> Answer:
        """Return what is proposed for a stretch of text; faults of the other side are problems, never exceptions."""


@dataclass(frozen=True, slots=True)
class AssistSettings:
    """How to reach a proposer, and how much it may take.

    Attributes:
        url: Base address of an OpenAI-compatible service, "http://localhost:8080/v1".
        model: The model's name there.
        key: Secret for the service; empty without one. It is sent to `url` alone and stored nowhere.
        timeout_seconds: A whole answer takes no longer, retries not counted.
        retries: How often a call is made again after a fault that may pass.
        calls: Calls of one run; no more are made.
        cache: Folder for answers by the digest of what was asked; None to keep them in memory alone.
    """

    url: str
    model: str
    key: str = ""
    timeout_seconds: float = 60.0
    retries: int = 2
    calls: int = 200
    cache: Path | None = None

    def __post_init__(self) -> None:
        """Refuse an address that cannot be asked, or to which a secret must not go (raises UsageFault)."""
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise UsageFault(
                f"{self.url!r} is no address of a service", remedy="give one such as http://localhost:8080/v1"
            )
        if parts.username or parts.password:
            raise UsageFault(
                "the address of the assisting service holds a secret", remedy="set PLEDGEBOOK_ASSIST_KEY instead"
            )
        if self.key and parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            raise UsageFault("a key would travel unencrypted", remedy="use an https:// address, or no key")
        if not self.model:
            raise UsageFault("no model is named", remedy="give --assist-model NAME or set PLEDGEBOOK_ASSIST_MODEL")
        if self.timeout_seconds <= 0 or self.retries < 0 or self.calls < 0:
            raise UsageFault("timeout, retries and calls cannot be less than nothing", remedy="give positive numbers")
