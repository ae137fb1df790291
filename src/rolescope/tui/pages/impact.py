"""What an edit or a draft changes for whom, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rolescope.rights.counting import MOST_NAMES
from rolescope.rights.deciding import Decided, Deciding, Rows
from rolescope.rights.engine import Outcome
from rolescope.rights.impact import Impacts, SubjectImpact
from rolescope.rights.model import Subject, row_of
from rolescope.rights.moves import Move, moves, right_moves, states
from rolescope.rights.node_words import amount_of, names_of, title
from rolescope.rights.planes import bits
from rolescope.rights.policy import NO, PARTLY, UNKNOWN
from rolescope.rights.system import EXPORT, IMPORT, cited
from rolescope.tui.glyphs import Glyphs
from rolescope.tui.lines import Lines
from rolescope.tui.text import TextLine, counted, signed

WAS = {NO: "was stopped by", PARTLY: "was limited by", UNKNOWN: "was in doubt by"}
NOW = {NO: "now stopped by", PARTLY: "now limited by", UNKNOWN: "now in doubt by"}
"""What a layer does to an answer that is no certain yes."""
MOST_REASONS, MOST_EXAMPLES = 3, 3
"""Reasons told of one change, each with so many names of what it is about."""
MOST_RIGHTS = 6
"""Lines about single rights for one subject."""
RIGHT_STYLES = {frozenset({"gains"}): "gain", frozenset({"loses"}): "loss"}


def who(subject: Subject) -> str:
    """A subject by name."""
    names = [subject.principal or "(no user)", subject.credential, subject.company]
    return " / ".join(name for name in names if name)


def impact_lines(
    changes: Sequence[SubjectImpact], before: Outcome, after: Outcome, symbols: Glyphs, left_out: int
) -> Iterator[TextLine]:
    """For each subject what it gains and loses, with the layers that decide; then the interface alone.

    Numbers are without the nodes of ``left_out``, which are counted beside them.
    """
    if not changes:
        yield "Nobody's rights change.", "dim"
    told = _Lines(before, after, symbols, left_out)
    for change in changes:
        yield from told.of(change)


def effect_lines(before: Outcome, after: Outcome, symbols: Glyphs, left_out: int) -> Lines:
    """The same for all that differs between two outcomes."""
    changes = list[SubjectImpact]()
    for change in Impacts(before, after).each():
        changes += [change] if change is not None else []
        yield None
    yield from impact_lines(changes, before, after, symbols, left_out)


class _Lines:
    """What two outcomes make of each subject, as lines."""

    def __init__(self, before: Outcome, after: Outcome, symbols: Glyphs, left_out: int) -> None:
        self.before, self.after, self.symbols, self.left_out = before, after, symbols, left_out
        self._rows = frozenset(before.subjects), frozenset(after.subjects)
        self._deciding = Deciding(before, after)
        self._told: dict[int, list[TextLine]] = {}
        self._named: dict[tuple[int, int], str] = {}

    def of(self, change: SubjectImpact) -> Iterator[TextLine]:
        """One subject by name, and everything that changes for it."""
        rows = row_of(self._rows[0], change.subject), row_of(self._rows[1], change.subject)
        yield who(change.subject), "head"
        yield from self._warnings(rows)
        shared = id(change.deltas)  # the very same for all who share their rights before and after
        if shared not in self._told:
            self._told[shared] = list(self._changes(rows, change))
        yield from self._told[shared]

    def _changes(self, rows: Rows, change: SubjectImpact) -> Iterator[TextLine]:
        for kind, delta in change.deltas.items():
            was, now = states(self.before, rows[0], kind), states(self.after, rows[1], kind)
            for move in moves(was, now, delta.nodes):
                yield from self._moved(rows, kind, move)
        if not self.after.system.levels:
            yield from self._rights(rows, change.rights)
        if change.levels:
            yield f"  interface only, level changes: {self._names(change.levels)}", "dim"
        yield from self._by_hand(change)
        if self.after.system.levels:
            yield from self._besides(change)

    def _names(self, plane: int, most: int = MOST_NAMES) -> str:
        key = plane, most
        if key not in self._named:  # users who hold the same roles gain and lose the same
            self._named[key] = names_of(plane, self.after.tree, most)
        return self._named[key]

    def _amount(self, plane: int) -> str:
        return amount_of(plane, self.left_out, self.after.tree)

    def _warnings(self, rows: Rows) -> Iterator[TextLine]:
        """What becomes alarming by the change, such as a user left without any role."""
        was, now = (
            side.policy.warning(side.tenant, row) if row is not None else ""
            for side, row in zip((self.before, self.after), rows, strict=True)
        )
        if now and now != was:
            yield f"  {self.symbols.flagged} {now}", "warning"

    def _moved(self, rows: Rows, kind: str, move: Move) -> Iterator[TextLine]:
        """``before → after`` for one kind, and what decides: what stopped it before a gain, else what does now."""
        lead = f"{move.verb} {kind} of" if move.gains or move.loses else f"{kind} changes for"
        style = "gain" if move.gains else "loss" if move.loses else "warning"
        told = f"({move.was} → {move.now}): {self._names(move.nodes)}"
        yield f"  {lead} {self._amount(move.nodes)} {told}", style
        verb = WAS.get(move.was) if move.gains else NOW.get(move.now)
        yield from self._reasons(verb or "", self._deciding.of(rows, kind, move))

    def _reasons(self, verb: str, decided: Sequence[Decided]) -> Iterator[TextLine]:
        """A line for each reason, for most nodes first; the rest as a number."""
        shown = decided if len(decided) == MOST_REASONS + 1 else decided[:MOST_REASONS]
        for one in shown:
            about = f"{self._names(one.nodes, MOST_EXAMPLES)}: " if len(decided) > 1 else ""
            first = title(self.after.tree, next(bits(one.nodes)))
            which = "" if one.for_all else f"{one.layer.name}; for instance {first}: "
            rule = cited(self.after.system, one.cause.rule)
            yield f"    {about}{verb} layer {one.layer.number}, {which}{one.cause.text}", "dim", rule
        rest = decided[len(shown) :]
        if rest:
            nodes = sum(one.nodes for one in rest)
            layers = sorted({one.layer.number for one in rest})
            word = "layer" if len(layers) == 1 else "layers"
            yield f"    and {self._amount(nodes)} more by {word} {', '.join(map(str, layers))}", "dim"

    def _rights(self, rows: Rows, nodes: int) -> Iterator[TextLine]:
        """Which single rights change, and how, where no level says it."""
        found = right_moves(self.before, self.after, rows, nodes)
        for one in found[:MOST_RIGHTS]:
            style = RIGHT_STYLES.get(frozenset(one.verbs), "")
            yield f"  {one.told(self.after.system)}: {self._names(one.nodes)}", style
        rest = sum(one.nodes for one in found[MOST_RIGHTS:])
        if rest:
            yield f"  other single rights of {self._amount(rest)} change", "dim"

    def _by_hand(self, change: SubjectImpact) -> Iterator[TextLine]:
        for plane, word, style in (
            (change.by_hand.gained, "gains", "gain"),
            (change.by_hand.lost, "loses", "loss"),
            (change.by_hand.unsure, "perhaps changes", "warning"),
        ):
            if plane:
                yield f"  by hand alone, {word} rights: {self._names(plane)}", style

    def _besides(self, change: SubjectImpact) -> Iterator[TextLine]:
        partial = change.rights
        for delta in change.deltas.values():
            partial &= ~delta.nodes
        if partial:
            stay = f"{', '.join(list(change.deltas)[:-1])} and {list(change.deltas)[-1]}"
            yield f"  other rights change, {stay} stay: {self._names(partial)}", "dim"


def affected(changes: Sequence[SubjectImpact]) -> str:
    """For how many anything changes."""
    users = {change.subject.principal for change in changes if change.subject.principal is not None}
    loose = {change.subject.credential for change in changes if change.subject.principal is None}
    told = [counted(len(users), "API user")] if users else []
    told += [f"{counted(len(loose), 'credential')} without a user"] if loose else []
    return " and ".join(told) or "nobody"


def summary(changes: Sequence[SubjectImpact], minus: str, left_out: int) -> str:
    """Both totals in a few words, as the status bar tells them, and beside them those of ``left_out``.

    ``import +2 −36, export ?3; hidden fields: import −7``
    """
    others = dict.fromkeys(kind for change in changes for kind in change.deltas if kind not in (IMPORT, EXPORT))
    totals = [(kind, _total(changes, kind, ~left_out, minus)) for kind in (IMPORT, EXPORT, *others)]
    told = ", ".join(f"{kind} {total}" for kind, total in totals if kind not in others or total != "0")
    hidden = [(kind, _total(changes, kind, left_out, minus)) for kind, _ in totals]
    beside = [f"{kind} {total}" for kind, total in hidden if total != "0"]
    return f"{told}; hidden fields: {', '.join(beside)}" if beside else told


def _total(changes: Sequence[SubjectImpact], kind: str, among: int, minus: str) -> str:
    gained = sum((change.deltas[kind].gained & among).bit_count() for change in changes)
    lost = sum((change.deltas[kind].lost & among).bit_count() for change in changes)
    unsure = sum((change.deltas[kind].unsure & among).bit_count() for change in changes)
    return signed(gained, lost, minus, unsure)
