"""What a system says of its users and roles: the fields that its rules read, and how they are changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rolescope.rights import edits
from rolescope.rights.model import Json, Principal, Rights, Role, Tenant
from rolescope.rights.system import Fact, Setting

if TYPE_CHECKING:
    from rolescope.rights.edits import Edit
    from rolescope.rights.tree import Tree

Values = Mapping[str, object]
"""What a form holds, by the names of its fields."""


@dataclass(frozen=True, slots=True)
class People:
    """A system's users, roles and groups in words and fields. A field's name with dots is a path into ``extra``."""

    user_fields: tuple[Setting, ...] = ()
    role_fields: tuple[Setting, ...] = ()
    credential_fields: tuple[Setting, ...] = ()
    credential_note: str = ""
    """What of credentials is not known here, in a sentence."""
    user_name: str = "Name"
    """What a user is known by."""
    role_codes: bool = False
    """Whether roles have a code besides the name."""
    has_groups: bool = False
    """Whether users are in groups that hold roles."""
    own_roles: bool = False
    """Whether each role is one user's own: it is made, renamed and removed with the user, and never linked."""
    ways_apart: bool = False
    """Whether the rules tell access by a program from access by hand (``Subject.method``)."""
    unlinked: str = ""
    """What it means to hold no role, ending a sentence about a user: "and so reaches everything"."""
    needs_role: bool = False
    """Whether a user gets its rights from linked roles, so that one without any needs one first."""
    several_roles: str = ""
    """How several roles of one user count together."""
    by_company: str = ""
    """... where roles are linked in a company."""
    renaming: str = ""
    """What to know before a user, role or group gets another name."""
    role_word: str = "role"
    """What holds the grants, in a sentence."""
    short_role_word: str = "role"
    """... where it stands before a name, or often."""


def field_value(extra: Mapping[str, Json], wanted: Setting) -> Any:
    """The value of a field; its default where nothing is said."""
    found: Any = extra
    for part in wanted.name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
        if found is None:
            return wanted.default
    return tuple(found) if isinstance(wanted.default, tuple) else found


def with_fields(extra: Mapping[str, Json], fields: Sequence[Setting], values: Values) -> Mapping[str, Json]:
    """``extra`` with the values that differ from what it says; the very same where none does.

    None is no value of a field that has a default: nobody has said which it is.
    """
    for each in fields:
        value = values.get(each.name)
        if each.name in values and value != field_value(extra, each) and (value is not None or each.default is None):
            extra = with_value(extra, each, value)
    return extra


def with_value(extra: Mapping[str, Json], field: Setting, value: object) -> Mapping[str, Json]:
    """``extra`` with the value of a field, be it the default."""
    return _put(extra, field.name.split("."), list(value) if isinstance(value, tuple) else value)


def without_field(extra: Mapping[str, Json], field: Setting) -> Mapping[str, Json]:
    """``extra`` without what it says of a field."""
    return _put(extra, field.name.split("."), None)


def _put(extra: Mapping[str, Json], path: Sequence[str], value: Json) -> Mapping[str, Json]:
    """None and an empty list say nothing, and so does a mapping that is left empty."""
    name, *rest = path
    if rest:
        value = dict(_put(extra.get(name) or {}, rest, value)) or None
    kept = {key: held for key, held in extra.items() if key != name}
    if value is None or value == []:
        return kept
    return {**extra, name: value}


class PlainRoles:
    """A system whose roles are just what the core says, and whose fields stand in ``extra``."""

    people: People
    empty_grant = ""
    one_of: tuple[Rights, ...] = ()

    def contents(self, tree: Tree, role: Role) -> Sequence[Fact]:
        """Nothing: what a role grants is read in the tree."""
        return ()

    def room_for(self, tree: Tree, role: Role, node: int, right: str) -> tuple[Edit, ...]:
        """None: what is granted at one node keeps nothing from being granted at another."""
        return ()

    def as_good_as(self, tree: Tree, node: int, right: str) -> Rights:
        """The right itself: no system but one has two names for the same."""
        return frozenset({right})

    def grants_on_users(self, tenant: Tenant) -> bool:
        """Whether rights are granted to users themselves in a tenant, and roles do not count."""
        return False

    def role_values(self, role: Role) -> Values:
        """The values of ``role_fields``."""
        return {each.name: field_value(role.extra, each) for each in self.people.role_fields}

    def role_extra(self, role: Role, values: Values) -> Mapping[str, Json]:
        """``extra`` of a role with the values of a form; the very same where none differs."""
        return with_fields(role.extra, self.people.role_fields, values)

    def copied_facts(self, role: Role) -> Mapping[str, Json]:
        """What a copy of a role has in ``extra``: all of it, where nothing in it is the role's alone."""
        return role.extra


