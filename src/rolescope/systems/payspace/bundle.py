"""PaySpace's part of the bundle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from rolescope.rights.model import Assignment, Company, Credential, Principal, Role, Tenant
from rolescope.rights.system import level_of
from rolescope.rights.tree import Tree
from rolescope.systems.bundle import UNION_TAG, OneCatalogue, Strict
from rolescope.systems.faults import Problem, twins, unknown
from rolescope.systems.payspace import SYSTEM
from rolescope.systems.payspace.vocabulary import LEVELS

Name = Annotated[str, Field(min_length=1, pattern=r"\S")]
LevelName = Literal["allow", "read_only", "deny"]
Axis = Literal["read", "create", "update", "delete"]
RIGHTS_OF = {level.name: level.rights for level in LEVELS}
ROLE_EXTRA = ("type", "admin", "manager_self_service", "id")
ONE, OTHER = Tag(f"{UNION_TAG}one"), Tag(f"{UNION_TAG}other")


class AttachmentExclude(Strict):
    """A class of attachments that some role codes may not see (PS-73)."""

    class_: str = Field(alias="class")
    roles: list[str]


class Settings(Strict):
    """Tenant settings (PS-11, PS-29, PS-73, PS-74)."""

    parent_gate: bool | None = None
    role_per_company: bool | None = None
    edition: Literal["Lite", "Premier", "Master"] | None = None
    attachment_excludes: list[AttachmentExclude] | None = None


class TenantHead(Strict):
    """Name, system and settings."""

    name: Name
    system: Literal["payspace"]
    settings: Settings = Settings()


class CatalogueNode(Strict):
    """A node of a tenant's own catalogue; the keys of the built-in one."""

    id: Name
    name: str
    kind: Literal["branch", "screen", "field", "element", "report"]
    parent: str | None = None
    order: int | None = None
    api_entity: str | None = None
    api_verbs: list[str] | None = None
    api_axes: list[Axis] | None = None
    update_fields: list[str] | None = None
    editions: list[str] | None = None
    api_name: str | None = None
    type: str | None = None
    access: Literal["read_only", "create_only"] | None = None
    required: Literal["yes", "conditional"] | None = None
    hidden: bool | None = None
    key: bool | None = None
    lookup: str | None = None
    label: str | None = None
    label_basis: str | None = None
    field_basis: str | None = None
    entity_basis: str | None = None
    provenance: str | None = None
    source: str | None = None
    note: str | None = None
    sections: list[str] | None = None
    aliases: list[str] | None = None
    role_branch: str | None = None
    role_node: str | None = None
    role_node_source: str | None = None


class GrantModel(Strict):
    """What a role says about one node."""

    node: str
    level: LevelName


class RoleModel(Strict):
    """A role with its own levels, and what else the vendor keeps of it (PS-22)."""

    name: Name
    code: str | None = None
    description: str = ""
    type: Literal["standard", "manager", "employee"] | None = None
    admin: bool | None = None
    manager_self_service: bool | None = None
    id: int | None = None
    grants: list[GrantModel] = Field(default_factory=list)


class RoleLink(Strict):
    """A role held in one company."""

    role: str
    company: str


def _shape(plain: type) -> Discriminator:
    """Tells the two shapes of a value apart, so that a fault is told once: the ``plain`` type, or else."""
    return Discriminator(lambda value: ONE.tag if isinstance(value, plain) else OTHER.tag)


HeldRole = Annotated[Annotated[RoleLink, ONE] | Annotated[str, OTHER], _shape(dict)]
"""A role by name, or by name and company."""


class Profile(Strict):
    """What a user profile says besides roles: notes, never rights (PS-34, PS-35, PS-70 to PS-72)."""

    level: Literal["employee", "company", "business_partner", "bureau"] | None = None
    org_units: list[str] | None = None
    frequencies: list[str] | None = None
    companies: list[str] | None = None
    historical_records: bool | None = None
    agency: bool | None = None


