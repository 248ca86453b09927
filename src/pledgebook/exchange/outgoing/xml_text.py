"""Elements of XML with text that XML can hold."""

import re

from lxml import etree

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Put the replacement character where a character has no place in XML 1.0."""
    return _FORBIDDEN.sub("\ufffd", text)


def add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    """Append an element with attributes of plain names."""
    return etree.SubElement(parent, tag, {name: xml_text(value) for name, value in attributes.items()})


def narrative(parent: etree._Element, text: str) -> etree._Element:
    """Append a narrative; returns the parent."""
    add(parent, "narrative").text = xml_text(text) or "–"
    return parent
