"""A language model behind an OpenAI-compatible service: timeouts, retries, a budget, answers kept by digest."""

import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

import msgspec

from pledgebook.assist.base import Answer, AssistSettings
from pledgebook.assist.cache import AnswerCache
from pledgebook.assist.wire import read_answer, request_body
from pledgebook.errors import UsageFault
from pledgebook.model.identity import canonical_json, digest
from pledgebook.model.problem import Problem, ProblemCode, Severity

LONGEST_ANSWER = 4_000_000  # bytes
_FIRST_PAUSE = 0.5  # seconds; twice as long before every further try
_LONGEST_PAUSE = 30.0
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504})  # faults that may be gone a moment later
_OK = 200


class _Passing(Exception):
    """A fault that may pass, with the pause that the service asks for."""

    def __init__(self, message: str, pause: float | None = None) -> None:
        super().__init__(message)
        self.pause = pause


class _Lasting(Exception):
    """A fault that another try does not mend."""


class ChatProposer:
    """Asks a chat completion for structured output."""

    def __init__(self, settings: AssistSettings, *, pause: Callable[[float], None] = time.sleep) -> None:
        """Prepare to ask; nothing is sent yet.

        Args:
            settings: Where and how much.
            pause: Waits between tries.

        Raises:
            UsageFault: The extra `assist` is not installed.
        """
        self._settings = settings
        self._pause = pause
        self._cache = AnswerCache(settings.cache)
        self._calls = 0
        self._http = _http()

    @property
    def name(self) -> str:
        """Name of the model."""
        return self._settings.model

    def propose(self, text: str) -> Answer:
        """Return what the model proposes for a stretch of text."""
        body = request_body(self._settings.model, text)
        key = digest(canonical_json({"url": self._settings.url, "body": body}))
        kept = self._cache.get(key)
        if kept is not None:
            return read_answer(kept, self._settings.url)
        try:
            received = self._ask(body)
        except _Lasting as fault:
            return Answer(problems=(self._problem(str(fault)),))
        if received is None:
            return Answer(problems=(_spent(self._settings),))
        answer = read_answer(received, self._settings.url)
        if not answer.problems:
            self._cache.put(key, received)
        return answer

    def _ask(self, body: dict[str, Any]) -> bytes | None:
        """Return the bytes of an answer; None when the budget is spent."""
        wait = _FIRST_PAUSE
        for tried in range(self._settings.retries + 1):
            if self._calls >= self._settings.calls:
                return None
            self._calls += 1
            try:
                return self._call(body)
            except _Passing as fault:
                if tried == self._settings.retries:
                    raise _Lasting(f"{fault} ({tried + 1} tries)") from fault
                self._pause(min(fault.pause if fault.pause is not None else wait, _LONGEST_PAUSE))
                wait *= 2
        raise AssertionError("the last try returns or raises")

    def _call(self, body: dict[str, Any]) -> bytes:
        """Make one call; a slow drip of bytes is cut off at the deadline, an endless one at the size limit."""
        settings, http = self._settings, self._http
        headers = {"Authorization": f"Bearer {settings.key}"} if settings.key else {}
        deadline = time.monotonic() + settings.timeout_seconds
        address = f"{settings.url.rstrip('/')}/chat/completions"
        try:
            with (
                http.Client(timeout=settings.timeout_seconds, follow_redirects=False, trust_env=False) as client,
                client.stream("POST", address, content=msgspec.json.encode(body), headers=_typed(headers)) as response,
            ):
                if response.status_code in _PASSING:
                    raise _Passing(
                        f"The service answered with status {response.status_code}", _retry_after(response.headers)
                    )
                if response.status_code != _OK:
                    raise _Lasting(f"The service answered with status {response.status_code}.")
                return _received(response, deadline)
        except http.HTTPError as fault:
            raise _Passing(f"The service gave no answer: {type(fault).__name__}") from fault

    def _problem(self, message: str) -> Problem:
        return Problem(
            ProblemCode.ASSIST_UNAVAILABLE,
            Severity.WARNING,
            self._settings.url,
            message,
            "",
            "The statements of the rules stand; see whether the service runs, and add the document again.",
        )


def _received(response: Any, deadline: float) -> bytes:  # noqa: ANN401  the library's own class, which may be absent
    parts: list[bytes] = []
    length = 0
    for part in response.iter_bytes():
        length += len(part)
        if length > LONGEST_ANSWER:
            raise _Lasting(f"The answer is longer than {LONGEST_ANSWER:,} bytes.")
        if time.monotonic() > deadline:
            raise _Passing("The answer took too long")
        parts.append(part)
    return b"".join(parts)


def _typed(headers: dict[str, str]) -> dict[str, str]:
    return {"Content-Type": "application/json", "Accept": "application/json", **headers}


def _retry_after(headers: Any) -> float | None:  # noqa: ANN401  the library's own class, which may be absent
    """Read a pause in seconds; a date or anything else is not followed."""
    told = headers.get("retry-after", "")
    return float(told) if told.isascii() and told.isdigit() else None


def _spent(settings: AssistSettings) -> Problem:
    return Problem(
        ProblemCode.ASSIST_BUDGET,
        Severity.WARNING,
        settings.url,
        f"The budget of {settings.calls} calls is spent; the rest was not shown to the model.",
        "",
        "Raise PLEDGEBOOK_ASSIST_CALLS, or give fewer documents at a time.",
    )


def _http() -> ModuleType:
    try:
        import httpx2  # noqa: PLC0415  an optional extra
    except ImportError as fault:
        raise UsageFault(
            "the library for calls to a model is not installed", remedy="install it: pip install pledgebook[assist]"
        ) from fault
    return httpx2