class UserModel(Strict):
    """An API user."""

    name: Name
    status: Literal["active", "inactive"] = "active"
    roles: list[HeldRole] = Field(default_factory=list)
    profile: Profile | None = None


class CredentialModel(Strict):
    """What an integration logs in with; never a secret."""

    name: Name
    user: str | None = None
    scope: Literal["api.full_access", "api.read_only", "api.create", "api.update", "api.workday"] | None = None
    client_id: str | None = None
    environment: Literal["production", "staging"] | None = None
    development_mode: bool | None = None


class CompanyModel(Strict):
    """A company of the group."""

    code: Name
    name: str = ""


OwnOrBuiltin = Annotated[Annotated[list[CatalogueNode], ONE] | Annotated[Literal["builtin"], OTHER], _shape(list)]
"""A tenant's own nodes, or the catalogue that comes with the program."""


class PaySpaceBundle(Strict):
    """A PaySpace tenant."""

    rolescope: Literal[1]
    tenant: TenantHead
    catalogue: OwnOrBuiltin = "builtin"
    companies: list[CompanyModel] = Field(default_factory=list)
    roles: list[RoleModel] = Field(default_factory=list)
    users: list[UserModel] = Field(default_factory=list)
    credentials: list[CredentialModel] = Field(default_factory=list)
    pins: list[dict[str, Any]] = Field(default_factory=list)


class PaySpaceFormat(OneCatalogue):
    """Reads and writes PaySpace bundles."""

    Model = PaySpaceBundle

    def problems(self, model: PaySpaceBundle, tree: Tree) -> Iterable[Problem]:
        """Names that point nowhere and things that stand twice."""
        yield from twins("companies", "company", [company.code for company in model.companies])
        yield from twins("roles", "role", [role.name for role in model.roles])
        yield from twins("users", "user", [user.name for user in model.users])
        yield from twins("credentials", "credential", [credential.name for credential in model.credentials])
        for number, role in enumerate(model.roles):
            yield from _grant_problems(f"roles[{number}]", role, tree)
        roles = [role.name for role in model.roles]
        companies = [company.code for company in model.companies]
        for number, user in enumerate(model.users):
            yield from _user_problems(f"users[{number}]", user, roles, companies)
        users = [user.name for user in model.users]
        for number, credential in enumerate(model.credentials):
            if credential.user is not None and credential.user not in users:
                yield unknown(f"credentials[{number}].user", "user", credential.user, users)

    def warnings(self, model: PaySpaceBundle, tree: Tree) -> Iterator[Problem]:
        """Codes that are ambiguous or point nowhere, and a second role for managers (PS-22, PS-24, PS-73)."""
        codes: set[str] = set()
        for number, role in enumerate(model.roles):
            if role.code in codes:
                yield Problem(f"roles[{number}].code", f"the code {role.code!r} stands for another role too (PS-22)")
            codes |= {role.code} if role.code is not None else set()
        managers = [number for number, role in enumerate(model.roles) if role.type == "manager"]
        for number in managers[1:]:
            yield Problem(f"roles[{number}].type", "a company has one manager role, this is another one (PS-24)")
        for number, exclude in enumerate(model.tenant.settings.attachment_excludes or ()):
            place = f"tenant.settings.attachment_excludes[{number}].roles"
            for strange in (code for code in exclude.roles if code not in codes):
                yield unknown(place, "role code", strange, codes).told()

    def to_tenant(self, model: PaySpaceBundle, catalogue: str) -> Tenant:
        """The tenant a sound model describes."""
        return Tenant(
            name=model.tenant.name,
            system=model.tenant.system,
            settings=_given(model.tenant.settings),
            companies=tuple(Company(company.code, company.name) for company in model.companies),
            roles={role.name: _role(role) for role in model.roles},
            principals={user.name: _principal(user) for user in model.users},
            credentials={credential.name: _credential(credential) for credential in model.credentials},
            pins=tuple(model.pins),
            catalogue=catalogue,
        )

    def to_json(self, tenant: Tenant) -> dict[str, Any]:
        """The bundle's keys of a tenant. Hashes of secrets stay at home."""
        return {
            "tenant": {"name": tenant.name, "system": tenant.system, "settings": dict(tenant.settings)},
            "companies": [{"code": company.code, "name": company.name} for company in tenant.companies],
            "roles": [_role_json(role) for role in tenant.roles.values()],
            "users": [_principal_json(principal) for principal in tenant.principals.values()],
            "credentials": [_credential_json(credential) for credential in tenant.credentials.values()],
            "pins": list(tenant.pins),
        }


