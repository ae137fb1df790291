"""One author at work: do, undo, save, leave, come back."""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolescope.rights.edits import AddRole, Edit, EditError, RemoveRole, ReplaceTenant, SetGrant, SetSetting, SetStatus
from rolescope.rights.model import Role, Tenant, facts
from rolescope.rights.tree import Node, Tree
from rolescope.store import drafts, history
from rolescope.store.drafts import Operation
from rolescope.store.errors import DraftBroken, DraftMoved, WorkspaceError
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace
from tests.store.samples import NAME, READ, TREE, WRITE, Clock, bench, demo, edits, made, trees

GRANT = SetGrant("Zeta", "top/b", READ)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(made(tmp_path / "w.db")) as opened:
        yield opened


def test_an_edit_is_current_at_once_and_saved_when_it_is_saved(workspace: Workspace) -> None:
    work = bench(workspace)
    work.do(GRANT)
    assert work.current.roles["Zeta"].grants["top/b"] == READ
    assert (work.unsaved, work.head, facts(work.saved)) == (1, 1, facts(demo()))
    revision = work.save("because")
    assert (revision.number, revision.reason, revision.author, revision.size) == (2, "because", "ann", 1)
    assert (work.unsaved, work.head, work.saved) == (0, 2, work.current)
    assert facts(workspace.load(NAME)) == facts(work.current)


def test_an_edit_that_does_not_fit_changes_nothing(workspace: Workspace) -> None:
    work = bench(workspace)
    with pytest.raises(EditError, match="there is no role 'Nobody'"):
        work.do(RemoveRole("Nobody"))
    assert (work.unsaved, work.can_undo) == (0, False)


def test_a_draft_is_offered_again_at_the_next_start(workspace: Workspace) -> None:
    work = bench(workspace)
    work.do(GRANT)
    work.do(SetStatus("bi", "active"))
    with Workspace.open(workspace.path) as again:
        other = bench(again)
        assert [entry.edit for entry in other.draft_entries] == [GRANT, SetStatus("bi", "active")]
        assert facts(other.current) == facts(work.current)
        assert facts(other.saved) == facts(demo())


def test_edits_that_cancel_each_other_out_leave_nothing_to_save_and_can_be_undone(workspace: Workspace) -> None:
    work = bench(workspace)
    states = [facts(work.current)]
    for edit in (SetStatus("bi", "active"), SetSetting("fresh", True), SetSetting("fresh", None)):
        work.do(edit)
        states.append(facts(work.current))
    assert work.unsaved == 1
    work.do(SetStatus("bi", "inactive"))
    states.append(facts(work.current))
    for one in (work, bench(workspace)):  # and after a crash
        assert (one.unsaved, one.draft_entries, one.current) == (0, (), one.saved)
        with pytest.raises(WorkspaceError, match="there is nothing to save in 'Demo'"):
            one.save("nothing")
        assert [line.unsaved for line in workspace.tenants("ann")] == [0]
    assert len(history.revisions(workspace, NAME)) == 1
    for state in reversed(states[:-1]):
        work = bench(workspace)
        work.undo()
        assert facts(work.current) == state
    assert not work.can_undo
    for state in states[1:]:
        work.redo()
        assert facts(work.current) == state
    assert work.unsaved == 0


def test_a_stored_draft_whose_edits_cancel_each_other_out_is_nothing_unsaved(workspace: Workspace) -> None:
    work = bench(workspace)
    work.do(SetStatus("bi", "active"))
    work.do(SetSetting("fresh", True))
    edits = [(work.draft_entries[0].inverse, 3), (SetSetting("fresh", None), 4)]
    with workspace.writing() as connection:  # as a program wrote it that kept all edits
        for edit, number in edits:
            row = (drafts.edit_text(edit), drafts.edit_text(edit), number, number)
            connection.execute(
                "INSERT INTO draft_log (draft_id, edit, inverse, step, position, forward) VALUES (1, ?, ?, ?, ?, 1)",
                row,
            )
    work = bench(workspace)
    assert (work.unsaved, work.draft_entries) == (0, ())
    work.do(SetStatus("bi", "active"))
    work = bench(workspace)
    assert (work.unsaved, len(work.draft_entries)) == (1, 1)


def test_each_author_has_a_draft_of_their_own(workspace: Workspace) -> None:
    bench(workspace, "ann").do(GRANT)
    assert bench(workspace, "bob").unsaved == 0


def test_undo_reaches_back_over_a_save_and_a_restart(workspace: Workspace) -> None:
    work = bench(workspace)
    work.do(GRANT)
    work.save("first")
    again = bench(workspace)
    assert again.can_undo
    again.undo()
    assert facts(again.current) == facts(demo())
    assert again.unsaved == 1
    assert again.save("back").number == 3
    assert facts(workspace.load(NAME)) == facts(demo())
    assert bench(workspace).redo() == GRANT


