"""What can go wrong with a workspace, each as one sentence for the user."""

from __future__ import annotations

from os import PathLike


class WorkspaceError(Exception):
    """The workspace cannot do what was asked; the message is one sentence for the user, without control characters."""

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


class DraftMoved(WorkspaceError):
    """The draft was changed by another window of the same author: load it again."""


class DraftBroken(WorkspaceError):
    """The stored draft cannot be read, or no longer fits its tenant; it can be dropped."""


class HeadMoved(WorkspaceError):
    """Somebody saved a newer revision than the one the draft was made on."""


def printable(text: str | PathLike[str]) -> str:
    """Text, or the name of a file, with everything that is not printable written as an escape."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in str(text).replace("\n", " ")
    )