def _grant_problems(where: str, role: RoleModel, tree: Tree) -> Iterator[Problem]:
    times = Counter(grant.node for grant in role.grants)
    for number, grant in enumerate(role.grants):
        place = f"{where}.grants[{number}].node"
        if grant.node not in tree.index:
            yield unknown(place, "node", grant.node, tree.index)
        elif times[grant.node] > 1:
            times[grant.node] = 1
            yield Problem(place, f"node {grant.node!r} is granted twice in role {role.name!r}")


def _user_problems(where: str, user: UserModel, roles: list[str], companies: list[str]) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for number, held in enumerate(user.roles):
        role, company = (held, "") if isinstance(held, str) else (held.role, held.company)
        place = f"{where}.roles[{number}]"
        if role not in roles:
            yield unknown(place, "role", role, roles)
        if company and company not in companies:
            yield unknown(place, "company", company, companies)
        if (role, company) in seen:
            yield Problem(place, f"role {role!r} stands twice for user {user.name!r}")
        seen.add((role, company))


def _given(model: Strict) -> dict[str, Any]:
    """What a file said, by its own keys, without what it left out."""
    return model.model_dump(exclude_unset=True, exclude_none=True, by_alias=True)


def _role(role: RoleModel) -> Role:
    grants = {grant.node: RIGHTS_OF[grant.level] for grant in role.grants}
    extra = {key: value for key, value in _given(role).items() if key in ROLE_EXTRA}
    return Role(role.name, grants, role.code, role.description, extra)


def _principal(user: UserModel) -> Principal:
    held = (Assignment(h) if isinstance(h, str) else Assignment(h.role, h.company) for h in user.roles)
    return Principal(user.name, user.status, tuple(held), _given(user.profile) if user.profile else {})


def _credential(credential: CredentialModel) -> Credential:
    extra = {k: v for k, v in _given(credential).items() if k in ("environment", "development_mode")}
    return Credential(credential.name, credential.user, credential.scope, credential.client_id, None, extra)


def _role_json(role: Role) -> dict[str, Any]:
    return {
        "name": role.name,
        **({"code": role.code} if role.code is not None else {}),
        **({"description": role.description} if role.description else {}),
        **role.extra,
        "grants": [{"node": node, "level": _level_name(rights)} for node, rights in role.grants.items()],
    }


def _level_name(rights: frozenset[str]) -> str:
    level = level_of(SYSTEM, rights)
    return level.name if level else LEVELS[0].name


def _principal_json(principal: Principal) -> dict[str, Any]:
    return {
        "name": principal.name,
        "status": principal.status,
        "roles": [h.role if not h.company else {"role": h.role, "company": h.company} for h in principal.roles],
        **({"profile": dict(principal.extra)} if principal.extra else {}),
    }


def _credential_json(credential: Credential) -> dict[str, Any]:
    return {
        "name": credential.name,
        **({"user": credential.principal} if credential.principal is not None else {}),
        **({"scope": credential.scope} if credential.scope is not None else {}),
        **({"client_id": credential.client_id} if credential.client_id is not None else {}),
        **credential.extra,
    }


FORMAT = PaySpaceFormat()
