"""The desk as an ASGI application over one book."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pledgebook.errors import PledgebookError
from pledgebook.web.api.serving import api_routes, fault_answer
from pledgebook.web.asking import Ask, Query
from pledgebook.web.filters import ordered, search_texts
from pledgebook.web.formats import ENGLISH
from pledgebook.web.intake_desk import IntakeDesk
from pledgebook.web.links import DeskLinks
from pledgebook.web.pages.overview import overview
from pledgebook.web.pages.registry import PAGES, View
from pledgebook.web.picture_files import picture_file
from pledgebook.web.review_desk import ReviewDesk
from pledgebook.web.security import LOOPBACK, Guard, Tokens
from pledgebook.web.serving import Kept, fault_page, read_page, status_of, tagged
from pledgebook.web.shelf import Shelf
from pledgebook.web.snapshot import Reporting
from pledgebook.web.static_files import static_files

LARGEST_UPLOAD_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Desk:
    """What every route works with.

    Attributes:
        shelf: The book.
        kept: Pages that were made already.
        tokens: Of forms.
        author: Who decides, where the browser does not say.
    """

    shelf: Shelf
    kept: Kept
    tokens: Tokens
    author: str


def create_app(
    place: str, *, reporting: Reporting | None = None, author: str = "", hosts: Iterable[str] = LOOPBACK
) -> Starlette:
    """Make the desk of a book.

    Args:
        place: Path or address of the book; it has to be there.
        reporting: The currency, and national products for shares of them.
        author: Who decides, where a reviewer gives no name.
        hosts: Names that the desk may be asked for by; anything else is refused, so that no page elsewhere can read it.

    Raises:
        UsageFault: The place is a book in memory.
    """
    desk = Desk(Shelf(place, reporting), Kept(), Tokens(), author)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        # Who comes first to a large book should not wait for it to be read: that begins with the desk.
        warmed = asyncio.create_task(run_in_threadpool(_warm, app.state.desk))
        yield
        await asyncio.gather(warmed, return_exceptions=True)
        app.state.desk.shelf.close()

    app = Starlette(
        routes=list(_routes(desk)),
        middleware=[
            Middleware(Guard, hosts=frozenset(hosts)),
            Middleware(GZipMiddleware, minimum_size=1400, compresslevel=4),
        ],
        exception_handlers={PledgebookError: _told(desk), HTTPException: _told(desk), Exception: _told(desk)},
        lifespan=lifespan,
        max_body_size=LARGEST_UPLOAD_BYTES,
    )
    app.state.desk = desk
    return app


def _warm(desk: Desk) -> None:
    snapshot = desk.shelf.snapshot()
    snapshot.warm()
    search_texts(snapshot)
    ordered(snapshot, "size", descending=True)
    overview(Ask(snapshot, Query(), {}, DeskLinks(), ENGLISH, desk.shelf))


def _routes(desk: Desk) -> Iterable[BaseRoute]:
    for path, view in PAGES.items():
        yield Route(path, _reading(desk, view), methods=["GET"])
    yield from ReviewDesk(desk.shelf, desk.tokens, desk.author).routes()
    yield from IntakeDesk(desk.shelf, desk.tokens, desk.author).routes()
    yield from api_routes(desk.shelf, desk.kept)
    yield Route("/pictures/{name}.{form}", lambda request: picture_file(request, desk.shelf), methods=["GET"])
    yield Route("/static/{name}", _static, methods=["GET"])


def _reading(desk: Desk, view: View) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        return read_page(view, request, desk.shelf, desk.kept)

    return answer


def _static(request: Request) -> Response:
    found = static_files().get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    return tagged(request, found.body, f'"{found.tag}"', found.kind)


def _told(desk: Desk) -> Callable[[Request, Exception], Response]:
    def answer(request: Request, fault: Exception) -> Response:
        if request.url.path.startswith("/api"):
            status = fault.status_code if isinstance(fault, HTTPException) else status_of(fault)
            return fault_answer(fault, status)
        if isinstance(fault, HTTPException):
            lost = fault.status_code == 404  # noqa: PLR2004  not found
            told = f"There is no page at {request.url.path}." if lost else fault.detail
            return fault_page(desk.shelf, "No such page" if lost else "Not possible", told, "", fault.status_code)
        remedy = fault.remedy if isinstance(fault, PledgebookError) else "Try again; if it stays, report it."
        told = str(fault) if isinstance(fault, PledgebookError) else "Something went wrong here."
        status = status_of(fault)
        title = {404: "Not in this book", 400: "That cannot be asked so", 503: "Somebody else is writing"}
        return fault_page(desk.shelf, title.get(status, "Something went wrong"), told, remedy, status)

    return answer
