"""Workspaces that older programs wrote: today's opens them and loses nothing."""

from __future__ import annotations

import gzip
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path

import pytest

from rolescope.rights.edits import Edit, apply_all
from rolescope.rights.model import facts
from rolescope.store import history, migrations
from rolescope.store.errors import WorkspaceError
from rolescope.store.trees import Trees
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace
from rolescope.systems import system
from tests.store.kept.make import ANN_DRAFT, ANN_SAVED, BOB_DRAFT, BOB_SAVED, NODES, OWN, PAYROLL

KEPT = {int(path.name.partition(".")[0]): path for path in Path(__file__).with_name("kept").glob("*.rolescope.gz")}
"""By the number of schema steps that the program knew which wrote the file."""
FIRST = 3
"""The first program knew this many; there are no workspaces of fewer."""
TREE = system("payspace").tree(None)

of_each_version = pytest.mark.parametrize("steps", sorted(KEPT))


def unpacked(steps: int, folder: Path) -> Path:
    path = folder / "w.rolescope"
    path.write_bytes(gzip.decompress(KEPT[steps].read_bytes()))
    return path


def with_edits(*parts: Sequence[Edit]) -> tuple[object, ...]:
    return facts(apply_all(chain(*parts), PAYROLL, TREE))


def test_there_is_a_workspace_of_every_version() -> None:
    assert sorted(KEPT) == list(range(FIRST, len(migrations.STEPS) + 1))


@of_each_version
def test_it_was_written_by_the_program_of_its_version(tmp_path: Path, steps: int) -> None:
    with closing(sqlite3.connect(unpacked(steps, tmp_path))) as connection:
        assert migrations.applied(connection) == list(migrations.STEPS)[:steps]


@of_each_version
def test_it_opens_with_all_that_it_holds(tmp_path: Path, steps: int) -> None:
    with Workspace.open(unpacked(steps, tmp_path)) as workspace:
        with workspace.reading() as connection:
            assert migrations.applied(connection) == list(migrations.STEPS)
        assert workspace.problems() == []
        assert [line.name for line in workspace.tenants("ann")] == ["Payroll", "Own catalogue"]
        assert facts(workspace.load("Payroll")) == with_edits(ANN_SAVED, BOB_SAVED)
        assert workspace.load("Own catalogue").roles["All"].grants == OWN.roles["All"].grants
        assert workspace.catalogue("Own catalogue") == NODES


@of_each_version
def test_its_history_still_proves_itself_and_goes_on(tmp_path: Path, steps: int) -> None:
    with Workspace.open(unpacked(steps, tmp_path)) as workspace:
        said = [(one.number, one.author, one.made) for one in history.revisions(workspace, "Payroll")]
        assert said == [
            (1, "ann", "2026-03-02T08:01:00Z"),
            (2, "ann", "2026-03-02T08:03:00Z"),
            (3, "bob", "2026-03-02T08:04:00Z"),
        ]
        ann = Workbench(workspace, "Payroll", "ann", tree=TREE)
        assert facts(ann.at(1)) == with_edits()
        assert facts(ann.at(2)) == with_edits(ANN_SAVED)
        ann.save("by today's program")
        for name in ("Payroll", "Own catalogue"):
            assert history.verify_chain(workspace, name) == []
            assert history.verify_rows(workspace, name, Trees(workspace, name, None)) == []


@of_each_version
def test_a_row_altered_behind_its_back_is_still_found(tmp_path: Path, steps: int) -> None:
    path = unpacked(steps, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER revisions_stay")
        connection.execute("UPDATE revisions SET reason = 'another' WHERE number = 2")
        connection.commit()
    with Workspace.open(path) as workspace:
        (problem,) = history.verify_chain(workspace, "Payroll")
    assert "does not match its hash" in problem


@of_each_version
def test_its_drafts_are_offered_again_with_their_steps(tmp_path: Path, steps: int) -> None:
    with Workspace.open(unpacked(steps, tmp_path)) as workspace:
        ann = Workbench(workspace, "Payroll", "ann", tree=TREE)
        assert (ann.head, ann.unsaved) == (3, 2)
        assert facts(ann.current) == with_edits(ANN_SAVED, BOB_SAVED, ANN_DRAFT[:2])
        ann.redo()
        assert facts(ann.current) == with_edits(ANN_SAVED, BOB_SAVED, ANN_DRAFT)
        for _ in ANN_DRAFT:
            ann.undo()
        assert (ann.unsaved, ann.can_undo) == (0, False)


@of_each_version
def test_a_draft_that_was_overtaken_is_saved_onto_what_others_saved(tmp_path: Path, steps: int) -> None:
    with Workspace.open(unpacked(steps, tmp_path)) as workspace:
        bob = Workbench(workspace, "Payroll", "bob", tree=TREE)
        assert (bob.head, bob.unsaved, bob.behind()) == (2, 1, 1)
        assert bob.save("late").number == 4
        assert facts(workspace.load("Payroll")) == with_edits(ANN_SAVED, BOB_SAVED, BOB_DRAFT)


@of_each_version
def test_one_that_cannot_be_brought_up_to_date_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    path = unpacked(steps, tmp_path)
    before = dumped(path)
    failing = {**migrations.STEPS, "9999_failing": ("CREATE TABLE later (id INTEGER)", "CREATE TABLE tenants (id)")}
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "STEPS", failing)
        with pytest.raises(WorkspaceError, match=re.escape(str(path))):
            Workspace.open(path)
    assert dumped(path) == before
    with Workspace.open(path) as workspace:
        assert facts(workspace.load("Payroll")) == with_edits(ANN_SAVED, BOB_SAVED)


def dumped(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())
