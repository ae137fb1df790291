"""How many roles, users, credentials and grants differ between two states of a tenant."""

from __future__ import annotations

from collections.abc import Mapping

from rolescope.rights.changes import OF_TENANT, SETTING, Cell, changed_cells, kinds_of
from rolescope.rights.model import Json, Tenant


def counts_json(before: Tenant, after: Tenant) -> dict[str, Json]:
    """Added, removed and changed, for each kind of thing; ``others`` names what else differs."""
    cells = changed_cells(before, after)
    tables = {
        "role": (before.roles, after.roles),
        "user": (before.principals, after.principals),
        "group": (before.groups, after.groups),
        "credential": (before.credentials, after.credentials),
    }
    found: dict[str, Json] = {
        f"{named}s": _named(*sides, {cell[1] for cell in cells if cell[0] in kinds_of(named)})
        for named, sides in tables.items()
    }
    for kind, cell_kind in (("grants", "grant"), ("settings", SETTING)):
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
    return [kind for kind in OF_TENANT if (kind,) in cells]


def counts_line(before: Tenant, after: Tenant) -> str:
    """The same for people, in one line."""
    counts = counts_json(before, after)
    others = counts.pop("others")
    parts = []
    for kind, numbers in counts.items():
        told = signed(numbers)
        parts += [f"{kind} {told}"] if told else []
    parts += others
    return (
        f"changes: {', '.join(parts) or ('only the order' if after.roles or after.principals else 'nothing is in it')}"
    )


def signed(numbers: Mapping[str, int]) -> str:
    """What was added, removed and changed, as far as anything was: ``+2 −1``."""
    signs = (("+", "added"), ("−", "removed"), ("~", "changed"))
    return " ".join(f"{sign}{numbers[what]}" for sign, what in signs if numbers[what])
