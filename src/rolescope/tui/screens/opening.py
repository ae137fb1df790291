"""The forms for a new workspace and for opening a file. What is refused can be corrected on the spot."""

from __future__ import annotations

from pathlib import Path

from rolescope.tui.screens.form import Field, Form, Values

WHICH = "Which file? Give its path."


def new_workspace_form() -> Form:
    """Asks for a file and a first tenant, and makes both."""
    from rolescope.systems import NAMES, TITLES

    fields = [
        Field("file", "File", "", help="A path; .rolescope is the usual ending."),
        Field("name", "Tenant", "", help="The company in the vendor's system."),
        Field("system", "System", NAMES[0], list(TITLES.items())),
    ]
    return Form("New workspace", fields, _missing, work=_make)


def open_workspace_form() -> Form:
    """Asks for a file that exists."""
    fields = [Field("file", "File", "")]
    return Form("Open a workspace", fields, lambda values: None if values["file"] else WHICH, work=_look_into)


def path_of(values: Values) -> Path:
    """The file that was named."""
    return Path(str(values["file"])).expanduser()


def _missing(values: Values) -> str | None:
    return None if values["file"] and values["name"] else "A workspace needs a file, and a tenant with a name."


def _make(values: Values) -> None:
    from rolescope.places import author
    from rolescope.rights.model import Tenant
    from rolescope.store.making import new_workspace

    with new_workspace(path_of(values)) as workspace:
        workspace.add_tenant(Tenant(str(values["name"]), str(values["system"])), author=author())


def _look_into(values: Values) -> None:
    from rolescope.store.workspace import Workspace

    Workspace.open(path_of(values), read_only=True).close()
