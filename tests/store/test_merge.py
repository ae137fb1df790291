"""Two admins at once: what fits together merges, what does not is chosen, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolescope.rights.changes import GONE, Cell, cells, changed_cells
from rolescope.rights.edits import (
    AddRole,
    AssignRole,
    ClearGrant,
    Edit,
    EditError,
    PutGrants,
    RemovePrincipal,
    RemoveRole,
    ReplaceTenant,
    SetCompanies,
    SetGrant,
    SetScope,
    SetStatus,
    UnassignRole,
    UpdateRole,
    apply,
    apply_all,
)
from rolescope.rights.model import Role, Tenant, facts
from rolescope.store import history
from rolescope.store.errors import WorkspaceError
from rolescope.store.merge import Clash, Conflict, Keep, Sides, clashes, merged
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace
from tests.store.samples import NAME, READ, TREE, WRITE, bench, demo, edits, made, trees


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(made(tmp_path / "w.db")) as opened:
        yield opened


def both(workspace: Workspace, mine: list[Edit], theirs: list[Edit]) -> Workbench:
    """My unsaved edits, made before bob saved his."""
    work = bench(workspace)
    for edit in mine:
        work.do(edit)
    other = bench(workspace, "bob")
    for edit in theirs:
        other.do(edit)
    other.save("his")
    return work


def conflict(work: Workbench) -> list[tuple[Cell, Any, Any, Any]]:
    before = (work.head, work.unsaved, facts(work.current))
    with pytest.raises(Conflict) as caught:
        work.save("mine")
    assert (work.head, work.unsaved, facts(work.current)) == before
    return [tuple(clash) for clash in caught.value.cells]


def test_edits_of_other_cells_merge_by_themselves_and_stay_the_edits_they_were(workspace: Workspace) -> None:
    work = both(
        workspace, [SetGrant("Zeta", "top/b", READ)], [SetGrant("Zeta", "top/a", WRITE), SetStatus("bi", "active")]
    )
    assert work.behind() == 1
    revision = work.save("mine")
    assert (revision.number, revision.parent) == (3, 2)
    assert [edit for edit, _ in revision.edits] == [SetGrant("Zeta", "top/b", READ)]
    saved = workspace.load(NAME)
    assert dict(saved.roles["Zeta"].grants) == {"top": READ, "top/a/x": frozenset(), "top/b": READ, "top/a": WRITE}
    assert saved.principals["bi"].status == "active"
    assert facts(saved) == facts(work.current)


def test_undoing_after_a_merge_takes_back_mine_and_never_theirs(workspace: Workspace) -> None:
    work = both(workspace, [SetGrant("Zeta", "top/b", READ)], [SetStatus("bi", "active")])
    work.save("mine")
    while work.undo():
        pass
    assert facts(work.current) == facts(work.at(2))


@pytest.mark.parametrize("restarted", [True, False])
def test_what_was_saved_before_theirs_can_be_taken_back_where_they_changed_other_cells(
    workspace: Workspace, restarted: bool
) -> None:
    work = bench(workspace)
    work.do(SetGrant("Zeta", "top/a", WRITE))
    work.do(SetGrant("Zeta", "top/b", READ))
    work.save("mine")
    other = bench(workspace, "bob")
    other.do(SetStatus("bi", "active"))
    other.save("his")
    again = bench(workspace) if restarted else work
    newer = again.newer()
    assert newer is None if restarted else newer is not None and again.step_onto(newer)
    assert again.undo() is not None
    assert changed_cells(again.saved, again.current) == {("grant", "Zeta", "top/b"): (READ, None)}
    assert again.undo() is not None
    assert not again.can_undo
    assert again.current.principals["bi"].status == "active"
    before = facts(again.at(3))
    assert (again.redo(), again.redo()) != (None, None)
    assert (facts(again.current), again.unsaved) == (before, 0)


def test_a_history_that_is_damaged_since_takes_the_steps_and_nothing_else(workspace: Workspace) -> None:
    work = bench(workspace)
    work.do(SetGrant("Zeta", "top/a", WRITE))
    work.save("mine")
    other = bench(workspace, "bob")
    other.do(SetStatus("bi", "active"))
    other.save("his")
    with workspace.writing() as connection:
        connection.execute("DROP TRIGGER revision_edits_stay")
        connection.execute("UPDATE revision_edits SET inverse = '{}' WHERE revision = 3")
    again = bench(workspace)
    assert (again.head, again.can_undo) == (3, False)


def test_only_down_to_the_step_that_could_take_back_theirs(workspace: Workspace) -> None:
    work = bench(workspace)
    for node in ("top/a", "top/b"):
        work.do(SetGrant("Zeta", node, WRITE))
    work.save("mine")
    other = bench(workspace, "bob")
    other.do(SetGrant("Zeta", "top/a", READ))
    other.save("his")
    again = bench(workspace)
    assert again.undo() is not None
    assert not again.can_undo
    assert again.current.roles["Zeta"].grants["top/a"] == READ


def test_what_was_saved_before_theirs_is_out_of_the_reach_of_undo(workspace: Workspace) -> None:
    work = bench(workspace)
    work.do(PutGrants("Zeta", {}))
    work.save("first")
    other = bench(workspace, "bob")
    other.do(SetGrant("Zeta", "top/a", WRITE))
    other.save("his")
    assert not bench(workspace).can_undo


def test_the_same_cell_is_shown_with_all_three_values(workspace: Workspace) -> None:
    work = both(workspace, [SetGrant("Zeta", "top", WRITE)], [ClearGrant("Zeta", "top")])
    assert conflict(work) == [(("grant", "Zeta", "top"), READ, None, WRITE)]


def test_the_same_change_on_both_sides_is_no_conflict(workspace: Workspace) -> None:
    work = both(
        workspace, [SetGrant("Zeta", "top", WRITE), SetStatus("bi", "active")], [SetGrant("Zeta", "top", WRITE)]
    )
    work.save("mine")
    assert workspace.load(NAME).principals["bi"].status == "active"


def test_nothing_is_saved_where_others_saved_the_same(workspace: Workspace) -> None:
    work = both(workspace, [SetGrant("Zeta", "top", WRITE)], [SetGrant("Zeta", "top", WRITE)])
    with pytest.raises(WorkspaceError, match="nothing is left to save"):
        work.save("mine")
    assert (work.unsaved, work.head) == (0, 2)


@pytest.mark.parametrize(("keep", "rights"), [("mine", WRITE), ("theirs", frozenset())])
def test_a_conflict_is_resolved_by_choosing(workspace: Workspace, keep: Keep, rights: frozenset[str]) -> None:
    work = both(
        workspace,
        [SetGrant("Zeta", "top", WRITE), SetStatus("bi", "active")],
        [SetGrant("Zeta", "top", frozenset())],
    )
    conflict(work)
    assert work.resolve(keep) == []
    assert work.head == 2
    assert facts(bench(workspace).current) == facts(work.current)
    work.save("chosen")
    saved = workspace.load(NAME)
    assert saved.roles["Zeta"].grants["top"] == rights
    assert saved.principals["bi"].status == "active"


def test_cells_can_be_chosen_one_by_one(workspace: Workspace) -> None:
    ours = [SetGrant("Zeta", "top", WRITE), SetStatus("bi", "active"), SetScope("prod", "mine")]
    his = [SetGrant("Zeta", "top", frozenset()), SetStatus("bi", "gone"), SetScope("prod", "his")]
    work = both(workspace, [*ours], [*his])
    assert len(conflict(work)) == 3
    assert [clash.cell[0] for clash in work.resolve("theirs", ("grant", "Zeta", "top"))] == ["status", "credential"]
    assert len(conflict(work)) == 2
    work.resolve("mine", ("status", "bi"))
    assert work.resolve("theirs", ("credential", "prod")) == []
    work.save("chosen")
    saved = workspace.load(NAME)
    assert saved.roles["Zeta"].grants["top"] == frozenset()
    assert saved.principals["bi"].status == "active"
    assert saved.credentials["prod"].scope == "his"


def test_a_choice_is_asked_again_where_the_other_side_changed_once_more(workspace: Workspace) -> None:
    work = both(
        workspace, [SetGrant("Zeta", "top", WRITE), SetStatus("bi", "active")], [SetGrant("Zeta", "top", frozenset())]
    )
    other = bench(workspace, "bob")
    other.do(SetStatus("bi", "gone"))
    other.save("more")
    work.resolve("mine", ("grant", "Zeta", "top"))
    other.do(ClearGrant("Zeta", "top"))
    other.save("and more")
    assert [clash.theirs for clash in work.resolve("mine", ("status", "bi"))] == [None]


def test_a_subtree_edit_does_not_wipe_out_what_somebody_else_granted_below(workspace: Workspace) -> None:
    work = both(workspace, [SetGrant("Alpha", "top", READ, subtree=True)], [SetGrant("Alpha", "top/b", WRITE)])
    work.save("mine")
    assert dict(workspace.load(NAME).roles["Alpha"].grants) == {"other": WRITE, "top": READ, "top/b": WRITE}


def test_replacing_all_grants_does_not_wipe_out_somebody_elses(workspace: Workspace) -> None:
    work = both(workspace, [PutGrants("Alpha", {"other": READ})], [SetGrant("Alpha", "top/b", WRITE)])
    revision = work.save("mine")
    assert dict(workspace.load(NAME).roles["Alpha"].grants) == {"other": READ, "top/b": WRITE}
    assert [edit for edit, _ in revision.edits] == [SetGrant("Alpha", "other", READ)]


def test_a_role_removed_by_one_and_changed_by_the_other_is_one_conflict(workspace: Workspace) -> None:
    work = both(workspace, [SetGrant("Alpha", "top", READ)], [RemoveRole("Alpha")])
    [(cell, base, theirs, mine)] = conflict(work)
    assert cell == ("role", "Alpha")
    assert base == mine
    assert theirs is None


@pytest.mark.parametrize("keep", ["mine", "theirs"])
def test_a_role_that_they_removed_comes_back_whole_or_not_at_all(workspace: Workspace, keep: Keep) -> None:
    work = both(workspace, [SetGrant("Alpha", "top", READ)], [RemoveRole("Alpha")])
    wanted = facts(work.current)
    assert work.resolve(keep) == []
    if keep == "theirs":
        assert work.unsaved == 0
        assert facts(work.current) == facts(work.at(2))
    else:
        work.save("back")
        assert changed_cells(apply_all([SetGrant("Alpha", "top", READ)], demo(), TREE), work.current) == {}
        assert facts(work.current) == wanted


@pytest.mark.parametrize("keep", ["mine", "theirs"])
def test_a_role_that_i_removed_and_they_assigned_is_asked_about(workspace: Workspace, keep: Keep) -> None:
    work = both(workspace, [RemoveRole("Alpha")], [AssignRole("bi", "Alpha")])
    assert [cell for cell, *_ in conflict(work)] == [("role", "Alpha")]
    work.resolve(keep)
    if work.unsaved:
        work.save("chosen")
    assert ("Alpha" in workspace.load(NAME).roles) == (keep == "theirs")


def test_a_user_removed_by_one_and_given_a_role_by_the_other_is_asked_about(workspace: Workspace) -> None:
    work = both(workspace, [AssignRole("bi", "Bare")], [RemovePrincipal("bi")])
    assert [cell for cell, *_ in conflict(work)] == [("user", "bi")]
    work.resolve("mine")
    work.save("back")
    assert workspace.load(NAME).principals["bi"].roles == work.current.principals["bi"].roles != ()


def test_a_role_renamed_by_one_and_edited_by_the_other_is_asked_about(workspace: Workspace) -> None:
    work = both(workspace, [UpdateRole("Alpha", "Omega", None, "", {})], [SetGrant("Alpha", "top", READ)])
    assert [cell for cell, *_ in conflict(work)] == [("role", "Alpha")]
    work.resolve("mine")
    work.save("renamed")
    assert list(workspace.load(NAME).roles) == ["Zeta", "Omega", "Bare"]


@pytest.mark.parametrize("keep", get_args(Keep))
def test_a_company_that_one_takes_away_and_the_other_links_in_is_asked_about(workspace: Workspace, keep: Keep) -> None:
    company = demo().companies[-1]
    taken = [UnassignRole("sync", "Alpha", company.code), SetCompanies(demo().companies[:-1])]
    work = both(workspace, taken, [AssignRole("bi", "Zeta", company.code)])
    assert [cell for cell, *_ in conflict(work)] == [("companies",)]
    work.resolve(keep)
    assert (company in work.current.companies) is (keep == "theirs")
    held = {one.company for one in work.current.principals["bi"].roles}
    assert (company.code in held) is (keep == "theirs")
    assert held <= {"", *(one.code for one in work.current.companies)}


def test_both_adding_a_role_of_one_name_is_asked_about(workspace: Workspace) -> None:
    work = both(workspace, [AddRole(Role("New", code="A"))], [AddRole(Role("New", code="B"))])
    assert conflict(work) == [(("role", "New"), None, ("B", "", {}), ("A", "", {}))]
    work.resolve("mine")
    work.save("mine")
    assert workspace.load(NAME).roles["New"].code == "A"


def test_a_grant_on_a_node_that_a_new_catalogue_no_longer_has_is_asked_about(workspace: Workspace) -> None:
    base = demo()
    theirs = replace(base, catalogue="new", roles={**base.roles, "Zeta": Role("Zeta")})
    mine, _ = apply(SetGrant("Bare", "top/b", READ), base, TREE)
    smaller = type(TREE)(node for node in TREE.source if node.id != "top/b")
    cell = ("grant", "Bare", "top/b")
    assert clashes(Sides(base, theirs, mine), smaller) == [Clash(cell, None, GONE, READ)]
    for keep in get_args(Keep):  # there is nothing to keep it at
        _, kept = merged(Sides(base, theirs, mine), [SetGrant("Bare", "top/b", READ)], smaller, {cell: keep})
        assert (kept.catalogue, kept.roles["Bare"].grants) == ("new", {})


def test_what_is_said_at_places_of_the_catalogue_that_is_chosen_stays(workspace: Workspace) -> None:
    base = replace(demo(), catalogue="two")
    mine = replace(demo(), catalogue="one")
    theirs = replace(base, catalogue="three", roles={**base.roles, "Zeta": Role("Zeta")})
    smaller = type(TREE)(node for node in TREE.source if not node.id.startswith("top/a"))
    sides = Sides(base, theirs, mine)
    assert GONE not in [clash.theirs for clash in clashes(sides, smaller)]
    chosen: dict[Cell, Keep] = {clash.cell: "mine" for clash in clashes(sides, smaller)}
    _, kept = merged(sides, [ReplaceTenant(mine)], smaller, chosen)
    assert (kept.catalogue, kept.roles["Zeta"].grants) == ("one", {})
    assert "top/a/x" in demo().roles["Zeta"].grants
    _, untouched = merged(Sides(base, replace(base, catalogue="three"), mine), [ReplaceTenant(mine)], smaller, chosen)
    assert untouched.roles["Zeta"].grants == demo().roles["Zeta"].grants


def test_a_whole_import_merges_with_edits_of_other_cells(workspace: Workspace) -> None:
    new = replace(demo(), companies=(), pins=("other",), extra={"x": 1})
    work = both(workspace, [ReplaceTenant(new)], [SetStatus("bi", "active")])
    work.save("import")
    saved = workspace.load(NAME)
    assert (saved.companies, saved.pins, saved.extra) == ((), ("other",), {"x": 1})
    assert saved.principals["bi"].status == "active"


def test_saving_gives_up_politely_where_others_keep_saving(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = bench(workspace)
    work.do(SetStatus("bi", "active"))
    others = bench(workspace, "bob")
    save = work._save

    def late(reason: str) -> history.Revision:
        others.do(SetGrant("Bare", "top", READ) if others.head % 2 else ClearGrant("Bare", "top"))
        others.save("again")
        return save(reason)

    monkeypatch.setattr(work, "_save", late)
    with pytest.raises(WorkspaceError, match="others keep saving"):
        work.save("mine")
    monkeypatch.undo()
    assert work.save("at last").size == 1


some_edits = st.lists(edits, max_size=6)


def made_by(steps: list[Edit]) -> tuple[Tenant, list[Edit]]:
    tenant, done = demo(), []
    for edit in steps:
        try:
            tenant, _ = apply(edit, tenant, TREE)
        except EditError:
            continue
        done.append(edit)
    return tenant, done


def whole(tenant: Tenant) -> bool:
    """Whether everything that the tenant names is there."""
    held = {assignment.role for user in tenant.principals.values() for assignment in user.roles}
    linked = {credential.principal for credential in tenant.credentials.values()} - {None}
    return held <= tenant.roles.keys() and linked <= tenant.principals.keys()


@given(some_edits, some_edits, st.lists(st.sampled_from(["mine", "theirs"]), min_size=1))
def test_a_merge_holds_the_changes_of_both_and_nothing_else(
    my_edits: list[Edit], their_edits: list[Edit], answers: list[Keep]
) -> None:
    (mine, done), (theirs, _) = made_by(my_edits), made_by(their_edits)
    if not (whole(mine) and whole(theirs)):
        return
    sides = Sides(demo(), theirs, mine)
    asked = clashes(sides, TREE)
    chosen: dict[Cell, Keep] = {clash.cell: answers[i % len(answers)] for i, clash in enumerate(asked)}
    if asked:
        with pytest.raises(Conflict):
            merged(sides, done, TREE, {})
    pairs, tenant = merged(sides, done, TREE, chosen)
    assert facts(apply_all([edit for edit, _ in pairs], theirs, TREE)) == facts(tenant)
    assert facts(apply_all([inverse for _, inverse in reversed(pairs)], tenant, TREE)) == facts(theirs)
    assert whole(tenant)
    if not asked:
        after = {cell: value for cell, (_, value) in changed_cells(demo(), mine).items()}
        expected = {**cells(theirs), **after}
        gone = {cell for cell in after if cell not in cells(mine)}
        assert cells(tenant) == {cell: value for cell, value in expected.items() if cell not in gone}
    elif set(chosen.values()) == {"theirs"}:
        assert all(cells(tenant).get(clash.cell) == clash.theirs for clash in asked)
    elif set(chosen.values()) == {"mine"}:
        assert all(cells(tenant).get(clash.cell) == clash.mine for clash in asked)


@given(some_edits, some_edits, st.sampled_from(["mine", "theirs"]))
def test_whatever_two_admins_do_both_can_save_and_the_history_replays(
    tmp_path_factory: pytest.TempPathFactory, my_edits: list[Edit], their_edits: list[Edit], keep: Keep
) -> None:
    (mine, done), (theirs, his) = made_by(my_edits), made_by(their_edits)
    if not (whole(mine) and whole(theirs) and facts(mine) != facts(demo()) != facts(theirs)):
        return
    with Workspace.open(made(tmp_path_factory.mktemp("two") / "w.db")) as workspace:
        workspace._connection.execute("PRAGMA synchronous = OFF")
        work = both(workspace, done, his)
        try:
            work.save("mine")
        except Conflict:
            assert work.resolve(keep) == []
            if work.unsaved:
                work.save("mine")
        except WorkspaceError:
            assert work.unsaved == 0
        assert facts(workspace.load(NAME)) == facts(work.saved)
        assert history.verify_chain(workspace, NAME) == []
        assert history.verify_rows(workspace, NAME, trees) == []
        assert facts(bench(workspace).current) == facts(work.current)


def test_who_saved_a_cell_last_is_found_reading_each_revision_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, other = bench(workspace), bench(workspace, "bob")
    for number, (edit, reason) in enumerate(
        [
            (SetGrant("Zeta", "top/b", WRITE), "wanted"),
            (SetGrant("Zeta", "other", READ), "other"),
            *((SetStatus("bi", status), "status") for status in ("active", "inactive", "active")),
        ]
    ):
        other.do(edit)
        assert other.save(reason).number == number + 2
    read, revision = list[int](), history.revision

    def noted(workspace: Workspace, name: str, number: int) -> history.Revision:
        read.append(number)
        return revision(workspace, name, number)

    monkeypatch.setattr(history, "revision", noted)
    found = work.saved_by(("grant", "Zeta", "top/b"))
    assert found is not None
    assert (found.number, found.reason) == (2, "wanted")
    assert read == [6, 5, 4, 3, 2]
    assert work.saved_by(("grant", "Zeta", "top/a")) is None
