"""Random roles, users, groups, credentials and edits, made of the words that a test gives: the one place for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from rolescope.rights.edits import (
    AddCredential,
    AddGroup,
    AddPrincipal,
    AddRole,
    AssignRole,
    Batch,
    ClearGrant,
    Edit,
    LinkCredential,
    PutGrants,
    PutOwnGrants,
    PutSettings,
    RemoveCredential,
    RemoveGroup,
    RemovePrincipal,
    RemoveRole,
    RenamePrincipal,
    SetCompanies,
    SetGrant,
    SetGroupRoles,
    SetGroups,
    SetOwnGrant,
    SetProfile,
    SetRoles,
    SetScope,
    SetSetting,
    SetStatus,
    UnassignRole,
    UpdateCredential,
    UpdateGroup,
    UpdateRole,
)
from rolescope.rights.model import Assignment, Company, Credential, Group, Principal, Rights, Role

FEW = 3
"""Roles, groups and own grants of one user, and roles of one group, at most."""

Extra = Mapping[str, Any]


@dataclass(frozen=True)
class Words:
    """Names, among them some that are free, and the values that go with them."""

    roles: Sequence[str]
    users: Sequence[str]
    groups: Sequence[str]
    credentials: Sequence[str]
    nodes: Sequence[str]
    companies: Sequence[str]
    rights: SearchStrategy[Rights]
    grants: SearchStrategy[dict[str, Rights]]
    """All that a role says."""
    statuses: SearchStrategy[str]
    scopes: SearchStrategy[str | None]
    secrets: SearchStrategy[str | None]
    """Client ids and hashes of secrets."""
    texts: SearchStrategy[str]
    role_extras: SearchStrategy[Extra]
    user_extras: SearchStrategy[Extra]
    other_extras: SearchStrategy[Extra]
    settings: Mapping[str, SearchStrategy[Any]]
    """By setting, its values."""

    # What a tenant holds

    def any_role(self, names: SearchStrategy[str]) -> SearchStrategy[Role]:
        """A role with one of some names."""
        return st.builds(Role, names, self.grants, st.none() | self.texts, self.texts, self.role_extras)

    def any_user(self, names: SearchStrategy[str]) -> SearchStrategy[Principal]:
        """A user with roles, groups and grants of its own."""
        return st.builds(
            Principal, names, self.statuses, self.held(), self.user_extras, self.memberships(), self.own_grants()
        )

    def any_group(self, names: SearchStrategy[str]) -> SearchStrategy[Group]:
        """A group with roles."""
        return st.builds(Group, names, some_of(self.roles), self.texts, self.other_extras)

    def any_credential(self, names: SearchStrategy[str]) -> SearchStrategy[Credential]:
        """A credential, mostly linked to a user."""
        user = one_of([*self.users, *self.users, *self.users, None])
        return st.builds(Credential, names, user, self.scopes, self.secrets, self.secrets, self.other_extras)

    def held(self) -> SearchStrategy[tuple[Assignment, ...]]:
        """What a user holds, hardly ever nothing, and now and then one role in several companies."""
        if not self.roles:
            return st.just(())
        held = st.builds(Assignment, one_of(self.roles), one_of(["", *self.companies]))
        some = st.lists(held, min_size=1, max_size=FEW, unique=True).map(tuple)
        return st.one_of(*5 * [some], st.just(()))

    def memberships(self) -> SearchStrategy[tuple[str, ...]]:
        """The groups that a user is in."""
        return some_of(self.groups)

    def own_grants(self) -> SearchStrategy[dict[str, Rights]]:
        """What is granted to a user itself."""
        return st.dictionaries(one_of(self.nodes), self.rights, max_size=FEW)

    def any_settings(self) -> SearchStrategy[Extra]:
        """What a tenant sets; the rest is as by default."""
        return st.fixed_dictionaries({}, optional=self.settings)

    # Edits

    def edits(self, *more: SearchStrategy[Edit]) -> SearchStrategy[Edit]:
        """An edit of one place. Most fit a tenant of these words, some do not."""
        ours = (self._of_roles(), self._of_users(), self._of_groups(), self._of_credentials(), self._of_settings())
        return st.one_of(*chain(*ours), *more)

    def _of_roles(self) -> Iterable[SearchStrategy[Edit]]:
        role, node, flag = one_of(self.roles), one_of(self.nodes), st.booleans()
        yield st.builds(SetGrant, role, node, self.rights)
        yield st.builds(SetGrant, role, node, self.rights, flag)
        yield st.builds(ClearGrant, role, node, flag)
        yield st.builds(PutGrants, role, self.grants)
        yield st.builds(AddRole, self.any_role(role), PLACES)
        yield st.builds(RemoveRole, role)
        yield st.builds(UpdateRole, role, role, st.none() | self.texts, self.texts, self.role_extras)

    def _of_users(self) -> Iterable[SearchStrategy[Edit]]:
        user, role, company = one_of(self.users), one_of(self.roles), one_of(["", *self.companies])
        yield st.builds(AddPrincipal, self.any_user(user), PLACES)
        yield st.builds(RemovePrincipal, user)
        yield st.builds(RenamePrincipal, user, user)
        yield st.builds(SetStatus, user, self.statuses)
        yield st.builds(SetProfile, user, self.user_extras)
        yield st.builds(SetRoles, user, self.held())
        yield st.builds(AssignRole, user, role, company)
        yield st.builds(UnassignRole, user, role, company)
        yield st.builds(SetOwnGrant, user, one_of(self.nodes), st.none() | self.rights)
        yield st.builds(PutOwnGrants, user, self.own_grants())
        yield st.builds(SetGroups, user, self.memberships())

    def _of_groups(self) -> Iterable[SearchStrategy[Edit]]:
        group = one_of(self.groups)
        yield st.builds(AddGroup, self.any_group(group), PLACES)
        yield st.builds(RemoveGroup, group)
        yield st.builds(UpdateGroup, group, group, self.texts, self.other_extras)
        yield st.builds(SetGroupRoles, group, some_of(self.roles))

    def _of_credentials(self) -> Iterable[SearchStrategy[Edit]]:
        credential = one_of(self.credentials)
        yield st.builds(AddCredential, self.any_credential(credential), PLACES)
        yield st.builds(RemoveCredential, credential)
        yield st.builds(UpdateCredential, credential, self.any_credential(credential))
        yield st.builds(SetScope, credential, self.scopes)
        yield st.builds(LinkCredential, credential, st.none() | one_of(self.users))

    def _of_settings(self) -> Iterable[SearchStrategy[Edit]]:
        for name, values in self.settings.items():
            yield st.builds(SetSetting, st.just(name), st.none() | values)
        yield st.builds(PutSettings, self.any_settings())
        companies = st.builds(Company, one_of([*self.companies, "NEW"]), self.texts)
        yield st.builds(SetCompanies, st.lists(companies, max_size=FEW, unique_by=lambda each: each.code).map(tuple))


PLACES = st.sampled_from([None, 0, 1])
"""Where something new goes; None for the end."""


def one_of(values: Sequence[Any]) -> SearchStrategy[Any]:
    """One of some values."""
    return st.sampled_from(values)


def some_of(values: Sequence[str]) -> SearchStrategy[tuple[str, ...]]:
    """A few of some names, each once, in any order."""
    return st.lists(one_of(values), unique=True, max_size=FEW).map(tuple) if values else st.just(())


def several(edits: SearchStrategy[Edit], most: int) -> SearchStrategy[Edit]:
    """Some edits as one step."""
    return st.builds(lambda parts: Batch("several", tuple(parts)), st.lists(edits, min_size=1, max_size=most))
