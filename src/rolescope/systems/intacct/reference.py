"""The plain twin of the Intacct rules: one permission, one user, as the formula of (e) is written.

To be read beside the rules; slow on purpose, and without a line of the engine's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rolescope.rights.model import Principal, Rights, Role, Subject, Tenant
from rolescope.rights.policy import NO, NOT_APPLICABLE, PARTLY, UNKNOWN, YES
from rolescope.rights.reference import below, summed_up
from rolescope.rights.system import EXPORT
from rolescope.rights.tree import Tree
from rolescope.systems.intacct.unselected import ADMIN, APPLY_TO, RESTRICTED, STATUS, USER_TYPE, unselected
from rolescope.systems.intacct.vocabulary import CLASS, KINDS, RIGHTS, enum_data

ALL: Rights = frozenset(RIGHTS)
NONE: Rights = frozenset()
PAIR = ("list", "readonly")
TWIN_OF = {"view": "readonly", "edit": "modify"}
APPROVALS = "approve"


# What the twin answers


def answer(tenant: Tenant, tree: Tree, subject: Subject, node: int, asked: str | Rights) -> str:
    """Can the subject do what is asked: ``export``, ``import``, or one of some rights? A branch sums up."""
    if tree.nodes[node].kind != "permission":
        cells = [cell for cell in below(node, tree) if tree.nodes[cell].kind == "permission"]
        if not isinstance(asked, str):
            cells = [cell for cell in cells if offered(tree, cell) & asked] or cells
        return summed_up(answer(tenant, tree, subject, cell, asked) for cell in cells)
    certain, possible = live(tenant, tree, subject, node)
    if isinstance(asked, str):
        one, other = verdict(tree, node, asked, certain), verdict(tree, node, asked, possible)
        return one if one == other else UNKNOWN  # IA-57
    if certain & asked:
        return YES
    return UNKNOWN if possible & asked else NO


def verdict(tree: Tree, node: int, kind: str, held: Rights) -> str:
    """IA-58: all of the needed rights, some, or none; twins count once.

    IA-57: a row that offers none of the kind has no answer, but for what is granted there and may be offered.
    """
    row = {TWIN_OF.get(right, right) for right in offered(tree, node)}
    has = {TWIN_OF.get(right, right) for right in held}
    if kind == EXPORT:
        pair = [right for right in PAIR if right in row]
        if not pair and (full(tree, node) or not has & set(PAIR)):
            return NOT_APPLICABLE
        needed = set(pair) if full(tree, node) else set(PAIR)
        return YES if needed <= has else PARTLY if has & set(PAIR) else NO
    importing = {TWIN_OF.get(right, right) for right in KINDS[kind] if TWIN_OF.get(right, right) in row}
    if not importing:
        return YES if held & KINDS[kind] and not full(tree, node) else NOT_APPLICABLE
    first = {right for right in importing if CLASS[right] in ("create", "update")}
    needed = first or importing
    return YES if needed <= has else PARTLY if held & KINDS[kind] else NO


def rights_at(tenant: Tenant, tree: Tree, subject: Subject, node: int) -> tuple[Rights, Rights]:
    """The certain rights at a node, and those that are only possible; for a branch what holds wherever offered."""
    if tree.nodes[node].kind == "permission":
        certain, possible = live(tenant, tree, subject, node)
        return certain, possible - certain
    cells = [cell for cell in below(node, tree) if tree.nodes[cell].kind == "permission"]
    sure, maybe = set(), set()
    for right in RIGHTS:
        where = [live(tenant, tree, subject, cell) for cell in cells if right in offered(tree, cell)]
        if where and all(right in certain for certain, _ in where):
            sure.add(right)
        elif where and all(right in possible for _, possible in where):
            maybe.add(right)
    return frozenset(sure), frozenset(maybe)


# (e)


def live(tenant: Tenant, tree: Tree, subject: Subject, node: int) -> tuple[Rights, Rights]:
    """gate ? capped minus inert : nothing; certain and possible."""
    user = tenant.principals[subject.principal or ""]
    if not gate(tenant, tree, user, subject.method, node):
        return NONE, NONE
    perhaps = working(tenant, tree, user)
    if STATUS in unselected(user) or (subject.method == "ui" and RESTRICTED in unselected(user)):
        return NONE, perhaps[node]  # IA-57: the gate may be closed
    return working(tenant, tree, user, backed(tenant, tree, user))[node], perhaps[node]


def gate(tenant: Tenant, tree: Tree, user: Principal, method: str, node: int) -> bool:
    """IA-18, IA-19, IA-20, IA-29, IA-62, IA-63."""
    services = user.extra.get("web_services", {})
    if user.status != "active":
        return False
    if method == "api" and services.get("enabled", True) is False:
        return False
    if method == "ui" and (services.get("restricted", False) is True or user.extra.get("type") == "crm"):
        return False
    return subscribed(tenant, tree, node)


def subscribed(tenant: Tenant, tree: Tree, node: int) -> bool:
    """IA-29, IA-63."""
    subscriptions = tenant.settings.get("subscriptions")
    return subscriptions is None or module(tree, node) in subscriptions


def granted(tenant: Tenant, tree: Tree, user: Principal, node: int, certain: bool) -> Rights:
    """granted and adminImplied: IA-02, IA-03, IA-06, IA-09, IA-22, IA-61; IA-57 where it is unknown what counts."""
    if not certain and may_hold_anything(tenant, user):
        return ALL
    found: set[str] = set()
    place = tree.nodes[node].id
    if tenant.settings.get("mode", "role_based") == "user_based":
        found |= user.grants.get(place, NONE)
    else:
        for role in roles(tenant, user):
            unknown = certain and APPLY_TO in unselected(role)
            if not unknown and role.extra.get("apply_to", "loginAndSlideIn") != "slideInOnly":
                found |= role.grants.get(place, NONE)
    admin = user.extra.get("admin", "off")
    may_be_business = USER_TYPE in unselected(user) or user.extra.get("type", "business") == "business"
    if ADMIN in unselected(user) and may_be_business and not certain:
        admin = "full"
    for row in enum_data()["adminImplied"]:
        if row["adminPrivileges"] == admin and place == f"{row['module']}/{row['name']}":
            found |= {*row["rights"], *(["group"] if row["name"] == "users" else [])}
    return frozenset(found)


def may_hold_anything(tenant: Tenant, user: Principal) -> bool:
    """IA-57: whether no row has told what gives the user rights."""
    if tenant.settings.get("mode", "role_based") == "user_based":
        return "permissionAssignments" in unselected(user)
    if {"roles", "groups"} & unselected(user):
        return True
    if any("roles" in unselected(tenant.groups[name]) for name in user.groups):
        return True
    counting = [role for role in roles(tenant, user) if role.extra.get("apply_to", "loginAndSlideIn") != "slideInOnly"]
    return any("rolePermissionAssignments" in unselected(role) for role in counting)


def roles(tenant: Tenant, user: Principal) -> list[Role]:
    """roles(u) and roles(groups(u))."""
    found = [tenant.roles[held.role] for held in user.roles]
    for group in user.groups:
        found += [tenant.roles[role] for role in tenant.groups[group].roles]
    return found


def capped(tenant: Tenant, tree: Tree, user: Principal, node: int, certain: bool) -> Rights:
    """offered, less what the user type blocks: IA-13, IA-14."""
    held = granted(tenant, tree, user, node, certain)
    if certain or full(tree, node):
        held &= allowed_at(tree, node)
    return below_the_ceiling(tree, user, node, held, certain)


def below_the_ceiling(tree: Tree, user: Principal, node: int, held: Rights, certain: bool) -> Rights:
    """What the user type does not block: IA-24 to IA-28, IA-57."""
    if USER_TYPE in unselected(user):
        return NONE if certain else held
    kind = user.extra.get("type", "business")
    if kind == "business":
        return held
    entries = [row for row in enum_data()["userTypeCaps"] if row["userType"] == kind and about(tree, node, row)]
    if certain and not entries:
        return NONE
    for row in entries:
        held &= allowed(row)
    return held


def allowed(row: dict[str, Any]) -> Rights:
    """What one entry of ``userTypeCaps`` lets through."""
    if "allowedClasses" in row:
        return frozenset(right for right in RIGHTS if CLASS[right] in row["allowedClasses"])
    return alike(row["allowedRights"]) if "allowedRights" in row else ALL - set(row["blockedRights"])


def alike(rights: Iterable[str]) -> Rights:
    """IA-58: some rights with their twins, of which either does."""
    given = set(rights)
    for twin, right in TWIN_OF.items():
        if given & {twin, right}:
            given |= {twin, right}
    return frozenset(given)


def permissions(tree: Tree) -> list[int]:
    """The nodes that can be granted."""
    return [node for node in range(len(tree)) if tree.nodes[node].kind == "permission"]


def working(tenant: Tenant, tree: Tree, user: Principal, sure: dict[int, Rights] | None = None) -> dict[int, Rights]:
    """capped minus inert at every permission: what may be live; given what is ``backed``, what is so for certain."""
    held = {node: capped(tenant, tree, user, node, sure is not None) for node in permissions(tree)}
    return stable(tenant, tree, user, held, sure)


def backed(tenant: Tenant, tree: Tree, user: Principal) -> dict[int, Rights]:
    """What is granted for certain and would be live even if rows that may be incomplete offered everything (IA-59)."""
    held: dict[int, Rights] = {}
    for node in permissions(tree):
        given = granted(tenant, tree, user, node, certain=True)
        if full(tree, node):
            given &= allowed_at(tree, node)
        held[node] = below_the_ceiling(tree, user, node, given, certain=False)
    return stable(tenant, tree, user, held, {})


def stable(
    tenant: Tenant, tree: Tree, user: Principal, held: dict[int, Rights], sure: dict[int, Rights] | None
) -> dict[int, Rights]:
    """minus inert, repeated until stable: IA-30 to IA-39, IA-59."""
    while True:
        left = {
            node: frozenset(right for right in rights if has_its_needs(tenant, tree, user, held, node, right, sure))
            for node, rights in held.items()
        }
        if left == held:
            return held
        held = left


def has_its_needs(
    tenant: Tenant,
    tree: Tree,
    user: Principal,
    held: dict[int, Rights],
    node: int,
    right: str,
    sure: dict[int, Rights] | None,
) -> bool:
    """Whether no prerequisite of a right is missing at a permission.

    IA-59: a row does not need what it does not offer. Of one that may be incomplete that is not certain, but where the
    missing right is surely granted: then it is either offered, and there, or not offered, and not needed.
    """
    row, unsure = offered(tree, node), sure is not None and not full(tree, node)
    for rule in enum_data()["prerequisites"]:
        if rule["effect"] != "inert" or right not in alike(rule["rights"]) or not about(tree, node, rule):
            continue
        for need in (alike([need]) for need in rule.get("needs", [])):
            if need & row and not need & held[node]:
                return False
            if sure is not None and unsure and not need & row and not need & (sure.get(node, NONE) | held[node]):
                return False
        choice = alike(rule.get("needsAny", []))
        if choice and (choice & row or unsure) and not choice & held[node]:
            return False
        restricted = user.extra.get("web_services", {}).get("restricted", False) is True
        may_be_restricted = sure is None and RESTRICTED in unselected(user)
        if "needsUser" in rule and not restricted and not may_be_restricted:
            return False
        if "needsElsewhere" in rule and not holds_elsewhere(tenant, tree, held, rule):
            return False
    return True


def holds_elsewhere(tenant: Tenant, tree: Tree, held: dict[int, Rights], rule: dict[str, Any]) -> bool:
    """IA-36: Add or Edit at some permission of an application that is subscribed, attachments themselves aside."""
    for node, rights in held.items():
        if not subscribed(tenant, tree, node):
            continue
        if about(tree, node, rule) or module(tree, node) in ("company", "administration"):
            continue
        if rights & alike(rule["needsElsewhere"]["anyOf"]):
            return True
    return False


# The catalogue, read plainly


def offered(tree: Tree, node: int) -> Rights:
    """allowedAccessRights."""
    return frozenset(tree.nodes[node].attributes.get("allowedAccessRights") or ())


def allowed_at(tree: Tree, node: int) -> Rights:
    """IA-58: on a complete row either of two tokens for the same right counts."""
    return alike(offered(tree, node)) if full(tree, node) else offered(tree, node)


def full(tree: Tree, node: int) -> bool:
    """Whether the row names every right."""
    return bool(tree.nodes[node].attributes.get("completeness") == "full")


def module(tree: Tree, node: int) -> str:
    """The module of a permission."""
    return tree.nodes[node].id.split("/")[0]


def about(tree: Tree, node: int, row: dict[str, Any]) -> bool:
    """Whether an entry with ``module`` and ``name`` is about a permission; a star stands for anything."""
    place, name = tree.nodes[node].id.split("/", 1)
    if row["module"] not in ("*", place):
        return False
    if row["name"].endswith("*"):
        return name.startswith(row["name"][:-1])
    return bool(row["name"] == name)
