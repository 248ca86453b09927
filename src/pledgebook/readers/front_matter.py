"""The head of a file between two lines of dashes: the small part of YAML that real files use, read strictly."""

import re
from dataclasses import dataclass

_OPENING = re.compile(r"---[ \t]*(?:\r\n|\n|\r)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t\r]*$", re.MULTILINE)
_KEY = re.compile(r"([A-Za-z_][\w.-]*)[ \t]*:(?:[ \t]+(.*)|[ \t]*)$", re.DOTALL)
_NEWLINE = re.compile(r"\r\n|\n|\r")
_LONGEST = 1 << 16  # a head longer than this is no head
_BLOCK_SCALAR = re.compile(r"[|>][+-]?\d?[+-]?(?:[ \t]+#.*)?")
_COMMENT = re.compile(r"(?:^|[ \t]+)#.*$")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"(?:[ \t]+#.*)?', re.DOTALL)
_SINGLE = re.compile(r"'((?:[^']|'')*)'(?:[ \t]+#.*)?", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_FLOW_ITEM = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,"']*)\s*(?:,|$)""", re.DOTALL)
_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of the head that was not understood; its text stays in the text layer."""

    line: int
    message: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the head says.

    Attributes:
        end: Offset behind the closing line; 0 when the text has no head.
        fields: Keys and values in the order of the file; a list's items are joined by ", ".
        faults: What was not understood.
    """

    end: int
    fields: tuple[tuple[str, str], ...] = ()
    faults: tuple[Fault, ...] = ()

    def first(self, *keys: str) -> str:
        """Return the value of the first of these keys that has one; empty when none has."""
        for key in keys:
            for name, value in self.fields:
                if name.lower() == key and value:
                    return value
        return ""


class _NotUnderstood(ValueError):
    """A value outside the part of YAML that is read here; its message says why."""


def read_front_matter(text: str) -> FrontMatter:
    """Read the head of a text.

    Understood are `key: value` lines, double quoted values with YAML's escapes, single quoted ones, both folded over
    several lines, indented continuation lines, block values (| and >), and flat lists. Everything else (nested
    mappings, anchors, tags, a key twice) is a fault of its line. A text whose first dashes are not followed by a key
    has no head: they are a rule across the page.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return FrontMatter(0)
    closing = _CLOSING.search(text, opening.end(), opening.end() + _LONGEST)
    lines = _NEWLINE.split(text[opening.end() : closing.start() if closing else opening.end() + _LONGEST])
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    if _KEY.match(first) is None:
        return FrontMatter(0)
    if closing is None:
        return FrontMatter(0, (), (Fault(1, "The head is opened by dashes and never closed.", first),))
    fields, faults = _read_fields(lines)
    return FrontMatter(closing.end(), tuple(fields.items()), tuple(faults))


def _read_fields(lines: list[str]) -> tuple[dict[str, str], list[Fault]]:
    fields: dict[str, str] = {}
    faults: list[Fault] = []
    at = 0
    while at < len(lines):
        line, number = lines[at], at + 2  # counted from 1, behind the opening dashes
        at += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _KEY.match(line.rstrip())
        if match is None:
            faults.append(Fault(number, "This line is no 'key: value'.", line.strip()))
            continue
        key, value = match[1], (match[2] or "").strip()
        following = _continuation(lines, at, listed=not value)
        at += len(following)
        if key in fields:
            faults.append(Fault(number, f"The key {key!r} stands there twice; its first value counts.", line.strip()))
            continue
        try:
            fields[key] = _value(value, following)
        except _NotUnderstood as fault:
            faults.append(Fault(number, str(fault), line.strip()))
    return fields, faults


def _continuation(lines: list[str], start: int, *, listed: bool) -> list[str]:
    """Return the lines that belong to the key above: indented or blank ones, and list items when it has no value."""
    end = start
    while end < len(lines):
        line = lines[end]
        if line.strip() and not line.startswith((" ", "\t")) and not (listed and line.startswith("-")):
            break
        end += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]


def _value(value: str, following: list[str]) -> str:
    if _BLOCK_SCALAR.fullmatch(value):
        return _block(value, following)
    if value.startswith('"'):
        return _double_quoted(_fold([value, *following], escapes=True))
    if value.startswith("'"):
        return _single_quoted(_fold([value, *following]))
    if value.startswith("["):
        return _flow_list(_fold([value, *following]))
    if value.startswith(("{", "&", "*", "!", "%", "@", "`")):
        raise _NotUnderstood("Mappings in braces, anchors, aliases and tags are not read.")
    content = [line for line in following if line.strip() and not line.lstrip().startswith("#")]
    if not value and content and content[0].lstrip().startswith("-"):
        return _items(content)
    if not value and content and _KEY.match(content[0].strip()):
        raise _NotUnderstood("A mapping below a key is not read.")
    return _fold([_COMMENT.sub("", line) for line in (value, *following)]).strip()


def _items(lines: list[str]) -> str:
    items = []
    for line in lines:
        mark, _, item = line.strip().partition("-")
        if mark or (item and not item.startswith((" ", "\t"))) or _KEY.match(item.strip()):
            raise _NotUnderstood("Only flat lists are read.")
        items.append(_value(item.strip(), []))
    return ", ".join(items)


def _flow_list(value: str) -> str:
    value = _COMMENT.sub("", value)
    if not value.endswith("]") or "[" in value[1:] or "{" in value:
        raise _NotUnderstood("Only flat lists are read.")
    inner, at, items = value[1:-1].strip(), 0, []
    while at < len(inner):
        match = _FLOW_ITEM.match(inner, at)
        if match is None:
            raise _NotUnderstood("The list is not written properly.")
        items.append(_value(match[1].strip(), []))
        at = match.end()
    return ", ".join(item for item in items if item)


def _double_quoted(folded: str) -> str:
    match = _DOUBLE.fullmatch(folded)
    if match is None:
        raise _NotUnderstood("The double quotes are not closed, or something follows them.")
    try:
        # Surrogate pairs, which JSON writers put into escapes, are joined on the way; half a pair is refused.
        return _ESCAPE.sub(_unescape, match[1]).encode("utf-16", "surrogatepass").decode("utf-16")
    except (ValueError, KeyError, OverflowError) as fault:
        raise _NotUnderstood("There is an escape that YAML does not know.") from fault


def _unescape(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    return chr(int(digits, 16)) if digits else _ESCAPES[match[4]]


def _single_quoted(folded: str) -> str:
    match = _SINGLE.fullmatch(folded)
    if match is None:
        raise _NotUnderstood("The single quotes are not closed, or something follows them.")
    return match[1].replace("''", "'")


def _fold(lines: list[str], *, escapes: bool = False) -> str:
    """Join lines as YAML folds them: a break is a blank, an empty line a break, a break behind a backslash nothing."""
    pieces: list[str] = []
    glue = ""
    for line in lines:
        stripped = line.strip(" \t")
        if not stripped and pieces:
            glue = "\n" if glue in {" ", ""} else glue + "\n"
            continue
        escaped = escapes and (len(stripped) - len(stripped.rstrip("\\"))) % 2 == 1
        pieces += [glue, stripped[:-1] if escaped else stripped]
        glue = "" if escaped else " "
    return "".join(pieces)


def _block(mark: str, following: list[str]) -> str:
    """Read a block value: "|" keeps line breaks, ">" folds them."""
    filled = [line for line in following if line.strip()]
    indent = min((len(line) - len(line.lstrip()) for line in filled), default=0)
    lines = [line[indent:].rstrip() for line in following]
    return "\n".join(lines) if mark.startswith("|") else _fold(lines)
