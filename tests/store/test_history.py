"""Revisions: appended, chained, readable at any point."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rolescope.rights.edits import ReplaceTenant, SetGrant, SetStatus
from rolescope.rights.model import Tenant, facts
from rolescope.store import history, migrations
from rolescope.store.errors import HeadMoved, WorkspaceError
from rolescope.store.merge import Conflict
from rolescope.store.workspace import Workspace
from tests.store.samples import NAME, READ, WRITE, Clock, bench, demo, made, trees


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Four revisions: created, one grant, one status, another grant."""
    with Workspace.open(made(tmp_path / "w.db")) as opened:
        work = bench(opened)
        for number, edit in enumerate(
            (SetGrant("Zeta", "top/b", READ), SetStatus("bi", "active"), SetGrant("Zeta", "top/b", WRITE)), 2
        ):
            work.do(edit)
            work.save(f"reason {number}")
        yield opened


def test_adding_a_tenant_is_its_first_revision(workspace: Workspace) -> None:
    first = history.revision(workspace, NAME, 1)
    assert (first.number, first.parent, first.author, first.reason) == (1, 0, "ann", "created")
    [(edit, inverse)] = first.edits
    assert isinstance(edit, ReplaceTenant)
    assert isinstance(inverse, ReplaceTenant)
    assert facts(edit.tenant) == facts(demo())
    assert facts(inverse.tenant) == facts(Tenant(NAME, "payspace"))


def test_revisions_say_who_when_and_why(workspace: Workspace) -> None:
    found = history.revisions(workspace, NAME)
    assert [(r.number, r.parent, r.author, r.reason, r.size) for r in found] == [
        (1, 0, "ann", "created", 1),
        (2, 1, "ann", "reason 2", 1),
        (3, 2, "ann", "reason 3", 1),
        (4, 3, "ann", "reason 4", 1),
    ]
    assert found[0].made == "2026-01-02T03:05:00Z"
    assert all(revision.edits == () for revision in found)


def test_a_revision_holds_its_edits_and_their_inverses(workspace: Workspace) -> None:
    assert history.revision(workspace, NAME, 4).edits == (
        (SetGrant("Zeta", "top/b", WRITE), SetGrant("Zeta", "top/b", READ)),
    )


@pytest.mark.parametrize("number", [-1, 5])
def test_a_revision_that_is_not_there_is_named_with_the_newest(workspace: Workspace, number: int) -> None:
    with pytest.raises(WorkspaceError, match=f"no revision {number}; the newest is 4"):
        history.revision(workspace, NAME, number)
    with pytest.raises(WorkspaceError, match=f"no revision {number}; the newest is 4"):
        history.tenant_at(workspace, NAME, number, trees)


def test_the_tenant_can_be_seen_as_it_was_at_any_time(workspace: Workspace) -> None:
    states = [history.tenant_at(workspace, NAME, number, trees) for number in range(5)]
    assert facts(states[0]) == facts(Tenant(NAME, "payspace"))
    assert facts(states[1]) == facts(demo())
    assert [state.roles["Zeta"].grants.get("top/b") for state in states[1:]] == [None, READ, READ, WRITE]
    assert [state.principals["bi"].status for state in states[1:]] == ["inactive", "inactive", "active", "active"]


def test_a_revision_can_be_taken_back_without_what_came_later(workspace: Workspace) -> None:
    work = bench(workspace)
    work.revert(3)
    assert work.save("no").size == 1
    tenant = workspace.load(NAME)
    assert tenant.principals["bi"].status == "inactive"
    assert tenant.roles["Zeta"].grants["top/b"] == WRITE


def test_a_revision_whose_cells_were_changed_since_is_a_conflict_to_take_back(workspace: Workspace) -> None:
    with pytest.raises(Conflict) as caught:
        bench(workspace).revert(2)
    assert [clash.cell for clash in caught.value.cells] == [("grant", "Zeta", "top/b")]


def test_there_is_nothing_before_the_first_revision_and_nothing_twice(workspace: Workspace) -> None:
    work = bench(workspace)
    with pytest.raises(WorkspaceError, match="there is nothing before it"):
        work.revert(1)
    work.revert(4)
    with pytest.raises(WorkspaceError, match="nothing of revision 4 is left"):
        work.revert(4)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE revisions SET reason = 'nicer'",
        "DELETE FROM revisions WHERE number = 4",
        "INSERT OR REPLACE INTO revisions SELECT tenant_id, number, parent, 'eve', made, reason, hash FROM revisions",
        "INSERT INTO revisions SELECT tenant_id, 0, 0, author, made, reason, hash FROM revisions WHERE number = 1",
        "UPDATE revision_edits SET edit = inverse",
        "DELETE FROM revision_edits",
        "INSERT OR REPLACE INTO revision_edits SELECT tenant_id, revision, position, inverse, edit FROM revision_edits",
        "INSERT INTO revision_edits SELECT tenant_id, 2, 7, edit, inverse FROM revision_edits",
        "DELETE FROM tenants",
    ],
)
def test_the_history_can_only_be_appended_to(workspace: Workspace, statement: str) -> None:
    with pytest.raises(WorkspaceError, match="refuses the change"), workspace.writing() as connection:
        connection.execute(statement)
    assert history.verify_chain(workspace, NAME) == []


