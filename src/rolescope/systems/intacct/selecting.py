"""The objects of a tenant that a typed filter is about, for export."""

from __future__ import annotations

from datetime import date
from typing import Any

from rolescope.rights.model import Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.intacct.catalogue import is_full, known_modules, permission_id
from rolescope.systems.intacct.objects import KINDS, PERMISSION
from rolescope.systems.intacct.query.errors import QueryError
from rolescope.systems.intacct.query.served import served
from rolescope.systems.intacct.query.text import read_filter
from rolescope.systems.intacct.writing import withheld

__all__ = ["KINDS", "QueryError", "selected"]


def selected(
    kind: str, text: str, tenant: Tenant, tree: Tree, today: date
) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """The objects of a kind that a filter lets through, as GET returns them, and what stays at home all the same.

    Permissions that are known in part only do: whoever read one would have to take it for complete (IA-64).

    Raises:
        QueryError: with what is wrong with the filter, and where.
    """
    wanted = read_filter(text, kind, today, known_modules(tree))
    found = [row for row in served(kind, tenant, tree) if wanted.holds(row)]
    if kind != PERMISSION:
        return found, ()
    places = [permission_id(row["module"], row["name"]) for row in found]
    known = [is_full(tree.nodes[tree.index[place]]) for place in places]
    part = [place for place, full in zip(places, known, strict=True) if not full]
    return [row for row, full in zip(found, known, strict=True) if full], tuple(withheld(part))
