"""An edit as a sentence, for the review, the history and the fixes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import singledispatch

from rolescope.rights import edits
from rolescope.rights.counting import count, hidden_fields, listed
from rolescope.rights.edits import Edit
from rolescope.rights.field_words import (
    OTHER_DETAILS,
    changed_fields,
    changed_value,
    in_words,
    setting_value,
    spoken_value,
)
from rolescope.rights.fixes import NEEDS_CREDENTIAL, NEEDS_ROLE, NEEDS_USER, NO_FIX, PARTS, VENDOR_ONLY
from rolescope.rights.model import Assignment, Credential, Json, Rights, Tenant
from rolescope.rights.node_words import node_title
from rolescope.rights.system import Setting, System
from rolescope.rights.tree import Tree


def describe(edit: Edit, system: System, tree: Tree, before: Tenant | None = None) -> str:
    """One sentence without a full stop. Names stand in it as they are: whoever draws it makes them safe to draw.

    It begins in lower case, or with a name: it stands in a list of edits, or in a message behind a colon.

    It says what the edit alone knows; where the tenant is given that it is made on, also which details it changes.
    """
    return _say(edit, Words(system, tree, before))


def side_effects(cells: int, users: int, hidden: int = 0, by_hand: int = 0) -> str:
    """What else a fix touches: cells of the preview, ``hidden`` ones beside them, and users besides its own.

    At ``by_hand`` of the cells it is people in the vendor's own interface alone whom it touches.
    """
    other_cells = {0: "no other cell", 1: "1 other cell"}.get(cells, f"{cells:,} other cells")
    other_users = {0: "no other user", 1: "1 other user"}.get(users, f"{users:,} other users")
    alone = f" ({by_hand:,} by hand alone)" if by_hand else ""
    return f"{other_cells}{alone}{f' and {hidden_fields(hidden)}' if hidden else ''}, {other_users}"


def no_fix(way_on: str, key: str = "", system: System | None = None) -> str:
    """What helps where no fix is known, by what ``fixes.way_on`` says; ``key`` is the one to press for it."""
    looked_in = "roles or credentials"
    if system is not None and not system.has_credentials:
        looked_in = f"the {system.people.role_word}" if system.people.own_roles else "roles"
    pressed = f" with {key}" if key else ""
    return {
        NEEDS_CREDENTIAL: f"nothing logs in as this user: make a credential{pressed} first",
        NEEDS_USER: f"the credential has no user: link one{pressed} first",
        NEEDS_ROLE: f"holds no role: link one{pressed} first",
        VENDOR_ONLY: "no fix: only the vendor could open this",
        PARTS: "no single fix for all of it: ask about a part below",
        NO_FIX: f"no fix in {looked_in}",
    }[way_on]


@dataclass(frozen=True, slots=True)
class Words:
    """What the sentences need besides the edit."""

    system: System
    tree: Tree
    before: Tenant | None = None
    """The tenant that the edit is made on, where that is known."""

    def place(self, node_id: str, subtree: bool) -> str:
        """A node by name."""
        return node_title(self.tree, node_id) + (" and everything below" if subtree else "")

    def path(self, node_id: str) -> str:
        """A node by the names from the root to it; the id of one that is unknown."""
        number = self.tree.index.get(node_id)
        return node_id if number is None else self.tree.path(number)

    def rights(self, rights: Rights, node_id: str = "") -> str:
        """The title of a level, or of each right; with its token where another right of the node is called the same."""
        named = (level.title for level in self.system.levels if level.rights == rights)
        number = self.tree.index.get(node_id)
        offered = frozenset(() if number is None else self.system.offered(self.tree, number))
        titles = (self._right(right, rights, offered) for right in self.system.rights if right in rights)
        return next(named, ", ".join(titles) or self.system.empty_grant or "no right")

    def _right(self, right: str, rights: Rights, offered: Rights) -> str:
        title = self.system.right_title(right)
        alike = {other for other in rights | offered if self.system.right_title(other) == title}
        return title if alike == {right} else f"{title} ({right})"

    @property
    def role(self) -> str:
        """What holds the grants."""
        return self.system.people.role_word

    @property
    def own_roles(self) -> bool:
        """Whether each of these is one user's own, and bears its name."""
        return self.system.people.own_roles

    def setting(self, name: str) -> Setting:
        """A setting by name; one that is unknown is called by its name."""
        unknown = Setting(name, name, None, "", "")
        return next((setting for setting in self.system.settings if setting.name == name), unknown)


@singledispatch
def _say(edit: Edit, words: Words) -> str:
    raise NotImplementedError(type(edit).__name__)


