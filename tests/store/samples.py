"""A small catalogue, a tenant over it, and random edits of everything a tenant holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from rolescope.rights.edits import (
    AddCredential,
    AddGroup,
    AddPrincipal,
    AddRole,
    AssignRole,
    Batch,
    ClearGrant,
    Edit,
    LinkCredential,
    PutGrants,
    PutOwnGrants,
    PutSettings,
    RemoveCredential,
    RemoveGroup,
    RemovePrincipal,
    RemoveRole,
    RenamePrincipal,
    ReplaceTenant,
    SetGrant,
    SetGroupRoles,
    SetGroups,
    SetOwnGrant,
    SetProfile,
    SetRoles,
    SetScope,
    SetSetting,
    SetStatus,
    UnassignRole,
    UpdateCredential,
    UpdateGroup,
    UpdateRole,
)
from rolescope.rights.model import Assignment, Company, Credential, Group, Principal, Rights, Role, Tenant
from rolescope.rights.tree import Node, Tree
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace

NODES = ("top", "top/a", "top/a/x", "top/a/y", "top/b", "other", "other/c")
TREE = Tree(Node(node, node.upper(), "screen", node.rpartition("/")[0] or None) for node in NODES)
READ: Rights = frozenset({"read"})
WRITE: Rights = frozenset({"read", "update"})
NAME = "Demo"


def demo() -> Tenant:
    """A tenant with something of everything."""
    return Tenant(
        NAME,
        "payspace",
        {"parent_gate": True, "nested": {"list": [1, None, "é"]}},
        (Company("A", "First"), Company("B")),
        {
            "Zeta": Role(
                "Zeta", {"top": READ, "top/a/x": frozenset()}, "Z", "last by name, first in order", {"k": [1]}
            ),
            "Alpha": Role("Alpha", {"other": WRITE}),
            "Bare": Role("Bare"),
        },
        {
            "sync": Principal("sync", "active", (Assignment("Zeta"), Assignment("Alpha", "B")), {"type": "api"}),
            "bi": Principal("bi", "inactive", groups=("Staff", "Empty"), grants={"top/b": WRITE, "other": frozenset()}),
            "hr": Principal("hr", "active", (Assignment("Alpha"),), groups=("Staff",)),
        },
        {
            "prod": Credential("prod", "sync", "full", "client-1", "salt$hash", {"note": "x"}),
            "loose": Credential("loose"),
        },
        ({"user": "bi", "node": "top/a", "never": "import"}, "free text"),
        extra={"anything": {"goes": True}},
        groups={"Staff": Group("Staff", ("Bare", "Zeta"), "everybody", {"k": 1}), "Empty": Group("Empty")},
    )


class Clock:
    """A minute passes each time somebody looks."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def made(path: Path, tenant: Tenant | None = None) -> Path:
    """A closed workspace that holds the demo tenant."""
    with Workspace.create(path) as workspace:
        workspace.add_tenant(tenant or demo(), author="ann", clock=Clock())
    return path


def bench(workspace: Workspace, author: str = "ann", **options: Any) -> Workbench:
    return Workbench(workspace, NAME, author, Clock(), tree=TREE, **options)


def trees(catalogue: str) -> Tree:
    return TREE


# Random edits. Most fit, some do not: those that do not are skipped by the tests.

