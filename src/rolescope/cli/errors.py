"""What the user got wrong, as a few lines for the terminal."""

from __future__ import annotations

MOST_LINES = 8
"""An error is at most a few lines; a broken file can hold thousands of faults."""


class UserError(Exception):
    """A mistake of the user's; the message says what was expected."""


class NobodyKnows(UserError):
    """What was asked about is there, but no rule says which right it goes by: the answer is unknown."""


def tell(error: BaseException) -> bool:
    """Say on stderr what was wrong; False when the fault is the program's own."""
    from rolescope.cli.output import talk

    lines = _sentences(error)
    for number, line in enumerate(lines or []):
        talk(line if number else f"rolescope: {line}")
    return lines is not None


def _sentences(error: BaseException) -> list[str] | None:
    if isinstance(error, UserError):
        return shortened(str(error).split("\n"))
    if isinstance(error, OSError):
        return [_of_the_machine(error)]
    return _of_the_commands(error)


def _of_the_machine(error: OSError) -> str:
    why = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {why}" if error.filename not in (None, "") else why


def _of_the_commands(error: BaseException) -> list[str] | None:
    from click import ClickException, UsageError

    from rolescope.rights.edits import EditError
    from rolescope.store.errors import WorkspaceError

    if isinstance(error, UsageError):
        context = error.ctx
        hint = [f"see {context.command_path} --help"] if context is not None else []
        return [_without_stop(error.format_message()), *hint]
    if isinstance(error, ClickException):
        return [_without_stop(error.format_message())]
    if isinstance(error, WorkspaceError | EditError):
        return [str(error)]
    return _of_a_bundle(error)


def _of_a_bundle(error: BaseException) -> list[str] | None:
    from rolescope.systems.faults import BundleError

    return shortened(str(error).split("\n")) if isinstance(error, BundleError) else None


def shortened(lines: list[str]) -> list[str]:
    """The first of some lines, and how many were left out."""
    return (
        lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], f"... and {len(lines) - MOST_LINES + 1} more"]
    )


def _without_stop(text: str) -> str:
    return text[:1].lower() + text[1:].removesuffix(".")
