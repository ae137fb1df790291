"""SC-26: what is new in the built-in catalogue arrives closed, as a revision of its own, once."""

import json
from pathlib import Path

import pytest

from rolescope.rights.edits import SetGrant
from rolescope.rights.model import Rights, Role, Tenant
from rolescope.store import history
from rolescope.store.errors import WorkspaceError
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace

ALLOW: Rights = frozenset({"read", "create", "update", "delete"})
DENY: Rights = frozenset()
LEAVE, BANKING = "employee/leave", "employee/basic-information/banking-details"
TENANT = Tenant("T", "payspace", roles={"API": Role("API", {"employee": ALLOW}), "Silent": Role("Silent")})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workspace that an older program made, whose catalogue did not have the branch Leave."""
    path = tmp_path / "w.rolescope"
    with Workspace.create(path) as workspace:
        workspace.add_tenant(TENANT, author="ann")
    forget(path)
    return path


def forget(path: Path, branch: str = LEAVE) -> None:
    """As if the program's catalogue had gained a branch since the workspace was open."""
    with Workspace.open(path) as workspace, workspace.writing() as connection:
        (nodes,) = connection.execute("SELECT nodes FROM known_nodes").fetchone()
        kept = [node for node in json.loads(nodes) if not node.startswith(branch)]
        connection.execute("UPDATE known_nodes SET nodes = ?", (json.dumps(kept),))


def test_ps_18_new_nodes_are_denied_in_roles_that_say_anything_and_seen_in_the_history(path: Path) -> None:
    with Workspace.open(path) as workspace:
        bench = Workbench(workspace, "T", "ann")
        assert bench.news is not None
        assert (bench.news.number, bench.news.author) == (2, "rolescope")
        assert "arrive closed (PS-18)" in bench.news.reason
        assert bench.saved.roles["API"].grants == {"employee": ALLOW, LEAVE: DENY}
        assert bench.saved.roles["Silent"].grants == {}
        assert history.verify_chain(workspace, "T") == history.verify_rows(workspace, "T", bench.tree_of) == []


def test_ps_18_they_arrive_once_and_what_is_opened_afterwards_stays_open(path: Path) -> None:
    with Workspace.open(path) as workspace:
        bench = Workbench(workspace, "T", "ann")
        bench.do(SetGrant("API", LEAVE, ALLOW))
        bench.save("leave is wanted")
        again = Workbench(workspace, "T", "ann")
        assert again.news is None
        assert again.saved.roles["API"].grants[LEAVE] == ALLOW


def test_without_news_nothing_is_written(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "w.rolescope") as workspace:
        workspace.add_tenant(TENANT, author="ann")
        assert Workbench(workspace, "T", "ann").news is None
        assert workspace.head("T") == 1


def test_a_workspace_that_may_not_be_written_gives_no_answer_that_is_too_wide(path: Path) -> None:
    with Workspace.open(path, read_only=True) as workspace, pytest.raises(WorkspaceError, match="open it once"):
        Workbench(workspace, "T", "ann")


def test_a_draft_of_before_stands_on_the_arrival_and_its_undo_does_not_take_it_back(tmp_path: Path) -> None:
    path = tmp_path / "w.rolescope"
    with Workspace.create(path) as workspace:
        workspace.add_tenant(TENANT, author="ann")
        Workbench(workspace, "T", "ann").do(SetGrant("API", BANKING, DENY, subtree=True))
    forget(path)
    with Workspace.open(path) as workspace:
        bench = Workbench(workspace, "T", "ann")
        assert bench.current.roles["API"].grants == {"employee": ALLOW, LEAVE: DENY, BANKING: DENY}
        bench.undo()
        assert bench.current.roles["API"].grants == {"employee": ALLOW, LEAVE: DENY}
