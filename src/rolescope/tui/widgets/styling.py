"""The style of a component class as an addition to the line it is drawn in."""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget


def added_style(widget: Widget, component: str) -> Style:
    """What a component class says itself, in the theme of now, and nothing that it only inherits."""
    rules, drawn = widget.get_component_styles(component), widget.get_component_rich_style(component)
    has_color = rules.has_rule("color") or rules.has_rule("auto_color")
    return rules.text_style + Style(
        color=drawn.color if has_color else None,
        bgcolor=drawn.bgcolor if rules.has_rule("background") else None,
    )
