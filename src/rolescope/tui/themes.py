"""The product's own themes, one dark and one light; Textual's are offered beside them."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="rolescope-dark",
    primary="#6ea1e6",
    secondary="#8fb8f0",
    accent="#f0a84a",
    foreground="#d7dce5",
    background="#10141b",
    surface="#151b26",
    panel="#1b2433",
    success="#8fcf8a",
    warning="#e6b450",
    error="#ef7f72",
    dark=True,
    variables={"border": "#2c3a52", "border-blurred": "#263144", "footer-key-foreground": "#f0a84a"},
)

LIGHT = Theme(
    name="rolescope-light",
    primary="#1f5fb8",
    secondary="#3a74c4",
    accent="#a85800",
    foreground="#1d232e",
    background="#fbfbfa",
    surface="#f1f2f4",
    panel="#e4e8ee",
    success="#1f7a2e",
    warning="#8a5a00",
    error="#b3261e",
    dark=False,
    variables={"border": "#aab6c8", "border-blurred": "#c6ceda", "footer-key-foreground": "#a85800"},
)

MONOCHROME = "ansi-dark"
"""Textual's theme without colours of its own, for NO_COLOR."""
