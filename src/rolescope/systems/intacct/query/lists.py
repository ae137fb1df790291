"""The vendor's filters over the lists of the app: which roles, users or permissions one holds for."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from rolescope.rights.model import Tenant
from rolescope.rights.system import NODE, ROLE, USER
from rolescope.rights.tree import Tree
from rolescope.systems.intacct import objects
from rolescope.systems.intacct.catalogue import known_modules
from rolescope.systems.intacct.query.operators import OPERATORS
from rolescope.systems.intacct.query.served import served
from rolescope.systems.intacct.query.text import read_filter
from rolescope.systems.intacct.vocabulary import PERMISSION

KINDS = {ROLE: objects.ROLE, USER: objects.USER, NODE: objects.PERMISSION}
_WORDS = sorted({word for operator in OPERATORS.values() for word in operator.words if word[0].isalpha()})
_SIGN = re.compile(rf"^\s*[\[{{]|[=<>]|\w\s+(?:{'|'.join(map(re.escape, (*_WORDS, *OPERATORS)))})\s", re.IGNORECASE)
"""What no plain text to search for has: a comparison, or the beginning of JSON."""


def filtered(text: str, about: str, tenant: Tenant, tree: Tree) -> Collection[str] | None:
    """The names that a filter holds for; None where the text compares nothing.

    Raises:
        QueryError: when it does, and cannot be read.
    """
    if not _SIGN.search(text):
        return None
    wanted = read_filter(text, KINDS[about], date.today(), known_modules(tree))
    names = {
        ROLE: list(tenant.roles),
        USER: list(tenant.principals),
        NODE: [node.id for node in tree.nodes if node.kind == PERMISSION] if about == NODE else [],
    }[about]
    rows = served(KINDS[about], tenant, tree)
    return {name for name, row in zip(names, rows, strict=True) if wanted.holds(row)}
