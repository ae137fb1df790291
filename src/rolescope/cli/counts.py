"""How many roles, users, credentials and grants differ between two states of a tenant."""

from __future__ import annotations

from collections.abc import Mapping

from rolescope.rights.changes import Cell, changed_cells
from rolescope.rights.model import Json, Tenant

KINDS = {
    "roles": ("role", "grant"),
    "users": ("user", "status", "held", "member", "own"),
    "groups": ("group", "group_role"),
    "credentials": ("credential",),
}
"""What has a name, and the kinds of cells that belong to it."""

OTHERS = ("companies", "pins", "catalogue", "extra")


def counts_json(before: Tenant, after: Tenant) -> dict[str, Json]:
    """Added, removed and changed, for each kind of thing; ``others`` names what else differs."""
    cells = changed_cells(before, after)
    names = {
        "roles": (before.roles, after.roles),
        "users": (before.principals, after.principals),
        "groups": (before.groups, after.groups),
        "credentials": (before.credentials, after.credentials),
    }
    found: dict[str, Json] = {
        kind: _named(*tables, {cell[1] for cell in cells if cell[0] in KINDS[kind]}) for kind, tables in names.items()
    }
    for kind, cell_kind in (("grants", "grant"), ("settings", "setting")):
        changes = [values for cell, values in cells.items() if cell[0] == cell_kind]
        found[kind] = {
            "added": sum(old is None for old, _ in changes),
            "removed": sum(new is None for _, new in changes),
            "changed": sum(old is not None and new is not None for old, new in changes),
        }
    return {**found, "others": _others(cells)}


def _named(old: Mapping[str, object], new: Mapping[str, object], touched: set[str]) -> dict[str, int]:
    return {
        "added": sum(name not in old for name in new),
        "removed": sum(name not in new for name in old),
        "changed": sum(name in old and name in new for name in touched),
    }


def _others(cells: Mapping[Cell, object]) -> list[str]:
    return [kind for kind in OTHERS if (kind,) in cells]


def counts_line(before: Tenant, after: Tenant) -> str:
    """The same for people, in one line."""
    counts = counts_json(before, after)
    others = counts.pop("others")
    parts = []
    for kind, numbers in counts.items():
        signs = (f"+{numbers['added']}", f"−{numbers['removed']}", f"~{numbers['changed']}")
        told = [sign for sign in signs if sign[1:] != "0"]
        parts += [f"{kind} {' '.join(told)}"] if told else []
    parts += others
    return f"changes: {', '.join(parts) or 'only the order'}"