def test_discarding_drops_the_draft_and_is_one_step_to_undo(workspace: Workspace) -> None:
    work = bench(workspace)
    work.do(GRANT)
    work.do(AddRole(Role("New")))
    wanted = facts(work.current)
    work.discard()
    assert (work.unsaved, work.current) == (0, work.saved)
    again = bench(workspace)
    assert again.unsaved == 0
    again.undo()
    assert facts(again.current) == wanted
    again.redo()
    assert again.unsaved == 0


def test_nothing_to_save_no_reason_nothing_to_undo(workspace: Workspace) -> None:
    work = bench(workspace)
    with pytest.raises(WorkspaceError, match="nothing to save"):
        work.save("x")
    assert work.undo() is None
    assert work.redo() is None
    work.discard()
    work.do(GRANT)
    with pytest.raises(WorkspaceError, match="needs a reason"):
        work.save("  ")


@pytest.mark.parametrize("by_file", [True, False])
def test_read_only_shows_the_draft_and_refuses_every_change(workspace: Workspace, by_file: bool) -> None:
    bench(workspace).do(GRANT)
    with Workspace.open(workspace.path, read_only=by_file) as opened:
        work = bench(opened, read_only=not by_file)
        assert work.unsaved == 1
        assert not work.can_undo
        for change in _every_change(work):
            with pytest.raises(WorkspaceError, match="open read-only: nothing can be changed"):
                change()
        assert work.unsaved == 1


def _every_change(work: Workbench) -> list[Callable[[], object]]:
    return [
        lambda: work.do(GRANT),
        work.undo,
        work.redo,
        work.discard,
        lambda: work.save("x"),
        lambda: work.revert(1),
        lambda: work.resolve("mine"),
        lambda: work.replace(demo(), []),
    ]


def test_a_second_window_of_the_same_author_is_told_that_the_draft_moved(workspace: Workspace) -> None:
    first, second = bench(workspace), bench(workspace)
    first.do(GRANT)
    with pytest.raises(DraftMoved, match="changed in another window"):
        second.do(SetStatus("bi", "active"))
    assert second.unsaved == 0
    second.reload()
    assert second.unsaved == 1
    second.do(SetStatus("bi", "active"))
    with pytest.raises(DraftMoved):
        first.undo()
    with pytest.raises(DraftMoved):
        first.save("x")
    first.reload()
    assert facts(first.current) == facts(second.current)


def test_a_window_left_open_over_a_save_in_another_is_told_too(workspace: Workspace) -> None:
    first, second = bench(workspace), bench(workspace)
    first.do(GRANT)
    first.save("x")
    with pytest.raises(DraftMoved):
        second.do(GRANT)
    second.reload()
    assert second.head == 2
    assert second.can_undo


def test_dropping_a_draft_is_a_move_as_well(workspace: Workspace) -> None:
    first, second = bench(workspace), bench(workspace)
    first.do(GRANT)
    second.reload()
    drafts.drop(workspace, NAME, "ann")
    with pytest.raises(DraftMoved):
        second.undo()
    assert bench(workspace).unsaved == 0


