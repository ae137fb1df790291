"""What one author did, in memory: steps that can be undone and redone, and the log of what is not yet saved.

Applying the log to the saved tenant gives the current one, always. The steps outlive a save; undoing one that is saved
is a new, unsaved edit. Where several steps change one and the same cell the log says what they come to, or nothing:
what is reviewed and saved is the difference, not the way there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rolescope.rights.edits import Edit


STEPS_KEPT = 500
"""How far back undo reaches."""


class Step(NamedTuple):
    """Something that the author did. Each has a higher ``id`` than all before it, those forgotten included."""

    id: int
    edit: Edit
    inverse: Edit


SEVERAL = 0
"""Stands in place of a step's id for what several steps come to."""


class Entry(NamedTuple):
    """One unsaved edit: the doing (``forward``) or the undoing of a step, or of ``SEVERAL``."""

    edit: Edit
    inverse: Edit
    step: int
    forward: bool = True

    def opposes(self, other: Entry) -> bool:
        """Whether one is the doing and the other the undoing of the same step."""
        return self.step == other.step != SEVERAL and self.forward is not other.forward


class Change(NamedTuple):
    """What became different, in the words of the stored draft.

    Steps whose id is outside ``steps_kept`` (first, last) go, and log entries from number ``log_kept`` on; then the new
    ones are added.
    """

    steps_kept: tuple[int, int]
    steps: tuple[Step, ...]
    cursor: int
    log_kept: int
    log: tuple[Entry, ...]


class Timeline(NamedTuple):
    """The steps, how many of them stand (``cursor``; those beyond it can be redone), and the unsaved log."""

    steps: tuple[Step, ...] = ()
    cursor: int = 0
    log: tuple[Entry, ...] = ()

    def do(self, edit: Edit, inverse: Edit) -> Move:
        """A new step: what could be redone is forgotten."""
        step = Step(self._next_id(), edit, inverse)
        return self._with_step(step, self._extended(Entry(edit, inverse, step.id)))

    def undo(self) -> Move | None:
        """Take the last standing step back; None when there is none."""
        if not self.cursor:
            return None
        step = self.steps[self.cursor - 1]
        return self._moved(self.cursor - 1, Entry(step.inverse, step.edit, step.id, forward=False))

    def redo(self) -> Move | None:
        """Do the step after the last standing one again; None when there is none."""
        if self.cursor == len(self.steps):
            return None
        step = self.steps[self.cursor]
        return self._moved(self.cursor + 1, Entry(step.edit, step.inverse, step.id))

    def discard(self, edit: Edit, inverse: Edit) -> Move:
        """Empty the log; ``edit``, which takes all of it back, is a step like any other."""
        return self._with_step(Step(self._next_id(), edit, inverse), ())

    def settled(self) -> Timeline:
        """The same steps with nothing unsaved: the log became a revision, or came to nothing."""
        return Timeline(self.steps, self.cursor, ())

    @classmethod
    def begun(cls, pairs: tuple[tuple[Edit, Edit], ...]) -> Timeline:
        """A timeline of some unsaved edits with their inverses and of nothing before them."""
        steps = tuple(Step(number, edit, inverse) for number, (edit, inverse) in enumerate(pairs, 1))
        return cls(steps, len(steps), tuple(Entry(step.edit, step.inverse, step.id) for step in steps))

    def since(self, old: Timeline) -> Change:
        """What turns the stored ``old`` into this timeline."""
        known = set(map(id, old.steps))
        stayed = [step for step in self.steps if id(step) in known]
        same = 0
        while same < min(len(old.log), len(self.log)) and old.log[same] is self.log[same]:
            same += 1
        return Change(
            (stayed[0].id, stayed[-1].id) if stayed else (1, 0),
            tuple(step for step in self.steps if id(step) not in known),
            self.cursor,
            same,
            self.log[same:],
        )

    def _with_step(self, step: Step, log: tuple[Entry, ...]) -> Move:
        steps = (*self.steps[: self.cursor], step)[-STEPS_KEPT:]
        return Move(step.edit, Timeline(steps, len(steps), log))

    def _moved(self, cursor: int, entry: Entry) -> Move:
        return Move(entry.edit, Timeline(self.steps, cursor, self._extended(entry)))

    def _extended(self, entry: Entry) -> tuple[Entry, ...]:
        from rolescope.store.netting import extended  # makes classes of edits, which most starts need none of

        return extended(self.log, entry)

    def _next_id(self) -> int:
        return self.steps[-1].id + 1 if self.steps else 1


class Move(NamedTuple):
    """One operation: the edit to apply to the current tenant, and the timeline after it."""

    edit: Edit
    timeline: Timeline
