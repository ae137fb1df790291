"""Intacct's part of the bundle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field

from rolescope.rights.model import Assignment, Group, Principal, Rights, Role, Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.bundle import OneCatalogue, Strict
from rolescope.systems.faults import Problem, clipped, twins, unknown
from rolescope.systems.intacct.catalogue import is_full, offered_at
from rolescope.systems.intacct.vocabulary import (
    ADMIN_OFF,
    BUSINESS,
    MODE,
    MODULE,
    PERMISSION,
    RIGHTS,
    ROLE_BASED,
    USER_BASED,
    enum_data,
    with_twins,
)

Name = Annotated[str, Field(min_length=1, pattern=r"\S")]
UserType = Literal[
    "business",
    "employee",
    "viewOnly",
    "dashboard",
    "projectManager",
    "paymentApprover",
    "client",
    "platform",
    "crm",
    "warehouse",
    "constructionManager",
]


Unselected = Literal[
    "userType", "adminPrivileges", "status", "webServices.isRestricted", "roles", "permissionAssignments", "groups"
]


class Settings(Strict):
    """Tenant settings (IA-01, IA-29, IA-63)."""

    mode: Literal["role_based", "user_based"] | None = None
    subscriptions: list[str] | None = None


class TenantHead(Strict):
    """Name, system and settings."""

    name: Name
    system: Literal["intacct"]
    settings: Settings = Settings()


class Provenance(Strict):
    """What a row of the catalogue is known from."""

    evidence: list[str] = Field(default_factory=list)
    moduleBasis: str | None = None
    nameBasis: str | None = None
    confidence: str | None = None


class CatalogueNode(Strict):
    """A node of a tenant's own catalogue; the keys of the built-in one."""

    id: Name
    name: str
    kind: Literal["module", "group", "permission"]
    parent: str | None = None
    module: str | None = None
    token: str | None = None
    key: str | None = None
    localKey: bool | None = None
    permissionGroup: str | None = None
    allowedAccessRights: list[str] | None = None
    completeness: Literal["full", "subset"] | None = None
    uiModule: str | None = None
    unmappedUiRights: list[str] | None = None
    rightsNote: str | None = None
    provenance: Provenance | None = None
    source: str | None = None


class GrantModel(Strict):
    """The rights granted at one permission."""

    permission: str
    rights: list[str]


class RoleModel(Strict):
    """A role with its grants."""

    name: Name
    key: str | None = None
    type: Literal["enterprise", "eConsole", "multiEntityDistributed", "multiEntityShared"] | None = None
    apply_to: Literal["loginAndSlideIn", "loginOnly", "slideInOnly"] | None = None
    description: str = ""
    grants: list[GrantModel] = Field(default_factory=list)
    custom: list[dict[str, Any]] | None = None
    agents: list[dict[str, Any]] | None = None
    vendor: dict[str, Any] | None = None
    in_part: dict[Literal["rolePermissionAssignments"], list[dict[str, Any]]] | None = None
    unselected: list[Literal["applyTo", "roleType", "rolePermissionAssignments"]] | None = None


class GroupModel(Strict):
    """A group of users, with the roles they hold through it."""

    name: Name
    key: str | None = None
    description: str = ""
    roles: list[str] = Field(default_factory=list)
    vendor: dict[str, Any] | None = None
    in_part: dict[Literal["roles"], list[dict[str, Any]]] | None = None
    unselected: list[Literal["roles"]] | None = None


class WebServices(Strict):
    """IA-19, IA-20, IA-62."""

    enabled: bool | None = None
    restricted: bool | None = None


class EntityAccess(Strict):
    """IA-41."""

    unrestricted: bool | None = None
    top_level: bool | None = None


class UserModel(Strict):
    """A user; every one of them may be an API user."""

    name: Name
    key: str | None = None
    type: UserType | None = None
    admin: Literal["off", "limited", "full"] | None = None
    status: Literal["active", "inactive", "lockedOut"] = "active"
    web_services: WebServices | None = None
    entity_access: EntityAccess | None = None
    entities: list[str] | None = None
    departments: list[str] | None = None
    territories: list[str] | None = None
    roles: list[str] = Field(default_factory=list)
    idle_roles: list[str] = Field(default_factory=list)
    """IA-03: roles that a user keeps in a user-based company, where they do not count."""
    groups: list[str] = Field(default_factory=list)
    permissions: list[GrantModel] = Field(default_factory=list)
    custom: list[dict[str, Any]] | None = None
    agents: list[dict[str, Any]] | None = None
    vendor: dict[str, Any] | None = None
    in_part: dict[Literal["roles"], list[dict[str, Any]]] | None = None
    unselected: list[Unselected] | None = None
    memberships: dict[str, dict[str, Any]] | None = None


