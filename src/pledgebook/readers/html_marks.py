"""What HTML elements mean for the text: which break lines, which are dropped, which only frame the story."""

import re
from collections.abc import Mapping

from pledgebook.model.evidence import BlockRole

# Never shown as text of the page: code, fallbacks for what is not text, and the head's data.
DROPPED = frozenset(
    {
        "applet",
        "audio",
        "canvas",
        "datalist",
        "embed",
        "frame",
        "frameset",
        "iframe",
        "map",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "script",
        "style",
        "svg",
        "template",
        "textarea",
        "video",
    }
)
# Elements that the HTML Standard's rendering section displays as blocks, list items, rows or cells.
# fmt: off
BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "plaintext",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
        "xmp",
    }
)
# fmt: on
CELLS = frozenset({"td", "th"})
PREFORMATTED = frozenset({"pre", "listing", "plaintext", "xmp"})

_ROLES = {
    "title": BlockRole.TITLE,
    "h1": BlockRole.TITLE,
    "h2": BlockRole.HEADING,
    "h3": BlockRole.HEADING,
    "h4": BlockRole.HEADING,
    "h5": BlockRole.HEADING,
    "h6": BlockRole.HEADING,
    "summary": BlockRole.HEADING,
    "li": BlockRole.LIST_ITEM,
    "dt": BlockRole.LIST_ITEM,
    "dd": BlockRole.LIST_ITEM,
    "tr": BlockRole.TABLE_ROW,
    "caption": BlockRole.CAPTION,
    "figcaption": BlockRole.CAPTION,
}
_PAGE = frozenset({"html", "body"})
_FRAMES = frozenset({"nav", "aside", "button", "select", "dialog", "menu", "search"})
_FRAMES_OUTSIDE_STORY = frozenset({"header", "footer", "form"})
_FRAME_ARIA = frozenset(
    {
        "alert",
        "alertdialog",
        "banner",
        "complementary",
        "contentinfo",
        "dialog",
        "menu",
        "menubar",
        "navigation",
        "search",
    }
)
# Names that designers give to frames. They must begin a class or id: "page-with-sidebar" is the page, not the bar.
_FRAME_NAME = re.compile(
    r"(?:cookies?|consent|gdpr|newsletter|subscribe|subscription|sidebar|breadcrumbs?|share|sharing|social|nav|navbar"
    r"|navigation|menu|footer|popup|modal|paywall|ads?|advert\w*|banner|promo|comments?|skip-link|sr-only"
    r"|visually-hidden|site-(?:header|footer|nav\w*|menu)|page-(?:header|footer)|global-(?:header|footer|nav\w*))"
    r"(?=$|[-_])",
    re.IGNORECASE,
)
_POINTER_NAME = re.compile(
    r"(?:related|recommended|read-?more|read-?also|see-?also|more-(?:news|stories|articles)|teasers?)(?=$|[-_])",
    re.IGNORECASE,
)
_HIDING_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE)


def own_role(tag: str) -> BlockRole | None:
    """Return the role that an element gives the text in it, None when it gives none of its own."""
    return _ROLES.get(tag)


def frame_role(tag: str, attributes: Mapping[str, str], *, holds_story: bool, in_story: bool) -> BlockRole | None:
    """Return BOILERPLATE or LINK for an element that frames the story or leads away from it; None for all others.

    Args:
        tag: Its lower-case name.
        attributes: Its attributes.
        holds_story: The story's own element (main, the first article, the first h1) is it or stands in it.
        in_story: It stands in an article or a main element.
    """
    if tag in _PAGE:
        return None  # scripts hide a whole page until it is drawn
    if _is_hidden(attributes) or tag in _FRAMES:
        return BlockRole.BOILERPLATE
    if holds_story:
        return None
    if tag in _FRAMES_OUTSIDE_STORY and not in_story:
        return BlockRole.BOILERPLATE
    return _named_role(attributes)


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden", "").strip().lower() == "true":
        return True
    return _HIDING_STYLE.search(attributes.get("style", "")) is not None


def _named_role(attributes: Mapping[str, str]) -> BlockRole | None:
    """Return the role that an element's ARIA role, class or id betrays."""
    if attributes.get("role", "").strip().lower() in _FRAME_ARIA:
        return BlockRole.BOILERPLATE
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}".split()
    if any(_POINTER_NAME.match(name) for name in names):
        return BlockRole.LINK
    if any(_FRAME_NAME.match(name) for name in names):
        return BlockRole.BOILERPLATE
    return None
