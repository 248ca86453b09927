"""The proposer over the wire, against a local service: good, wrong, cut, slow, endless and failing answers."""

import json
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from model_server import Service, answer, completion, proposal, said, serving

from pledgebook.assist.base import Answer, AssistSettings
from pledgebook.assist.chat import LONGEST_ANSWER, ChatProposer
from pledgebook.errors import UsageFault
from pledgebook.model.problem import ProblemCode

TEXT = "Norway will provide NOK 250 million to Moldova."
GOOD = completion(proposal(TEXT, amount="NOK 250 million"))


def proposer(service: Service, pauses: list[float] | None = None, **others: Any) -> ChatProposer:  # noqa: ANN401  any setting
    settings = AssistSettings(service.url, "small-model", **{"retries": 0, "timeout_seconds": 5.0, **others})
    return ChatProposer(settings, pause=(pauses if pauses is not None else []).append)


def codes(found: Answer) -> list[ProblemCode]:
    return [problem.code for problem in found.problems]


def test_a_good_answer_and_what_was_asked() -> None:
    with serving(answer(GOOD)) as service:
        found = proposer(service, key="secret").propose(TEXT)
    assert [(item.quote, item.amount, item.donors, item.stage) for item in found.proposals] == [
        (TEXT, "NOK 250 million", ("Norway",), "pledged")
    ]
    assert found.problems == ()
    asked = service.asked[0]
    assert (asked["model"], asked["temperature"]) == ("small-model", 0)
    assert TEXT in asked["messages"][1]["content"]
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert service.headers[0]["path"] == "/v1/chat/completions"
    assert service.headers[0]["Authorization"] == "Bearer secret"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>no model here</html>",
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": null}}]}',
        b"\xff\xfe",
        b"[" * 100_000,
        GOOD[: len(GOOD) // 2],
        said("I could not find anything."),
        said('{"statements": [{"quote": "x"}]}'),
        said('{"statements": [], "run": "rm -rf"}'),
        said('{"statements": {"quote": 1}}'),
        said("[" * 100_000),
        said(None, refusal="I must not."),
        completion(proposal(TEXT), finish="length"),
        completion(*[proposal(TEXT)] * 201),
        said(json.dumps({"statements": [{**proposal(TEXT), "amount": 250_000_000}]})),
    ],
)
def test_an_answer_in_another_form_is_not_used(body: bytes) -> None:
    with serving(answer(body)) as service:
        found = proposer(service).propose(TEXT)
    assert found.proposals == ()
    assert codes(found) == [ProblemCode.ASSIST_UNUSABLE]
    assert found.problems[0].where == service.url


def test_faults_that_may_pass_are_tried_again_with_growing_pauses() -> None:
    pauses: list[float] = []
    with serving(answer(b"", 503), answer(b"", 429, [("Retry-After", "7")]), answer(GOOD)) as service:
        found = proposer(service, pauses, retries=3).propose(TEXT)
    assert len(found.proposals) == 1
    assert pauses == [0.5, 7.0]


def test_faults_that_stay_are_told_and_not_tried_again() -> None:
    with serving(answer(b"no", 401)) as service:
        found = proposer(service, retries=3).propose(TEXT)
    assert codes(found) == [ProblemCode.ASSIST_UNAVAILABLE]
    assert "401" in found.problems[0].message
    assert len(service.asked) == 1


def test_retries_end() -> None:
    with serving(answer(b"", 500)) as service:
        found = proposer(service, retries=2).propose(TEXT)
    assert codes(found) == [ProblemCode.ASSIST_UNAVAILABLE]
    assert "3 tries" in found.problems[0].message
    assert len(service.asked) == 3


def test_a_redirect_is_not_followed() -> None:
    with serving(answer(b"", 307, [("Location", "http://127.0.0.1:9/")])) as service:
        found = proposer(service).propose(TEXT)
    assert codes(found) == [ProblemCode.ASSIST_UNAVAILABLE]


def test_nobody_listens() -> None:
    with serving(answer(GOOD)) as service:
        pass
    found = proposer(service).propose(TEXT)
    assert codes(found) == [ProblemCode.ASSIST_UNAVAILABLE]


def test_a_drip_of_bytes_ends_at_the_deadline() -> None:
    def drip(handler: BaseHTTPRequestHandler, _: Mapping[str, Any]) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _number in range(100):
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return  # the other side has hung up, as it should

    begun = time.monotonic()
    with serving(drip) as service:
        found = proposer(service, timeout_seconds=0.3).propose(TEXT)
        taken = time.monotonic() - begun
    assert codes(found) == [ProblemCode.ASSIST_UNAVAILABLE]
    assert taken < 3


def test_a_silent_service_ends_at_the_deadline() -> None:
    with serving(lambda _handler, _asked: time.sleep(1.0)) as service:
        found = proposer(service, timeout_seconds=0.2).propose(TEXT)
    assert codes(found) == [ProblemCode.ASSIST_UNAVAILABLE]


def test_an_endless_answer_is_cut_off() -> None:
    def flood(handler: BaseHTTPRequestHandler, _: Mapping[str, Any]) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _number in range(LONGEST_ANSWER // 100_000 + 5):
                handler.wfile.write(b" " * 100_000)
        except OSError:
            return

    with serving(flood) as service:
        found = proposer(service).propose(TEXT)
    assert codes(found) == [ProblemCode.ASSIST_UNAVAILABLE]
    assert "longer" in found.problems[0].message


def test_the_budget_counts_every_call() -> None:
    with serving(answer(b"", 500), answer(GOOD)) as service:
        asking = proposer(service, calls=2, retries=1)
        first, second = asking.propose(TEXT), asking.propose("Another text.")
    assert len(first.proposals) == 1
    assert codes(second) == [ProblemCode.ASSIST_BUDGET]
    assert len(service.asked) == 2


def test_the_same_question_is_asked_once_in_a_run_and_with_a_folder_once_for_all(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    with serving(answer(GOOD)) as service:
        asking = proposer(service, cache=folder, key="secret")
        told = [asking.propose(TEXT), asking.propose(TEXT), proposer(service, cache=folder).propose(TEXT)]
        other = proposer(service, cache=folder).propose(f"{TEXT} ")
    assert told[0] == told[1] == told[2]
    assert len(service.asked) == 2
    assert len(other.proposals) == 1
    kept = list(folder.iterdir())
    assert len(kept) == 2
    assert all(b"secret" not in file.read_bytes() for file in kept)


def test_an_unusable_answer_is_not_kept(tmp_path: Path) -> None:
    with serving(answer(said("none")), answer(GOOD)) as service:
        asking = proposer(service, cache=tmp_path)
        assert codes(asking.propose(TEXT)) == [ProblemCode.ASSIST_UNUSABLE]
        assert len(asking.propose(TEXT).proposals) == 1


@pytest.mark.parametrize(
    ("url", "others"),
    [
        ("ftp://127.0.0.1/v1", {}),
        ("somewhere", {}),
        ("http://user:secret@127.0.0.1/v1", {}),
        ("http://example.org/v1", {"key": "secret"}),
        ("http://127.0.0.1/v1", {"model": ""}),
        ("http://127.0.0.1/v1", {"timeout_seconds": 0.0}),
        ("http://127.0.0.1/v1", {"calls": -1}),
    ],
)
def test_settings_that_make_no_sense_are_refused_before_anything_is_sent(url: str, others: dict[str, Any]) -> None:
    with pytest.raises(UsageFault) as caught:
        AssistSettings(**{"url": url, "model": "m", **others})
    assert caught.value.remedy
    assert "secret" not in str(caught.value) or "holds a secret" in str(caught.value)
