"""What the kept workspaces hold, and writing one: with today's rolescope, or with an older one on ``PYTHONPATH``.

    git worktree add --detach /tmp/older COMMIT
    PYTHONPATH=/tmp/older/src .venv/bin/python tests/store/kept/make.py

writes ``N.rolescope.gz`` beside this file, N being the number of schema steps that the program of COMMIT knows. Those
that are here come from the last commit of each schema: 3 from 5535692, 4 from 47eb3f5, 5 from 7091c06. So that any
of these programs runs it, this module uses only what the first of them had.
"""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rolescope.rights.edits import AddRole, AssignRole, ClearGrant, RemoveRole, SetGrant, SetScope, SetStatus
from rolescope.rights.model import Assignment, Company, Credential, Principal, Role, Tenant

READ, ALL = frozenset({"read"}), frozenset({"create", "delete", "read", "update"})
BANKING, LEAVE = "employee/basic-information/banking-details", "employee/leave"
NODES: list[dict[str, Any]] = [
    {"id": "top", "name": "Top", "kind": "branch", "parent": None},
    {"id": "top/pay", "name": "Pay", "kind": "screen", "parent": "top"},
]
PAYROLL = Tenant(
    "Payroll",
    "payspace",
    {"parent_gate": True},
    (Company("DEMO", "Demo Company"), Company("DEMO-UK")),
    {
        "API": Role("API", {"employee": READ, LEAVE: ALL}, "A", "what programs use", {"type": "standard"}),
        "Clerk": Role("Clerk", {"employee": frozenset()}),
    },
    {
        "sync": Principal("sync", "active", (Assignment("API"), Assignment("Clerk", "DEMO-UK"))),
        "bi [red]é[/]": Principal("bi [red]é[/]", "inactive"),
    },
    {
        "prod": Credential("prod", "sync", "api.full_access", "client", "salt$hash"),
        "loose": Credential("loose"),
    },
)
OWN = Tenant("Own catalogue", "payspace", roles={"All": Role("All", {"top": ALL})})

ANN_SAVED = [SetGrant("API", BANKING, ALL), AddRole(Role("Auditor", {"employee": READ}))]
BOB_SAVED = [SetStatus("bi [red]é[/]", "active")]
ANN_DRAFT = [AssignRole("bi [red]é[/]", "Auditor"), ClearGrant("API", LEAVE), RemoveRole("Clerk")]
"""The last of them undone."""
BOB_DRAFT = [SetScope("prod", "api.read_only")]
"""Made on Ann's revision, before his own was saved from another place."""


class Clock:
    """A minute passes each time somebody looks."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def make(path: Path) -> None:
    """A workspace of two tenants; one of them with three revisions and the drafts of two authors."""
    from rolescope.store.workbench import Workbench
    from rolescope.store.workspace import Workspace

    clock = Clock()
    with Workspace.create(path) as workspace:
        workspace.add_tenant(PAYROLL, author="ann", clock=clock)
        workspace.add_tenant(OWN, NODES, author="ann", clock=clock)
        ann = Workbench(workspace, "Payroll", "ann", clock)
        for edit in ANN_SAVED:
            ann.do(edit)
        ann.save("an auditor, and banking details for programs")
        bob = Workbench(workspace, "Payroll", "bob", clock)
        for edit in BOB_DRAFT:
            bob.do(edit)
        elsewhere = Workbench(workspace, "Payroll", "bob", clock, keep_draft=False)
        for edit in BOB_SAVED:
            elsewhere.do(edit)
        elsewhere.save("bi is used again")
        ann.reload()
        for edit in ANN_DRAFT:
            ann.do(edit)
        ann.undo()


def main() -> None:
    from rolescope.store.migrations import STEPS

    with TemporaryDirectory() as folder:
        path = Path(folder, "w.rolescope")
        make(path)
        kept = Path(__file__).with_name(f"{len(STEPS)}.rolescope.gz")
        kept.write_bytes(gzip.compress(path.read_bytes(), mtime=0))


if __name__ == "__main__":
    main()
