"""The objects of a tenant that a typed filter is about, for export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from rolescope.rights.model import Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.intacct.catalogue import is_full, known_modules, permission_id
from rolescope.systems.intacct.objects import KINDS, PERMISSION
from rolescope.systems.intacct.query.served import served
from rolescope.systems.intacct.query.text import read_filter
from rolescope.systems.intacct.writing import withheld

__all__ = ["KINDS", "left_out", "selected"]


def selected(kind: str, text: str, tenant: Tenant, tree: Tree, today: date) -> list[dict[str, Any]]:
    """The objects of a kind that a filter lets through, as GET returns them.

    Permissions that are known in part only stay at home: whoever read one would have to take it for complete (IA-64).

    Raises:
        QueryError: with what is wrong with the filter, and where.
    """
    return [row for row in _wanted(kind, text, tenant, tree, today) if kind != PERMISSION or _is_complete(row, tree)]


def left_out(kind: str, text: str, tenant: Tenant, tree: Tree, today: date) -> Iterator[str]:
    """What stays at home although the filter lets it through, as sentences."""
    found = _wanted(kind, text, tenant, tree, today) if kind == PERMISSION else []
    return withheld([_place(row) for row in found if not _is_complete(row, tree)])


def _wanted(kind: str, text: str, tenant: Tenant, tree: Tree, today: date) -> list[dict[str, Any]]:
    wanted = read_filter(text, kind, today, known_modules(tree))
    return [row for row in served(kind, tenant, tree) if wanted.holds(row)]


def _place(row: dict[str, Any]) -> str:
    return permission_id(row["module"], row["name"])


def _is_complete(row: dict[str, Any], tree: Tree) -> bool:
    return is_full(tree.nodes[tree.index[_place(row)]])