DAMAGE = {
    "broken JSON": "UPDATE draft_log SET edit = '{'",
    "an unknown edit": """UPDATE draft_log SET edit = '{"edit":"conquer"}'""",
    "a list": "UPDATE draft_log SET inverse = '[]'",
    "nonsense inside": """UPDATE draft_log SET edit = '{"edit":"set_roles","user":[],"roles":[7]}'""",
    "a number": "UPDATE draft_steps SET edit = '7'",
    "a missing field": """UPDATE draft_steps SET edit = '{"edit":"set_grant"}'""",
    "a cursor beyond the steps": "UPDATE drafts SET cursor = 9",
    "a revision that is not there": "UPDATE drafts SET base = 9",
    "an edit that no longer fits": """UPDATE draft_log SET edit = '{"edit":"remove_role","role":"Nobody"}'""",
    "brackets without end": "UPDATE draft_log SET edit = '" + "[" * 20000 + "'",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_draft_that_cannot_be_used_says_so_and_can_be_dropped(workspace: Workspace, damage: str) -> None:
    bench(workspace).do(GRANT)
    with workspace.writing() as connection:
        connection.execute(DAMAGE[damage])
    with pytest.raises(DraftBroken, match="the unsaved changes of 'ann' cannot be used"):
        bench(workspace)
    assert facts(bench(workspace, keep_draft=False).current) == facts(demo())
    drafts.drop(workspace, NAME, "ann")
    work = bench(workspace)
    assert facts(work.current) == facts(demo())
    work.do(GRANT)
    assert bench(workspace).unsaved == 1


def test_a_stored_step_that_does_not_fit_is_refused_when_it_is_undone(workspace: Workspace) -> None:
    work = bench(workspace)
    work.do(GRANT)
    work.save("x")
    with workspace.writing() as connection:
        connection.execute("""UPDATE draft_steps SET inverse = '{"edit":"remove_role","role":"Nobody"}'""")
    again = bench(workspace)
    with pytest.raises(DraftBroken, match="there is no role 'Nobody'"):
        again.undo()
    assert again.current is again.saved


def test_without_a_draft_one_edit_is_one_revision_and_the_draft_stays_as_it_is(workspace: Workspace) -> None:
    bench(workspace).do(GRANT)
    single = bench(workspace, keep_draft=False)
    assert single.unsaved == 0
    single.do(SetStatus("bi", "active"))
    assert single.save("by command").size == 1
    open_again = bench(workspace)
    assert (open_again.unsaved, open_again.head, open_again.behind()) == (1, 1, 1)
    assert open_again.save("later").number == 3
    assert workspace.load(NAME).principals["bi"].status == "active"


def test_a_tenant_can_be_replaced_with_its_catalogue_as_one_revision(workspace: Workspace) -> None:
    nodes = [{"id": "n", "name": "N", "kind": "screen", "parent": None}]
    work = bench(workspace, keep_draft=False)
    work.replace(Tenant(NAME, "payspace", catalogue="own", roles={"R": Role("R", {"n": READ})}), nodes)
    work.save("imported")
    assert workspace.catalogue(NAME) == nodes
    assert list(workspace.load(NAME).roles) == ["R"]
    work.undo()
    work.save("back")
    assert facts(workspace.load(NAME)) == facts(demo())
    assert facts(work.at(2)) != facts(work.at(3)) == facts(work.at(1))


def test_the_tree_follows_the_catalogue_through_do_undo_and_discard(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    class FakeSystem:
        def tree(self, nodes: list[dict[str, str]] | None) -> Tree:
            return TREE if nodes is None else Tree(Node(node["id"], node["id"], "screen") for node in nodes)

    monkeypatch.setattr("rolescope.store.trees.built_in", lambda name: FakeSystem())
    work = Workbench(workspace, NAME, "ann", Clock())
    work.replace(Tenant(NAME, "payspace", catalogue="own", roles={"R": Role("R")}), [{"id": "n"}])
    assert list(work.tree.index) == ["n"]
    work.do(SetGrant("R", "n", READ))
    wanted = facts(work.current)
    work.discard()
    assert work.tree is TREE
    work.undo()
    assert facts(work.current) == wanted
    assert list(work.tree.index) == ["n"]
    work.undo()
    assert facts(Workbench(workspace, NAME, "ann").current) == facts(work.current)
    work.save("x")
    assert facts(work.at(1)) == facts(demo())
    assert history.verify_rows(workspace, NAME, work.tree_of) == []


def test_a_tenant_keeps_its_name_and_its_system(workspace: Workspace) -> None:
    for other in (Tenant("Else", "payspace"), Tenant(NAME, "keypay")):
        with pytest.raises(WorkspaceError, match="another name or system"):
            bench(workspace).do(ReplaceTenant(other))


def test_a_tenant_of_a_system_that_is_not_built_in_says_so(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "w.db") as workspace:
        workspace.add_tenant(Tenant("Odd", "atlantis"), author="ann")
        with pytest.raises(WorkspaceError, match="for the system 'atlantis', which this rolescope lacks"):
            _ = Workbench(workspace, "Odd", "ann").tree


def test_a_tenant_that_was_removed_meanwhile_is_not_written_to(workspace: Workspace) -> None:
    work = bench(workspace, keep_draft=False)
    work.do(GRANT)
    workspace.remove_tenant(NAME)
    workspace.add_tenant(demo(), author="bob")
    with pytest.raises(WorkspaceError, match="was removed from the workspace meanwhile"):
        work.save("x")
    assert facts(workspace.load(NAME)) == facts(demo())


def test_operations_can_be_written_later_by_another_thread(workspace: Workspace) -> None:
    waiting: queue.Queue[Operation | None] = queue.Queue()

    def write() -> None:
        with Workspace.open(workspace.path) as mine:
            while (operation := waiting.get()) is not None:
                drafts.persist(mine, operation)
                waiting.task_done()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        work = bench(workspace, persist=waiting.put, settle=waiting.join)
        for number in range(20):
            work.do(AddRole(Role(f"r{number}")))
        work.undo()
        assert work.save("all at once").size == 19
        work.redo()
        waiting.join()
        assert facts(bench(workspace).current) == facts(work.current)
    finally:
        waiting.put(None)
        thread.join()


def test_an_edit_touches_no_file_before_it_is_handed_on(workspace: Workspace) -> None:
    handed: list[Operation] = []
    work = bench(workspace, persist=handed.append)
    assert work.tree is TREE
    workspace.close()
    work.do(GRANT)
    work.undo()
    work.redo()
    work.discard()
    assert [operation.version for operation in handed] == [0, 1, 2, 3]


def test_what_could_not_be_written_has_not_happened(workspace: Workspace) -> None:
    def full(operation: Operation) -> None:
        raise WorkspaceError("there is no room left")

    work = bench(workspace, persist=full)
    with pytest.raises(WorkspaceError, match="no room left"):
        work.do(GRANT)
    assert (work.unsaved, work.can_undo, work.current) == (0, False, work.saved)


def test_a_full_disk_is_one_sentence_and_loses_nothing(workspace: Workspace) -> None:
    work = bench(workspace)
    work.do(GRANT)
    with workspace.reading() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
    workspace._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(WorkspaceError, match="no room left on the disk"):
        work.do(AddRole(Role("Big", description="x" * 100_000)))
    assert work.unsaved == 1
    work.save("still works")


commands = st.lists(
    st.one_of(edits, edits, st.sampled_from(["undo", "undo", "redo", "save", "restart", "discard"])), max_size=14
)


@given(commands)
def test_saves_and_restarts_at_any_time_keep_undo_and_redo(steps: list[Edit | str]) -> None:
    with TemporaryDirectory() as folder, Workspace.open(made(Path(folder, "w.db"))) as workspace:
        workspace._connection.execute("PRAGMA synchronous = OFF")
        work = bench(workspace)
        seen = [facts(work.current)]
        at = 0
        for step in steps:
            if isinstance(step, Edit):
                try:
                    work.do(step)
                except EditError:
                    continue
                seen[at + 1 :] = [facts(work.current)]
                at += 1
            elif step in ("undo", "redo"):
                edit = work.undo() if step == "undo" else work.redo()
                at += (-1 if step == "undo" else 1) if edit is not None else 0
            elif step == "discard" and work.unsaved:
                work.discard()
                seen[at + 1 :] = [facts(work.current)]
                at += 1
            elif step == "save" and work.unsaved:
                _save_or_go_back(work)
                if facts(work.current) != seen[at]:
                    return
            elif step == "restart":
                work = bench(workspace)
            assert facts(work.current) == seen[at]
        _all_the_way(work, seen, at)
        assert history.verify_chain(workspace, NAME) == []
        assert history.verify_rows(workspace, NAME, trees) == []
        assert workspace.problems() == []
        assert facts(workspace.load(NAME)) == facts(work.saved)


def _save_or_go_back(work: Workbench) -> None:
    """Random edits may name what is not there, which a save refuses."""
    try:
        work.save("x")
    except WorkspaceError as error:
        if "which is not there" not in str(error):
            raise
        work.discard()


def _all_the_way(work: Workbench, seen: list[tuple[object, ...]], at: int) -> None:
    while work.undo() is not None:
        at -= 1
        assert facts(work.current) == seen[at]
    assert at == 0
    while work.redo() is not None:
        at += 1
        assert facts(work.current) == seen[at]
    assert at == len(seen) - 1


def test_a_large_tenant_is_edited_without_noticing_its_size(tmp_path: Path) -> None:
    roles = {f"r{n}": Role(f"r{n}", dict.fromkeys(TREE.index, WRITE)) for n in range(2000)}
    with Workspace.create(tmp_path / "w.db") as workspace:
        workspace.add_tenant(Tenant(NAME, "payspace", roles=roles), author="ann")
        written: list[str] = []
        work = bench(workspace)
        work.do(SetGrant("r7", "top", READ))
        workspace._connection.set_trace_callback(written.append)
        work.save("one cell")
        workspace._connection.set_trace_callback(None)
    changes = [
        sql for sql in written if sql.lstrip().startswith(("INSERT INTO grants", "UPDATE roles", "DELETE FROM grants"))
    ]
    assert len(changes) == 1


def test_the_file_of_a_workbench_can_be_read_by_sqlite_alone(workspace: Workspace) -> None:
    work = bench(workspace)
    work.do(GRANT)
    work.save("x")
    connection = sqlite3.connect(workspace.path)
    found = connection.execute(
        "SELECT rights FROM grants JOIN roles ON roles.id = role_id WHERE roles.name = 'Zeta' AND node = 'top/b'"
    ).fetchall()
    connection.close()
    assert found == [('["read"]',)]
