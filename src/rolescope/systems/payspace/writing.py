"""A tenant as far as the vendor's API tells of one: the lookup SecurityRole (PS-69)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rolescope.rights.counting import listed
from rolescope.rights.model import Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.payspace.formats import CODE, CONTEXT, COUNT, DESCRIPTION, ID, LOOKUP, ROWS

Json = Any


def envelope(found: Sequence[Json]) -> Json:
    """Rows in the frame of an OData answer."""
    return {CONTEXT: f"$metadata#Lookup_{LOOKUP}", COUNT: len(found), ROWS: list(found)}


def everything(tenant: Tenant, tree: Tree) -> Iterator[Json]:
    """Every role that has a code, without its levels: the vendor's API tells none, and nothing of users."""
    for role in tenant.roles.values():
        if role.code:
            number = {ID: role.extra["id"]} if "id" in role.extra else {}
            yield {CODE: role.code, DESCRIPTION: role.description or role.name, **number}


def left_out(tenant: Tenant, tree: Tree) -> Iterator[str]:
    """What such a file cannot say."""
    yield "the vendor's API tells codes and descriptions of roles alone: levels, users and credentials are left out"
    nameless = [role.name for role in tenant.roles.values() if not role.code]
    if nameless:
        yield f"roles without a code are left out as well: {listed(nameless)}"
