"""A small catalogue, a tenant over it, and random edits of everything a tenant holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from rolescope.rights.edits import Edit, ReplaceTenant
from rolescope.rights.model import Assignment, Company, Credential, Group, Principal, Rights, Role, Tenant
from rolescope.rights.tree import Node, Tree
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace
from tests.random_edits import Words, several, some_of

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

_rights = st.sampled_from([frozenset[str](), READ, WRITE])
_extras: st.SearchStrategy[dict[str, Any]] = st.sampled_from([{}, {"k": 1}, {"k": [1, {"deep": None}]}])
_texts = st.sampled_from(["", "some text", "ünïcode \t"])
WORDS = Words(
    roles=("Zeta", "Alpha", "Bare", "New"),
    users=("sync", "bi", "hr", "new"),
    groups=("Staff", "Empty", "Fresh"),
    credentials=("prod", "loose", "extra"),
    nodes=NODES,
    companies=("A", "B"),
    rights=_rights,
    grants=st.dictionaries(st.sampled_from(NODES), _rights, max_size=4),
    statuses=st.sampled_from(["active", "inactive"]),
    scopes=st.none() | _texts,
    secrets=st.none() | _texts,
    texts=_texts,
    role_extras=_extras,
    user_extras=_extras,
    other_extras=_extras,
    settings={"parent_gate": st.booleans(), "fresh": st.sampled_from([True, {"a": []}])},
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


_small_edits = WORDS.edits(
    st.builds(
        _replaced,
        st.lists(WORDS.any_role(st.sampled_from(WORDS.roles)), max_size=2, unique_by=lambda role: role.name),
        some_of(WORDS.users),
        WORDS.any_settings(),
    )
)
edits: st.SearchStrategy[Edit] = _small_edits | several(_small_edits, 3)


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a folder with its bytes."""
    return ((path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.is_file())


Make = Callable[[], Workspace]
