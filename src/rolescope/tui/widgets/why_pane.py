"""The Why pane: every layer of the answer for the chosen user and node, its notes, and the fixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from rich.style import Style

from rolescope.rights.policy import FLAG, NO, PARTLY, PASS, STOP, UNKNOWN, YES
from rolescope.rights.system import cited
from rolescope.tui.actions import WHY
from rolescope.tui.text import Fragment, fit, plain
from rolescope.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from rolescope.rights.explain import Explanation
    from rolescope.rights.fixes import Fix
    from rolescope.rights.policy import Step
    from rolescope.tui.text import TextLine

RULE_WIDTH = 7
STYLES = {PASS: "gain", STOP: "loss", FLAG: "warning"}


class Line(NamedTuple):
    """One drawn line. ``step`` and ``fix`` number what it belongs to, None for headings."""

    fragments: tuple[tuple[str, str], ...]
    """Texts, each with the name of a style or nothing."""
    rule: str = ""
    step: int | None = None
    fix: int | None = None


class WhyPane(Pane[int]):
    """The explanation of one cell. Rows are line numbers.

    What stops or warns is told in full over several lines; what passes gets one, so that the fixes stay in sight.
    """

    AREA, TITLE, NUMBER = WHY, "Why", 5
    GUTTER_WIDTH = 2

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.explanation: Explanation | None = None
        self.fixes: Sequence[Fix] | None = None
        """None while they are being looked for."""
        self._lines_shown: list[Line] = []
        self._is_cut = False
        """Whether a line does not tell all that there is to say in it."""
        self.empty_text = "choose a user and a screen"

    def show(self, explanation: Explanation | None, fixes: Sequence[Fix] | None) -> None:
        """Show another explanation; the cursor goes to the top when it is about another cell."""
        old = self.explanation
        same = bool(
            old
            and explanation
            and (old.subject, old.node, old.asked) == (explanation.subject, explanation.node, explanation.asked)
        )
        self.explanation, self.fixes = explanation, fixes
        self._lay_out(same)

    def on_resize(self) -> None:
        """Wrap anew."""
        self._lay_out(True)

    def _lay_out(self, keep_cursor: bool) -> None:
        self._is_cut = False
        self._lines_shown = list(self._all_lines()) if self.explanation and self.session else []
        self.set_rows(range(len(self._lines_shown)), keep_cursor=keep_cursor, redraw=True)
        self.retitle()

    def wanted_rows(self) -> Sequence[int]:
        return range(len(self._lines_shown))

    def subheading(self) -> str:
        """How to read what is cut, if anything is."""
        return f"{self.keys.first('why.full')} tells it in full" if self._is_cut else ""

    def heading(self) -> str:
        if self.explanation is None:
            return self.TITLE
        return f"Why {self.explanation.asked}"

    @property
    def chosen_step(self) -> Step | None:
        """The layer under the cursor."""
        line = self._line
        if line is None or line.step is None or self.explanation is None:
            return None
        return (*self.explanation.steps, *self.explanation.notes)[line.step]

    @property
    def chosen_fix(self) -> int | None:
        """The number of the fix under the cursor."""
        return self._line.fix if self._line else None

    @property
    def _line(self) -> Line | None:
        key = self.cursor_key
        return self._lines_shown[key] if key is not None and key < len(self._lines_shown) else None

    def headline(self) -> str:
        """The answer in one line, for places that have no more."""
        if self.explanation is None or self.session is None:
            return ""
        stop = self.explanation.headline or next((s for s in self.explanation.steps if s.verdict == FLAG), None)
        who = self.explanation.subject.principal or self.explanation.subject.credential or ""
        head = f"{self._place()}: {self.explanation.asked} {self.explanation.answer.upper()}{self._remark()} for {who}"
        return f"{head} {self.symbols.separator} {stop.cause} ({stop.rule})" if stop else head

    def _who(self) -> str:
        assert self.explanation is not None
        subject = self.explanation.subject
        names = [subject.principal or "(no user)", subject.credential, subject.company]
        return f" {self.symbols.separator} ".join(name for name in names if name)

    def _place(self) -> str:
        assert self.explanation is not None
        assert self.session is not None
        return self.session.tree.nodes[self.explanation.node].name

    def _remark(self) -> str:
        """What there is to remark on the answer, as for how many it holds."""
        assert self.explanation is not None
        assert self.session is not None
        if self.explanation.asked not in self.session.system.kinds:
            return ""
        asked = self.explanation.subject, self.explanation.node, self.explanation.asked
        remark = self.session.outcome.remark(*asked)
        return f" [{remark}]" if remark else ""

    def _all_lines(self) -> Iterable[Line]:
        assert self.explanation is not None
        assert self.session is not None
        answer = self.explanation.answer
        colour = {YES: "gain", NO: "loss", UNKNOWN: "warning"}.get(answer, "warning")
        yield Line(((self._who(), "head"),))
        head = (f"{self._place()}: {self.explanation.asked} ", ""), (answer.upper(), f"head {colour}")
        yield Line((*head, (self._remark(), "inherited")))
        yield from self._best_fix()
        for number, step in enumerate(self.explanation.steps):
            yield from self._step_lines(number, step)
        if self.explanation.notes:
            yield Line((("beside the right:", "inherited"),))
        for number, step in enumerate(self.explanation.notes, len(self.explanation.steps)):
            yield from self._step_lines(number, step)
        yield from self._fix_lines()

    def full_lines(self) -> Iterator[TextLine]:
        """Everything, uncut: for a view of its own."""
        if self.explanation is None or self.session is None:
            return
        yield self._who(), "head"
        yield f"{self._place()}: {self.explanation.asked} {self.explanation.answer.upper()}{self._remark()}", "head"
        for step in (*self.explanation.steps, *self.explanation.notes):
            glyph = {PASS: self.symbols.passed, STOP: self.symbols.stopped, FLAG: self.symbols.flagged}[step.verdict]
            text = f"{glyph} {step.layer:>2} {step.name}: {step.cause}"
            basis = f"{step.rule}, {self.session.system.basis(step.rule)}"
            yield text, "" if step.verdict == PASS else STYLES[step.verdict], basis
        if self.explanation.answer in (NO, UNKNOWN, PARTLY) and self.fixes is not None and not self.fixes:
            yield "", ""
            yield self.no_fix(), "dim"
        for number, fix in enumerate(self.fixes or (), 1):
            yield "", ""
            yield f"Fix {number}: {self.side_effects(fix)}", "head"
            yield from ((f"  {sentence}", "") for sentence in self._told(fix))
            yield from ((f"  {self.symbols.flagged} {doubt}", "warning") for doubt in fix.doubts)

    def side_effects(self, fix: Fix) -> str:
        """What else a fix touches."""
        from rolescope.rights.sentences import side_effects

        assert self.session is not None
        hidden = 0 if self.session.show_hidden else fix.hidden
        return side_effects(fix.cells - hidden, fix.users, hidden, fix.by_hand)

    def _told(self, fix: Fix) -> list[str]:
        from rolescope.rights.sentences import describe

        assert self.session is not None
        session = self.session
        return [describe(edit, session.system, session.tree, session.tenant) for edit in fix.edits]

    def _step_lines(self, number: int, step: Step) -> Iterable[Line]:
        assert self.session is not None
        glyph = {PASS: self.symbols.passed, STOP: self.symbols.stopped, FLAG: self.symbols.flagged}[step.verdict]
        text = step.cause + (" (unsaved)" if self._is_unsaved(step) else "")
        loud = "" if step.verdict == PASS else STYLES[step.verdict] if step.verdict == STOP else ""
        width = max(12, self._width - self.GUTTER_WIDTH - 2 - RULE_WIDTH)
        parts = [plain(text, width)] if step.verdict == PASS else self._wrapped(text, 2 + RULE_WIDTH)
        self._is_cut |= parts[0] != plain(text) and step.verdict == PASS
        for row, part in enumerate(parts):
            lead = f"{glyph} " if row == 0 else "  "
            yield Line(
                ((lead, STYLES[step.verdict]), (part, loud)),
                cited(self.session.system, step.rule) if row == 0 else "",
                step=number,
            )

    def _is_unsaved(self, step: Step) -> bool:
        assert self.session is not None
        if step.role is None or step.node is None:
            return False
        return bool(self.session.changed_nodes(step.role) >> step.node & 1)

    def _best_fix(self) -> Iterable[Line]:
        """Where it is seen: the fix with the least side effects; the others follow below the layers."""
        assert self.explanation is not None
        if self.explanation.answer not in (NO, UNKNOWN, PARTLY):
            return
        if self.fixes:
            yield from self._told_fix("f ", "key", 0)
        else:
            told = "looking for a fix" if self.fixes is None else self.no_fix()
            yield from (Line(((part, "inherited"),)) for part in self._wrapped(told, 0))

    def no_fix(self) -> str:
        """What to do where no fix is known, with the key for it."""
        from rolescope.rights.fixes import NEEDS_CREDENTIAL, NEEDS_ROLE, NEEDS_USER, way_on
        from rolescope.rights.sentences import no_fix

        assert self.explanation is not None
        assert self.session is not None
        way = way_on(self.session.outcome, self.explanation)
        commands = {NEEDS_CREDENTIAL: "user.credential", NEEDS_USER: "user.edit", NEEDS_ROLE: "user.roles"}
        return no_fix(way, self.keys.first(commands[way]) if way in commands else "", self.session.system)

    def _fix_lines(self) -> Iterable[Line]:
        assert self.explanation is not None
        if not self.fixes or len(self.fixes) == 1 or self.explanation.answer in (YES,):
            return
        yield Line((("or, with more side effects:", "inherited"),))
        for number in range(1, len(self.fixes)):
            yield from self._told_fix(f"{number + 1} ", "inherited", number)

    def _told_fix(self, sign: str, style: str, number: int) -> Iterable[Line]:
        """A fix in full behind its sign, with what is doubtful about it and what else it touches."""
        assert self.fixes is not None
        fix = self.fixes[number]
        for row, part in enumerate(self._wrapped(self.fix_sentence(fix), 2)):
            yield Line(((sign if row == 0 else "  ", style), (part, "")), fix=number)
        for doubt in fix.doubts:
            for part in self._wrapped(f"{self.symbols.flagged} {doubt}", 2):
                yield Line(((f"  {part}", "warning"),), fix=number)
        for part in self._wrapped(self.side_effects(fix), 2):
            yield Line(((f"  {part}", "inherited"),), fix=number)

    def fix_sentence(self, fix: Fix) -> str:
        """What a fix does, its first edits in full."""
        told = self._told(fix)
        loud = told if len(told) <= 2 else [*told[:2], f"and {len(told) - 2} more edits that keep the rest as it is"]
        return "; ".join(loud)

    def _wrapped(self, text: str, beside: int) -> list[str]:
        width = self._width - self.GUTTER_WIDTH - beside
        return list(_wrapped(text, max(12, width)))

    def added_style(self, name: str) -> Style:
        """Also of several names."""
        return Style.combine(map(self.style, name.split())) if " " in name else super().added_style(name)

    def row_state(self, key: int) -> object:
        return self._lines_shown[key]

    def render_row(self, key: int, row: int, width: int, selected: bool, focused: bool) -> Iterable[Fragment]:
        line = self._lines_shown[key]
        used = sum(len(text) for text, _ in line.fragments)
        shown: list[Fragment] = [(text, self.style(names) if names else None) for text, names in line.fragments]
        if line.rule:
            shown.append((fit("", width - used - RULE_WIDTH), None))
            shown.append((f" {line.rule:<{RULE_WIDTH - 1}}", self.style("inherited")))
        return shown


@lru_cache(1024)
def _wrapped(text: str, width: int) -> tuple[str, ...]:
    """Lines of plain text; most sentences stay the same from key to key."""
    return tuple(wrap(plain(text), width, break_on_hyphens=False)) or ("",)