class IntacctBundle(Strict):
    """An Intacct tenant."""

    rolescope: Literal[1]
    tenant: TenantHead
    catalogue: Literal["builtin"] | list[CatalogueNode] = "builtin"
    roles: list[RoleModel] = Field(default_factory=list)
    groups: list[GroupModel] = Field(default_factory=list)
    users: list[UserModel] = Field(default_factory=list)
    pins: list[dict[str, Any]] = Field(default_factory=list)


OWN_KEYS = {
    "role": ("key", "type", "apply_to", "custom", "agents", "vendor", "in_part", "unselected"),
    "group": ("key", "vendor", "in_part", "unselected"),
    "user": (
        "key",
        "type",
        "admin",
        "web_services",
        "entity_access",
        "entities",
        "departments",
        "territories",
        "custom",
        "agents",
        "vendor",
        "in_part",
        "unselected",
        "memberships",
    ),
}
"""What is kept beside the core's own fields, by the bundle's key."""


class IntacctFormat(OneCatalogue):
    """Reads and writes Intacct bundles."""

    Model = IntacctBundle

    def problems(self, model: IntacctBundle, tree: Tree) -> Iterable[Problem]:
        """Names that point nowhere, things that stand twice, and what the vendor would refuse."""
        yield from _catalogue_problems(model)
        yield from _setting_problems(model.tenant.settings, tree)
        roles, groups = [role.name for role in model.roles], [group.name for group in model.groups]
        yield from twins("roles", "role", roles)
        yield from twins("groups", "group", groups)
        yield from twins("users", "user", [user.name for user in model.users])
        for number, role in enumerate(model.roles):
            yield from _grant_problems(f"roles[{number}].grants", f"role {role.name!r}", role.grants, tree)
        for number, group in enumerate(model.groups):
            yield from _names_problems(f"groups[{number}].roles", "role", group.roles, roles)
        for number, user in enumerate(model.users):
            yield from _user_problems(f"users[{number}]", user, model, (roles, groups), tree)

    def to_tenant(self, model: IntacctBundle, catalogue: str) -> Tenant:
        """The tenant a sound model describes."""
        return Tenant(
            name=model.tenant.name,
            system=model.tenant.system,
            settings=_given(model.tenant.settings),
            roles={r.name: Role(r.name, _grants(r.grants), None, r.description, _own("role", r)) for r in model.roles},
            principals={user.name: _principal(user) for user in model.users},
            pins=tuple(model.pins),
            catalogue=catalogue,
            groups={g.name: Group(g.name, tuple(g.roles), g.description, _own("group", g)) for g in model.groups},
        )

    def to_json(self, tenant: Tenant) -> dict[str, Any]:
        """The bundle's keys of a tenant."""
        return {
            "tenant": {"name": tenant.name, "system": tenant.system, "settings": dict(tenant.settings)},
            "roles": [_role_json(role) for role in tenant.roles.values()],
            "groups": [_group_json(group) for group in tenant.groups.values()],
            "users": [_user_json(user, tenant) for user in tenant.principals.values()],
            "pins": list(tenant.pins),
        }


# What is wrong


def _catalogue_problems(model: IntacctBundle) -> Iterator[Problem]:
    if model.catalogue == "builtin":
        return
    for number, node in enumerate(model.catalogue):
        module, slash, token = node.id.partition("/")
        if node.kind == PERMISSION and (
            not slash or node.module not in (None, module) or node.token not in (None, token)
        ):
            yield Problem(f"catalogue[{number}].id", f"expected <module>/<name> of the permission, not {node.id!r}")
        for place, right in enumerate(node.allowedAccessRights or ()):
            if right not in RIGHTS:
                where = f"catalogue[{number}].allowedAccessRights[{place}]"
                yield unknown(where, "right", right, RIGHTS)


def _setting_problems(settings: Settings, tree: Tree) -> Iterator[Problem]:
    known = {*enum_data()["modules"], *(node.id for node in tree.nodes if node.kind == MODULE)}
    for number, module in enumerate(settings.subscriptions or ()):
        if module not in known:
            yield unknown(f"tenant.settings.subscriptions[{number}]", "module", module, sorted(known))


def _grant_problems(where: str, owner: str, grants: list[GrantModel], tree: Tree) -> Iterator[Problem]:
    times = Counter(grant.permission for grant in grants)
    for number, grant in enumerate(grants):
        place = f"{where}[{number}]"
        node = tree.index.get(grant.permission)
        if node is None or tree.nodes[node].kind != PERMISSION:
            yield _unknown_permission(f"{place}.permission", grant.permission, tree)
            continue
        if times[grant.permission] > 1:
            times[grant.permission] = 1
            yield Problem(f"{place}.permission", f"{grant.permission!r} is granted twice in {owner} (IA-12)")
        yield from _right_problems(f"{place}.rights", grant, tree, node)


