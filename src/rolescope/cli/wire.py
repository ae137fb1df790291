"""Edits as the command line prints them: levels by name where the system has levels."""

from __future__ import annotations

from rolescope.rights.edits import Batch, Edit, SetGrant
from rolescope.rights.model import Json
from rolescope.rights.system import System
from rolescope.rights.wire import to_json


def edit_json(edit: Edit, system: System) -> Json:
    """An edit as JSON, ``"level"`` in the place of ``"rights"`` where these are a level's."""
    found = to_json(edit)
    if isinstance(edit, Batch):
        return {**found, "edits": [edit_json(part, system) for part in edit.edits]}
    named = [level.name for level in system.levels if isinstance(edit, SetGrant) and level.rights == edit.rights]
    if not named:
        return found
    return {("level" if key == "rights" else key): named[0] if key == "rights" else found[key] for key in found}
