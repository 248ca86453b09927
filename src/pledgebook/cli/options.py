"""Options that several verbs share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import update_wrapper
from typing import Any, TypeVar, cast

import click

from pledgebook.model.when import PartialDate
from pledgebook.store.instants import system_clock
from pledgebook.workflow.assisting import assistant
from pledgebook.workflow.timing import instant_of

Command = TypeVar("Command", bound=Callable[..., Any])


class DateType(click.ParamType[PartialDate]):
    """A date as YYYY, YYYY-MM or YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> PartialDate:  # noqa: ANN401  click's signature
        """Parse; a text that is no date ends the call with exit code 2."""
        if isinstance(value, PartialDate):
            return value
        try:
            return PartialDate.parse(value)
        except ValueError as fault:
            self.fail(str(fault), param, ctx)


class InstantType(click.ParamType[datetime]):
    """An instant of ISO 8601 (UTC where it names no offset), or a year, month or day for its end (or beginning)."""

    name = "instant"

    def __init__(self, *, first: bool = False) -> None:
        self.first = first

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401  click's signature
        """Parse; a text that is no instant ends the call with exit code 2."""
        if isinstance(value, datetime):
            return value
        try:
            return instant_of(value, first=self.first)
        except ValueError as fault:
            self.fail(str(fault), param, ctx)


@dataclass(frozen=True, slots=True)
class Clocks:
    """The two clocks of a question.

    Attributes:
        as_of: The day in the world; None for all that is told.
        known_at: The instant of the book's knowledge; None for now.
    """

    as_of: date | None = None
    known_at: datetime | None = None

    def day(self) -> date:
        """Return the day for questions that need one: that asked for, else that of the knowledge, else today."""
        return self.as_of or (self.known_at or system_clock()).date()


def clock_options(function: Command) -> Command:
    """Add `--as-of DATE` and `--known-at INSTANT`, handed on as one argument `clocks`."""

    def with_clocks(*, as_of: PartialDate | None, known_at: datetime | None, **others: Any) -> Any:  # noqa: ANN401  whatever the verb takes
        return function(clocks=Clocks(as_of.latest() if as_of else None, known_at), **others)

    wrapped = update_wrapper(with_clocks, function)
    wrapped = click.option(
        "--known-at",
        type=InstantType(),
        metavar="INSTANT",
        help="What the book knew then, folded by the rules and rates of today: an ISO instant (UTC without an offset), "
        "or a date for the end of that day.",
    )(wrapped)
    wrapped = click.option(
        "--as-of", type=DateType(), metavar="DATE", help="Only what can have happened by then, as sources tell."
    )(wrapped)
    return cast("Command", wrapped)


def book_option(function: Command) -> Command:
    """Add `--book PATH`."""
    return click.option(
        "--book",
        "place",
        envvar="PLEDGEBOOK_BOOK",
        default="pledgebook.db",
        show_default=True,
        show_envvar=True,
        metavar="PATH",
        help="The book to work on: a file, or postgresql://user@host/database?schema=name.",
    )(function)


def json_option(function: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")(function)


def assist_options(function: Command) -> Command:
    """Add `--assist URL` and `--assist-model NAME`, handed on as one argument `helper`; None is the default."""

    def with_helper(*, assist: str, assist_model: str, **others: Any) -> Any:  # noqa: ANN401  whatever the verb takes
        return function(helper=assistant(assist, assist_model), **others)

    wrapped = update_wrapper(with_helper, function)
    wrapped = click.option(
        "--assist-model",
        envvar="PLEDGEBOOK_ASSIST_MODEL",
        default="",
        metavar="NAME",
        show_envvar=True,
        help="The model to ask there.",
    )(wrapped)  # fmt: skip  the option reads as one thing
    wrapped = click.option(
        "--assist", envvar="PLEDGEBOOK_ASSIST", default="", metavar="URL", show_envvar=True,
        help="Ask a language model behind an OpenAI-compatible service too; only what the text bears out is taken.",
    )(wrapped)  # fmt: skip
    return cast("Command", wrapped)


def main_content_option(function: Command) -> Command:
    """Add `--main-content`."""
    return click.option(
        "--main-content",
        is_flag=True,
        help="Take no sums from what stands around the story of an HTML page (extra html); the text stays the same.",
    )(function)


def published_option(function: Command) -> Command:
    """Add `--published DATE`."""
    return click.option(
        "--published",
        type=DateType(),
        metavar="DATE",
        help="Publication date (YYYY, YYYY-MM or YYYY-MM-DD) of documents that do not state their own.",
    )(function)
