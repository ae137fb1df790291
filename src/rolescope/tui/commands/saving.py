"""Commands on the draft as a whole: undo, redo, fixes, review and save, discard, history, tenants."""

from __future__ import annotations

from rolescope.rights.edits import SetSetting
from rolescope.rights.sentences import describe
from rolescope.store.errors import WorkspaceError
from rolescope.store.merge import Conflict
from rolescope.tui.commands.base import CommandSet, writes
from rolescope.tui.screens.choose import Choice, Choose, among
from rolescope.tui.screens.dialog import Confirm
from rolescope.tui.screens.history import History
from rolescope.tui.screens.resolve import Resolve
from rolescope.tui.screens.review import Review
from rolescope.tui.widgets.why_pane import side_effects


class SavingCommands(CommandSet):
    """What concerns all unsaved edits together."""

    @writes
    def undo(self) -> None:
        """Take back the last step."""
        edit = self.session.undo()
        if edit is None:
            self.desk.tell("Nothing to undo.")
            return
        self.desk.refresh_all()
        self.desk.tell(f"Undone. {describe(edit, self.session.system, self.session.tree)}")

    @writes
    def redo(self) -> None:
        """Do again what was taken back."""
        edit = self.session.redo()
        if edit is None:
            self.desk.tell("Nothing to redo.")
            return
        self.desk.refresh_all()
        self.desk.tell(f"Redone. {describe(edit, self.session.system, self.session.tree)}")

    # Fixes

    @writes
    def fix(self) -> None:
        """Choose among the fixes for the answer that Why shows."""
        if not self.desk.found_fixes:
            explanation = self.desk.why.explanation
            answer = explanation.answer if explanation else None
            self.desk.tell(
                "Nothing to fix: the answer is yes." if answer == "yes" else "No fix within the roles and credentials."
            )
            return
        self.start(self._choose_fix())

    async def _choose_fix(self) -> None:
        choices = [
            Choice(number, self.desk.why.fix_sentence(fix), side_effects(fix))
            for number, fix in enumerate(self.desk.found_fixes or ())
        ]
        chosen = await self.ask(Choose("Fix: least side effects first", among(choices), wide=True))
        if isinstance(chosen, int):
            self.apply_fix(chosen)

    @writes
    def apply_fix(self, number: int) -> None:
        """Make a fix part of the draft."""
        if self.desk.found_fixes and number < len(self.desk.found_fixes):
            fix = self.desk.found_fixes[number]
            if self.do(fix.edits, "fix"):
                self.desk.tell("Fixed, not saved yet.")

    # Saving

    def review(self) -> None:
        """Review the draft and save it."""
        if not self.session.workbench.unsaved:
            self.desk.tell("Nothing to save: there are no unsaved edits.")
            return
        self.start(self._review())

    async def _review(self) -> None:
        while True:
            reason = await self.ask(Review(self.session, self.desk.symbols))
            if reason is None or not await self._save(reason):
                return

    async def _save(self, reason: str) -> bool:
        """Save; whether the review is to be shown again, since others' changes came in."""
        bench = self.session.workbench
        try:
            revision = await self.desk.rolescope.store.do(lambda: bench.save(reason))
        except Conflict:
            return await self._resolve()
        except WorkspaceError as refused:
            self.desk.tell(str(refused), "error")
            return False
        self.session.recompute()
        self.desk.refresh_all()
        self.desk.tell(f"Saved as revision {revision.number}. u takes it back as a new edit.")
        return False

    async def _resolve(self) -> bool:
        """Let the admin choose cell by cell where somebody else saved meanwhile."""
        bench, store = self.session.workbench, self.desk.rolescope.store
        for clash in await store.do(bench.clashes):
            keep = await self.ask(Resolve(clash, self.session))
            if keep is None:
                return False
            await store.do(lambda clash=clash, keep=keep: bench.resolve(keep, clash.cell))  # type: ignore[misc]
        self.session.recompute()
        self.desk.refresh_all()
        return bench.unsaved > 0

    @writes
    def discard(self) -> None:
        """Drop all unsaved edits."""
        if self.session.workbench.unsaved:
            self.start(self._discard())
        else:
            self.desk.tell("Nothing to discard.")

    async def _discard(self) -> None:
        bench = self.session.workbench
        lines = [(f"  {describe(e.edit, self.session.system, self.session.tree)}", "") for e in bench.draft_entries]
        title = f"Discard {bench.unsaved} unsaved edits?"
        if await self.ask(Confirm(title, [*lines, ("", ""), ("Undo brings them back.", "dim")])):
            bench.discard()
            self.session.recompute()
            self.desk.refresh_all()
            self.desk.tell("Discarded; u brings the edits back.")

    # History, tenants, settings

    def history(self) -> None:
        """The saved revisions; one can be reverted into the draft."""
        self.start(self._history())

    async def _history(self) -> None:
        bench, store = self.session.workbench, self.desk.rolescope.store
        number = await self.ask(History(self.session, store, self.desk.symbols))
        if number is None:
            return
        if bench.read_only:
            self.desk.tell("This workspace is open read-only: nothing can be changed.", "warning")
            return
        try:
            await store.do(lambda: bench.revert(number))
        except WorkspaceError as refused:
            self.desk.tell(str(refused), "error")
        self.session.recompute()
        self.desk.refresh_all()

    def tenant(self) -> None:
        """Switch the tenant, or change a setting of this one."""
        self.start(self._tenant())

    async def _tenant(self) -> None:
        session = self.session
        choices = [
            Choice(("tenant", name), f"Tenant: {name}", "open now" if name == session.tenant.name else system)
            for name, system in await self.desk.rolescope.tenant_names()
        ]
        for setting in session.system.settings:
            value = session.tenant.settings.get(setting.name, setting.default)
            shown = {True: "on", False: "off", None: "any"}.get(value, value) if not isinstance(value, str) else value
            choices.append(
                Choice(("setting", setting.name), f"Setting: {setting.title} = {shown}. {setting.help}", setting.rule)
            )
        chosen = await self.ask(Choose("Tenant and settings", among(choices), wide=True))
        if not isinstance(chosen, tuple):
            return
        kind, name = chosen
        if kind == "tenant":
            self.desk.rolescope.open_tenant(name)
        else:
            self._next_value(name)

    @writes
    def _next_value(self, name: str) -> None:
        """Give a setting its next value."""
        setting = next(s for s in self.session.system.settings if s.name == name)
        values: list[object] = [None, *setting.choices] if setting.choices else [True, False]
        now = self.session.tenant.settings.get(name, setting.default)
        following = values[(values.index(now) + 1) % len(values)]
        if self.do([SetSetting(name, following)], setting.title):
            self.desk.tell(f"{setting.title} is {following} now, unsaved ({setting.rule}).")

    def workspace(self) -> None:
        """Open another workspace."""
        self.desk.rolescope.choose_workspace()

    def quit(self) -> None:
        """Leave; the draft is on disk and waits."""
        self.desk.rolescope.leave()
