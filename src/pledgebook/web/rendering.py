"""Templates to markup: everything is escaped unless it was made by a picture or a macro of ours."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from gettext import NullTranslations
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import LADDER, Stage, step
from pledgebook.model.statement import Item
from pledgebook.web import words
from pledgebook.web.asking import Ask, Page
from pledgebook.web.formats import Locale

MENU: tuple[tuple[str, str], ...] = (
    ("", "Overview"),
    ("flows", "Flows"),
    ("funders", "Funders"),
    ("mechanisms", "Mechanisms"),
    ("programmes", "Programmes"),
    ("documents", "Documents"),
    ("checks", "Checks"),
    ("conflicts", "Conflicts"),
    ("overdue", "Overdue"),
    ("changed", "Changed"),
    ("find", "Find"),
)
DESK_MENU: tuple[tuple[str, str], ...] = (("review", "Review"), ("record", "Record"), ("add", "Add"))


@cache
def environment() -> Environment:
    """Return the environment of all templates."""
    made = Environment(
        loader=PackageLoader("pledgebook.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    # Texts stand in English in the templates; a catalogue of another language is put in here.
    made.install_gettext_translations(NullTranslations(), newstyle=True)  # type: ignore[attr-defined]  # by the extension
    made.filters |= {
        "stage": words.stage_word,
        "parties": words.parties_word,
        "mechanism": words.mechanism_word,
        "document": words.document_word,
        "refusal": words.refusal_word,
        "readable": words.readable,
        "compared": lambda seen, feature: words.compared(feature, seen),
        "rung": lambda stage: step(Stage(stage)) + 1,
        "goods": goods_text,
        "flat": lambda text: " ".join(str(text).split()),
    }
    made.globals |= {"STAGES": words.STAGES, "LADDER": LADDER, "VERDICTS": words.VERDICTS, "RIVALS": words.RIVALS}
    made.globals |= {"MENU": MENU, "DESK_MENU": DESK_MENU, "OMISSIONS": words.OMISSIONS}
    return made


def goods_text(item: Item) -> str:
    """Write goods with their count: "18 × howitzers"."""
    return item.item if item.quantity is None else f"{item.quantity:f}\u00a0× {item.item}"


def render(page: Page, ask: Ask, extra: Mapping[str, Any] | None = None) -> str:
    """Render a page.

    Args:
        page: Its template and values.
        ask: What was asked; templates see the links, the locale and the clocks of it.
        extra: What the face adds: whether it has a desk, the token of its forms.
    """
    shell = {
        **shared(ask.locale),
        "title": page.title,
        "here": page.here,
        "links": ask.links,
        "clocks": ask.snapshot.clocks,
        "query": ask.query,
        "currency": ask.snapshot.currency,
        "desk": False,
        "site": False,
        "token": "",
    }
    return environment().get_template(page.template).render({**shell, **(extra or {}), **page.values})


def shared(locale: Locale) -> dict[str, Any]:
    """Return what every template needs to write figures."""

    def value(figure: Decimal, unit: str) -> str:
        return locale.short_money(figure, unit)

    def exact(quantity: Quantity | None) -> str:
        return locale.quantity(quantity)

    def brief(quantity: Quantity | None) -> str:
        return locale.quantity(quantity, short=True)

    return {"locale": locale, "day": locale.day, "instant": locale.instant, "value": value, "exact": exact} | {
        "brief": brief,
        "number": locale.number,
        "percent": locale.percent,
    }