@_say.register
def _(edit: edits.Batch, words: Words) -> str:
    if len(edit.edits) == 1 and not edit.label:
        return _say(edit.edits[0], words)
    size = count(len(edit.edits), "edit")
    return f"{edit.label}: {size}" if edit.label else size


# Grants


@_say.register
def _(edit: edits.SetGrant, words: Words) -> str:
    return f"{edit.role}: set {words.place(edit.node, edit.subtree)} to {words.rights(edit.rights, edit.node)}"


@_say.register
def _(edit: edits.ClearGrant, words: Words) -> str:
    inherits = " (inherits)" if words.system.inherits else ""
    return f"{edit.role}: clear {words.place(edit.node, edit.subtree)}{inherits}"


@_say.register
def _(edit: edits.PutGrants, words: Words) -> str:
    return f"{edit.role}: replace everything it says by {count(len(edit.grants), 'grant')}"


# Roles


@_say.register
def _(edit: edits.AddRole, words: Words) -> str:
    size = count(len(edit.role.grants), "grant")
    if words.own_roles:
        return (
            f"{edit.role.name}: add an {words.role} {f'with {size}' if edit.role.grants else 'that says nothing yet'}"
        )
    return f"add role {edit.role.name} with {size}"


@_say.register
def _(edit: edits.RemoveRole, words: Words) -> str:
    if words.own_roles:
        return f"{edit.role}: remove the {words.role}"
    return f"remove role {edit.role} and take it from whoever holds it"


@_say.register
def _(edit: edits.UpdateRole, words: Words) -> str:
    before = words.before.roles.get(edit.role) if words.before else None
    changes: list[str] = []
    if before:
        changes = [f"code {before.code or 'none'} → {edit.code or 'none'}"] if before.code != edit.code else []
        changes += ["change the description"] if before.description != edit.description else []
        fields, known = words.system.people.role_fields, words.system.role_values
        changes += changed_fields(
            before.extra, edit.extra, fields, (known(before), known(replace(before, extra=edit.extra)))
        )
    return _updated(words.role, edit.role, edit.name, edit.role, changes)


# API users


@_say.register
def _(edit: edits.AddPrincipal, words: Words) -> str:
    return f"add user {edit.principal.name} with {_roles(edit.principal.roles, words)}"


@_say.register
def _(edit: edits.RemovePrincipal, words: Words) -> str:
    return f"remove user {edit.user}"


@_say.register
def _(edit: edits.RenamePrincipal, words: Words) -> str:
    return f"rename user {edit.user} to {edit.name}"


@_say.register
def _(edit: edits.SetStatus, words: Words) -> str:
    return f"{edit.user}: status {in_words(edit.status)}"


@_say.register
def _(edit: edits.SetProfile, words: Words) -> str:
    before = words.before.principals.get(edit.user) if words.before else None
    changes: list[str] = []
    if before and words.before:
        users = (before, replace(before, extra=edit.extra))
        one, other = (words.system.user_values(words.before, user) for user in users)
        changes = changed_fields(before.extra, edit.extra, words.system.people.user_fields, (one, other))
        if words.system.has_status(users[1]) and not words.system.has_status(before):
            changes = [change for change in changes if change != OTHER_DETAILS]
            changes.append(f"the status is known, {in_words(before.status)}")
    return f"{edit.user}: {', '.join(changes) or 'change the profile'}"


@_say.register
def _(edit: edits.SetRoles, words: Words) -> str:
    return f"{edit.user}: hold {_roles(edit.roles, words)}"


@_say.register
def _(edit: edits.AssignRole, words: Words) -> str:
    if words.own_roles:
        return f"{edit.user}: hold the {words.role}{_of_other(edit.role, edit.user)}"
    return f"{edit.user}: add role {_held(edit.role, edit.company)}"


@_say.register
def _(edit: edits.UnassignRole, words: Words) -> str:
    if words.own_roles:
        return f"{edit.user}: no longer hold the {words.role}{_of_other(edit.role, edit.user)}"
    return f"{edit.user}: take away role {_held(edit.role, edit.company)}"


def _of_other(role: str, user: str) -> str:
    """Whose record it is, where it does not bear the user's own name."""
    return "" if role == user else f" of {role}"


def _held(role: str, company: str) -> str:
    return f"{role} in {company}" if company else role


def _roles(held: Iterable[Assignment], words: Words) -> str:
    return _names([_held(assignment.role, assignment.company) for assignment in held], words.role)


def _names(names: Sequence[str], kind: str) -> str:
    return f"{kind if len(names) == 1 else f'{kind}s'} {', '.join(names)}" if names else f"no {kind}"


@_say.register
def _(edit: edits.SetOwnGrant, words: Words) -> str:
    if edit.rights is None:
        return f"{edit.user}: take back what was granted at {words.place(edit.node, False)} directly"
    rights = words.rights(edit.rights, edit.node)
    return f"{edit.user}: grant {rights} at {words.place(edit.node, False)} directly"


