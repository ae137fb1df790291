"""Edits are values: each applies to an immutable tenant and gives its inverse.

Undo, redo, drafts, what-if and history are all lists of edits. ``apply`` is the only way in. The classes are made when
the first of them is asked for: making them takes as long as opening a workspace, which needs none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rolescope.rights.edits.every import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        from importlib import import_module

        return getattr(import_module("rolescope.rights.edits.every"), name)
