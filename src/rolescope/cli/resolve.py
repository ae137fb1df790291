"""From the names that people type to what they mean; an unknown or ambiguous one is the user's mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rolescope.cli.errors import NobodyKnows, UserError
from rolescope.rights.explain import RIGHT, asking_for
from rolescope.rights.model import Tenant
from rolescope.rights.near_names import did_you_mean
from rolescope.rights.system import System
from rolescope.rights.tree import Tree
from rolescope.systems import system as built_in
from rolescope.systems.vendor import unplaced

NOBODY = "-"
"""What stands for "no user" on the command line."""

MOST_CANDIDATES = 6


def find_node(text: str, tree: Tree, system: System) -> int:
    """The node of an id, a name, a path of names, or another name that the system knows it by; the first that fits.

    Raises:
        UserError: when several nodes fit, with their paths and ids, or none.
        NobodyKnows: when it is a name of the vendor's API of which nobody knows which right it goes by.
    """
    if text in tree.index:
        return tree.index[text]
    wanted = text.strip().casefold()
    for fitting in (_by_name(wanted, tree), _by_path(wanted, tree), _by_other_name(wanted, tree, system)):
        if len(fitting) > 1:
            raise UserError("\n".join(_ambiguous(text, fitting, tree)))
        if fitting:
            return fitting[0]
    beside = unplaced(system.name)
    told = beside.told_of(text, tree) if beside is not None else None
    if told is not None:
        sentence, is_known = told
        raise UserError(sentence) if is_known else NobodyKnows(sentence)
    names = [name for node in tree.nodes for name in (node.name, node.id, *system.other_names(node))]
    guess = did_you_mean(re.split("[>›]", text)[-1].strip(), names)
    raise UserError(f"there is no node {text!r} in the catalogue{guess}")


def _by_name(wanted: str, tree: Tree) -> list[int]:
    return [number for number, node in enumerate(tree.nodes) if node.name.casefold() == wanted]


def _by_path(wanted: str, tree: Tree) -> list[int]:
    """Nodes whose path is the one given; else those whose path ends with it."""
    steps = [step.strip() for step in re.split("[>›]", wanted)]
    if len(steps) < 2:
        return []
    ending = [number for number in _by_name(steps[-1], tree) if _names(number, tree)[-len(steps) :] == steps]
    return [number for number in ending if len(_names(number, tree)) == len(steps)] or ending


def _names(number: int, tree: Tree) -> list[str]:
    numbers = [number, *tree.ancestors(number)]
    return [tree.nodes[above].name.casefold() for above in reversed(numbers)]


def _by_other_name(wanted: str, tree: Tree, system: System) -> list[int]:
    return [
        number
        for number, node in enumerate(tree.nodes)
        if any(name.casefold() == wanted for name in system.other_names(node))
    ]


def _ambiguous(text: str, fitting: list[int], tree: Tree) -> Iterable[str]:
    yield f"{text!r} fits {len(fitting)} nodes; name one of them by its path or id:"
    for number in fitting[:MOST_CANDIDATES]:
        yield f"  {tree.path(number)}  ({tree.nodes[number].id})"
    if len(fitting) > MOST_CANDIDATES:
        yield f"  ... and {len(fitting) - MOST_CANDIDATES} more"


def find_role(text: str, tenant: Tenant) -> str:
    """The role of a name, else of a code that only one role has."""
    known = _named(text, tenant.roles, tenant)
    if known is not None:
        return known
    coded = [role.name for role in tenant.roles.values() if role.code == text]
    if len(coded) > 1:
        names = ", ".join(repr(name) for name in coded)
        raise UserError(f"the code {text!r} stands for several roles, name one of them: {names}")
    return coded[0] if coded else _missing("role", text, tenant.roles, tenant)


def _named(text: str, known: Mapping[str, object], tenant: Tenant) -> str | None:
    """The name that is meant: this very one, else the only one that means the same in this system."""
    if text in known or not built_in(tenant.system).caseless_names:
        return text if text in known else None
    alike = [name for name in known if name.casefold() == text.strip().casefold()]
    return alike[0] if len(alike) == 1 else None


def find_user(text: str, tenant: Tenant) -> str:
    """The user of a name."""
    known = _named(text, tenant.principals, tenant)
    return known if known is not None else _missing("user", text, tenant.principals, tenant)


def find_group(text: str, tenant: Tenant) -> str:
    """The group of a name."""
    return text if text in tenant.groups else _missing("group", text, tenant.groups, tenant)


def find_credential(text: str, tenant: Tenant) -> str:
    """The credential of a name."""
    return text if text in tenant.credentials else _missing("credential", text, tenant.credentials, tenant)


def find_company(text: str, tenant: Tenant) -> str:
    """The company of a code."""
    codes = {company.code: company for company in tenant.companies}
    return text if text in codes else _missing("company", text, codes, tenant)


def find_scope(text: str, system: System) -> str:
    """A scope that credentials of the system can ask for."""
    if not system.scopes:
        raise UserError(f"credentials of {system.title} have no scope to ask for")
    if text not in system.scopes:
        raise UserError(f"there is no scope {text!r}: expected {', '.join(system.scopes)}")
    return text


def nearest_right(text: str, known: Iterable[str], offered: Iterable[str]) -> str:
    """The end of a sentence about an unknown right: the one most like it of those offered, else of all known."""
    return did_you_mean(text, offered) or did_you_mean(text, known)


def called(text: str, rights: Iterable[str], system: System) -> list[str]:
    """Those of some rights that a word means: their name, or what the vendor's screens call them, in any case."""
    word = text.casefold()
    return [right for right in rights if word in (right.casefold(), system.right_title(right).casefold())]


def find_right(text: str, system: System, tree: Tree, node: int) -> str:
    """``export``, ``import`` or one right of the system, which is asked for at a node.

    ``right:export`` is the right of that name, where a system has one. A right goes by the word of the vendor's screens
    as well, and where a node offers another one that is as good, it is that one.
    """
    known = [*system.kinds, *(right for right in system.rights if right not in system.unasked)]
    offered = system.offered(tree, node)
    if text in known:
        alike = [] if text in system.kinds or text in offered else system.as_good_as(tree, node, text)
        return next((right for right in offered if right in alike), text)
    rights = [right for right in known if right not in system.kinds]
    meant = called(text, [right for right in offered if right in rights], system) or called(text, rights, system)
    if meant and system.as_good_as(tree, node, meant[0]) >= set(meant):
        return asking_for(meant[0], system.kinds)
    right = text.removeprefix(RIGHT)
    if right in known and right in system.rights:
        return asking_for(right, system.kinds)
    askable = [right for right in system.offered(tree, node) if right not in system.unasked]
    if text in system.rights:
        *others, last = [*system.kinds, *askable]
        raise UserError(f"{text!r} is nothing that can be asked about: ask about {', '.join(others)} or {last} here")
    if len(known) > MOST_CANDIDATES:
        guess = nearest_right(text, known, [*system.kinds, *askable])
        guess = guess or f": expected {', '.join(system.kinds)} or one right of {system.title}"
        raise UserError(f"there is no right {text!r}{guess}")
    raise UserError(f"there is no right {text!r}: expected {', '.join(known[:-1])} or {known[-1]}")


def _missing(kind: str, text: str, known: Mapping[str, object], tenant: Tenant) -> str:
    raise UserError(f"there is no {kind} {text!r} in {tenant.name!r}{did_you_mean(text, known)}")