class PlainPeople(PlainRoles):
    """A system whose users and roles are just what the core says, and whose fields stand in ``extra``."""

    def user_values(self, tenant: Tenant, user: Principal) -> Values:
        """The values of ``user_fields``."""
        return {each.name: field_value(user.extra, each) for each in self.people.user_fields}

    def user_edits(
        self, tenant: Tenant, tree: Tree, before: Principal | None, name: str, status: str, values: Values
    ) -> tuple[Edit, ...]:
        """The edits that make a user, or change one; of values that are left out nothing is changed.

        Raises:
            EditError: when the vendor would not take such a user.
        """
        extra, status = self.user_facts(before, values), status or (before.status if before else "")
        after = replace(before or Principal(name), name=name, status=status, extra=extra)
        self.must_be_possible(before, after)
        if before is None:
            return (edits.AddPrincipal(after),)
        found: list[Edit] = []
        if name != before.name:
            found.append(edits.RenamePrincipal(before.name, name))
        if status != before.status:
            found.append(edits.SetStatus(name, status))
        if extra is not before.extra:
            found.append(edits.SetProfile(name, extra))
        return tuple(found)

    def user_facts(self, before: Principal | None, values: Values) -> Mapping[str, Json]:
        """``extra`` of a user with the values of a form; the very same where none differs."""
        return with_fields(before.extra if before else {}, self.people.user_fields, values)

    def has_status(self, user: Principal) -> bool:
        """Whether it is known which status a user has."""
        return True

    def must_be_possible(self, before: Principal | None, after: Principal) -> None:
        """Raises EditError when the vendor would not take such a user; ``before`` is None for a new one."""

    def remove_user(self, tenant: Tenant, user: str) -> tuple[Edit, ...]:
        """The edits that remove a user."""
        return (edits.RemovePrincipal(user),)

    def no_links(self, tenant: Tenant) -> str:
        """Why users of this tenant are not linked to roles, in a sentence; empty where they can be."""
        return ""

    def access_edits(self, tenant: Tenant, template: Principal, user: Principal) -> tuple[Edit, ...]:
        """The edits by which a user gets the access of another one: its roles, groups and own grants."""
        found: list[Edit] = []
        if user.roles != template.roles:
            found.append(edits.SetRoles(user.name, template.roles))
        if user.groups != template.groups:
            found.append(edits.SetGroups(user.name, template.groups))
        if dict(user.grants) != dict(template.grants):
            found.append(edits.PutOwnGrants(user.name, template.grants))
        return tuple(found)

    def new_record(self, tenant: Tenant, user: Principal) -> tuple[Edit, ...]:
        """Nothing: roles are shared."""
        return ()

    def copy_edits(
        self, tree: Tree, source: Role, target: Role, node: int, places: Collection[str] | None = None
    ) -> tuple[Edit, ...]:
        """The edits by which a role says about a node and what is below it what another role says there."""
        from rolescope.rights.templates import part_copied

        return part_copied(tree, source, target, node)

    def unit_of(self, place: str) -> str:
        """The place whose rule a grant is a part of, and is only copied with; mostly the grant's own."""
        return place

    def caution(self, before: Tenant, after: Tenant) -> str:
        """What an admin should know of a change of people before it is made, in a sentence; mostly empty."""
        return ""

    def doubts(self, before: Tenant, after: Tenant, tree: Tree) -> Iterable[str]:
        """What an admin should know of changed grants before they are made, each a sentence; mostly none."""
        return ()
