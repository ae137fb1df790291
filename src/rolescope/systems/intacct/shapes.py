"""The shape that each of the vendor's objects must have as far as it is read; what else it holds is kept as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rolescope.systems.bundle import problem_of
from rolescope.systems.faults import Problem
from rolescope.systems.intacct import objects
from rolescope.systems.intacct.bundle import Name, UserType

Token = Annotated[str, Field(pattern=r"^[^/:\s]+$")]
"""A module or the name of a permission; together they make its id."""


class Loose(BaseModel):
    """Part of an object: what is named has to fit, what is not is let through."""

    model_config = ConfigDict(extra="allow", strict=True)


class Reference(Loose):
    """Points at another object, by key or id."""

    key: str | None = None
    id: str | None = None


class PermissionReference(Reference):
    """Points at a permission, also by module and name."""

    module: str | None = None
    name: str | None = None


class Element(Loose):
    """A permission with the rights that are ticked."""

    permission: PermissionReference | None = None
    accessRights: list[str] | None = None


class Permission(Loose):
    """A row of the catalogue."""

    key: str | None = None
    id: str | None = None
    module: Token
    name: Token
    permissionGroup: str | None = None
    allowedAccessRights: list[str] | None = None


class RoleHolder(Loose):
    """Who holds a role, as the role itself tells."""

    user: Reference | None = None
    userGroup: Reference | None = None


class Role(Loose):
    """A role with its assignments."""

    key: str | None = None
    id: Name
    description: str | None = None
    roleType: Literal["enterprise", "eConsole", "multiEntityDistributed", "multiEntityShared"] | None = None
    applyTo: Literal["loginAndSlideIn", "loginOnly", "slideInOnly"] | None = None
    rolePermissionAssignments: list[Element] | None = None
    customRolePermissionAssignments: list[dict[str, Any]] | None = None
    agentRolePermissionAssignments: list[dict[str, Any]] | None = None
    roleUsers: list[RoleHolder] | None = None
    roleGroups: list[RoleHolder] | None = None


class WebServices(Loose):
    """IA-19, IA-20."""

    isEnabled: bool | None = None
    isRestricted: bool | None = None


class EntityAccess(Loose):
    """IA-41."""

    allowUnrestrictedAccess: bool | None = None
    allowTopLevelAccess: bool | None = None


class User(Loose):
    """A user."""

    key: str | None = None
    id: Name
    userType: UserType | None = None
    adminPrivileges: Literal["off", "limited", "full"] | None = None
    status: Literal["active", "inactive", "lockedOut"] | None = None
    webServices: WebServices | None = None
    entityAccess: EntityAccess | None = None
    entities: list[Reference] | None = None
    departments: list[Reference] | None = None
    territories: list[Reference] | None = None
    roles: list[Reference] | None = None
    permissionAssignments: list[Element] | None = None
    customPermissionAssignments: list[dict[str, Any]] | None = None
    agentPermissionAssignments: list[dict[str, Any]] | None = None


class Group(Loose):
    """A user group."""

    key: str | None = None
    id: Name
    description: str | None = None
    roles: list[Reference] | None = None


class Assignment(Element):
    """An assignment by itself, with the role that owns it."""

    role: Reference


class RoleUser(Loose):
    """That a user holds a role."""

    role: Reference
    user: Reference


class RoleGroup(Loose):
    """That a group holds a role."""

    role: Reference
    userGroup: Reference


class Member(Loose):
    """That a user is in a group."""

    userGroup: Reference
    user: Reference


SHAPES: dict[str, type[Loose]] = {
    objects.PERMISSION: Permission,
    objects.PERMISSION_REFERENCE: Reference,
    objects.ROLE: Role,
    objects.ASSIGNMENT: Assignment,
    objects.ROLE_USER: RoleUser,
    objects.ROLE_GROUP: RoleGroup,
    objects.USER: User,
    objects.GROUP: Group,
    objects.MEMBER: Member,
}


def misfits(found: objects.Found) -> Iterator[Problem]:
    """What does not have the shape that it must have, each with its place."""
    try:
        SHAPES[found.kind].model_validate(found.raw)
    except ValidationError as invalid:
        for error in invalid.errors():
            problem = problem_of(error)
            where = f"{found.where}.{problem.where}" if found.where and problem.where else found.where or problem.where
            yield Problem(where, problem.text)
