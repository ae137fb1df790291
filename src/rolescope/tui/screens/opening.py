"""The forms for a new workspace and for opening a file. What is refused can be corrected on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rolescope.store.errors import WorkspaceError
from rolescope.tui.screens.form import Field, Form, Values


def new_workspace_form() -> Form:
    """Asks for a file and a first tenant, and makes both."""
    from rolescope.systems import NAMES, TITLES

    fields = [
        Field("file", "File", "", help="A path; .rolescope is the usual ending."),
        Field("name", "Tenant", "", help="The company in the vendor's system."),
        Field("system", "System", NAMES[0], list(TITLES.items())),
    ]
    return Form("New workspace", fields, _refused(_make))


def open_workspace_form() -> Form:
    """Asks for a file that exists."""
    return Form("Open a workspace", [Field("file", "File", "")], _refused(_check))


def path_of(values: Values) -> Path:
    """The file that was named."""
    return Path(str(values["file"])).expanduser()


def _refused(work: Callable[[Values], None]) -> Callable[[Values], str | None]:
    def check(values: Values) -> str | None:
        try:
            work(values)
        except WorkspaceError as refused:
            return str(refused)
        return None

    return check


def _make(values: Values) -> None:
    from rolescope.places import author
    from rolescope.rights.model import Tenant
    from rolescope.store.making import new_workspace

    if not values["file"] or not values["name"]:
        raise WorkspaceError("A workspace needs a file, and a tenant with a name.")
    with new_workspace(path_of(values)) as workspace:
        workspace.add_tenant(Tenant(str(values["name"]), str(values["system"])), author=author())


def _check(values: Values) -> None:
    from rolescope.store.workspace import Workspace

    if not values["file"]:
        raise WorkspaceError("Which file? Give its path.")
    Workspace.open(path_of(values), read_only=True).close()
