"""Commands on the draft as a whole: undo, redo, fixes, review and save, discard, history, tenants."""

from __future__ import annotations

from textual import work

from rolescope.rights.edits import SetSetting
from rolescope.rights.sentences import describe
from rolescope.store.errors import WorkspaceError
from rolescope.store.merge import Conflict
from rolescope.tui.screens.choose import Choice, Choose, among
from rolescope.tui.screens.dialog import Confirm
from rolescope.tui.screens.history import History
from rolescope.tui.screens.main.desk import Desk, writes
from rolescope.tui.screens.resolve import Resolve
from rolescope.tui.screens.review import Review
from rolescope.tui.widgets.why_pane import side_effects


class SavingCommands(Desk):
    """What concerns all unsaved edits together."""

    @writes
    def action_undo(self) -> None:
        """Take back the last step."""
        assert self.session is not None
        edit = self.session.undo()
        if edit is None:
            self.tell("Nothing to undo.")
            return
        self.refresh_all()
        self.tell(f"Undone. {describe(edit, self.session.system, self.session.tree)}")

    @writes
    def action_redo(self) -> None:
        """Do again what was taken back."""
        assert self.session is not None
        edit = self.session.redo()
        if edit is None:
            self.tell("Nothing to redo.")
            return
        self.refresh_all()
        self.tell(f"Redone. {describe(edit, self.session.system, self.session.tree)}")

    # Fixes

    @writes
    def action_fix(self) -> None:
        """Choose among the fixes for the answer that Why shows."""
        if not self.found_fixes:
            explanation = self.why.explanation
            answer = explanation.answer if explanation else None
            self.tell(
                "Nothing to fix: the answer is yes." if answer == "yes" else "No fix within the roles and credentials."
            )
            return
        self._choose_fix()

    @work
    async def _choose_fix(self) -> None:
        choices = [
            Choice(number, self.why.fix_sentence(fix), side_effects(fix))
            for number, fix in enumerate(self.found_fixes or ())
        ]
        chosen = await self.app.push_screen_wait(Choose("Fix: least side effects first", among(choices), wide=True))
        if isinstance(chosen, int):
            self.apply_fix(chosen)

    @writes
    def apply_fix(self, number: int) -> None:
        """Make a fix part of the draft."""
        if self.found_fixes and number < len(self.found_fixes):
            fix = self.found_fixes[number]
            if self.do(fix.edits, "fix"):
                self.tell("Fixed, not saved yet.")

    # Saving

    def action_review(self) -> None:
        """Review the draft and save it."""
        if self.session is None:
            return
        if not self.session.workbench.unsaved:
            self.tell("Nothing to save: there are no unsaved edits.")
            return
        self._review()

    @work
    async def _review(self) -> None:
        assert self.session is not None
        while True:
            reason = await self.app.push_screen_wait(Review(self.session, self.symbols))
            if reason is None or not await self._save(reason):
                return

    async def _save(self, reason: str) -> bool:
        """Save; whether the review is to be shown again, since others' changes came in."""
        assert self.session is not None
        bench = self.session.workbench
        try:
            revision = await self.rolescope.store.do(lambda: bench.save(reason))
        except Conflict:
            return await self._resolve()
        except WorkspaceError as refused:
            self.tell(str(refused), "error")
            return False
        self.session.recompute()
        self.refresh_all()
        self.tell(f"Saved as revision {revision.number}. u takes it back as a new edit.")
        return False

    async def _resolve(self) -> bool:
        """Let the admin choose cell by cell where somebody else saved meanwhile."""
        assert self.session is not None
        bench, store = self.session.workbench, self.rolescope.store
        for clash in await store.do(bench.clashes):
            keep = await self.app.push_screen_wait(Resolve(clash, self.session))
            if keep is None:
                return False
            await store.do(lambda clash=clash, keep=keep: bench.resolve(keep, clash.cell))  # type: ignore[misc]
        self.session.recompute()
        self.refresh_all()
        return bench.unsaved > 0

    @writes
    def action_discard(self) -> None:
        """Drop all unsaved edits."""
        assert self.session is not None
        if self.session.workbench.unsaved:
            self._discard()
        else:
            self.tell("Nothing to discard.")

    @work
    async def _discard(self) -> None:
        assert self.session is not None
        bench = self.session.workbench
        lines = [(f"  {describe(e.edit, self.session.system, self.session.tree)}", "") for e in bench.draft_entries]
        title = f"Discard {bench.unsaved} unsaved edits?"
        if await self.app.push_screen_wait(Confirm(title, [*lines, ("", ""), ("Undo brings them back.", "dim")])):
            bench.discard()
            self.session.recompute()
            self.refresh_all()
            self.tell("Discarded; u brings the edits back.")

    # History, tenants, settings

    @work
    async def action_history(self) -> None:
        """The saved revisions; one can be reverted into the draft."""
        if self.session is None:
            return
        bench, store = self.session.workbench, self.rolescope.store
        number = await self.app.push_screen_wait(History(self.session, store, self.symbols))
        if number is None:
            return
        if bench.read_only:
            self.tell("This workspace is open read-only: nothing can be changed.", "warning")
            return
        try:
            await store.do(lambda: bench.revert(number))
        except WorkspaceError as refused:
            self.tell(str(refused), "error")
        self.session.recompute()
        self.refresh_all()

    @work
    async def action_tenant(self) -> None:
        """Switch the tenant, or change a setting of this one."""
        if self.session is None:
            return
        session = self.session
        choices = [
            Choice(("tenant", name), f"Tenant: {name}", "open now" if name == session.tenant.name else system)
            for name, system in await self.rolescope.tenant_names()
        ]
        for setting in session.system.settings:
            value = session.tenant.settings.get(setting.name, setting.default)
            shown = {True: "on", False: "off", None: "any"}.get(value, value) if not isinstance(value, str) else value
            choices.append(
                Choice(("setting", setting.name), f"Setting: {setting.title} = {shown}. {setting.help}", setting.rule)
            )
        chosen = await self.app.push_screen_wait(Choose("Tenant and settings", among(choices), wide=True))
        if not isinstance(chosen, tuple):
            return
        kind, name = chosen
        if kind == "tenant":
            self.rolescope.open_tenant(name)
        else:
            self._next_value(name)

    @writes
    def _next_value(self, name: str) -> None:
        """Give a setting its next value."""
        assert self.session is not None
        setting = next(s for s in self.session.system.settings if s.name == name)
        values: list[object] = [None, *setting.choices] if setting.choices else [True, False]
        now = self.session.tenant.settings.get(name, setting.default)
        following = values[(values.index(now) + 1) % len(values)]
        if self.do([SetSetting(name, following)], setting.title):
            self.tell(f"{setting.title} is {following} now, unsaved ({setting.rule}).")

    def action_workspace(self) -> None:
        """Open another workspace."""
        self.rolescope.choose_workspace()

    def action_quit(self) -> None:
        """Leave; the draft is on disk and waits."""
        self.rolescope.leave()
