"""API facts and provenance of a node, for the detail view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rolescope.rights.system import Fact
from rolescope.rights.tree import Node, Tree
from rolescope.systems.payspace.catalogue import entities
from rolescope.systems.payspace.vocabulary import CREATE, FIELD, SCREEN, verbs_of

PROVENANCE = {
    "documented_path": "the menu path is printed in vendor help",
    "composed": "place put together from several public sources",
    "api_folder": "known from the API documentation; its place in the menu is rolescope's choice",
    "caption_only": "known by name only; its place in the menu is rolescope's choice",
    "permission_node": "named in an article about roles; nesting may be inferred",
}


def facts(tree: Tree, node: int) -> Sequence[Fact]:
    """What is known about a node besides its place and its levels."""
    found = tree.nodes[node]
    lines = [Fact("Kind", found.kind), Fact("Id", found.id)]
    lines += _field(found) if found.kind == FIELD else _screen(found)
    lines += [Fact(title, text) for title, text in _common(found.attributes)]
    return lines


def other_names(node: Node) -> tuple[str, ...]:
    """The API entity of a screen, ``Entity.Property`` of a field, and what older menus call either."""
    entity, name = node.attributes.get("api_entity"), node.attributes.get("api_name")
    api = [f"{entity}.{name}"] if entity and name else [entity] if entity and node.kind == SCREEN else []
    return (*api, *(node.attributes.get("aliases") or ()))


KEY, READ_ONLY, AT_CREATION, REQUIRED, ON_CONDITION, HIDDEN = "key", "r/o", "new", "req", "rq?", "hid"
BADGES = {
    KEY: "key",
    READ_ONLY: "read-only",
    AT_CREATION: "only at creation",
    REQUIRED: "required",
    ON_CONDITION: "required on condition",
    HIDDEN: "hidden",
}
"""What each badge of a field means."""


def badge(facts: Mapping[str, Any]) -> str:
    """A field's attribute in three letters: what limits it comes before what it asks for."""
    if facts.get("key"):
        return KEY
    if facts.get("access"):
        return {"read_only": READ_ONLY, "create_only": AT_CREATION}[facts["access"]]
    if facts.get("required"):
        return REQUIRED if facts["required"] == "yes" else ON_CONDITION
    return HIDDEN if facts.get("hidden") else ""


def _screen(node: Node) -> Iterator[Fact]:
    facts = node.attributes
    entity = facts.get("api_entity")
    if entity:
        yield Fact("API entity", entity)
        yield Fact("Verbs", " ".join(verbs_of(facts)) or "no endpoint documented (PS-59)")
        if facts.get("api_axes"):
            yield Fact("Axes", ", ".join(facts["api_axes"]))
        yield from _entity(entity, entities().get(entity))
    elif node.kind == SCREEN:
        yield Fact("API", "no entity (PS-60)")
    if facts.get("editions"):
        yield Fact("Editions", ", ".join(facts["editions"]))


def _entity(name: str, entity: dict[str, Any] | None) -> Iterator[Fact]:
    if entity is None:
        return
    for endpoint in entity["endpoints"]:
        yield Fact("Endpoint", f"{endpoint['verb']} {endpoint['path']} ({_needed(endpoint, entity)})")
    following = [other for other, facts in entities().items() if facts["parent_entity"] == name]
    if following:
        yield Fact("Child entities", f"{', '.join(following)} follow it (PS-61)")
    lookups = sorted({field["lookup"] for field in entity["fields"] if field["lookup"]})
    if lookups:
        yield Fact("Lookups", f"{', '.join(lookups)}: readable where a field that uses them can be exported (PS-61)")
    if entity["upsert_on_post"]:
        yield Fact("POST", "overwrites a matching line (PS-58)")
    if entity["deprecated"]:
        yield Fact("Deprecated", "marked obsolete by the vendor")
    if entity["note"]:
        yield Fact("Note", entity["note"])


def _needed(endpoint: Mapping[str, Any], entity: Mapping[str, Any]) -> str:
    """The axes a call needs. One that may overwrite a line does not need update for it (PS-58)."""
    axes = endpoint["counts_as"]
    if not entity["upsert_on_post"] or len(axes) == 1:
        return ", ".join(axes)
    return f"{', '.join(axes)}: those its records use" if endpoint["path"].endswith("/Batch") else CREATE


def _field(node: Node) -> Iterator[Fact]:
    facts = node.attributes
    if facts.get("api_name"):
        yield Fact("API property", f"{facts.get('api_entity')}.{facts['api_name']}")
    else:
        yield Fact("API property", "none known, the label comes from help text (PS-80)")
    for title, key in (("Type", "type"), ("Label", "label"), ("Required", "required"), ("Lookup", "lookup")):
        if facts.get(key):
            yield Fact(title, str(facts[key]))
    access = {"read_only": "read-only (PS-62)", "create_only": "at creation only (PS-63)"}.get(
        facts.get("access") or ""
    )
    if access:
        yield Fact("Access", access)
    for title, key, rule in (("Key", "key", "PS-65"), ("Hidden", "hidden", "PS-64")):
        if facts.get(key):
            yield Fact(title, f"yes ({rule})")


def _common(facts: Any) -> Iterator[tuple[str, str]]:
    if facts.get("aliases"):
        yield "Also called", ", ".join(facts["aliases"])
    if facts.get("sections"):
        yield "Sections", ", ".join(facts["sections"])
    if facts.get("role_branch"):
        yield "Role branch", facts["role_branch"]
    if facts.get("note"):
        yield "Note", facts["note"]
    if facts.get("provenance"):
        yield "Known from", PROVENANCE.get(facts["provenance"], facts["provenance"])
    if facts.get("source"):
        yield "Source", facts["source"]
    if facts.get("role_node_source"):
        yield "Role source", facts["role_node_source"]
