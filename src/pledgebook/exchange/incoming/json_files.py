"""JSON files in, plain values with exact figures out; what is no JSON is a problem with line and column."""

from decimal import Decimal
from typing import Any

import msgspec

from pledgebook.exchange.incoming.faults import error
from pledgebook.model.evidence import Source
from pledgebook.model.problem import Problem, ProblemCode

MOST_BYTES = 200_000_000
_decoder = msgspec.json.Decoder(float_hook=Decimal)


def read_json(source: Source) -> Any | Problem:  # noqa: ANN401  a tree of JSON values has no narrower type
    """Decode a file; figures with a point become decimals, exactly as written."""
    data = source.data.removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        return error(ProblemCode.EMPTY_FILE, source.name, "the file is empty")
    if len(data) > MOST_BYTES:
        return error(ProblemCode.FILE_TOO_LARGE, source.name, f"more than {MOST_BYTES:,} bytes of JSON")
    try:
        data.decode("utf-8")
        return _decoder.decode(data)
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        return error(ProblemCode.UNDECODABLE_TEXT, f"{source.name}, line {line}", f"byte {fault.start} is no UTF-8")
    except msgspec.DecodeError as fault:
        return _broken(source, data, str(fault))
    except RecursionError:
        return error(ProblemCode.HOSTILE_INPUT, source.name, "values are nested too deep to be data")


def _broken(source: Source, data: bytes, message: str) -> Problem:
    digits = message.rpartition("byte ")[2].rstrip(")")
    place = int(digits) if digits.isdigit() else 0
    line = data.count(b"\n", 0, place) + 1
    column = place - data.rfind(b"\n", 0, place)
    return error(
        ProblemCode.BROKEN_STRUCTURE,
        f"{source.name}, line {line}, column {column}",
        f"no JSON: {message}",
        data[max(place - 40, 0) : place + 40].decode("utf-8", "replace"),
        "fetch the file again; nothing of it was taken in",
    )


def text_at(tree: object, *path: str | int) -> str:
    """Return the text at a path of keys and indices; empty where there is none. Numbers are written as text."""
    value = value_at(tree, *path)
    return value if isinstance(value, str) else str(value) if isinstance(value, int | Decimal) else ""


def value_at(tree: object, *path: str | int) -> Any:  # noqa: ANN401  whatever stands there
    """Return what stands at a path of keys and indices; None where nothing does."""
    value: Any = tree
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and 0 <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def items_at(tree: object, *path: str | int) -> list[dict[str, Any]]:
    """Return the objects of a list at a path; empty where there is no list."""
    value = value_at(tree, *path)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
