"""XML in, its record elements out one after another, each forgotten behind the next; document types are refused."""

import gc
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from lxml import etree

from pledgebook.exchange.incoming.faults import error
from pledgebook.model.evidence import Source
from pledgebook.model.problem import Problem, ProblemCode

_HEAD_BYTES = 100_000


class XmlFault(Exception):
    """A file cannot be read further."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def stream(source: Source, tags: Sequence[str]) -> Iterator[etree._Element]:
    """Yield each element of the wanted tags when it is complete, and the root last.

    Nothing outside the file is opened, no entity is expanded, and a document type definition ends the reading.

    Raises:
        XmlFault: The file is no well-formed XML, or hostile.
    """
    fault = _document_type(source)
    if fault is not None:
        raise XmlFault(fault)
    root: etree._Element | None = None
    try:
        parser = etree.iterparse(
            io.BytesIO(source.data),
            events=("end",),
            tag=tuple(tags),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        for _, element in parser:
            root = element.getroottree().getroot() if root is None else root
            if element.getroottree().docinfo.doctype:
                raise XmlFault(_hostile(source.name))
            yield element
            if element is not root:
                _forget(element)
        root = parser.root if root is None else root
    except etree.XMLSyntaxError as trouble:
        raise XmlFault(_broken(source.name, trouble)) from trouble
    if root is not None:
        yield root


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the cycle collector from going through the many values that one file makes, none of which is in a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _forget(element: etree._Element) -> None:
    """Let go of an element and of the white space before it; its place in the root stays empty."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _document_type(source: Source) -> Problem | None:
    """Refuse a document type before the parser sees it: in any encoding its keyword stands near the top."""
    head = source.data[:_HEAD_BYTES].replace(b"\x00", b"")
    before_root = head.split(b"<iati-", 1)[0].upper()
    if b"<!DOCTYPE" in before_root or b"<!ENTITY" in before_root:
        return _hostile(source.name)
    return None


def _hostile(name: str) -> Problem:
    return error(
        ProblemCode.HOSTILE_INPUT,
        name,
        "a document type definition is not accepted: it can make a small file expand without end, or reach for others",
        remedy="save the file without its <!DOCTYPE …>",
    )


def _broken(name: str, trouble: etree.XMLSyntaxError) -> Problem:
    line, column = trouble.position
    return error(
        ProblemCode.BROKEN_STRUCTURE,
        f"{name}, line {line}, column {column}",
        f"no well-formed XML: {trouble.msg}",
        remedy="fetch the file again; nothing of it was taken in",
    )