def _unknown_permission(where: str, name: str, tree: Tree) -> Problem:
    """Names the module where it is that which is unknown, else the nearest permission."""
    modules = sorted({*enum_data()["modules"], *(node.id for node in tree.nodes if node.kind == MODULE)})
    module, slash, _ = name.partition("/")
    if slash and module not in modules:
        problem = unknown(where, "module", module, modules)
        return replace(problem, text=f"{problem.text} in {clipped(name)!r}")
    return unknown(where, "permission", name, [node.id for node in tree.nodes if node.kind == PERMISSION])


def _right_problems(where: str, grant: GrantModel, tree: Tree, node: int) -> Iterator[Problem]:
    row, seen = tree.nodes[node], set[str]()
    for number, right in enumerate(grant.rights):
        if right not in RIGHTS:
            yield unknown(f"{where}[{number}]", "right", right, RIGHTS)
        elif right in seen:
            yield Problem(f"{where}[{number}]", f"right {right!r} stands twice")
        elif right not in with_twins(offered_at(row)) and is_full(row):
            offers = ", ".join(r for r in RIGHTS if r in offered_at(row))
            yield Problem(f"{where}[{number}]", f"{row.id} does not offer {right!r}, it offers {offers} (IA-14)")
        seen.add(right)


def _names_problems(where: str, kind: str, names: list[str], known: list[str]) -> Iterator[Problem]:
    for number, name in enumerate(names):
        if name not in known:
            yield unknown(f"{where}[{number}]", kind, name, known)
        elif name in names[:number]:
            yield Problem(f"{where}[{number}]", f"{kind} {name!r} stands twice")


def _user_problems(
    where: str, user: UserModel, model: IntacctBundle, known: tuple[list[str], list[str]], tree: Tree
) -> Iterator[Problem]:
    held = {"roles": user.roles, "idle_roles": user.idle_roles}
    for key, names in held.items():
        yield from _names_problems(f"{where}.{key}", "role", names, known[0])
    yield from _names_problems(f"{where}.groups", "group", user.groups, known[1])
    yield from _grant_problems(f"{where}.permissions", f"user {user.name!r}", user.permissions, tree)
    is_user_based = (model.tenant.settings.mode or ROLE_BASED) == USER_BASED
    if user.roles and is_user_based:
        yield Problem(f"{where}.roles", f"user {user.name!r} holds roles, but the company is user-based (IA-04)")
    if user.idle_roles and not is_user_based:
        text = f"roles are idle in a user-based company alone (IA-03): those of user {user.name!r} go under roles"
        yield Problem(f"{where}.idle_roles", text)
    kind = user.type or BUSINESS
    if (user.admin or ADMIN_OFF) != ADMIN_OFF and kind != BUSINESS:
        yield Problem(f"{where}.admin", f"{user.admin} admin privileges need a business user, not {kind!r} (IA-21)")


# From the model


def _given(model: Strict) -> dict[str, Any]:
    """What a file said, by its own keys, without what it left out."""
    return model.model_dump(exclude_unset=True, exclude_none=True)


def _own(kind: str, model: Strict) -> dict[str, Any]:
    given = _given(model)
    return {key: given[key] for key in OWN_KEYS[kind] if key in given}


def _grants(grants: list[GrantModel]) -> dict[str, Rights]:
    return {grant.permission: frozenset(grant.rights) for grant in grants}


def _principal(user: UserModel) -> Principal:
    held = tuple(Assignment(role) for role in (*user.roles, *user.idle_roles))
    return Principal(user.name, user.status, held, _own("user", user), tuple(user.groups), _grants(user.permissions))


# To JSON


def grants_json(grants: Mapping[str, Rights]) -> list[dict[str, Any]]:
    """Grants as a bundle has them, rights in the order of the columns."""
    return [
        {"permission": node, "rights": [right for right in RIGHTS if right in rights]}
        for node, rights in grants.items()
    ]


def _role_json(role: Role) -> dict[str, Any]:
    described = {"description": role.description} if role.description else {}
    return {"name": role.name, **described, **role.extra, "grants": grants_json(role.grants)}


def _group_json(group: Group) -> dict[str, Any]:
    described = {"description": group.description} if group.description else {}
    return {"name": group.name, **described, **group.extra, "roles": list(group.roles)}


def _user_json(user: Principal, tenant: Tenant) -> dict[str, Any]:
    """IA-03, IA-04: in a user-based company nobody holds roles, and those that are kept stand apart."""
    roles = [held.role for held in user.roles]
    is_user_based = tenant.settings.get(MODE) == USER_BASED
    return {
        "name": user.name,
        "status": user.status,
        **user.extra,
        "roles": [] if is_user_based else roles,
        **({"idle_roles": roles} if is_user_based and roles else {}),
        "groups": list(user.groups),
        **({"permissions": grants_json(user.grants)} if user.grants else {}),
    }


FORMAT = IntacctFormat()
