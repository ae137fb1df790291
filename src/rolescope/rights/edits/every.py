"""Every edit there is."""

from __future__ import annotations

from rolescope.rights.edits.base import UNDO, Batch, Edit, EditError, apply, apply_all, apply_each
from rolescope.rights.edits.credentials import (
    AddCredential,
    LinkCredential,
    RemoveCredential,
    SetScope,
    UpdateCredential,
)
from rolescope.rights.edits.grants import ClearGrant, PutGrants, SetGrant
from rolescope.rights.edits.groups import AddGroup, RemoveGroup, SetGroupRoles, SetGroups, UpdateGroup
from rolescope.rights.edits.own_grants import PutOwnGrants, SetOwnGrant
from rolescope.rights.edits.principals import (
    AddPrincipal,
    AssignRole,
    RemovePrincipal,
    RenamePrincipal,
    SetProfile,
    SetRoles,
    SetStatus,
    UnassignRole,
)
from rolescope.rights.edits.roles import AddRole, RemoveRole, UpdateRole
from rolescope.rights.edits.tenant import PutSettings, ReplaceTenant, SetCompanies, SetSetting

__all__ = [
    "UNDO",
    "AddCredential",
    "AddGroup",
    "AddPrincipal",
    "AddRole",
    "AssignRole",
    "Batch",
    "ClearGrant",
    "Edit",
    "EditError",
    "LinkCredential",
    "PutGrants",
    "PutOwnGrants",
    "PutSettings",
    "RemoveCredential",
    "RemoveGroup",
    "RemovePrincipal",
    "RemoveRole",
    "RenamePrincipal",
    "ReplaceTenant",
    "SetCompanies",
    "SetGrant",
    "SetGroupRoles",
    "SetGroups",
    "SetOwnGrant",
    "SetProfile",
    "SetRoles",
    "SetScope",
    "SetSetting",
    "SetStatus",
    "UnassignRole",
    "UpdateCredential",
    "UpdateGroup",
    "UpdateRole",
    "apply",
    "apply_all",
    "apply_each",
]
