"""The plain twin of the PaySpace rules: one cell, one subject, one company, as the numbered rules are written.

Names follow the formula: L(u,c,n) is a user's level in a company at a node, E(k,c,n) a credential's axes there. To be
read beside the rules; slow on purpose, and without a line of the engine's.
"""

from __future__ import annotations

from rolescope.rights.model import Principal, Rights, Role, Subject, Tenant
from rolescope.rights.policy import NOT_APPLICABLE
from rolescope.rights.reference import ancestors, behind_gate, below, least, summed_up, verdict
from rolescope.rights.tree import Tree
from rolescope.systems.payspace.defaults import DEFAULT_ESS_SCREENS
from rolescope.systems.payspace.vocabulary import (
    ALLOW,
    BRANCH,
    CREATE,
    DEFAULT_SCOPE,
    DELETE,
    DENY,
    FIELD,
    KINDS,
    LEVELS,
    READ,
    READ_ONLY,
    RIGHTS,
    SCOPES,
    SCREEN,
    UPDATE,
)

ALL: Rights = frozenset(RIGHTS)
NONE: Rights = frozenset()


# What the twin answers


def answer(tenant: Tenant, tree: Tree, subject: Subject, node: int, asked: str | Rights) -> str:
    """Can the subject do one of the rights asked for? ``asked`` is ``export``, ``import`` or a set of rights (PS-50).

    A branch sums up what is below it (PS-82); delete is asked of screens, for a field has none.
    """
    rights = KINDS[asked] if isinstance(asked, str) else asked
    if tree.nodes[node].kind != BRANCH:
        return _cell(tenant, tree, subject, node, rights)
    cells = [cell for cell in below(node, tree) if answers(tenant, tree, cell)]
    sensible = [cell for cell in cells if rights & axes_of_kind(tree, cell)]
    return summed_up(_cell(tenant, tree, subject, cell, rights) for cell in sensible or cells)


def _cell(tenant: Tenant, tree: Tree, subject: Subject, node: int, rights: Rights) -> str:
    if not answers(tenant, tree, node):
        return NOT_APPLICABLE
    certain, possible = effective(tenant, tree, subject, node)
    return verdict(certain, possible, rights)


def rights_at(tenant: Tenant, tree: Tree, subject: Subject, node: int) -> tuple[Rights, Rights]:
    """The certain axes at a node, and those that are only possible; for a branch what holds everywhere below."""
    cells = [node] if tree.nodes[node].kind != BRANCH else below(node, tree)
    cells = [cell for cell in cells if answers(tenant, tree, cell)]
    held = [(cell, *effective(tenant, tree, subject, cell)) for cell in cells]
    certain, possible = set(), set()
    for right in RIGHTS:
        asked = [(sure, at_most) for cell, sure, at_most in held if right in axes_of_kind(tree, cell)]
        if asked and all(right in sure for sure, _ in asked):
            certain.add(right)
        elif asked and all(right in at_most for _, at_most in asked):
            possible.add(right)
    return frozenset(certain), frozenset(possible)


def level(tenant: Tenant, tree: Tree, subject: Subject, node: int) -> str:
    """The name of L(u,c,n), for every kind of node."""
    held = level_axes(tenant, tree, subject, node)
    return next(level.name for level in LEVELS if level.rights == held)


# Who has an API right at all


def answers(tenant: Tenant, tree: Tree, node: int) -> bool:
    """Whether a node has an API right to ask for, instead of n/a (PS-59, PS-60, PS-74, PS-80)."""
    facts = tree.nodes[node].attributes
    if outside_edition(tenant, tree, node):
        return False
    if tree.nodes[node].kind == SCREEN:
        return facts.get("api_axes") is not None
    if tree.nodes[node].kind == FIELD:
        screen = screen_of(tree, node)
        return screen is not None and bool(facts.get("api_name")) and answers(tenant, tree, screen)
    return False


def outside_edition(tenant: Tenant, tree: Tree, node: int) -> bool:
    """PS-74, PS-84: whether the node, or what it hangs below, is missing in the tenant's edition."""
    edition = tenant.settings.get("edition")
    if edition is None:
        return False
    for place in (node, *ancestors(node, tree)):
        editions = tree.nodes[place].attributes.get("editions")
        if editions is not None and edition not in editions:
            return True
    return False


def screen_of(tree: Tree, node: int) -> int | None:
    """screen(f): the nearest screen above a node."""
    for above in ancestors(node, tree):
        if tree.nodes[above].kind == SCREEN:
            return above
    return None


def axes_of_kind(tree: Tree, node: int) -> Rights:
    """The axes that can be asked of a node: a field is never deleted, only its record is (PS-13)."""
    return ALL - {DELETE} if tree.nodes[node].kind == FIELD else ALL


# E(k,c,n)


def effective(tenant: Tenant, tree: Tree, subject: Subject, node: int) -> tuple[Rights, Rights]:
    """E(k,c,n) of a screen or field, certain and possible.

    They differ by the question mark of link(k) (PS-41), and for an employee whose ESS role is not linked (PS-24).
    """
    certain, possible = link(tenant, subject)
    capped = screen_axes if tree.nodes[node].kind == SCREEN else field_axes
    sure, at_most = (capped(tenant, tree, subject, node, wide) for wide in (False, True))
    return sure & certain, at_most & possible


def link(tenant: Tenant, subject: Subject) -> tuple[Rights, Rights]:
    """link(k), certain and possible: without a user writing is closed and reading unknown (PS-40, PS-41)."""
    return (ALL, ALL) if user(tenant, subject) is not None else (NONE, frozenset({READ}))


