"""What an edit or a draft changes for whom, as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rolescope.rights.counting import hidden_fields
from rolescope.rights.engine import Outcome
from rolescope.rights.explain import explain
from rolescope.rights.impact import SubjectImpact
from rolescope.rights.model import Subject
from rolescope.rights.planes import bits
from rolescope.rights.system import EXPORT, IMPORT, cited
from rolescope.rights.telling import listed
from rolescope.rights.tree import Tree
from rolescope.tui.glyphs import Glyphs
from rolescope.tui.widgets.pane import signed
from rolescope.tui.widgets.text_rows import TextLine


def who(subject: Subject) -> str:
    """A subject by name."""
    names = [subject.principal or "(no user)", subject.credential, subject.company]
    return " / ".join(name for name in names if name)


def impact_lines(
    changes: Sequence[SubjectImpact], before: Outcome, after: Outcome, symbols: Glyphs, left_out: int
) -> Iterator[TextLine]:
    """For each subject what it gains and loses, with the layer that decides; then the interface alone.

    Numbers are without the nodes of ``left_out``, which are counted beside them.
    """
    if not changes:
        yield "Nobody's rights change.", "dim"
    for change in changes:
        yield who(change.subject), "head"
        yield from _warnings(change.subject, before, after, symbols)
        for kind, delta in change.deltas.items():
            for plane, word, style in ((delta.gained, "gains", "gain"), (delta.lost, "loses", "loss")):
                if plane:
                    yield from _side(change.subject, kind, plane, word, style, (before, after), left_out)
            if delta.unsure:
                yield f"  {kind} changes between no, partly and unknown: {_names(delta.unsure, after.tree)}", "warning"
        if change.levels:
            yield f"  interface only, level changes: {_names(change.levels, after.tree)}", "dim"
        for plane, word, style in (
            (change.by_hand.gained, "gains", "gain"),
            (change.by_hand.lost, "loses", "loss"),
            (change.by_hand.unsure, "perhaps changes", "warning"),
        ):
            if plane:
                yield f"  by hand alone, {word} rights: {_names(plane, after.tree)}", style
        partial = change.rights
        for delta in change.deltas.values():
            partial &= ~delta.nodes
        if partial:
            stay = f"{', '.join(list(change.deltas)[:-1])} and {list(change.deltas)[-1]}"
            yield f"  other rights change, {stay} stay: {_names(partial, after.tree)}", "dim"


def _warnings(subject: Subject, before: Outcome, after: Outcome, symbols: Glyphs) -> Iterator[TextLine]:
    """What becomes alarming by the change, such as a user left without any role."""
    if subject not in set(after.subjects):
        return
    now = after.policy.warning(after.tenant, subject)
    known = subject in set(before.subjects) and before.policy.warning(before.tenant, subject)
    if now and now != known:
        yield f"  {symbols.flagged} {now}", "warning"


def _side(
    subject: Subject, kind: str, plane: int, word: str, style: str, outcomes: tuple[Outcome, Outcome], left_out: int
) -> Iterator[TextLine]:
    """``before → after`` for one kind, and why: what stopped it before a gain, what stops it after a loss."""
    was, now = ("no", "yes") if word == "gains" else ("yes", "no")
    before, after = outcomes
    yield f"  {word} {kind} of {_amount(plane, left_out)} ({was} → {now}): {_names(plane, after.tree)}", style
    side = before if word == "gains" else after
    if subject in set(side.subjects):
        node = next(bits(plane))
        stop = explain(side, subject, node, kind).headline
        if stop is not None:
            verb = "was stopped by" if word == "gains" else "now stopped by"
            yield f"    {verb} layer {stop.layer}, {stop.cause}", "dim", cited(side.system, stop.rule)


def _names(plane: int, tree: Tree) -> str:
    """Screens by name with the number of their fields; fields alone with their screen."""
    return listed(list(_grouped(bits(plane), tree)))


def _grouped(nodes: Iterable[int], tree: Tree) -> Iterator[str]:
    below: dict[int, list[int]] = {}
    for node in nodes:
        parent = tree.parent[node]
        if tree.end[node] == node + 1 and parent >= 0 and tree.depth[node] > 0:
            below.setdefault(parent, []).append(node)
        else:
            below.setdefault(node, [])
    for owner, parts in below.items():
        names = [tree.nodes[part].name for part in parts]
        kinds = {tree.nodes[part].kind for part in parts}
        inside = ", ".join(names) if len(names) <= 3 else f"{len(names)} {kinds.pop() if len(kinds) == 1 else 'node'}s"
        yield f"{tree.nodes[owner].name} ({inside})" if names else tree.nodes[owner].name


def _amount(plane: int, left_out: int) -> str:
    counted, hidden = (plane & ~left_out).bit_count(), (plane & left_out).bit_count()
    told = ([f"{counted:,}"] if counted else []) + ([hidden_fields(hidden)] if hidden else [])
    return " and ".join(told)


def summary(changes: Sequence[SubjectImpact], minus: str, left_out: int) -> str:
    """Both totals in a few words, as the status bar tells them, and beside them those of ``left_out``.

    ``import +2 −36, export 0; hidden fields: import −7``
    """
    others = dict.fromkeys(kind for change in changes for kind in change.deltas if kind not in (IMPORT, EXPORT))
    totals = [(kind, _total(changes, kind, ~left_out, minus)) for kind in (IMPORT, EXPORT, *others)]
    told = ", ".join(f"{kind} {total}" for kind, total in totals if kind not in others or total != "0")
    hidden = [(kind, _total(changes, kind, left_out, minus)) for kind, _ in totals]
    beside = [f"{kind} {total}" for kind, total in hidden if total != "0"]
    return f"{told}; hidden fields: {', '.join(beside)}" if beside else told


def _total(changes: Sequence[SubjectImpact], kind: str, counted: int, minus: str) -> str:
    gained = sum((change.deltas[kind].gained & counted).bit_count() for change in changes)
    lost = sum((change.deltas[kind].lost & counted).bit_count() for change in changes)
    return signed(gained, lost, minus)
