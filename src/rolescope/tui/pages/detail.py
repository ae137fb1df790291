"""Details of a node: what is known of it, what every role says there, and what every API user can do."""

from __future__ import annotations

from collections.abc import Iterator

from rolescope.rights.model import Rights
from rolescope.rights.system import level_of
from rolescope.tui.glyphs import Glyphs
from rolescope.tui.pages.impact import who
from rolescope.tui.session import Session
from rolescope.tui.widgets.text_rows import TextLine


def detail_lines(session: Session, node: int, symbols: Glyphs) -> Iterator[TextLine]:
    """Facts, levels and answers."""
    yield from _facts(session, node)
    yield from _roles(session, node, symbols)
    yield from _users(session, node)


def _facts(session: Session, node: int) -> Iterator[TextLine]:
    tree = session.tree
    yield tree.path(node), "dim"
    for fact in session.system.facts(tree, node):
        yield f"{fact.title:<14} {fact.text}", ""


def _roles(session: Session, node: int, symbols: Glyphs) -> Iterator[TextLine]:
    yield "", ""
    yield session.system.role_title, "head"
    if session.system.levels:
        yield from _levels(session, node, symbols)
        return
    silent: list[str] = []
    for name, role in session.tenant.roles.items():
        said = session.system.said(session.tree, role, node)
        badge = session.system.role_badge(role)
        named = f"{name}{f' ({badge})' if badge else ''}"
        if said:
            yield f"{named}: {_titles(session, said)}", ""
        else:
            silent.append(named)
    yield from _silent(silent, "nothing said here")


def _silent(roles: list[str], told: str) -> Iterator[TextLine]:
    """Those that say nothing in one line: they are many, and all of them are alike."""
    if roles:
        yield f"{told}: {', '.join(roles)}", "dim"


def _levels(session: Session, node: int, symbols: Glyphs) -> Iterator[TextLine]:
    tree, silent = session.tree, list[str]()
    for name, compiled in session.outcome.compiled.items():
        held = frozenset(session.system.rights[number] for number in compiled.own.at(node))
        level = level_of(session.system, held)
        decider = compiled.decider(node, tree)
        if decider == node:
            source = "own"
        elif decider >= 0:
            source = f"{symbols.inherited} from {tree.nodes[decider].name}"
        else:
            silent.append(name)
            continue
        closing = compiled.closed_by(node, tree) if session.outcome.policy.gate else -1
        shut = f", {symbols.closed} closed by {tree.nodes[closing].name}" if closing >= 0 else ""
        yield f"{name}: {level.title if level else '?'}, {source}{shut}", ""
    yield from _silent(silent, f"{session.system.levels[0].title}, nothing said here or above")


def _users(session: Session, node: int) -> Iterator[TextLine]:
    yield "", ""
    yield "API users", "head"
    outcome = session.outcome
    nothing = "no right" if session.tree.end[node] == node + 1 else "no right everywhere below"
    for subject in outcome.subjects:
        answers = [
            f"{kind} {outcome.answer(subject, node, kind)}{f' [{remark}]' if remark else ''}"
            for kind in session.system.kinds
            for remark in (outcome.remark(subject, node, kind),)
        ]
        certain, possible = outcome.rights_at(subject, node)
        rights, unsure = _titles(session, certain) or nothing, _titles(session, possible)
        yield f"{who(subject)}: {', '.join(answers)} ({rights}{'; unknown: ' + unsure if unsure else ''})", ""


def _titles(session: Session, rights: Rights) -> str:
    """Some rights as the vendor's screens call them; the tokens of files stay in files."""
    system = session.system
    return ", ".join(dict.fromkeys(system.right_title(right) for right in system.rights if right in rights))
