"""The rules of IATI 2.03 as a schema of our own making, built once from a bundled table; faults of elements out."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from lxml import etree

_XSD = "http://www.w3.org/2001/XMLSchema"
ACTIVITIES, ORGANISATIONS = "activities", "organisations"

# What the words of the parser say, shorter.
_PHRASES = (
    (" This element is not expected.", " is not expected here;"),
    ("Expected is one of ", "expected is one of "),
    ("Expected is ", "expected is "),
)


@cache
def schema_of(family: str) -> etree.XMLSchema:
    """Return the schema of activities or organisations, compiled once.

    The root element lets its records be absent: a stream has let go of them when the root is checked.
    """
    table: Mapping[str, Any] = json.loads(
        files("pledgebook.exchange").joinpath("data", "iati-2.03.json").read_text(encoding="utf-8")
    )[family]
    root = etree.Element(f"{{{_XSD}}}schema", nsmap={"xsd": _XSD})
    for name, rule in table.items():
        least_free = name == f"iati-{family}"
        root.append(_element(name, rule, records_optional=least_free))
    return etree.XMLSchema(root)


def faults_of(element: etree._Element, family: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the words of each rule that an element breaks, itself and what is in it."""
    schema = schema_of(family)
    if not schema.validate(element):
        log: Any = schema.error_log  # iterable, which its stubs do not know
        for entry in log:
            yield entry.line, _shorter(entry.message)


def _shorter(message: str) -> str:
    for long, short in _PHRASES:
        message = message.replace(long, short)
    return message.rstrip(". ")


def _element(name: str, rule: Mapping[str, Any], *, records_optional: bool = False) -> etree._Element:
    element = etree.Element(f"{{{_XSD}}}element", name=name)
    kind = etree.SubElement(element, f"{{{_XSD}}}complexType")
    owner = kind
    if "text" in rule:
        content = etree.SubElement(kind, f"{{{_XSD}}}simpleContent")
        owner = etree.SubElement(content, f"{{{_XSD}}}extension", base=f"xsd:{rule['text']}")
    else:
        sequence = etree.SubElement(kind, f"{{{_XSD}}}sequence")
        for child, least, most, *inner in rule.get("children", ()):
            bounds = {
                "minOccurs": "0" if records_optional else str(least),
                "maxOccurs": str(most) if most else "unbounded",
            }
            if inner:
                particle = _element(child, inner[0])
                for bound, count in bounds.items():
                    particle.set(bound, count)
                sequence.append(particle)
            else:
                etree.SubElement(sequence, f"{{{_XSD}}}element", {"ref": child, **bounds})
        if rule.get("any"):
            _open(etree.SubElement(sequence, f"{{{_XSD}}}any", minOccurs="0", maxOccurs="unbounded"))
    for attribute, told in rule.get("attributes", {}).items():
        needed = "required" if told.endswith("!") else "optional"
        etree.SubElement(owner, f"{{{_XSD}}}attribute", name=attribute, type=f"xsd:{told.rstrip('!')}", use=needed)
    if rule.get("anyAttribute"):
        _open(etree.SubElement(owner, f"{{{_XSD}}}anyAttribute"))
    return element


def _open(element: etree._Element) -> None:
    """Let anything of another namespace stand there, as the standard does."""
    element.set("namespace", "##other")
    element.set("processContents", "lax")
