"""What dialogs share, and the two simplest: a question and a secret shown once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style

from rolescope.tui.keymap import CLOSE, Keys
from rolescope.tui.lines import Lines
from rolescope.tui.text import TextLine, plain
from rolescope.tui.widgets.text_rows import TextRows

if TYPE_CHECKING:
    from rolescope.tui.app import RolescopeApp

T = TypeVar("T")

BETWEEN = " · "
"""Stands between what a border tells of keys."""
MOST_WIDE, FRAME_ENDS = 76, 6
"""Cells of a dialog that is not a wide one, and those of its frame that are no title."""


class Dialog(ModalScreen[T | None]):
    """A box over the main screen; escape leaves it without a result. The border says which keys work."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & > .dialog--box {
            width: 76;
            max-width: 96%;
            height: auto;
            max-height: 94%;
            border: round $primary;
            border-title-color: $primary;
            border-title-style: bold;
            border-subtitle-color: $text-muted;
            background: $surface;
            padding: 0 1;
        }
        & > .dialog--box.tall { height: 94%; }
        & > .dialog--box.wide { width: 96%; }
        .dialog--error { color: $text-error; height: auto; display: none; }
        .dialog--error.shown { display: block; }
        .dialog--note { color: $text-muted; height: auto; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="modal.close"),
        # Before any other key is handed out: what is typed after a tab belongs to the next field.
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]
    KEYS: ClassVar[str] = "{close} close"
    """Which keys work; those in braces may be the user's own."""
    _box: Vertical

    def __init__(self, title: str) -> None:
        super().__init__()
        self.heading = title

    @property
    def keys(self) -> Keys:
        """What to press for a command."""
        return cast("RolescopeApp", self.app).keys

    def on_screen_resume(self) -> None:
        """Opened where there is no room for it, it is covered as everything is."""
        cast("RolescopeApp", self.app).cover_if_too_small(self.app.size)

    def box(self, classes: str = "") -> Vertical:
        """The dialog's box, to compose into."""
        box = Vertical(classes=f"dialog--box {classes}")
        box.border_title = Content(plain(self.heading))
        self._box = box
        self.tell_keys()
        return box

    def tell_keys(self) -> None:
        """Say in the border which keys work now."""
        self._box.border_subtitle = clickable(self.KEYS.format(**self.told_keys()))

    def told_keys(self) -> dict[str, str]:
        """What stands for the names in braces."""
        names = {"close": CLOSE, "up": "list.up", "down": "list.down"}
        return {name: self.keys.first(command) for name, command in names.items()}

    def action_close(self) -> None:
        """Leave without a result."""
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """A click beside the box leaves it, as its key does."""
        if event.widget is self:
            self.action_close()


def clickable(told: str) -> Content:
    """What the border tells of keys, each of which is pressed by a click on it as well."""
    parts = []
    for part in told.split(BETWEEN):
        key = part.partition(" ")[0]
        name = "less_than_sign" if key == "<" else "greater_than_sign" if key == ">" else key
        meta = {"@click": f"app.press({name!r})"}
        parts.append(Content(part).stylize(Style.from_meta(meta)) if name.isidentifier() or "+" in name else part)
    return Content(BETWEEN).join(Content(part) if isinstance(part, str) else part for part in parts)


class Confirm(Dialog[bool]):
    """A question with what it would mean; ``y`` or enter says yes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "yes", "Yes", priority=True),
        Binding("n", "close", "No"),
    ]
    DEFAULT_CSS = """
    Confirm TextRows { height: auto; max-height: 24; }
    """
    KEYS = "y yes · n no"

    def __init__(self, title: str, lines: Sequence[TextLine], more: Lines | None = None) -> None:
        """``more`` are lines that come while the first are read."""
        super().__init__(title)
        self.lines, self._more = lines, more

    def compose(self) -> ComposeResult:
        """The lines; above them the question in full, where the frame has no room for it."""
        room = min(MOST_WIDE, self.app.size.width * 96 // 100) - FRAME_ENDS
        asked: list[TextLine] = [(self.heading, "head"), ("", "")] if cell_len(plain(self.heading)) > room else []
        with self.box():
            yield SizedRows([*asked, *self.lines], self._more)

    def action_yes(self) -> None:
        """Yes."""
        self.dismiss(True)


class SizedRows(TextRows):
    """Lines in a box as high as they are."""

    def _put(self, lines: Sequence[TextLine]) -> None:
        super()._put(lines)
        self.styles.height = max(1, self.row_count)


class TextView(Dialog[None]):
    """A page to read."""

    DEFAULT_CSS = """
    TextView TextRows { height: 1fr; }
    """
    KEYS: ClassVar[str] = "{up} {down} scroll · {close} close"

    def __init__(self, title: str, lines: Sequence[TextLine], more: Lines | None = None) -> None:
        """``more`` are lines that come while the first are read."""
        super().__init__(title)
        self.lines, self._more = lines, more

    def compose(self) -> ComposeResult:
        """The lines."""
        with self.box("tall wide"):
            yield TextRows(self.lines, self._more)


class SecretShown(Dialog[bool]):
    """A client id and secret, shown this once (PS-37)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy", "Copy the secret"),
        Binding("enter", "close", "Done", priority=True),
    ]
    KEYS = "c copy the secret · enter done"

    def __init__(self, credential: str, client_id: str, secret: str, vendor: str) -> None:
        super().__init__(f"Secret of {credential}")
        self.client_id, self._secret, self.vendor = client_id, secret, vendor

    def compose(self) -> ComposeResult:
        """Both, and the warning."""
        with self.box():
            yield SizedRows(
                [
                    (f"client id      {self.client_id}", ""),
                    (f"client secret  {self._secret}", "key"),
                    ("", ""),
                    ("Shown once. Only a salted hash is kept, so it cannot be shown again.", "warning"),
                    ("Each environment needs a credential of its own.", "dim"),
                    ("", ""),
                    (
                        f"{self.vendor} does not know this pair: for real calls use the one that {self.vendor} gave "
                        "out. This one is rolescope's own, for rehearsing calls on this machine once its rehearsal "
                        "server is there.",
                        "",
                    ),
                ]
            )

    def action_copy(self) -> None:
        """Put the secret on the terminal's clipboard."""
        self.app.copy_to_clipboard(self._secret)
        cast("RolescopeApp", self.app).messages.tell("The secret was sent to the terminal's clipboard.")

    def action_close(self) -> None:
        """Done; the secret is forgotten."""
        self.dismiss(True)
