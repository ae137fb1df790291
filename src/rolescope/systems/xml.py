"""XML from outside: no document type, so nothing in it can grow or reach for other files."""

from __future__ import annotations

from xml.etree import ElementTree

from rolescope.systems.faults import BundleError, Problem

BLANK = "\ufeff \n\r\t"


def is_xml(text: str) -> bool:
    """Whether a text begins like XML."""
    return text.lstrip(BLANK).startswith("<")


def read_xml(text: str, file: str) -> ElementTree.Element:
    """The root of an XML text; ``file`` is for messages.

    Raises:
        BundleError: when it is not XML, with line and column, or brings a document type.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise BundleError(file, [Problem("", "an XML file with a document type is not read: the vendor's has none")])
    try:
        return ElementTree.fromstring(text.lstrip(BLANK))
    except ElementTree.ParseError as broken:
        line, column = broken.position
        raise BundleError(file, [Problem(f"line {line}, column {column}", f"not XML: {broken}")]) from None


def local_name(name: str) -> str:
    """A name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]
