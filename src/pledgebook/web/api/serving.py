"""The API as routes."""

from collections.abc import Callable, Iterable

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pledgebook.errors import PledgebookError
from pledgebook.model.identity import digest, to_plain
from pledgebook.web.api.description import description
from pledgebook.web.api.registry import ENDPOINTS, Endpoint
from pledgebook.web.api.shapes import Fault, FaultAnswer
from pledgebook.web.serving import Kept, ask_of, tagged
from pledgebook.web.shelf import Shelf

JSON = "application/json"


def api_routes(shelf: Shelf, kept: Kept) -> Iterable[BaseRoute]:
    """Return the routes of the API."""
    yield Route("/api", _index, methods=["GET"])
    yield Route("/api/openapi.json", _described, methods=["GET"])
    for path, endpoint in ENDPOINTS.items():
        yield Route(path, _answering(endpoint, shelf, kept), methods=["GET"])


def _answering(endpoint: Endpoint, shelf: Shelf, kept: Kept) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        ask = ask_of(request, shelf)
        key = (ask.snapshot.mark, str(ask.snapshot.clocks.day()), request.url.path, request.url.query)
        found = kept.get(key) or kept.put(key, _encoded(endpoint.ask(ask)))
        return tagged(request, *found, JSON)

    return answer


def _encoded(value: object) -> bytes:
    return msgspec.json.encode(to_plain(value), order="deterministic")


def _described(request: Request) -> Response:
    body = description()
    return tagged(request, body, f'"{digest(body)[:24]}"', JSON)


def _index(request: Request) -> Response:
    lines = {path: endpoint.summary for path, endpoint in ENDPOINTS.items()}
    body = _encoded({"description": "/api/openapi.json", "questions": lines})
    return tagged(request, body, f'"{digest(body)[:24]}"', JSON)


def fault_answer(fault: Exception, status: int) -> Response:
    """Answer with the one shape of errors."""
    if isinstance(fault, HTTPException):
        told = Fault(status, "NotFound" if status == 404 else "Refused", fault.detail, "see /api/openapi.json")  # noqa: PLR2004  not found
    elif isinstance(fault, PledgebookError):
        told = Fault(status, type(fault).__name__, str(fault), fault.remedy)
    else:
        told = Fault(status, "InternalFault", "something went wrong here", "try again; if it stays, report it")
    return Response(_encoded(FaultAnswer(told)), status_code=status, media_type=JSON)