def screen_axes(tenant: Tenant, tree: Tree, subject: Subject, screen: int, at_most: bool) -> Rights:
    """E(k,c,s) before link(k): axes(L) ∩ scope(k) ∩ api_axes(s), minus create where a required field is held back."""
    api_axes = frozenset(tree.nodes[screen].attributes["api_axes"])
    axes = level_axes(tenant, tree, subject, screen, at_most) & scope_axes(tenant, subject) & api_axes
    required = [field for field in below(screen, tree) if blocks_create(tenant, tree, field, screen)]
    if any(level_axes(tenant, tree, subject, field, at_most) != ALLOW.rights for field in required):
        return axes - {CREATE}
    return axes


def blocks_create(tenant: Tenant, tree: Tree, node: int, screen: int) -> bool:
    """PS-15, PS-81: whether a field of the screen must be sent at creation.

    Keys, vendor read-only fields and hidden ones are left out, and so is what cannot be sent, being n/a (PS-74, PS-80).
    """
    facts = tree.nodes[node].attributes
    if tree.nodes[node].kind != FIELD or screen_of(tree, node) != screen or not answers(tenant, tree, node):
        return False
    if facts.get("key") or facts.get("hidden") or facts.get("access") == "read_only":
        return False
    return facts.get("required") == "yes"


def field_axes(tenant: Tenant, tree: Tree, subject: Subject, field: int, at_most: bool) -> Rights:
    """E(k,c,f) before link(k): E(k,c,screen(f)) ∩ axes(L(u,c,f)) ∩ attr(f), never delete (PS-13, PS-14)."""
    screen = screen_of(tree, field)
    if screen is None:
        return NONE
    axes = screen_axes(tenant, tree, subject, screen, at_most) & level_axes(tenant, tree, subject, field, at_most)
    return (axes & attribute_axes(tree, screen, field)) - {DELETE}


def attribute_axes(tree: Tree, screen: int, field: int) -> Rights:
    """attr(f): what the field itself allows (PS-57, PS-62, PS-63, PS-65)."""
    facts = tree.nodes[field].attributes
    if facts.get("access") == "read_only" or facts.get("key"):
        return frozenset({READ})
    if facts.get("access") == "create_only":
        return frozenset({READ, CREATE})
    update_fields = tree.nodes[screen].attributes.get("update_fields")
    if update_fields is not None and facts.get("api_name") not in update_fields:
        return frozenset({READ, CREATE})
    return frozenset({READ, CREATE, UPDATE})


def scope_axes(tenant: Tenant, subject: Subject) -> Rights:
    """scope(k): the axes of the saved scope (PS-43, PS-46, PS-84) that the one asked for has as well (PS-44).

    Without a credential nothing logs in (PS-37).
    """
    if subject.credential is None or subject.credential not in tenant.credentials:
        return NONE
    saved = SCOPES.get(tenant.credentials[subject.credential].scope or DEFAULT_SCOPE, NONE)
    return saved if subject.asked_scope is None else saved & SCOPES.get(subject.asked_scope, NONE)


# L(u,c,n)


def level_axes(tenant: Tenant, tree: Tree, subject: Subject, node: int, at_most: bool = False) -> Rights:
    """axes(L(u,c,n)), PS-51: none when inactive, Allow without a role, else the least over roles.

    An employee without a role is another matter: the default ESS role stands in where there is no ESS role (PS-25),
    else that one for certain and ``at_most`` everything, for it may have linked itself or not (PS-24, PS-26).
    """
    principal = user(tenant, subject)
    if principal is None:
        return ALLOW.rights  # PS-41
    if principal.status != "active":
        return NONE  # PS-32
    counting = roles(tenant, principal, subject.company)
    if not counting and principal.extra.get("level") == "employee":
        counting = [role for role in tenant.roles.values() if role.extra.get("type") == "employee"]
        if not counting:
            return default_ess_axes(tree, node)  # PS-25
        if at_most:
            return ALLOW.rights  # PS-24
    if not counting:
        return ALLOW.rights  # PS-26, PS-30
    gate = tenant.settings.get("parent_gate", True) is not False  # PS-11
    return least([behind_gate(role, node, tree, gate) for role in counting])  # PS-08, PS-09, PS-27, PS-28, PS-79


def user(tenant: Tenant, subject: Subject) -> Principal | None:
    """u: the user of a subject, None for a credential without one."""
    return None if subject.principal is None else tenant.principals.get(subject.principal)


def roles(tenant: Tenant, principal: Principal, company: str | None) -> list[Role]:
    """roles(u,c): all roles of the user, or with ``role_per_company`` those held here or everywhere (PS-28, 29, 84)."""
    found = []
    for held in principal.roles:
        here = company is None or held.company in ("", company)
        if here or tenant.settings.get("role_per_company", False) is not True:
            found.append(tenant.roles[held.role])
    return found


def default_ess_axes(tree: Tree, node: int) -> Rights:
    """PS-25: the seven screens and what they hold are Allow; what lies above one is Read only (PS-12); else Deny."""
    screen = node if tree.nodes[node].kind == SCREEN else screen_of(tree, node)
    if screen is not None and is_default_ess_screen(tree, screen):
        return ALLOW.rights
    if any(is_default_ess_screen(tree, under) for under in below(node, tree)):
        return READ_ONLY.rights
    return DENY.rights


def is_default_ess_screen(tree: Tree, node: int) -> bool:
    """Whether a node is one of the seven screens of PS-25."""
    return tree.nodes[node].kind == SCREEN and tree.nodes[node].id in DEFAULT_ESS_SCREENS
