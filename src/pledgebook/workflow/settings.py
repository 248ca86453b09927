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
    "PLEDGEBOOK_ASSIST": Setting(
        "none", "Base address of an OpenAI-compatible service; as `--assist`. Off without it."
    ),
    "PLEDGEBOOK_ASSIST_CACHE": Setting("none", "Folder in which answers are kept by the digest of what was asked."),
    "PLEDGEBOOK_ASSIST_CALLS": Setting("200", "The most calls that one run makes."),
    "PLEDGEBOOK_ASSIST_KEY": Setting("none", "Secret of the service; sent to its address alone, kept nowhere."),
    "PLEDGEBOOK_ASSIST_MODEL": Setting("none", "Name of the model; as `--assist-model`."),
    "PLEDGEBOOK_ASSIST_RETRIES": Setting("2", "How often a call is made again after a fault that may pass."),
    "PLEDGEBOOK_ASSIST_TIMEOUT": Setting("60", "Seconds for one whole answer."),
    "PLEDGEBOOK_AUTHOR": Setting("the user name of the system", "Who decides, on judgements; as `judge --author`."),
    "PLEDGEBOOK_BOOK": Setting("pledgebook.db", "The book to work on; as `--book`."),
    "PLEDGEBOOK_REPORTER": Setting("none", "Who publishes an export, for people; as `export --reporter`."),
    "PLEDGEBOOK_REPORTER_REF": Setting("XX-PLEDGEBOOK", "Who publishes an export, as `export --reporter-ref`."),
}
