"""What the status line says: what is open, the role and user on show, how much is unsaved and what it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from rolescope.rights.system import EXPORT, IMPORT
from rolescope.tui import vocabulary
from rolescope.tui.glyphs import Glyphs
from rolescope.tui.text import plain, signed
from rolescope.tui.widgets.bars import Part

if TYPE_CHECKING:
    from rolescope.rights.model import Subject
    from rolescope.tui.session import Session

LEAST_NAME = 8
"""Cells below which no name is cut."""


def status_of(
    session: Session, role: str | None, subject: Subject | None, width: int, symbols: Glyphs
) -> tuple[list[Part], list[Part]]:
    """The parts at the left, as many as have room, and those at the right, which are never cut."""
    right = _unsaved(session, symbols)
    room = width - _size(right) - 3
    tenant, dot = session.tenant, f" {symbols.separator} "
    companies = ", ".join(company.code for company in tenant.companies)
    names = _chosen(session, role, subject)
    brand: Part = ("rolescope", "brand")
    system: Part = (f"  {session.system.title}{dot if companies else ''}{companies}", "dim")
    for head in ([brand, (f"  {tenant.name}", ""), system], [brand, (f"  {tenant.name}", "")], [(tenant.name, "")]):
        left = [*head, *_told(names, dot)]
        if _size(left) <= room:
            return left, right
    return [(tenant.name, ""), *_told(_cut(names, room - cell_len(tenant.name), dot), dot)], right


def _unsaved(session: Session, symbols: Glyphs) -> list[Part]:
    right: list[Part] = []
    if session.workbench.read_only:
        right.append((" read-only ", "loud"))
    if session.unsaved:
        right.append((f"{session.unsaved} unsaved", "loud"))
        # What else a system asks is told where it changes.
        kinds = dict.fromkeys((IMPORT, EXPORT, *session.system.kinds))
        if not session.knows_impact:
            return [*right, ("  counting…", "dim")]
        for kind in kinds:
            gained, lost, unsure = session.total_change(kind)
            if kind in (IMPORT, EXPORT) or gained or lost or unsure:
                style = "loss" if lost > gained else "gain" if gained > lost else "dim"
                right += [(f"  {kind} ", "dim"), (signed(gained, lost, symbols.minus, unsure), style)]
    return right


def _chosen(session: Session, role: str | None, subject: Subject | None) -> list[tuple[str, str]]:
    """The role being edited and the user whose answers are on show, each behind what it is."""
    names = [(vocabulary.holder_word(session), role)] if role is not None else []
    who = (subject.principal or subject.credential) if subject is not None else None
    if who is not None and not (session.system.people.own_roles and who == role):
        names.append(("user", who))
    return names


def _told(names: list[tuple[str, str]], dot: str) -> list[Part]:
    parts: list[Part] = []
    for number, (word, name) in enumerate(names):
        parts += [(f"{dot if number else '   '}{word} ", "dim"), (name, "")]
    return parts


def _cut(names: list[tuple[str, str]], room: int, dot: str) -> list[tuple[str, str]]:
    """The longest name is cut first; where that is not enough the user goes, who stands in other places as well."""
    cut = list(names)
    while _size(_told(cut, dot)) > room and any(cell_len(name) > LEAST_NAME for _, name in cut):
        longest = max(range(len(cut)), key=lambda place: cell_len(cut[place][1]))
        word, name = cut[longest]
        cut[longest] = word, plain(name, cell_len(name) - 1)
    return cut if _size(_told(cut, dot)) <= room or len(names) < 2 else _cut(names[:1], room, dot)


def _size(parts: list[Part]) -> int:
    return sum(cell_len(text) for text, _ in parts)