@_say.register
def _(edit: edits.PutOwnGrants, words: Words) -> str:
    return f"{edit.user}: replace everything granted directly by {count(len(edit.grants), 'grant')}"


# Groups


@_say.register
def _(edit: edits.AddGroup, words: Words) -> str:
    return f"add group {edit.group.name} with {_names(edit.group.roles, 'role')}"


@_say.register
def _(edit: edits.RemoveGroup, words: Words) -> str:
    return f"remove group {edit.group} and what its members hold through it"


@_say.register
def _(edit: edits.UpdateGroup, words: Words) -> str:
    before = words.before.groups.get(edit.group) if words.before else None
    changes: list[str] = []
    if before:
        changes = ["change the description"] if before.description != edit.description else []
        changes += changed_fields(before.extra, edit.extra, ())
    return _updated("group", edit.group, edit.name, f"group {edit.group}", changes)


def _updated(kind: str, old: str, new: str, lead: str, changes: Sequence[str]) -> str:
    """What renames or describes: the new name, and what else changes."""
    told = ", ".join(changes)
    if new == old:
        return f"{lead}: {told or 'change its details'}"
    return f"rename {kind} {old} to {new}{f': {told}' if told else ''}"


@_say.register
def _(edit: edits.SetGroupRoles, words: Words) -> str:
    return f"group {edit.group}: hold {_names(edit.roles, 'role')}"


@_say.register
def _(edit: edits.SetGroups, words: Words) -> str:
    return f"{edit.user}: be in {_names(edit.groups, 'group')}"


# Credentials


@_say.register
def _(edit: edits.AddCredential, words: Words) -> str:
    user = edit.credential.principal
    return f"add credential {edit.credential.name} {'without a user' if user is None else f'for {user}'}"


@_say.register
def _(edit: edits.RemoveCredential, words: Words) -> str:
    return f"remove credential {edit.credential}"


@_say.register
def _(edit: edits.UpdateCredential, words: Words) -> str:
    before = words.before.credentials.get(edit.credential) if words.before else None
    fields = words.system.people.credential_fields
    changes = _credential_changes(before, edit.new, fields) if before else []
    return _updated("credential", edit.credential, edit.new.name, edit.credential, changes)


def _credential_changes(before: Credential, after: Credential, fields: Sequence[Setting]) -> list[str]:
    """What becomes of each part of a credential; of the secret only whether there is one."""
    parts = (
        ("user", before.principal or "nobody", after.principal or "nobody"),
        ("scope", before.scope or "default", after.scope or "default"),
        ("client id", before.client_id or "none", after.client_id or "none"),
    )
    changes = [f"{part} {old} → {new}" for part, old, new in parts if old != new]
    if before.secret_hash != after.secret_hash:
        changes.append("a new secret" if after.secret_hash else "no secret any more")
    return [*changes, *changed_fields(before.extra, after.extra, fields)]


@_say.register
def _(edit: edits.SetScope, words: Words) -> str:
    return f"{edit.credential}: {'default scope' if edit.scope is None else f'scope {edit.scope}'}"


@_say.register
def _(edit: edits.LinkCredential, words: Words) -> str:
    return f"{edit.credential}: {'no user' if edit.user is None else f'link user {edit.user}'}"


# The tenant


@_say.register
def _(edit: edits.SetSetting, words: Words) -> str:
    setting = words.setting(edit.setting)
    old = words.before.settings.get(edit.setting) if words.before else None
    if words.before and (isinstance(old, list) or isinstance(edit.value, list)):
        return f"setting {changed_value(setting, old, edit.value)}"
    return f"setting {setting.title}: {_put_to(setting, edit.value)}"


def _put_to(setting: Setting, value: Json) -> str:
    return spoken_value(setting, value) if isinstance(value, str) else setting_value(value)


@_say.register
def _(edit: edits.PutSettings, words: Words) -> str:
    settings = ((words.setting(name), value) for name, value in edit.settings.items())
    given = ", ".join(f"{setting.title} {_put_to(setting, value)}" for setting, value in settings)
    return f"settings: {given or 'all at their defaults'}"


@_say.register
def _(edit: edits.SetCompanies, words: Words) -> str:
    return f"companies: {listed([company.code for company in edit.companies]) or 'none'}"


@_say.register
def _(edit: edits.ReplaceTenant, words: Words) -> str:
    tenant = edit.tenant
    parts = ((tenant.roles, words.role), (tenant.principals, "user"), (tenant.credentials, "credential"))
    return f"replace everything in {tenant.name} by {', '.join(count(len(held), kind) for held, kind in parts)}"
