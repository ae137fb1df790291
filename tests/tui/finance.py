"""A workspace with one Sage Intacct company, made from the parts that a test is about."""

import json
from pathlib import Path
from typing import Any

from rolescope.store.making import new_workspace
from rolescope.systems.bundle import read_bundle

VENDORS, BILLS = "accountsPayable/vendors", "accountsPayable/bills"


def company(path: Path, *, settings: Any = None, catalogue: Any = "builtin", **parts: Any) -> Path:
    """The workspace; ``parts`` are roles, groups and users as a bundle has them."""
    head = {"name": "Some Finance", "system": "intacct", "settings": settings or {}}
    bundle = read_bundle(json.dumps({"rolescope": 1, "tenant": head, "catalogue": catalogue, **parts}), "made")
    with new_workspace(path / "finance.rolescope") as workspace:
        workspace.add_tenant(bundle.tenant, bundle.nodes, author="admin", reason="made for a test")
    return path / "finance.rolescope"


def role(name: str, grants: dict[str, str] | None = None, **facts: Any) -> dict[str, Any]:
    """A role from ``{"module/name": "right right"}``."""
    given = [{"permission": place, "rights": rights.split()} for place, rights in (grants or {}).items()]
    return {"name": name, "grants": given, **facts}
