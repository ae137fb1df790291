"""Opening and creating the file: who it belongs to is asked before anything could write to it."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from rolescope.places import no_workspace
from rolescope.store import migrations
from rolescope.store.errors import WorkspaceError

APPLICATION_ID = 0x726F6C65
"""``role`` in ASCII, written into the header of every workspace."""

BUSY_SECONDS = 5.0
"""How long a statement waits for another program that is writing."""

_MEANINGS = {
    "SQLITE_BUSY": "{path} is busy: another program is writing to it; try again in a moment",
    "SQLITE_LOCKED": "{path} is busy: another program is writing to it; try again in a moment",
    "SQLITE_READONLY": "{path} is read-only: nothing can be written to it",
    "SQLITE_FULL": "there is no room left on the disk of {path}; nothing was changed",
    "SQLITE_CANTOPEN": "{path} cannot be opened: {error}",
    "SQLITE_PERM": "there is no permission to use {path}",
    "SQLITE_IOERR": "{path} cannot be read or written: {error}",
    "SQLITE_CONSTRAINT": "{path} refuses the change: {error}",
}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite raises inside into a WorkspaceError; what has no better word means a damaged file."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.Error as error:
        kind = getattr(error, "sqlite_errorname", "")
        if kind.startswith("SQLITE_NOTADB"):
            raise WorkspaceError(no_workspace(path)) from error
        meaning = next(
            (text for name, text in _MEANINGS.items() if kind.startswith(name)), "{path} is damaged: {error}"
        )
        raise WorkspaceError(meaning.format(path=path, error=error)) from error
    except UnicodeEncodeError as error:
        raise WorkspaceError(f"{error.object[:40]!r} holds characters that cannot be stored") from error


def create(path: Path) -> None:
    """Make an empty workspace, which appears under its name only when it is complete, readable by its owner alone.

    Raises:
        WorkspaceError: when something stands there already, or the directory is missing or may not be written.
    """
    with draft_beside(path) as draft, made(path), explained(path):
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        _fill(draft)
        put_in_place(draft, path)


@contextmanager
def draft_beside(path: Path) -> Iterator[Path]:
    """Where to make a file before it gets its name; what is left of it in the end is removed."""
    draft = path.parent / f".{os.urandom(6).hex()}.rolescope"
    try:
        yield draft
    finally:
        for leftover in (draft, *sides(draft)):
            with suppress(OSError, ValueError):
                leftover.unlink(missing_ok=True)


@contextmanager
def made(path: Path) -> Iterator[None]:
    """Turn what the file system refuses while a file is made into a WorkspaceError."""
    try:
        yield
    except FileExistsError as error:
        raise WorkspaceError(f"{path} exists already") from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise WorkspaceError(f"{path} cannot be made: there is no directory {path.parent}") from error
    except PermissionError as error:
        raise WorkspaceError(f"{path} cannot be made: no permission to write in {path.parent}") from error
    except (OSError, ValueError) as error:
        raise WorkspaceError(f"{path} cannot be made: {getattr(error, 'strerror', None) or error}") from error


def connect(path: Path, read_only: bool) -> sqlite3.Connection:
    """A connection to an existing workspace, its schema brought up to date unless ``read_only``.

    Raises:
        WorkspaceError: one sentence why not. A file that is not a workspace, or a newer one, stays untouched.
    """
    _must_be_usable(path, read_only)
    _must_be_ours(path)
    with explained(path):
        connection = _open_to_read(path) if read_only else _open_to_write(path)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
            if _lacks_steps(connection, path):
                _bring_up_to_date(connection, path, read_only)
        except BaseException:
            connection.close()
            raise
    return connection


def tidy(path: Path) -> None:
    """Let SQLite remove the empty log and its index that a reading connection leaves behind, if nobody uses them."""
    log = beside(path.resolve(), "-wal")
    with suppress(OSError, sqlite3.Error):
        if log.stat().st_size == 0:
            with closing(_sqlite(path, mode="rw")) as connection:
                connection.execute("SELECT count(*) FROM sqlite_schema")


def beside(path: Path, suffix: str) -> Path:
    """The file that SQLite keeps beside a database: ``-wal``, ``-shm`` or ``-journal``."""
    return path.with_name(path.name + suffix)


def sides(path: Path) -> tuple[Path, ...]:
    """All that SQLite keeps beside a database, there or not."""
    return tuple(beside(path, suffix) for suffix in ("-wal", "-shm", "-journal"))


def _fill(path: Path) -> None:
    with closing(_sqlite(path, mode="rw")) as connection:
        # Before WAL, so that it stands in the file itself, where it is looked for.
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA journal_mode = WAL")
        _migrate(connection)


def put_in_place(draft: Path, path: Path, replacing: bool = False) -> None:
    """Give the finished file its name; another of that name is replaced in one step if ``replacing``, else never.

    Raises:
        FileExistsError: when another one is there, be it since a moment ago.
        OSError: where the file system refuses; what was there is there still.
    """
    if replacing:
        _empty_log(path)
        draft.replace(path)
        return
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        draft.rename(path)


def _empty_log(path: Path) -> None:
    """Move what lies in the log of a file into the file: a log left beside would be taken for one of the next file."""
    if not any(map(os.path.lexists, sides(path))):
        return
    with suppress(sqlite3.Error), closing(_sqlite(path, mode="rw")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for side in sides(path):
        side.unlink(missing_ok=True)


def _must_be_usable(path: Path, read_only: bool) -> None:
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        raise WorkspaceError(f"there is no workspace {path}") from error
    except PermissionError as error:
        raise WorkspaceError(f"there is no permission to read {path}") from error
    except (OSError, ValueError) as error:
        raise WorkspaceError(f"{path} cannot be opened: {getattr(error, 'strerror', None) or error}") from error
    if stat.S_ISDIR(mode):
        raise WorkspaceError(f"{path} is a directory, not a workspace")
    if not stat.S_ISREG(mode):
        raise WorkspaceError(no_workspace(path))
    if not _may(path, os.R_OK):
        raise WorkspaceError(f"there is no permission to read {path}")
    if not read_only and not (_may(path, os.W_OK) and _may(path.resolve().parent, os.W_OK | os.X_OK)):
        raise WorkspaceError(f"there is no permission to write to {path}: it can only be opened read-only")


def _may(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def _must_be_ours(path: Path) -> None:
    """Ask SQLite itself, with ``immutable``: it writes nothing, recovers nothing and makes no file.

    Reading the header by hand would do harm: closing any descriptor of a file drops the locks that this process
    holds on it through its other connections.
    """
    for attempt in range(4):
        with explained(path), closing(_sqlite(path, mode="ro", immutable="1")) as connection:
            try:
                (found,) = connection.execute("PRAGMA application_id").fetchone()
            except sqlite3.DatabaseError as error:
                # A checkpoint running at this moment may show a file that is shorter than its header says.
                if getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB" or attempt == 3:
                    raise
                time.sleep(0.02)
                continue
        if found != APPLICATION_ID:
            raise WorkspaceError(no_workspace(path))
        return


def _lacks_steps(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the schema is older than this program.

    Raises:
        WorkspaceError: when it is newer.
    """
    done = migrations.applied(connection)
    for name in done:
        if name not in migrations.STEPS:
            raise WorkspaceError(
                f"{path} was made by a newer rolescope (it knows {name!r}): update rolescope to open it"
            )
    return len(done) < len(migrations.STEPS)


