"""Details: of a node what is known, what roles say and API users can do there; of a role or user all that it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rolescope.rights.field_words import in_words, spoken_value
from rolescope.rights.model import Assignment, Credential, Principal, Rights, Role
from rolescope.rights.people import field_value
from rolescope.rights.system import Fact, Setting, cited, level_of
from rolescope.tui.actions import ROLES
from rolescope.tui.glyphs import Glyphs
from rolescope.tui.pages.impact import who
from rolescope.tui.session import Session, UserRow
from rolescope.tui.text import TextLine, counted
from rolescope.tui.vocabulary import area_title
from rolescope.tui.widgets.grid import empty_grant


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
    yield area_title(session, ROLES), "head"
    if session.system.levels:
        yield from _levels(session, node, symbols)
        return
    silent: list[str] = []
    for name in session.grant_holders:
        role = session.role(name)
        if role is None:
            continue
        said = session.system.said(session.tree, role, node)
        badge = session.system.role_badge(role)
        named = f"{name}{f' ({badge})' if badge else ''}"
        told = _titles(session, said) or empty_grant(session, role, node)
        if told:
            yield f"{named}: {told}", ""
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
        level = level_of(session.system, compiled.own.names_at(node, session.system.rights))
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


# A role


def role_lines(session: Session, role: Role) -> Iterator[TextLine]:
    """What a role is besides its grants, and who holds it."""
    system, tenant = session.system, session.tenant
    badge = system.role_badge(role)
    yield from _fact("Marked", f"{badge}") if badge else ()
    yield from _fact("Code", role.code or "none") if system.people.role_codes else ()
    yield from _fact("Description", role.description or "none")
    yield from _fields(session, system.people.role_fields, system.role_values(role))
    contents = system.contents(session.tree, role)
    yield from _contents(contents) if contents else _fact("Grants", counted(len(role.grants), "grant"))
    users = [(user, held) for user in tenant.principals.values() for held in user.roles if held.role == role.name]
    yield from _list("Held by", [f"{user.name}{_in(held)}" for user, held in users], "nobody")
    if system.people.has_groups:
        groups = [group.name for group in tenant.groups.values() if role.name in group.roles]
        yield from _list("Brought by groups", groups, "none")


# A user


def user_lines(session: Session, user: Principal) -> Iterator[TextLine]:
    """What a user is, and all that it holds."""
    system, tenant = session.system, session.tenant
    subject = session.subject_of(UserRow(user.name))
    warning = session.outcome.policy.warning(tenant, subject) if subject is not None else ""
    yield from _fact("Remarkable", warning) if warning else ()
    if len(system.statuses) > 1:
        yield from _fact("Status", in_words(user.status) if system.has_status(user) else "not known")
    yield from _fields(session, system.people.user_fields, system.user_values(tenant, user))
    if user.grants:
        yield from _fact("Own grants", counted(len(user.grants), "grant"))
    own = [tenant.roles[held.role] for held in user.roles if held.role in tenant.roles]
    contents = [fact for role in own for fact in system.contents(session.tree, role)]
    if contents:
        yield "", ""
        yield system.role_title, "head"
        yield from _contents(contents)
    else:
        yield from _list(system.role_title, [f"{held.role}{_in(held)}" for held in user.roles], "none of its own")
    if system.people.has_groups:
        groups = [f"{name}: {', '.join(tenant.groups[name].roles) or 'brings no role'}" for name in user.groups]
        yield from _list("Groups", groups, "none")
    if system.has_credentials:
        linked = session.credentials_of(user.name)
        yield from _list("Credentials", [_credential(session, held) for held in linked], "none")


def _credential(session: Session, held: Credential) -> str:
    """A credential with its scope and what else is said of it."""
    values = [(field, field_value(held.extra, field)) for field in session.system.people.credential_fields]
    told = [f"{field.title} {spoken_value(field, value)}" for field, value in values if value != field.default]
    return f"{held.name}: {', '.join([held.scope or 'default scope', *told])}"


def _contents(facts: Iterable[Fact]) -> Iterator[TextLine]:
    for fact in facts:
        yield from _fact(fact.title, fact.text)


def _in(held: Assignment) -> str:
    return f" in {held.company}" if held.company else ""


def _fields(session: Session, fields: Iterable[Setting], values: Mapping[str, object]) -> Iterator[TextLine]:
    """The fields that the system declares, each with the rule that it stands on."""
    for field in fields:
        told = spoken_value(field, values[field.name], "not said", most=None)
        yield from _fact(field.title, f"{told} ({cited(session.system, field.rule)})")


def _fact(title: str, text: str) -> Iterator[TextLine]:
    yield f"{title:<14} {text}", ""


def _list(title: str, names: Sequence[str], nothing: str) -> Iterator[TextLine]:
    yield "", ""
    yield title, "head"
    yield from ((name, "") for name in names or (nothing,))
