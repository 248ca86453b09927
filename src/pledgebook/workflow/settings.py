"""Settings from the environment: each has a name, a default and a line for the documentation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable.

    Attributes:
        default: Value without it, as text.
        meaning: A line for people.
    """

    default: str
    meaning: str


SETTINGS: dict[str, Setting] = {
    "PLEDGEBOOK_AUTHOR": Setting("the user name of the system", "Who decides, on judgements; as `judge --author`."),
    "PLEDGEBOOK_BOOK": Setting("pledgebook.db", "The book to work on; as `--book`."),
    "PLEDGEBOOK_REPORTER": Setting("none", "Who publishes an export, for people; as `export --reporter`."),
    "PLEDGEBOOK_REPORTER_REF": Setting("XX-PLEDGEBOOK", "Who publishes an export, as `export --reporter-ref`."),
}