def test_a_sound_history_has_no_problems(workspace: Workspace) -> None:
    assert history.verify_chain(workspace, NAME) == []
    assert history.verify_rows(workspace, NAME, trees) == []
    assert workspace.problems() == []


TAMPERING = {
    "UPDATE revisions SET reason = 'nicer' WHERE number = 2": "revision 2 does not match its hash",
    "UPDATE revisions SET author = 'eve' WHERE number = 4": "revision 4 does not match its hash",
    "UPDATE revisions SET made = '2020-01-01T00:00:00Z' WHERE number = 1": "revision 1 does not match its hash",
    "UPDATE revision_edits SET edit = inverse WHERE revision = 3": "revision 3 does not match its hash",
    "UPDATE revision_edits SET inverse = edit WHERE revision = 3": "revision 3 does not match its hash",
    "DELETE FROM revision_edits WHERE revision = 3": "revision 3 does not match its hash",
    "UPDATE revisions SET hash = replace(hash, 'a', 'b') WHERE number = 2": "revision 2 does not match its hash",
    "DELETE FROM revisions WHERE number = 2": "revision 3 should follow revision 2, but follows 1",
    "DELETE FROM revisions WHERE number = 4": "the newest revision should be 4, but is 3",
    "UPDATE revisions SET parent = 1 WHERE number = 4": "revision 4 does not match its hash",
}


@pytest.mark.parametrize("statement", TAMPERING)
def test_whatever_is_altered_behind_our_back_shows_in_the_chain(workspace: Workspace, statement: str) -> None:
    path = workspace.path
    connection = sqlite3.connect(path)
    for rule in migrations.HISTORY:
        if rule.startswith("CREATE TRIGGER"):
            connection.execute(f"DROP TRIGGER {rule.split()[2]}")
    connection.execute(statement)
    connection.commit()
    connection.close()
    problems = history.verify_chain(workspace, NAME)
    assert any(TAMPERING[statement] in problem for problem in problems), problems
    assert "the rules that keep the history append-only were removed from the file" in workspace.problems()


def test_a_row_altered_without_a_revision_shows_when_the_history_is_replayed(workspace: Workspace) -> None:
    with workspace.writing() as connection:
        connection.execute("UPDATE principals SET status = 'active' WHERE name = 'hr'")
        connection.execute("UPDATE grants SET rights = '[\"update\"]' WHERE node = 'top/b'")
    assert history.verify_chain(workspace, NAME) == []
    [problem] = history.verify_rows(workspace, NAME, trees)
    assert "rows were altered without a revision" in problem


def test_a_revision_that_makes_no_sense_is_damage(workspace: Workspace) -> None:
    with workspace.writing() as connection:
        connection.execute("DROP TRIGGER revision_edits_stay")
        connection.execute("UPDATE revision_edits SET edit = '{', inverse = '[1]' WHERE revision = 3")
    for ask in (
        lambda: history.revision(workspace, NAME, 3),
        lambda: history.tenant_at(workspace, NAME, 1, trees),
    ):
        with pytest.raises(WorkspaceError, match="revision 3 of 'Demo' is damaged"):
            ask()
    [problem] = history.verify_rows(workspace, NAME, trees)
    assert problem.startswith("revision 3 cannot be replayed")


def test_the_history_of_each_tenant_is_its_own(workspace: Workspace) -> None:
    workspace.add_tenant(replace(demo(), name="Second"), author="bob", reason="imported")
    assert [revision.reason for revision in history.revisions(workspace, "Second")] == ["imported"]
    assert len(history.revisions(workspace, NAME)) == 4
    assert history.verify_chain(workspace, "Second") == []


def test_only_one_of_two_saves_on_the_same_revision_goes_through(workspace: Workspace) -> None:
    tenant = workspace.load(NAME)
    entry = history.NewRevision(4, "bob", Clock()(), "x", [])
    assert history.save(workspace, workspace.tenant_id(NAME), tenant, tenant, entry).number == 5
    with pytest.raises(HeadMoved, match="somebody saved revision 5 of 'Demo' meanwhile"):
        history.save(workspace, workspace.tenant_id(NAME), tenant, tenant, entry)
    assert workspace.head(NAME) == 5
