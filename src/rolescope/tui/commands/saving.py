"""Commands on the draft as a whole: undo, redo, fixes, review and save, discard, history, tenants."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import cast

from rolescope.rights.edits import Edit, SetSetting
from rolescope.rights.field_words import choice_title, spoken_value
from rolescope.rights.fixes import Fix
from rolescope.rights.model import Assignment, Tenant
from rolescope.rights.policy import NOT_APPLICABLE, YES
from rolescope.rights.sentences import Words
from rolescope.rights.system import Setting, cited
from rolescope.rights.telling import tell
from rolescope.store.errors import HeadMoved
from rolescope.store.merge import Clash, Conflict, Keep
from rolescope.store.timeline import SEVERAL
from rolescope.store.workspace import TenantLine
from rolescope.systems import TITLES
from rolescope.tui.commands.base import writes
from rolescope.tui.commands.people import PeopleSet, sentence
from rolescope.tui.pages.edits import unsaved_lines
from rolescope.tui.screens.choose import Choice, Choose, among
from rolescope.tui.screens.dialog import Confirm
from rolescope.tui.screens.history import History
from rolescope.tui.screens.link_roles import LinkRoles, Wording
from rolescope.tui.screens.resolve import Resolve
from rolescope.tui.screens.review import Review
from rolescope.tui.text import counted

EVERYTHING = "(everything, no list is kept)"
"""What is ticked for a setting that has all there is; in brackets, as no value of one is."""
VALUES_OF = Wording("value", "Has", "nothing", held_first=False)
MOST_NAMED = 3
"""Values of one setting that are told by name."""


class SavingCommands(PeopleSet):
    """What concerns all unsaved edits together."""

    @writes
    def undo(self) -> None:
        """Take back the last step."""
        edit = self.session.undo()
        if edit is None:
            again = f" {self.key('edit.redo')} does again what was undone." if self.session.workbench.can_redo else ""
            self.desk.tell(f"Nothing to undo.{again}")
            return
        self.desk.refresh_all()
        undone = self.session.workbench.undone or edit
        self.desk.tell(f"Undone: {self._told(undone, self.session.tenant)}.")

    @writes
    def redo(self) -> None:
        """Do again what was taken back."""
        before = self.session.tenant
        edit = self.session.redo()
        if edit is None:
            self.desk.tell("Nothing to redo.")
            return
        self.desk.refresh_all()
        self.desk.tell(f"Redone: {self._told(edit, before)}.")

    def _told(self, edit: Edit, before: Tenant) -> str:
        (told,) = tell([edit], before, self.session.system, self.session.workbench.tree_of)
        return told.sentence

    # Fixes

    @writes
    def fix(self) -> None:
        """Choose among the fixes for the answer that Why shows."""
        found = self.desk.find_fixes()
        if not found:
            self.desk.tell(self._nothing_to_fix())
            return
        choices = [
            Choice(number, self.desk.why.fix_sentence(fix), self.desk.why.side_effects(fix))
            for number, fix in enumerate(found)
        ]

        def chosen(number: Hashable) -> None:
            if isinstance(number, int):
                self._apply(found[number])

        self.ask(Choose("Fix: least side effects first", among(choices), wide=True), chosen)

    def _nothing_to_fix(self) -> str:
        explanation = self.desk.why.explanation
        if explanation is None:
            return "There is no answer to fix."
        told = {
            YES: "nothing to fix: the answer is yes",
            NOT_APPLICABLE: "nothing to fix: there is nothing to ask here",
        }
        return sentence(told.get(explanation.answer) or self.desk.why.no_fix())

    @writes
    def apply_fix(self, number: int) -> None:
        """Make a fix part of the draft, by its number in Why."""
        if self.desk.found_fixes and number < len(self.desk.found_fixes):
            self._apply(self.desk.found_fixes[number])

    def _apply(self, fix: Fix) -> None:
        if self.do(fix.edits, "fix"):
            self.desk.tell("Fixed, not saved yet.")

    # Saving

    @writes
    def review(self, reason: str = "") -> None:
        """Review the draft and save it; ``reason`` is what was typed before, if not what no save has used yet."""
        if not self.session.workbench.unsaved:
            self.desk.tell("Nothing to save: nothing differs from what is saved.")
            return
        review = Review(self.session, self.desk.symbols, reason or self.session.reason)
        self.ask(review, lambda reason: self.start(self._save(reason)))
        self.start_beside(self._bring_up_to_date(review))

    async def _bring_up_to_date(self, review: Review) -> None:
        """What is reviewed is what the edits do on the newest revision."""
        news = ""
        try:
            news = await self.desk.rolescope.meanwhile.take_in(self.session)
        except Conflict:
            clashes = await self.desk.rolescope.store.do(self.session.workbench.clashes)
            await self._resolve(clashes, self._close(review))
        if news and self.session.workbench.unsaved:
            review.renew(news)
        elif news:
            self._close(review)
            self.desk.tell(f"{news} Nothing is left to save.")

    def _close(self, review: Review) -> str:
        """Close a review that nothing can come of; the reason that was typed."""
        reason = review.reason
        if review.is_active:
            review.dismiss(None)
        return reason

    async def _save(self, reason: str) -> None:
        bench, self.session.reason = self.session.workbench, reason
        is_one_step = [entry.step != SEVERAL for entry in bench.draft_entries] == [True]
        try:
            revision = await self.desk.rolescope.store.do(lambda: bench.save(reason, merge=False))
        except HeadMoved:
            self.review(reason)
            return
        self.session.reason = ""
        self.session.recompute()
        self.desk.refresh_all()
        undo = self.key("edit.undo")
        back = f"{undo} takes its edits back one by one; {self.key('view.history')} and r the whole revision"
        if is_one_step:
            back = f"{undo} takes it back as a new edit"
        self.desk.tell(f"Saved as revision {revision.number}. {back}.")

    async def _resolve(self, clashes: Sequence[Clash], reason: str) -> None:
        """Let the admin choose, cell by cell, where somebody else saved meanwhile; then review what came of it."""
        if not clashes:
            self.session.recompute()
            self.desk.refresh_all()
            self.review(reason)
            return
        bench, clash, self.session.reason = self.session.workbench, clashes[0], reason
        theirs = await self.desk.rolescope.store.do(lambda: bench.saved_by(clash.cell))
        words = Words(self.session.system, self.session.tree)
        dialog = Resolve(clash, theirs, len(clashes) - 1, words)
        self.ask(dialog, lambda side: self.start(self._chosen(clash, side, reason)))

    async def _chosen(self, clash: Clash, side: str, reason: str) -> None:
        bench, keep = self.session.workbench, cast(Keep, side)
        try:
            left = await self.desk.rolescope.store.do(lambda: bench.resolve(keep, clash.cell))
        except Conflict:  # others have saved once more in between
            left = await self.desk.rolescope.store.do(bench.clashes)
        await self._resolve(left, reason)

    @writes
    def discard(self) -> None:
        """Drop all unsaved edits."""
        if self.session.workbench.unsaved:
            self._ask_to_discard()
        else:
            self.desk.tell("Nothing to discard.")

    def _ask_to_discard(self) -> None:
        title = f"Discard {counted(self.session.unsaved, 'unsaved edit')}?"
        self.ask(
            Confirm(title, [*unsaved_lines(self.session), ("", ""), ("Undo brings them back.", "dim")]), self._discard
        )

    @writes
    def _discard(self, yes: bool) -> None:
        self.session.workbench.discard()
        self.session.reason = ""
        self.session.recompute()
        self.desk.refresh_all()
        self.desk.tell(f"Discarded; {self.key('edit.undo')} brings the edits back.")

    # History, tenants, settings

    def history(self) -> None:
        """The saved revisions; one can be reverted into the draft."""
        history = History(self.session, self.desk.rolescope.store, self.desk.symbols)
        self.ask(history, self._revert)

    @writes
    def _revert(self, number: int) -> None:
        """Take a revision back, as an edit of the draft."""
        self.start(self._reverted(number))

    async def _reverted(self, number: int) -> None:
        bench = self.session.workbench
        await self.desk.rolescope.store.do(lambda: bench.revert(number))
        self.session.recompute()
        self.desk.refresh_all()
        self.desk.tell(f"Revision {number} is taken back in the draft: {self.key('edit.save')} reviews it.")

    def tenant(self) -> None:
        """Switch the tenant, or change a setting of this one."""
        session, opener = self.session, self.desk.rolescope.opener
        where = opener.path.name if opener.path is not None else "the workspace"
        choices = [Choice(None, f"Tenants of {where}"), *map(self._tenant_choice, opener.tenants)]
        if session.system.settings:
            choices.append(Choice(None, f"Settings of {session.tenant.name}"))
        choices += [self._setting_choice(setting) for setting in session.system.settings]
        here = ("tenant", session.tenant.name)
        self.ask(Choose("Tenant and settings", among(choices), wide=True, here=here), self._open_or_change)

    def _setting_choice(self, setting: Setting) -> Choice:
        value = spoken(setting, self.session.tenant.settings.get(setting.name, setting.default))
        told = f"{value} {self.desk.symbols.separator} {setting.rule}"
        return Choice(("setting", setting.name), f"  {setting.title}", told, f"Setting: {setting.help}")

    def _tenant_choice(self, line: TenantLine) -> Choice:
        """A tenant with what is in it; of the one that is open, as it is now."""
        session, symbols = self.session, self.desk.symbols
        roles, users, unsaved, state = line.roles, line.users, line.unsaved, ""
        if line.name == session.tenant.name:
            tenant, state = session.tenant, "open now"
            roles, users, unsaved = len(tenant.roles), len(tenant.principals), session.unsaved
        told = [state, TITLES.get(line.system, line.system), counted(users, "user"), counted(roles, "role")]
        told += [counted(unsaved, "unsaved edit")] if unsaved else []
        mark = symbols.here if state else " "
        return Choice(("tenant", line.name), f"{mark} {line.name}", f" {symbols.separator} ".join(filter(None, told)))

    def _open_or_change(self, chosen: Hashable) -> None:
        if isinstance(chosen, tuple):
            kind, name = chosen
            if kind == "tenant":
                self._open_tenant(name)
            else:
                self.change_setting(name)

    def _open_tenant(self, name: str) -> None:
        if name == self.session.tenant.name:
            self.desk.tell(f"{name} is open already.")
        else:
            self.desk.rolescope.open_tenant(name)

    @writes
    def change_setting(self, name: str) -> None:
        """Give a setting its next value."""
        setting = next(s for s in self.session.system.settings if s.name == name)
        if setting.many:
            self._choose_many(setting)
            return
        choices = [*(() if setting.default is not None else (None,)), *(setting.choices or ())]
        values: list[object] = choices if setting.choices else [True, False]
        now = self.session.tenant.settings.get(name, setting.default)
        self._ask_to_set(setting, values[(values.index(now) + 1) % len(values)])

    def _ask_to_set(self, setting: Setting, value: object) -> None:
        """A setting is about everybody at once: what it changes for whom is shown first."""
        now = spoken(setting, value)

        def told() -> None:
            self.desk.tell(f"{setting.title}: {now} now, unsaved ({setting.rule}).")

        self.ask_and_do(f"Set {setting.title} to {now}?", [SetSetting(setting.name, value)], told)

    def _choose_many(self, setting: Setting) -> None:
        """Tick the values of a setting that has any number of them, or all without a list."""
        held = self.session.tenant.settings.get(setting.name, setting.default)
        values = {choice_title(setting, value): value for value in (*(setting.choices or ()), *(held or ()))}
        ticked = [EVERYTHING] if held is None else [choice_title(setting, value) for value in held]
        note = f"{setting.help} ({cited(self.session.system, setting.rule)})"
        names, given = [EVERYTHING, *sorted(values, key=str.casefold)], tuple(map(Assignment, ticked))
        dialog = LinkRoles(setting.title, names, (), given, note, VALUES_OF, alone=EVERYTHING)
        self.ask(dialog, lambda chosen: self._keep_many(setting, [values.get(one.role, one.role) for one in chosen]))

    def _keep_many(self, setting: Setting, chosen: list[str]) -> None:
        held = self.session.tenant.settings.get(setting.name, setting.default)
        value = None if EVERYTHING in chosen else sorted(chosen)
        if (None if held is None else sorted(held)) == value:
            return
        self._ask_to_set(setting, value)

    def workspace(self) -> None:
        """Open another workspace."""
        self.desk.rolescope.choose_workspace()

    def quit(self) -> None:
        """Leave; the draft is on disk and waits."""
        self.desk.rolescope.leave()


def spoken(setting: Setting, value: object) -> str:
    """The value of a setting in a word."""
    if isinstance(value, list) and len(value) > MOST_NAMED:
        return f"{len(value)} of them"
    return "any" if value is None and not setting.many else spoken_value(setting, value)
