"""The review desk as routes: the next task, decisions, undo, skip, and what others have decided meanwhile."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pledgebook.errors import UsageFault
from pledgebook.model.evidence import BlockRole
from pledgebook.model.flow import Flow
from pledgebook.model.judgement import Judgement, Verdict
from pledgebook.model.statement import Statement
from pledgebook.reference.mechanisms import mechanisms
from pledgebook.web.asking import Ask, Page
from pledgebook.web.forms import Form, read_form
from pledgebook.web.pages.documents import Segment, segments
from pledgebook.web.rendering import render
from pledgebook.web.reviewing import (
    EDITABLE,
    RELATIONS,
    Decision,
    Reviewer,
    Reviewers,
    Task,
    current_values,
    decide,
    judgements,
    take_back,
    waiting,
)
from pledgebook.web.security import Tokens
from pledgebook.web.serving import HTML, ask_of, see_other
from pledgebook.web.shelf import Shelf

BEFORE, BEHIND = 280, 520
"""Characters of the text that are shown around a statement."""
SHOWN_DECISIONS = 12
KINDS = ("pairs", "statements")


@dataclass(frozen=True, slots=True)
class Context:
    """A statement with the text around it."""

    statement: Statement
    segments: tuple[Segment, ...]
    before: bool
    after: bool


class ReviewDesk:
    """The review desk of one book.

    Args:
        shelf: The book.
        tokens: Of forms.
        author: Who decides, where a reviewer gives no name.
    """

    def __init__(self, shelf: Shelf, tokens: Tokens, author: str) -> None:
        self._shelf = shelf
        self._tokens = tokens
        self._author = author
        self._reviewers = Reviewers()

    def routes(self) -> Iterable[BaseRoute]:
        """Return the routes of the desk."""
        yield Route("/review", self.page, methods=["GET"])
        yield Route("/review/recent", self.recent, methods=["GET"])
        for path, act in (("decide", self._decide), ("undo", self._undo), ("skip", self._skip), ("name", self._name)):
            yield Route(f"/review/{path}", self._posted(act), methods=["POST"])

    def page(self, request: Request) -> Response:
        """Show the next task, or the one asked for."""
        ask = ask_of(request, self._shelf)
        if ask.snapshot.clocks.query():
            raise UsageFault("the past cannot be reviewed", remedy="leave as-of and known-at out")
        session = self._tokens.session(request)
        reviewer = self._reviewers.of(session)
        kind = ask.query.choice("kind", KINDS)
        open_tasks = [task for task in waiting(self._shelf, ask.snapshot) if _is_kind(task, kind)]
        asked = ask.query.get("task")
        task = next((task for task in open_tasks if task.key == asked), None)
        if task is None:
            task = next((task for task in open_tasks if task.key not in reviewer.skipped), None)
        told, reviewer.told = reviewer.told, ""
        values = self._values(ask, task, reviewer) | {"kind": kind, "open": len(open_tasks), "told": told}
        values["skipped"] = sum(task.key in reviewer.skipped for task in open_tasks)
        page = Page("review.html", "Review", values, "review")
        body = render(page, ask, {"desk": True, "token": self._tokens.token(session)})
        answer = Response(body, media_type=HTML, headers={"Cache-Control": "no-store"})
        self._tokens.remember(answer, session)
        return answer

    def _values(self, ask: Ask, task: Task | None, reviewer: Reviewer) -> dict[str, Any]:
        made = judgements(self._shelf, ask.snapshot)
        name = reviewer.name or self._author
        contents = ask.snapshot.contents
        shown = (task.statement, task.other) if task is not None else ()
        owner = ask.snapshot.owners.get(task.statement.id) if task is not None else None
        others = (
            [one for one in owner.statements if task and one != task.statement.id] if isinstance(owner, Flow) else []
        )
        return {
            "task": task,
            "contexts": [self._context(ask, statement) for statement in shown if statement is not None],
            "documents": contents.documents,
            "owner": owner,
            "others": [contents.statements[one] for one in others if one in contents.statements],
            "owners": ask.snapshot.owners,
            "current": current_values(task.statement) if task is not None else {},
            "editable": EDITABLE,
            "relations": RELATIONS,
            "mechanism_names": sorted(mechanisms()),
            "name": name,
            "decided": len(_effective(made)),
            "mine": sum(item.author == name for item in _effective(made)),
            "recent": recent_decisions(made),
            "last": len(made),
            "undoable": bool(reviewer.done),
            "contents": contents,
        }

    def _context(self, ask: Ask, statement: Statement) -> Context:
        layer = self._shelf.text_layer(statement.document)
        heads = (block.end for block in layer.blocks if block.role is BlockRole.FRONT_MATTER)
        first = min(max([0, *heads]), statement.span.start)
        start = _word_before(layer.text, max(first, statement.span.start - BEFORE))
        end = min(len(layer.text), statement.span.end + BEHIND)
        found = self._shelf.extraction(statement.document)
        said = ask.snapshot.said_in.get(statement.document, ())
        cut = tuple(segments(layer, said, found.refused if found else (), start, end))
        return Context(statement, cut, start > first, end < len(layer.text))

    def recent(self, request: Request) -> Response:
        """Tell what has been decided since a place in the list of judgements, for pages that stay open."""
        ask = ask_of(request, self._shelf)
        made = judgements(self._shelf, ask.snapshot)
        since = ask.query.number("since", 0, least=0)
        told = [
            {"id": item.id, "author": item.author, "verdict": item.verdict.value, "about": [item.subject, item.object]}
            for item in made[since:]
        ]
        body = msgspec.json.encode({"last": len(made), "decisions": told[-50:]})
        return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})

    def _posted(self, act: Callable[[Form, Reviewer], str]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            form = await read_form(request, self._tokens)
            reviewer = self._reviewers.of(form.session)
            try:
                address = await run_in_threadpool(act, form, reviewer)
            except UsageFault as fault:
                reviewer.told = f"{fault}. {fault.remedy}".rstrip(". ") + "."
                address = _next(form)
            return see_other(address)

        return answer

    def _decide(self, form: Form, reviewer: Reviewer) -> str:
        key, verdict = form.get("key"), form.get("verdict")
        if verdict == "relation":
            verdict = form.get("relation")
        name = reviewer.name or self._author
        decision = Decision(key, verdict, name, form.get("reason"))
        snapshot = self._shelf.snapshot()
        members: list[str] = []
        statement = snapshot.contents.statements.get(key.partition(":")[2])
        if statement is not None:
            owner = snapshot.owners.get(statement.id)
            members = [one for one in owner.statements if one != statement.id] if isinstance(owner, Flow) else []
            now = current_values(statement)
            changed = ((field, form.get(f"set-{field}")) for field in EDITABLE if f"set-{field}" in form.fields)
            decision = replace(decision, values=tuple(pair for pair in changed if pair[1] != now[pair[0]]))
        made = self._shelf.write(lambda book: decide(book, decision, members))
        reviewer.done.append(made)
        reviewer.skipped.discard(key)
        return _next(form)

    def _undo(self, form: Form, reviewer: Reviewer) -> str:
        named = form.get("judgement")
        if not named and not reviewer.done:
            raise UsageFault("there is nothing to take back", remedy="take a decision back in the list of decisions")
        made = (named,) if named else reviewer.done.pop()
        self._shelf.write(lambda book: take_back(book, made, reviewer.name or self._author))
        if named:
            reviewer.done = [one for one in reviewer.done if named not in one]
        return _next(form)

    def _skip(self, form: Form, reviewer: Reviewer) -> str:
        if form.get("key"):
            reviewer.skipped.add(form.get("key"))
        else:
            reviewer.skipped.clear()
        return _next(form)

    def _name(self, form: Form, reviewer: Reviewer) -> str:
        reviewer.name = form.get("author")[:80]
        return _next(form)


def _next(form: Form) -> str:
    return f"/review?kind={form.get('kind')}" if form.get("kind") in KINDS else "/review"


def _word_before(text: str, place: int) -> int:
    """Return where the next word begins, so that no excerpt starts inside of one."""
    while 0 < place < len(text) and not text[place - 1].isspace():
        place += 1
    return place


def _is_kind(task: Task, kind: str) -> bool:
    return not kind or (task.other is not None) == (kind == "pairs")


def _effective(made: Iterable[Judgement]) -> list[Judgement]:
    listed = list(made)
    withdrawn = {item.subject for item in listed if item.verdict is Verdict.WITHDRAW}
    return [item for item in listed if item.verdict is not Verdict.WITHDRAW and item.id not in withdrawn]


def recent_decisions(made: tuple[Judgement, ...]) -> list[Judgement]:
    """Return the latest decisions that stand, the newest first."""
    return _effective(made)[-SHOWN_DECISIONS:][::-1]
