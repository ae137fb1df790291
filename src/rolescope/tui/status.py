"""What the status line says: what is open, the role being edited, and how much is unsaved with what it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rolescope.rights.system import EXPORT, IMPORT
from rolescope.tui import vocabulary
from rolescope.tui.glyphs import Glyphs
from rolescope.tui.widgets.bars import Part
from rolescope.tui.widgets.pane import signed

if TYPE_CHECKING:
    from rolescope.tui.session import Session

ROOMY = 100
"""The columns from which on system and companies are named too."""


def status_of(session: Session, role: str | None, width: int, symbols: Glyphs) -> tuple[list[Part], list[Part]]:
    """The parts at the left, and those at the right, which are never cut."""
    tenant, dot = session.tenant, f" {symbols.separator} "
    companies = ", ".join(company.code for company in tenant.companies)
    left: list[Part] = [("rolescope", "brand"), (f"  {tenant.name}", "")]
    if width >= ROOMY:
        left.append((f"  {session.system.title}{dot if companies else ''}{companies}", "dim"))
    if role is not None:
        left += [(f"   {vocabulary.role_word(session)} ", "dim"), (role, "")]
    right: list[Part] = []
    if session.workbench.read_only:
        right.append((" read-only ", "loud"))
    if session.unsaved:
        right.append((f"{session.unsaved} unsaved", "loud"))
        for kind in (IMPORT, EXPORT):
            gained, lost = session.total_change(kind)
            style = "loss" if lost > gained else "gain" if gained > lost else "dim"
            right += [(f"  {kind} ", "dim"), (signed(gained, lost, symbols.minus), style)]
    return left, right
