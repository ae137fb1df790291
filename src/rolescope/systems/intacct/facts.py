"""What is known of a module or permission, for the detail view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rolescope.rights.system import Fact
from rolescope.rights.tree import Node, Tree
from rolescope.systems.intacct.catalogue import is_full, module_of, offered_at, token_of
from rolescope.systems.intacct.vocabulary import CLASS, PERMISSION, RIGHTS, TITLES, permission_data


def facts(tree: Tree, node: int) -> Sequence[Fact]:
    """Kind, keys, rights on offer with their class, and where it is known from."""
    found = tree.nodes[node]
    lines = [Fact("Kind", found.kind), Fact("Id", found.id)]
    return [*lines, *(_permission(tree, found) if found.kind == PERMISSION else ())]


def _permission(tree: Tree, node: Node) -> Iterator[Fact]:
    known: Any = node.attributes
    local = ", a local one (IA-17)" if known.get("localKey") else ""
    yield Fact("Key", f"{known.get('key') or 'none'}{local}")
    yield Fact("API", f"module {module_of(node)}, name {token_of(node)}")
    yield Fact("Group", known.get("permissionGroup") or "none")
    offered = offered_at(node)
    shown = (f"{TITLES[right]} ({right}, {CLASS[right]})" for right in RIGHTS if right in offered)
    yield Fact("Rights", "; ".join(shown) or "none known")
    complete = "every right of the permission is listed" if is_full(node) else "others may exist (IA-14)"
    yield Fact("Row", complete)
    if known.get("unmappedUiRights"):
        yield Fact("Also in the interface", ", ".join(known["unmappedUiRights"]))
    others = [other for other in tree.nodes if other is not node and other.kind == PERMISSION]
    alike = [other for other in others if token_of(other) == token_of(node)]
    same = [other.id for other in alike if same_record(other, node)]
    if same:
        yield Fact("Same record type", f"{', '.join(same)} (IA-15)")
    named = [other.id for other in alike if other.id not in same]
    if named:
        yield Fact("Same name", f"{', '.join(named)}; whether of the same type of record is not known (IA-15)")
    notes = {row["right"]: row.get("note") for row in permission_data()["rightsClasses"]}
    for right in RIGHTS:
        if right in offered and notes.get(right):
            yield Fact(TITLES[right], notes[right])
    provenance = known.get("provenance") or {}
    if provenance:
        yield Fact(
            "Known from", f"{', '.join(provenance.get('evidence', ()))}; {provenance.get('confidence')} confidence"
        )
    if known.get("source"):
        yield Fact("Source", known["source"])


RECORDS = {
    "customers": {"accountsReceivable", "orderEntry", "projects"},
    "vendors": {"accountsPayable", "inventoryControl"},
}
"""IA-15: the records of which the vendor says that they hang on permissions of several modules."""


def same_record(one: Node, other: Node) -> bool:
    """IA-15: whether two permissions of different modules are known to be about the same type of record."""
    return token_of(one) == token_of(other) and {module_of(one), module_of(other)} <= RECORDS.get(token_of(one), set())


def other_names(node: Node) -> tuple[str, ...]:
    """The API's name of a permission, and its key."""
    if node.kind != PERMISSION:
        return ()
    key = node.attributes.get("key")
    return (token_of(node), *((str(key),) if key and not node.attributes.get("localKey") else ()))


UNSURE = "~"
"""Marks rows that are known in part only."""


def badge(node: Node) -> str:
    """Whether a row is known in part only."""
    return UNSURE if node.kind == PERMISSION and not is_full(node) else ""
