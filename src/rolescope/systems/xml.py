"""XML from outside: no document type, so nothing in it can grow or reach for other files."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.parsers.expat import errors

from rolescope.systems.faults import BundleError, Problem

CUT_OFF = frozenset(errors.codes[text] for text in (errors.XML_ERROR_NO_ELEMENTS, errors.XML_ERROR_UNCLOSED_TOKEN))
"""The faults by which a text shows that it ends too early."""
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
        told = errors.messages.get(broken.code, "it cannot be read")
        if broken.code in CUT_OFF:
            told += ", expected the end of every element, but the text ends: is it cut off?"
        raise BundleError(file, [Problem(f"line {line}, column {column + 1}", f"not XML: {told}")]) from None


def local_name(name: str) -> str:
    """A name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]
