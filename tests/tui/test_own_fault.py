"""A fault of the program's own: a sentence and a report, never what the variables held."""

import pytest
from platformdirs import user_state_path
from textual.worker import WorkerFailed

from rolescope import own_fault
from rolescope.tui.app import RolescopeApp
from rolescope.tui.commands.going import GoingCommands
from tests.tui.helpers import ready, running


async def test_it_ends_the_app_with_a_sentence_and_keeps_a_report_of_lines_alone(demo, monkeypatch, capfd):
    def faulty(commands: GoingCommands) -> None:
        held = "".join(("hid", "den"))
        raise ZeroDivisionError(len(held))

    monkeypatch.setattr(GoingCommands, "find", faulty)
    app = RolescopeApp(demo)
    with pytest.raises(ZeroDivisionError):
        await _find(app)
    told = " ".join(capfd.readouterr().err.split())
    report = user_state_path("rolescope") / "last-fault.txt"
    assert told.startswith("rolescope met a fault of its own and stopped: ZeroDivisionError in tui/")
    assert (str(report) in told, app.return_code) == (True, own_fault.STATUS)
    assert "ZeroDivisionError: 6" in report.read_text("utf-8") and "hidden" not in report.read_text("utf-8")


async def _find(app: RolescopeApp) -> None:
    async with running(app) as shown:
        await ready(shown)
        await shown.pilot.press("ctrl+g")
        await shown.until(lambda: app._exit)


def test_of_a_worker_that_failed_what_failed_is_reported():
    try:
        raise IndexError("gone")
    except IndexError as error:
        told = own_fault.reported(WorkerFailed(error))
    assert "IndexError" in told
    assert "test_own_fault.py" in (user_state_path("rolescope") / "last-fault.txt").read_text("utf-8")
