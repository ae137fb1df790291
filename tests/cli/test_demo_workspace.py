"""The demo workspace is made once, kept as the user left it, and made anew only when asked."""

from pathlib import Path

import pytest

from rolescope.rights.edits import SetStatus
from rolescope.store import demo
from rolescope.store.demo import SOURCES, complete_demo, ensure_demo
from rolescope.store.errors import WorkspaceError
from rolescope.store.making import new_workspace
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace
from rolescope.systems import NAMES


def _status(path: Path) -> str:
    with Workspace.open(path, read_only=True) as workspace:
        return workspace.load("Demo Payroll").principals["hris-sync"].status


def _deactivate(path: Path) -> None:
    with Workspace.open(path) as workspace:
        bench = Workbench(workspace, "Demo Payroll", "me")
        bench.do(SetStatus("hris-sync", "inactive"))
        bench.save("tried out")


def test_it_is_made_where_nothing_is(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "folder" / "demo.rolescope"
    assert ensure_demo(path) == path
    assert _status(path) == "active"
    assert path.stat().st_mode & 0o777 == 0o600


def test_made_twice_it_stays_as_the_user_left_it(tmp_path: Path) -> None:
    path = ensure_demo(tmp_path / "demo.rolescope")
    _deactivate(path)
    ensure_demo(path)
    assert _status(path) == "inactive"


def test_a_fresh_one_takes_its_place_with_all_that_lies_beside_it(tmp_path: Path) -> None:
    path = ensure_demo(tmp_path / "demo.rolescope")
    _deactivate(path)
    (tmp_path / "demo.rolescope-wal").write_bytes(b"left over")
    ensure_demo(path, fresh=True)
    assert not (tmp_path / "demo.rolescope-wal").exists()
    assert _status(path) == "active"


def test_it_holds_a_company_of_every_system(tmp_path: Path) -> None:
    with Workspace.open(ensure_demo(tmp_path / "demo.rolescope"), read_only=True) as workspace:
        assert [system for _, system in workspace.tenant_names()] == list(NAMES)
        assert [name for name, _ in workspace.tenant_names()] == list(SOURCES)


def test_one_of_an_earlier_version_gets_the_companies_it_lacks_and_stays_as_the_user_left_it(tmp_path: Path) -> None:
    path = _of_one_tenant(tmp_path / "demo.rolescope")
    _deactivate(path)
    with Workspace.open(path) as workspace:
        complete_demo(workspace)
        assert [name for name, _ in workspace.tenant_names()] == list(SOURCES)
    assert _status(path) == "inactive"


def test_a_company_that_was_removed_does_not_come_back(tmp_path: Path) -> None:
    with Workspace.open(ensure_demo(tmp_path / "demo.rolescope")) as workspace:
        workspace.remove_tenant("Demo Finance")
        complete_demo(workspace)
        assert [name for name, _ in workspace.tenant_names()] == ["Demo Payroll", "Demo Business"]


def test_nothing_is_added_to_one_that_is_open_read_only(tmp_path: Path) -> None:
    path = _of_one_tenant(tmp_path / "demo.rolescope")
    with Workspace.open(path, read_only=True) as workspace:
        complete_demo(workspace)
        assert [name for name, _ in workspace.tenant_names()] == ["Demo Payroll"]


def _of_one_tenant(path: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "SOURCES", {"Demo Payroll": SOURCES["Demo Payroll"]})
        return ensure_demo(path)


def test_a_log_left_without_its_file_is_not_taken_for_the_new_one(tmp_path: Path) -> None:
    (tmp_path / "demo.rolescope-wal").write_bytes(b"left over")
    assert _status(ensure_demo(tmp_path / "demo.rolescope")) == "active"


def test_where_it_cannot_be_made_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(WorkspaceError, match="cannot be made"):
        ensure_demo(tmp_path / "file" / "demo.rolescope")


def test_a_new_workspace_never_replaces_another(tmp_path: Path) -> None:
    path = tmp_path / "w.rolescope"
    path.write_text("mine")
    with pytest.raises(WorkspaceError, match="exists already"), new_workspace(path):
        pass
    assert path.read_text() == "mine"


def test_a_new_workspace_vanishes_where_filling_it_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        _fail_while_filling(tmp_path / "w.rolescope")
    assert list(tmp_path.iterdir()) == []


def _fail_while_filling(path: Path) -> None:
    with new_workspace(path) as workspace:
        assert workspace.tenant_names() == []
        raise ZeroDivisionError
