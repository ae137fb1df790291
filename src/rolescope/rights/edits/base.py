"""What every edit is, how edits are applied, and finding what they name, with a sentence where it is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from rolescope.rights.edits.unsettled import Named, Unsettled, put, settled, table_of, unsettled, with_table
from rolescope.rights.model import Credential, Group, Principal, Role, Tenant
from rolescope.rights.tree import Tree

T = TypeVar("T")

UNDO = "undo "
"""Begins the label of the inverse of a labelled step."""


class EditError(ValueError):
    """The edit does not fit the tenant; the message is one sentence for the user."""


class Edit:
    """One change. ``on`` gives the tenant after it and the edit that takes it back exactly, order included."""

    __slots__ = ()

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        """The changed tenant and the inverse edit.

        Raises:
            EditError: when the edit names something that is not there, or makes a name stand twice.
        """
        raise NotImplementedError


def apply(edit: Edit, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
    """The tenant after ``edit``, and the inverse of ``edit``."""
    return edit.on(tenant, tree)


def apply_all(edits: Iterable[Edit], tenant: Tenant, tree: Tree) -> Tenant:
    """The tenant after some edits in order."""
    return apply_each(edits, tenant, tree)[0]


def apply_each(edits: Iterable[Edit], tenant: Tenant, tree: Tree) -> tuple[Tenant, list[Edit]]:
    """The tenant after some edits in order, and the inverse of each; a table is copied once for all of them."""
    inverses: list[Edit] = []
    after = tenant
    for edit in edits:
        after, inverse = edit.on(unsettled(after), tree)
        inverses.append(inverse)
    return after if isinstance(tenant, Unsettled) else settled(after), inverses


@dataclass(frozen=True, slots=True)
class Batch(Edit):
    """Several edits as one step, undone together. ``label`` says in a few words what they are for."""

    label: str
    edits: tuple[Edit, ...]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        after, inverses = apply_each(self.edits, tenant, tree)
        return after, Batch(_opposite(self.label), tuple(reversed(inverses)))


def _opposite(label: str) -> str:
    """The label of the inverse: a saved step that is undone is told as what it is."""
    return label.removeprefix(UNDO) if label.startswith(UNDO) or not label else UNDO + label


def one_or_batch(label: str, edits: tuple[Edit, ...]) -> Edit:
    """The edit itself where there is only one."""
    return edits[0] if len(edits) == 1 else Batch(label, edits)


def found(kind: str, name: str, table: Mapping[str, T]) -> T:
    """The entry of a name, or a sentence that there is none."""
    if name not in table:
        raise EditError(f"there is no {kind} {name!r}")
    return table[name]


def role_of(tenant: Tenant, name: str) -> Role:
    """The role of a name."""
    return found("role", name, tenant.roles)


def principal_of(tenant: Tenant, name: str) -> Principal:
    """The API user of a name."""
    return found("user", name, tenant.principals)


def group_of(tenant: Tenant, name: str) -> Group:
    """The group of a name."""
    return found("group", name, tenant.groups)


def swapped(names: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    """Some names with one replaced, the order kept."""
    return tuple(new if name == old else name for name in names)


def credential_of(tenant: Tenant, name: str) -> Credential:
    """The credential of a name."""
    return found("credential", name, tenant.credentials)


def changed_principal(tenant: Tenant, name: str, **parts: Any) -> tuple[Tenant, Principal]:
    """The tenant with parts of an API user replaced, and the user as it was."""
    principal = principal_of(tenant, name)
    return with_principal(tenant, replace(principal, **parts)), principal


def with_principal(tenant: Tenant, principal: Principal) -> Tenant:
    """The tenant with an API user replaced."""
    return put(tenant, "principals", (principal,))


def must_be_free(kind: str, name: str, table: Mapping[str, Any]) -> None:
    """A name must be there and not be taken."""
    if not name.strip():
        raise EditError(f"a {kind} needs a name")
    if name in table:
        raise EditError(f"there is already a {kind} {name!r}")


def added(kind: str, tenant: Tenant, part: str, value: Named, index: int | None) -> Tenant:
    """The tenant with something new in a table, at a place or at its end; its name must be there and free."""
    table = getattr(tenant, part)
    must_be_free(kind, value.name, table)
    if index is None or index >= len(table):
        return put(tenant, part, (value,))
    entries = list(table.items())
    entries.insert(index, (value.name, value))
    return with_table(tenant, part, dict(entries))


def removed(tenant: Tenant, part: str, name: str) -> tuple[Tenant, int]:
    """The tenant without one entry of a table, and the place where that stood."""
    table = table_of(tenant, part)
    index = next(place for place, other in enumerate(table) if other == name)
    del table[name]
    return with_table(tenant, part, table), index


def renamed(tenant: Tenant, part: str, old: str, value: Named) -> Tenant:
    """The tenant with one entry of a table replaced, perhaps by one of another name, the order kept."""
    if value.name == old:
        return put(tenant, part, (value,))
    table = getattr(tenant, part)
    kept = {value.name if name == old else name: value if name == old else other for name, other in table.items()}
    return with_table(tenant, part, kept)
