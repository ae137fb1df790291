"""What a fault of the program's own leaves behind: a report in a file, and a sentence for whoever met it."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_state_path

STATUS = 70
"""The exit status, which no answer and no mistake of the user's has."""
HERE = Path(__file__).parent


def reported(error: BaseException) -> str:
    """Keep what happened in a file that only the user can read, and tell where.

    The report says which lines of the program were at work and never what their variables held.
    """
    error = getattr(error, "error", None) or error  # a worker's failure holds what failed
    where = _place_of(error)
    told = f"rolescope met a fault of its own and stopped: {type(error).__name__}{where}. What was edited is kept."
    file = user_state_path("rolescope") / "last-fault.txt"
    try:
        _write(file, error)
    except OSError:
        return told
    return f"{told} Please report it with {file}"


def _place_of(error: BaseException) -> str:
    """The last line of ours that was at work."""
    found, step = "", error.__traceback__
    while step is not None:
        file = Path(step.tb_frame.f_code.co_filename)
        if file.is_relative_to(HERE):
            found = f" in {file.relative_to(HERE).as_posix()}, line {step.tb_lineno}"
        step = step.tb_next
    return found


def _write(file: Path, error: BaseException) -> None:
    import platform
    from datetime import datetime
    from traceback import format_exception

    from rolescope import __version__

    head = (
        f"rolescope {__version__}, Python {platform.python_version()}, {datetime.now().astimezone():%Y-%m-%d %H:%M %z}"
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(opened, "w", encoding="utf-8", errors="backslashreplace") as report:
        report.write("\n".join([head, "", "".join(format_exception(error))]))
