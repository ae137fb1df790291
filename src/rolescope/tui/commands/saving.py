"""Commands on the draft as a whole: undo, redo, fixes, review and save, discard, history."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import cast

from rolescope.rights.edits import Edit
from rolescope.rights.fixes import Fix
from rolescope.rights.model import Tenant
from rolescope.rights.policy import NOT_APPLICABLE, YES
from rolescope.rights.sentences import Words
from rolescope.rights.telling import tell
from rolescope.store.errors import HeadMoved
from rolescope.store.merge import Clash, Conflict, Keep
from rolescope.store.timeline import SEVERAL
from rolescope.tui.commands.base import writes
from rolescope.tui.commands.people import PeopleSet, sentence
from rolescope.tui.lines import begun
from rolescope.tui.pages.edits import unsaved_lines
from rolescope.tui.pages.review import review_lines
from rolescope.tui.screens.choose import Choice, Choose, among
from rolescope.tui.screens.dialog import Confirm, TextView
from rolescope.tui.screens.history import History
from rolescope.tui.screens.resolve import Resolve
from rolescope.tui.screens.review import Review
from rolescope.tui.text import counted

PATIENCE = 0.25
"""Seconds that a key waits for the fixes."""


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
        if not self.desk.at_rest.go_on(PATIENCE):
            self.desk.tell("One moment: what the fixes would change for everyone is being worked out.")
            return
        found = self.desk.found_fixes
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

    def review(self, reason: str = "") -> None:
        """Review the draft and save it, or only look at it where nothing may be written."""
        if not self.session.workbench.unsaved:
            self.desk.tell("Nothing to save: nothing differs from what is saved.")
        elif self.session.workbench.read_only:
            lines = begun(review_lines(self.session, self.desk.symbols))
            self.ask(TextView("Unsaved edits, which cannot be saved here", *lines))
        else:
            self._review(reason)

    @writes
    def _review(self, reason: str) -> None:
        """``reason`` is what was typed before, if not what no save has used yet."""
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
        review.leave()
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

    # History

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

    def workspace(self) -> None:
        """Open another workspace."""
        self.desk.rolescope.choose_workspace()

    def quit(self) -> None:
        """Leave; the draft is on disk and waits."""
        self.desk.rolescope.leave()
