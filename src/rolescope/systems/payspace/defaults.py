"""The default role of employees where a company has no ESS role of its own (PS-25)."""

from __future__ import annotations

from collections.abc import Iterator

from rolescope.rights.edits import AddRole, SetGrant, apply_all
from rolescope.rights.grants import compile_role
from rolescope.rights.model import Role, Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.payspace.paths import open_path
from rolescope.systems.payspace.vocabulary import ALLOW, DENY, RIGHTS, SCREEN

DEFAULT_ESS = "Default ESS"

DEFAULT_ESS_SCREENS = (
    "employee/basic-information/basic-profile",
    "employee/payroll-results/payslips",
    "employee/payroll-results/compare-payslips",
    "employee/payroll-results/tax-certificates-historical-drill-down",
    "employee/leave/leave-application",
    "employee/leave/balances",
    "employee/leave/leave-calendar",
)
"""PS-25: the seven screens; their level is our choice."""


def default_ess_role(tree: Tree) -> Role:
    """A role in which exactly the seven screens are open, with screens nested in them closed."""
    tenant = Tenant("", "payspace")
    tenant = apply_all([AddRole(Role(DEFAULT_ESS, code="ESS"))], tenant, tree)
    for screen in sorted(tree.index[name] for name in DEFAULT_ESS_SCREENS if name in tree.index):
        if tree.nodes[screen].kind != SCREEN:
            continue
        compiled = compile_role(tenant.roles[DEFAULT_ESS], tree, RIGHTS)
        edits = (
            *open_path(compiled, screen, tree),
            SetGrant(DEFAULT_ESS, tree.nodes[screen].id, ALLOW.rights),
            *(SetGrant(DEFAULT_ESS, tree.nodes[nested].id, DENY.rights) for nested in _screens_in(screen, tree)),
        )
        tenant = apply_all(edits, tenant, tree)
    return tenant.roles[DEFAULT_ESS]


def _screens_in(screen: int, tree: Tree) -> Iterator[int]:
    """The topmost screens nested in a screen."""
    below, end = screen + 1, tree.end[screen]
    while below < end:
        if tree.nodes[below].kind == SCREEN:
            yield below
            below = tree.end[below]
        else:
            below += 1
