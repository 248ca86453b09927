"""From a request to an answer: clocks and query out of the address, pages rendered once per state of the book."""

from collections import OrderedDict
from threading import Lock

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pledgebook.errors import BookBusy, BookFault, NotInBook, PledgebookError, UsageFault
from pledgebook.model.identity import digest
from pledgebook.web.asking import Ask, Page, Query
from pledgebook.web.clocks import Clocks, read_clocks
from pledgebook.web.formats import ENGLISH
from pledgebook.web.links import DeskLinks
from pledgebook.web.pages.registry import View
from pledgebook.web.rendering import render
from pledgebook.web.shelf import Shelf

HTML = "text/html; charset=utf-8"
_KEPT_PAGES = 256


class Kept:
    """Answers that were made already, the least recently asked forgotten first; safe for many threads."""

    def __init__(self, most: int = _KEPT_PAGES) -> None:
        self._most = most
        self._answers: OrderedDict[tuple[str, ...], tuple[bytes, str]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, ...]) -> tuple[bytes, str] | None:
        """Return body and tag of an answer."""
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def put(self, key: tuple[str, ...], body: bytes) -> tuple[bytes, str]:
        """Keep an answer and return it with its tag."""
        answer = (body, f'"{digest(body)[:24]}"')
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return answer


def ask_of(request: Request, shelf: Shelf) -> Ask:
    """Read what is asked out of a request (raises UsageFault)."""
    clocks = read_clocks(request.query_params)
    query = Query(
        (name, value) for name, value in request.query_params.multi_items() if name not in {"as-of", "known-at"}
    )
    names = {name: str(value) for name, value in request.path_params.items()}
    return Ask(shelf.snapshot(clocks), query, names, DeskLinks(clocks.query()), ENGLISH, shelf)


def tagged(request: Request, body: bytes, tag: str, kind: str) -> Response:
    """Answer with a body, or with nothing where the browser has it already."""
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=kind, headers=headers)


def read_page(view: View, request: Request, shelf: Shelf, kept: Kept) -> Response:
    """Answer with a page that is only read."""
    ask = ask_of(request, shelf)
    # The day is part of the state: what is overdue changes over night.
    key = (ask.snapshot.mark, str(ask.snapshot.clocks.day()), request.url.path, request.url.query)
    answer = kept.get(key) or kept.put(key, render(view(ask), ask, {"desk": True}).encode())
    return tagged(request, *answer, HTML)


STATUS: tuple[tuple[type[PledgebookError], int], ...] = (
    (NotInBook, 404),
    (UsageFault, 400),
    (BookBusy, 503),
    (BookFault, 500),
    (PledgebookError, 500),
)


def status_of(fault: Exception) -> int:
    """Return the HTTP status of a fault."""
    return next((status for kind, status in STATUS if isinstance(fault, kind)), 500)


def fault_page(shelf: Shelf, title: str, told: str, remedy: str, status: int) -> Response:
    """Answer with a page that says what is wrong and what to do; the asked clocks may be what is wrong."""
    ask = Ask(shelf.snapshot(Clocks()), Query(), {}, DeskLinks(), ENGLISH, shelf)
    page = Page("fault.html", title, {"told": told, "remedy": remedy, "status": status})
    return Response(render(page, ask, {"desk": True}), status_code=status, media_type=HTML)


def see_other(address: str) -> Response:
    """Send the browser on after a form."""
    return RedirectResponse(address, status_code=303)
