"""``$metadata`` as the vendor's API gives it to a credential: entities with their properties (PS-67)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from rolescope.systems.faults import BundleError, Problem
from rolescope.systems.xml import local_name, read_xml


@dataclass(frozen=True, slots=True)
class Property:
    """What the metadata says of one property."""

    key: bool
    read_only: bool
    create_only: bool


Entities = Mapping[str, Mapping[str, Property]]
"""The properties of each entity that is listed, by name."""


def read_metadata(text: str, file: str) -> Entities:
    """The entities of a ``$metadata`` document.

    Raises:
        BundleError: when it is none, or an entity stands in it twice or without name.
    """
    root = read_xml(text, file)
    types: dict[str, Element] = {}
    problems: list[Problem] = []
    for found in (element for element in root.iter() if local_name(element.tag) == "EntityType"):
        name = found.get("Name") or ""
        if not name or name in types:
            problems.append(Problem("EntityType", f"{name!r} stands twice" if name else "one without Name"))
        types[name] = found
    if not types:
        problems.append(Problem("", "expected the API's $metadata, with EntityType in it"))
    if problems:
        raise BundleError(file, problems)
    return {name: dict(_properties(name, types)) for name in types}


def _properties(name: str, types: Mapping[str, Element]) -> Iterator[tuple[str, Property]]:
    """The properties of a type, those of its base types first."""
    chain = [name]
    while base := (types[chain[0]].get("BaseType") or "").rpartition(".")[2]:
        if base not in types or base in chain:
            break
        chain.insert(0, base)
    parts = [part for each in chain for part in types[each].iter()]
    keys = {part.get("Name") for part in parts if local_name(part.tag) == "PropertyRef"}
    for part in parts:
        if local_name(part.tag) == "Property" and part.get("Name"):
            marks = {local_name(mark): value.strip().casefold() for mark, value in part.attrib.items()}
            own = str(part.get("Name"))
            yield own, Property(own in keys, marks.get("ReadOnly") == "true", marks.get("Editable") == "false")
