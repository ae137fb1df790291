"""A small form: named lines of text, choices and switches, checked before they are taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Select, Static

from rolescope.tui.refusals import refusals
from rolescope.tui.screens.dialog import Dialog
from rolescope.tui.text import plain
from rolescope.tui.widgets.line import Line

if TYPE_CHECKING:
    from rolescope.tui.app import RolescopeApp

Values = Mapping[str, str | bool]
MOST_APART = 5
"""Fields that stand apart, each with its help below it; more of them stand close, with the help of one at a time."""


def control_id(field: str) -> str:
    """The id of the widget that a field is edited in; a field's name may be a path."""
    return f"form-{field.replace('.', '-')}"


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form. With ``choices`` (value, words) one is chosen; a bool value is a switch."""

    name: str
    title: str
    value: str | bool = ""
    choices: Sequence[tuple[str, str]] | None = None
    help: str = ""


class OnOff(Checkbox):
    """A switch that says its state in a word: Textual's own tells it by colour alone."""

    def __init__(self, value: bool, *, id: str, classes: str) -> None:
        super().__init__(_state(value), value, compact=True, id=id, classes=classes)
        self.BUTTON_INNER = "X" if value else " "

    def watch_value(self) -> None:
        """The word and the cross follow."""
        super().watch_value()
        self.BUTTON_INNER = "X" if self.value else " "
        self.label = _state(self.value)


def _state(value: bool) -> str:
    return "on" if value else "off"


class Form(Dialog[Values]):
    """Enter or ctrl+s keeps the values, unless there is a sentence against them; nothing typed is lost."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "submit", "Save", priority=True),
    ]
    DEFAULT_CSS = """
    Form {
        VerticalScroll { height: auto; max-height: 26; }
        .form--row { height: auto; margin-top: 1; }
        .form--title { width: 16; color: $text-muted; }
        .form--control { width: 1fr; height: auto; }
        Input { background: $panel; padding: 0 1; }
        Input:focus { background: $primary 30%; }
        Select > SelectCurrent { background: $panel; padding: 0 1; }
        Select:focus > SelectCurrent { background: $primary 30%; }
        Select:focus:ansi > SelectCurrent, Select:focus:nocolor > SelectCurrent { text-style: bold reverse; }
        .form--help { color: $text-muted; height: auto; margin-left: 16; }
        .form--about { color: $text-muted; height: 2; margin-top: 1; }
        &.long {
            .form--row { margin-top: 0; }
            .dialog--note { margin-top: 0; }
        }
        .dialog--note, .dialog--error { margin-top: 1; }
    }
    """
    KEYS = "tab next · ctrl+s keep · enter keep, or open a list · {close} leave"

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        check: Callable[[Values], str | None],
        note: str = "",
        work: Callable[[Values], object] | None = None,
    ) -> None:
        """``check`` gives a sentence against values; ``work`` then uses them in the store's thread, or refuses them."""
        super().__init__(title)
        self.fields, self._check, self._note, self._work = fields, check, note, work
        self._is_long = len(fields) > MOST_APART
        self._about = Static("", classes="form--about", markup=False)
        self.set_class(self._is_long, "long")

    def compose(self) -> ComposeResult:
        """One row a field, then the place for what is wrong."""
        with self.box():
            with VerticalScroll(can_focus=False):
                for field in self.fields:
                    with Horizontal(classes="form--row"):
                        yield Static(field.title, classes="form--title", markup=False)
                        yield self._control(field)
                    if field.help and not self._is_long:
                        yield Static(field.help, classes="form--help", markup=False)
            if self._is_long:
                yield self._about
            if self._note:
                yield Static(plain(self._note), classes="dialog--note", markup=False)
            yield Static("", classes="dialog--error", markup=False)

    def _control(self, field: Field) -> Widget:
        name = control_id(field.name)
        if field.choices is not None:
            choices = [(Content(plain(words)), value) for value, words in field.choices]
            return Select(
                choices, value=str(field.value), allow_blank=False, compact=True, id=name, classes="form--control"
            )
        if isinstance(field.value, bool):
            return OnOff(field.value, id=name, classes="form--control")
        return Line(field.value, id=name, classes="form--control")

    def on_mount(self) -> None:
        """The rows take what the other lines leave."""
        self._fit()

    def on_resize(self) -> None:
        """Another terminal, another share for the rows."""
        self._fit()

    def _fit(self) -> None:
        besides = 8 if self._is_long else 5
        self.query_one(VerticalScroll).styles.max_height = max(3, self.app.size.height * 94 // 100 - besides)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """In a long form the help is that of the field one is in."""
        helps = {control_id(field.name): field.help for field in self.fields}
        self._about.update(helps.get(event.widget.id or "", ""))

    def on_input_submitted(self) -> None:
        """Enter in a line takes the form."""
        self.action_submit()

    def action_submit(self) -> None:
        """Check, and take or say what is wrong."""
        values = {field.name: self._value(field) for field in self.fields}
        wrong = self._check(values)
        if wrong or self._work is None:
            self._take(values, wrong)
        else:
            cast("RolescopeApp", self.app).start(self._worked(values, self._work))

    async def _worked(self, values: Values, work: Callable[[Values], object]) -> None:
        wrong = None
        try:
            await cast("RolescopeApp", self.app).store.do(lambda: work(values))
        except refusals() as refused:
            wrong = str(refused)
        if self.is_attached:  # the app may have been left meanwhile
            self._take(values, wrong)

    def _take(self, values: Values, wrong: str | None) -> None:
        error = self.query_one(".dialog--error", Static)
        error.update(plain(wrong or ""))
        error.set_class(bool(wrong), "shown")
        if not wrong:
            self.dismiss(values)

    def _value(self, field: Field) -> str | bool:
        control = self.query_one(f"#{control_id(field.name)}")
        if isinstance(control, Checkbox):
            return control.value
        if isinstance(control, Select):
            return str(control.value)
        assert isinstance(control, Input)
        return control.value.strip()
