"""Component classes as additions to the line they are drawn in."""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget


class Styled(Widget):
    """A widget that draws its own lines in the styles of its component classes."""

    _styles_by_name: dict[str, Style]

    def style_of(self, name: str) -> Style:
        """What a component class says itself in the theme of now, nothing that it inherits: ``style_of("bar--key")``.

        Without a name the style of the widget.
        """
        known = self.__dict__.setdefault("_styles_by_name", {})
        if name not in known:
            known[name] = self.added_style(name) if name else self.rich_style
        style: Style = known[name]
        return style

    def added_style(self, name: str) -> Style:
        """The same, worked out: asked once for each name."""
        rules, drawn = self.get_component_styles(name), self.get_component_rich_style(name)
        has_color = rules.has_rule("color") or rules.has_rule("auto_color")
        return rules.text_style + Style(
            color=drawn.color if has_color else None,
            bgcolor=drawn.bgcolor if rules.has_rule("background") else None,
        )

    def notify_style_update(self) -> None:
        """Forget the colours of before."""
        self.__dict__.pop("_styles_by_name", None)
        super().notify_style_update()
