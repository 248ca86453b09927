"""What comes in at the desk: documents to be read, and official records with the paper attached."""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pledgebook.errors import UsageFault
from pledgebook.model.evidence import Source
from pledgebook.model.flow import Flow
from pledgebook.model.when import PartialDate
from pledgebook.reference.mechanisms import mechanisms
from pledgebook.web.asking import Page
from pledgebook.web.forms import Form, read_form
from pledgebook.web.record_form import party_names, read_record
from pledgebook.web.rendering import render
from pledgebook.web.security import Tokens
from pledgebook.web.serving import HTML, ask_of, see_other
from pledgebook.web.shelf import Shelf
from pledgebook.workflow.adding import Added, Attribution
from pledgebook.workflow.book import Book
from pledgebook.workflow.judging import resolve_statement
from pledgebook.workflow.rating import BookRates
from pledgebook.workflow.recording import OfficialRecord, Recorded, RecordType, record_official

RECORD_WORDS: dict[RecordType, str] = {
    RecordType.AGREEMENT: "Agreement: money is committed",
    RecordType.TRANCHE: "Tranche: money is allocated",
    RecordType.TRANSFER: "Transfer: money is disbursed",
    RecordType.CONTRACT: "Contract: an order is placed",
    RecordType.DELIVERY: "Delivery act: goods are handed over",
}


class IntakeDesk:
    """Adding and recording for one book.

    Args:
        shelf: The book.
        tokens: Of forms.
        author: Who records, where the form gives no name.
    """

    def __init__(self, shelf: Shelf, tokens: Tokens, author: str) -> None:
        self._shelf = shelf
        self._tokens = tokens
        self._author = author
        self._rates = BookRates()

    def routes(self) -> Iterable[BaseRoute]:
        """Return the routes."""
        yield Route(
            "/add", lambda request: self._show(request, "add.html", "Add", self._add_values({})), methods=["GET"]
        )
        yield Route("/add", self.add, methods=["POST"])
        yield Route("/record", self._record_page, methods=["GET"])
        yield Route("/record", self.record, methods=["POST"])

    def _show(
        self, request: Request, template: str, title: str, values: Mapping[str, Any], status: int = 200
    ) -> Response:
        ask = ask_of(request, self._shelf)
        session = self._tokens.session(request)
        page = Page(template, title, values, title.lower())
        body = render(page, ask, {"desk": True, "token": self._tokens.token(session)})
        answer = Response(body, status_code=status, media_type=HTML, headers={"Cache-Control": "no-store"})
        self._tokens.remember(answer, session)
        return answer

    def _add_page(self, request: Request) -> Response:
        return self._show(request, "add.html", "Add", self._add_values({}))

    @staticmethod
    def _add_values(fields: Mapping[str, str], added: Added | None = None, wrong: str = "") -> dict[str, Any]:
        return {"fields": fields, "added": added, "wrong": wrong}

    async def add(self, request: Request) -> Response:
        """Take in files or a pasted text."""
        form = await read_form(request, self._tokens)
        try:
            added = await run_in_threadpool(self._add, form)
        except (UsageFault, ValueError) as fault:
            values = self._add_values(form.fields, None, str(fault))
            return await run_in_threadpool(self._show, request, "add.html", "Add", values, 400)
        if len(added.documents) == 1 and added.documents[0].document and not added.problems:
            return see_other(f"/documents/{added.documents[0].document[:16]}")
        return await run_in_threadpool(self._show, request, "add.html", "Add", self._add_values({}, added))

    def _add(self, form: Form) -> Added:
        published = PartialDate.parse(form.get("published")) if form.get("published") else None
        url = form.get("url")
        if url and not url.startswith(("http://", "https://")):
            raise UsageFault(f"{url}: no web address", remedy="begin it with https://")
        sources = [Source(file.name, file.data) for file in form.files.values()]
        if form.get("text"):
            name = url or f"{form.get('title') or 'pasted'}.txt"
            sources.append(Source(name, form.get("text").replace("\r\n", "\n").encode()))
        if not sources:
            raise UsageFault("nothing was given", remedy="choose a file or paste a text")
        attribution = Attribution(published, form.get("publisher"), url)
        return self._shelf.write(lambda book: book.add_sources(sources, attribution))

    def _record_page(self, request: Request) -> Response:
        fields = {name: value for name, value in request.query_params.items() if name in {"same-as", "inside"}}
        return self._show(request, "record.html", "Record", self._record_values(fields, {}))

    def _record_values(self, fields: Mapping[str, str], wrong: Mapping[str, str]) -> dict[str, Any]:
        return {
            "fields": {"author": self._author, **fields},
            "wrong": wrong,
            "kinds": RECORD_WORDS,
            "party_list": party_names(),
            "mechanism_list": sorted(mechanisms().values(), key=lambda item: item.title),
            "flows": self._flow_list(),
        }

    def _flow_list(self) -> list[Flow]:
        flows = self._shelf.snapshot().contents.flows.values()
        return sorted(flows, key=lambda flow: flow.label)[:500]

    async def record(self, request: Request) -> Response:
        """Take in an official record."""
        form = await read_form(request, self._tokens)
        record, wrong = read_record(form.fields, form.get("author") or self._author)
        if record is not None:
            try:
                made = await run_in_threadpool(self._record, record, form)
                return see_other(await run_in_threadpool(self._address_of, made))
            except UsageFault as fault:
                wrong = {"": f"{fault}. {fault.remedy}"}
        values = await run_in_threadpool(self._record_values, form.fields, wrong)
        return await run_in_threadpool(self._show, request, "record.html", "Record", values, 400)

    def _record(self, record: OfficialRecord, form: Form) -> Recorded:
        paper = form.files.get("paper")
        attached = Source(paper.name, paper.data) if paper is not None else None

        def write(book: Book) -> Recorded:
            store = book.store
            names = (record.same_as, record.inside)
            links = tuple(resolve_statement(store, name) if name else "" for name in names)
            return record_official(store, record, attached, self._rates, (links[0], links[1]))

        return self._shelf.write(write)

    def _address_of(self, made: Recorded) -> str:
        owner = self._shelf.snapshot().owners.get(made.statement)
        return f"/flows/{owner.id}" if isinstance(owner, Flow) else f"/documents/{made.document[:16]}"
