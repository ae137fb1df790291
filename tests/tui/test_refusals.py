"""Whatever the store refuses while the app is open is a sentence: the app lives, the draft and what was typed stay."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.widgets import Input

from rolescope.rights.edits import EditError, SetGrant
from rolescope.rights.model import Rights
from rolescope.store import drafts, history
from rolescope.store.errors import DraftBroken, DraftMoved, WorkspaceError
from rolescope.store.merge import Conflict
from rolescope.store.workbench import Workbench
from rolescope.tui.app import RolescopeApp
from rolescope.tui.screens.compare import Compare
from rolescope.tui.screens.dialog import Confirm
from rolescope.tui.screens.history import History
from rolescope.tui.screens.resolve import Resolve
from rolescope.tui.screens.review import Review
from rolescope.tui.screens.welcome import Welcome
from rolescope.tui.widgets.text_rows import TextRows
from tests.tui.helpers import BANKING, Shown, opened, running
from tests.tui.test_saving import another

API = "API Integration"
DENY: Rights = frozenset()
SAID = "the disk went away"
Doing = Callable[[Shown], Awaitable[object]]


async def a_look(shown: Shown) -> None:
    shown.app._look_for_others()


async def a_clash(shown: Shown) -> None:
    """Somebody else saves another change of the same place; then the draft is reviewed."""
    assert shown.app.opener.path is not None
    with another(shown.app.opener.path) as bench:
        bench.do(SetGrant(API, BANKING, DENY))
        bench.save("nobody")
    shown.desk.run_command("edit.save")


async def a_look_that_clashes(shown: Shown) -> None:
    assert shown.app.opener.path is not None
    with another(shown.app.opener.path) as bench:
        bench.do(SetGrant(API, BANKING, DENY))
        bench.save("nobody")
    shown.app._look_for_others()


async def a_choice(shown: Shown) -> None:
    await a_clash(shown)
    (await shown.dialog(Resolve)).dismiss("mine")


async def a_save(shown: Shown) -> None:
    review = await shown.ask("edit.save", Review)
    review.query_one(Input).value = "typed once"
    review.action_save()


async def the_history(shown: Shown) -> None:
    await shown.ask("view.history", History)


async def a_revert(shown: Shown) -> None:
    (await shown.ask("view.history", History)).dismiss(1)


async def an_undo(shown: Shown) -> None:
    shown.desk.run_command("edit.undo")


async def a_redo(shown: Shown) -> None:
    await shown.run("edit.undo", "edit.redo")


async def a_discard(shown: Shown) -> None:
    (await shown.ask("edit.discard", Confirm)).action_yes()


async def an_undo_while_comparing(shown: Shown) -> None:
    shown.desk.commands._compare("hris-sync", "bi-export")
    dialog = await shown.dialog(Compare)
    dialog._done.append("the grant is with both")
    dialog.action_undo()
    assert dialog._done


CALLS: dict[str, tuple[Any, str, Doing]] = {
    "the look for others": (Workbench, "newer", a_look),
    "how far behind the draft is": (Workbench, "behind", a_look_that_clashes),
    "the news before a review": (Workbench, "newer", a_save),
    "the clashes": (Workbench, "clashes", a_clash),
    "who saved the other side": (Workbench, "saved_by", a_clash),
    "a choice": (Workbench, "resolve", a_choice),
    "a save": (Workbench, "save", a_save),
    "the list of revisions": (history, "revisions", the_history),
    "one revision": (history, "revision", the_history),
    "a revert": (Workbench, "revert", a_revert),
    "an undo": (Workbench, "undo", an_undo),
    "a redo": (Workbench, "redo", a_redo),
    "a discard": (Workbench, "discard", a_discard),
    "an undo while comparing": (Workbench, "undo", an_undo_while_comparing),
}


@pytest.mark.parametrize("error", [WorkspaceError, DraftBroken, EditError])
@pytest.mark.parametrize("call", CALLS)
async def test_a_call_of_the_store_that_is_refused_is_a_sentence_and_nothing_is_lost(demo, monkeypatch, call, error):
    owner, name, doing = CALLS[call]

    def refuse(*args: Any, **how: Any) -> None:
        raise error(SAID)

    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.allow")
        monkeypatch.setattr(owner, name, refuse)
        await doing(shown)
        in_sight = shown.screen.query(TextRows)
        await shown.until(lambda: SAID in f"{shown.told}{[rows._texts for rows in in_sight]}", "the sentence")
        assert shown.app.is_running
        assert shown.session.tenant is shown.session.workbench.current
        assert shown.level(API, BANKING) == ("inherit" if call == "a redo" else "allow")


async def test_a_reason_is_typed_once_though_the_save_is_refused(demo, monkeypatch):
    def refuse(*args: Any, **how: Any) -> None:
        raise WorkspaceError(SAID)

    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.allow")
        with monkeypatch.context() as patch:
            patch.setattr(Workbench, "save", refuse)
            await a_save(shown)
            await shown.until(lambda: SAID in shown.told, "the sentence")
        review = await shown.ask("edit.save", Review)
        assert review.reason == "typed once"
        review.action_save()
        await shown.until(lambda: not shown.unsaved, "the save")
        await shown.closed()
        await shown.run("grant.deny")
        assert (await shown.ask("edit.save", Review)).reason == ""


async def test_a_choice_overtaken_by_one_more_save_is_asked_again(demo, monkeypatch):
    resolve, overtaken = Workbench.resolve, list[Any]()

    def late(self: Workbench, *args: Any) -> Any:
        if not overtaken:
            overtaken.append(self.clashes())
            raise Conflict(overtaken[0])
        return resolve(self, *args)

    async with opened(demo) as shown:
        await shown.at(BANKING)
        await shown.run("grant.allow")
        monkeypatch.setattr(Workbench, "resolve", late)
        await a_choice(shown)
        await shown.until(lambda: overtaken, "the first choice")
        (await shown.dialog(Resolve)).dismiss("mine")
        await shown.dialog(Review)
        assert shown.level(API, BANKING) == "allow"


async def test_why_a_look_for_others_failed_is_told_once(demo, monkeypatch):
    def refuse(self: Workbench) -> None:
        raise DraftMoved(SAID)

    async with opened(demo) as shown:
        monkeypatch.setattr(Workbench, "newer", refuse)
        for _ in range(3):
            await shown.app._look_for_others().wait()
        await shown.quiet()
        assert shown.told.count(SAID) == 1


async def test_a_draft_that_cannot_be_dropped_leads_to_the_start_page(demo, monkeypatch):
    with another(demo, "admin") as bench:
        bench.do(SetGrant(API, BANKING, DENY))
        with bench.workspace.writing() as connection:
            connection.execute('UPDATE draft_log SET edit = \'{"edit": "nonsense"}\'')

    def refuse(*args: Any) -> None:
        raise WorkspaceError(SAID)

    monkeypatch.setattr(drafts, "drop", refuse)
    async with running(RolescopeApp(demo)) as shown:
        (await shown.dialog(Confirm)).action_yes()
        assert (await shown.dialog(Welcome)).message == SAID
