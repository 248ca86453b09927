"""Options that several verbs share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from pledgebook.model.when import PartialDate

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
        help="The book to work on.",
    )(function)


def json_option(function: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")(function)


def published_option(function: Command) -> Command:
    """Add `--published DATE`."""
    return click.option(
        "--published",
        type=DateType(),
        metavar="DATE",
        help="Publication date (YYYY, YYYY-MM or YYYY-MM-DD) of documents that do not state their own.",
    )(function)