def _bring_up_to_date(connection: sqlite3.Connection, path: Path, read_only: bool) -> None:
    if not migrations.applied(connection):
        raise WorkspaceError(f"{path} is damaged: it has no schema")
    if read_only:
        raise WorkspaceError(f"{path} was made by an older rolescope: open it once for writing to bring it up to date")
    _migrate(connection)


def _migrate(connection: sqlite3.Connection) -> None:
    from sqlite_utils import Database

    migrations.migrate(Database(connection, execute_plugins=False))


def _open_to_write(path: Path) -> sqlite3.Connection:
    wal = beside(path.resolve(), "-wal")
    if wal.exists() and wal.stat().st_size:
        # Closing a writing connection would move the log into the file: a newer file must be recognised before.
        with closing(_open_to_read(path)) as connection:
            _lacks_steps(connection, path)
    return _sqlite(path, mode="rw")


def _open_to_read(path: Path) -> sqlite3.Connection:
    connection = _sqlite(path, mode="ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if not getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
            raise
        return _open_where_nothing_can_be_written(path)
    return connection


def _open_where_nothing_can_be_written(path: Path) -> sqlite3.Connection:
    """In a directory that may not be written SQLite cannot share a file in WAL mode, so it is read as it lies there.

    A log left beside it holds the newest changes, which ``immutable`` would pass over: then a copy is read.
    """
    wal = beside(path.resolve(), "-wal")
    if not (wal.exists() and wal.stat().st_size):
        return _sqlite(path, mode="ro", immutable="1")
    import shutil
    import tempfile

    memory = sqlite3.connect(":memory:")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy")
        try:
            shutil.copyfile(path, copy)
            shutil.copyfile(wal, beside(copy, "-wal"))
        except OSError as error:
            raise WorkspaceError(f"there is no permission to read {wal}") from error
        with closing(_sqlite(copy, mode="rw")) as connection:
            connection.backup(memory)
    memory.execute("PRAGMA query_only = ON")
    return memory


def _sqlite(path: Path, **options: str) -> sqlite3.Connection:
    query = "&".join(f"{name}={value}" for name, value in options.items())
    return sqlite3.connect(f"{path.resolve().as_uri()}?{query}", uri=True, timeout=BUSY_SECONDS)