_role_names = st.sampled_from(["Zeta", "Alpha", "Bare", "New"])
_users = st.sampled_from(["sync", "bi", "hr", "new"])
_credentials = st.sampled_from(["prod", "loose", "extra"])
_nodes = st.sampled_from(NODES)
_rights = st.sampled_from([frozenset[str](), READ, WRITE])
_companies = st.sampled_from(["", "A", "B"])
_places = st.sampled_from([None, 0, 1])
_flags = st.booleans()
_extras = st.sampled_from([{}, {"k": 1}, {"k": [1, {"deep": None}]}])
_texts = st.sampled_from(["", "some text", "ünïcode \t"])
_grants = st.dictionaries(_nodes, _rights, max_size=4)
_held = st.lists(st.builds(Assignment, _role_names, _companies), max_size=3).map(tuple)
_whole_roles = st.builds(Role, _role_names, _grants, st.none() | _texts, _texts, _extras)
_group_names = st.sampled_from(["Staff", "Empty", "Fresh"])
_group_roles = st.lists(_role_names, max_size=2, unique=True).map(tuple)
_members = st.lists(_group_names, max_size=2, unique=True).map(tuple)
_whole_groups = st.builds(Group, _group_names, _group_roles, _texts, _extras)
_whole_users = st.builds(
    Principal, _users, st.sampled_from(["active", "inactive"]), _held, _extras, st.just(()) | _members, _grants
)
_whole_credentials = st.builds(
    Credential, _credentials, st.none() | _users, st.none() | _texts, st.none() | _texts, st.none() | _texts, _extras
)


def _replaced(roles: list[Role], users: list[str], settings: dict[str, Any]) -> Edit:
    tenant = Tenant(
        NAME,
        "payspace",
        settings,
        (Company("B"), Company("C")),
        {role.name: role for role in roles},
        {user: Principal(user, "active", tuple(Assignment(role.name) for role in roles[:1])) for user in users},
        pins=(settings,),
    )
    return ReplaceTenant(tenant)


_small_edits: st.SearchStrategy[Edit] = st.one_of(
    st.builds(SetGrant, _role_names, _nodes, _rights, _flags),
    st.builds(SetGrant, _role_names, _nodes, _rights),
    st.builds(ClearGrant, _role_names, _nodes, _flags),
    st.builds(PutGrants, _role_names, _grants),
    st.builds(AddRole, _whole_roles, _places),
    st.builds(RemoveRole, _role_names),
    st.builds(UpdateRole, _role_names, _role_names, st.none() | _texts, _texts, _extras),
    st.builds(AddPrincipal, _whole_users, _places),
    st.builds(RemovePrincipal, _users),
    st.builds(RenamePrincipal, _users, _users),
    st.builds(SetStatus, _users, st.sampled_from(["active", "inactive"])),
    st.builds(SetProfile, _users, _extras),
    st.builds(SetRoles, _users, _held),
    st.builds(AssignRole, _users, _role_names, _companies),
    st.builds(UnassignRole, _users, _role_names, _companies),
    st.builds(SetOwnGrant, _users, _nodes, st.none() | _rights),
    st.builds(PutOwnGrants, _users, _grants),
    st.builds(AddGroup, _whole_groups, _places),
    st.builds(RemoveGroup, _group_names),
    st.builds(UpdateGroup, _group_names, _group_names, _texts, _extras),
    st.builds(SetGroupRoles, _group_names, _group_roles),
    st.builds(SetGroups, _users, _members),
    st.builds(AddCredential, _whole_credentials, _places),
    st.builds(RemoveCredential, _credentials),
    st.builds(UpdateCredential, _credentials, _whole_credentials),
    st.builds(SetScope, _credentials, st.none() | _texts),
    st.builds(LinkCredential, _credentials, st.none() | _users),
    st.builds(SetSetting, st.sampled_from(["parent_gate", "fresh"]), st.sampled_from([None, True, False, {"a": []}])),
    st.builds(PutSettings, st.dictionaries(st.sampled_from(["parent_gate", "other"]), _flags)),
    st.builds(
        _replaced,
        st.lists(_whole_roles, max_size=2, unique_by=lambda role: role.name),
        st.lists(_users, max_size=2, unique=True),
        st.dictionaries(_texts, _flags, max_size=2),
    ),
)
edits: st.SearchStrategy[Edit] = _small_edits | st.builds(
    lambda parts: Batch("several", tuple(parts)), st.lists(_small_edits, min_size=1, max_size=3)
)


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a folder with its bytes."""
    return ((path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.is_file())


Make = Callable[[], Workspace]
