"""The PaySpace rules as masks: who counts with which roles, and the twelve reason layers of an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from rolescope.rights.access import Access
from rolescope.rights.engine import Effective
from rolescope.rights.grants import CompiledRole, least, union
from rolescope.rights.model import Assignment, Principal, Rights, Role, Subject, Tenant
from rolescope.rights.planes import bits, plane_of
from rolescope.rights.system import Cause, Layer, Step
from rolescope.rights.tree import Tree
from rolescope.systems.payspace import notes, tell
from rolescope.systems.payspace.catalogue import Catalogue
from rolescope.systems.payspace.vocabulary import CREATE, DELETE, KINDS, NARROW_WRITE_SCOPES, READ, RIGHTS, scope_axes

if TYPE_CHECKING:
    from rolescope.rights.edits import Edit


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that decides a subject's rights besides the grants of its roles."""

    active: bool
    linked: bool
    """Whether there is a user: False for a credential without one."""
    credential: bool
    scope: str | None
    roles: tuple[str, ...]
    several_companies: bool = False
    """Whether the roles come from more than one company (PS-28)."""
    elsewhere: bool = False
    """Whether the user holds roles, only none in this company (PS-30)."""
    default_ess: bool = False
    """Whether the default ESS role stands in (PS-25)."""
    asked_scope: str | None = None

    @property
    def fail_open(self) -> bool:
        """PS-26: a user whom no role limits."""
        return self.linked and not self.roles and not self.default_ess


@dataclass(frozen=True, slots=True)
class SetApart:
    """What a role says about fields apart from their screens (layer 9)."""

    fields: int
    """The fields about which the role speaks below their screen."""
    shut: int
    """The fields closed by an element between them and their screen."""
    held_back: int
    """The required fields among both that are below Allow (PS-15)."""
    no_create: int
    """The screens of those, with all their fields: a record without them cannot be made (PS-81)."""
    above: int
    """Everything above those screens."""


@dataclass(frozen=True, slots=True)
class Masks:
    """What a role lets through, layer by layer; the same for everyone who holds it."""

    level: Access
    """Layer 3 (PS-08, PS-51): what the role says of the screen; of any other node itself."""
    closed: int
    """The nodes below a parent that the role closes (layer 4), fields with their screen."""
    gate: Access
    fields: Access
    """Layer 9 (PS-13, PS-14): what the role says about a field apart from its screen."""
    least: Access
    """What the role gives in the end, for comparison with others (layer 5)."""


class Policy:
    """PaySpace's rules bound to one tree and one tenant's settings."""

    def __init__(self, catalogue: Catalogue, tenant: Tenant) -> None:
        self.catalogue, self.tree = catalogue, catalogue.tree
        self.gate = tenant.settings.get("parent_gate", True) is not False
        self.per_company = tenant.settings.get("role_per_company", False) is True
        self.edition = tenant.settings.get("edition")
        self.outside_edition = self._outside_edition(catalogue.tree)
        screens = catalogue.with_endpoints & ~self.outside_edition
        self.answerable = screens | catalogue.ownership.spread(screens) & catalogue.named_fields & ~self.outside_edition
        fields = self.answerable & catalogue.fields
        self.applicable = Access(tuple(self.answerable & ~(fields if r == DELETE else 0) for r in RIGHTS))
        self.ceiling = self.applicable
        self.aggregates = catalogue.branches
        self.hidden = catalogue.hidden
        self.full = Access.uniform(self.tree.full, RIGHTS)
        self.verbs = catalogue.verbs | self.full.without(self.answerable)
        """What entities offer; where there is no answer, their lack takes nothing, for n/a is not denied (PS-59)."""
        self._default_ess: Role | None = None
        self._set_apart: WeakKeyDictionary[CompiledRole, SetApart] = WeakKeyDictionary()
        self._masks: WeakKeyDictionary[CompiledRole, Masks] = WeakKeyDictionary()

    def _outside_edition(self, tree: Tree) -> int:
        """PS-74: the nodes that the tenant's edition does not have, with all below them."""
        outside = 0
        if self.edition is not None:
            for number, node in enumerate(tree.nodes):
                editions = node.attributes.get("editions")
                if editions is not None and self.edition not in editions:
                    outside |= tree.subtree(number)
        return outside

    # Who counts, and with what

    def subjects(self, tenant: Tenant) -> Sequence[Subject]:
        """A row for each user and credential (a user without one has a row too), then credentials without a user."""
        companies: Sequence[str | None] = (None,)
        if self.per_company and tenant.companies:
            companies = [company.code for company in tenant.companies]
        held: dict[str | None, list[str | None]] = {name: [] for name in tenant.principals}
        for credential in tenant.credentials.values():
            held.setdefault(credential.principal, []).append(credential.name)
        rows = [(user, name) for user, names in held.items() for name in names or [None]]
        return [Subject(user, name, company) for user, name in rows for company in companies]

    def inputs(self, tenant: Tenant, subject: Subject, asked_scope: str | None = None) -> Inputs:
        """PS-26 to PS-32, PS-37, PS-44, PS-84: status, scope and the roles that count."""
        credential = tenant.credentials.get(subject.credential) if subject.credential is not None else None
        scope = credential.scope if credential else None
        principal = tenant.principals.get(subject.principal) if subject.principal is not None else None
        if principal is None:
            return Inputs(True, False, credential is not None, scope, (), asked_scope=asked_scope)
        counting = self._counting(principal, subject.company)
        roles = tuple(sorted({held.role for held in counting}))
        return Inputs(
            principal.status == "active",
            True,
            credential is not None,
            scope,
            roles,
            several_companies=len({held.company for held in counting}) > 1,
            elsewhere=not roles and bool(principal.roles),
            default_ess=not principal.roles and self._takes_default_ess(tenant, principal),
            asked_scope=asked_scope,
        )

    def _counting(self, principal: Principal, company: str | None) -> list[Assignment]:
        if not self.per_company or company is None:
            return list(principal.roles)
        return [held for held in principal.roles if held.company in ("", company)]

    def _takes_default_ess(self, tenant: Tenant, principal: Principal) -> bool:
        """PS-25: an employee in a company that made no ESS role of its own."""
        if principal.extra.get("level") != "employee":
            return False
        return all(role.extra.get("type") != "employee" for role in tenant.roles.values())

    def roles(self, inputs: Inputs) -> Sequence[str | Role]:
        """The roles that count, by name; or the default ESS role."""
        if inputs.default_ess:
            if self._default_ess is None:
                from rolescope.systems.payspace.defaults import default_ess_role

                self._default_ess = default_ess_role(self.tree)
            return (self._default_ess,)
        return inputs.roles

    def granted(self, inputs: Inputs, roles: Sequence[CompiledRole]) -> Access:
        """L(u,c,n) as axes: nothing when inactive, everything without a role, else the least (PS-26, 27, 28, 32)."""
        if not inputs.active:
            return Access.uniform(0, RIGHTS)
        return least(role.level(self.gate) for role in roles) if roles else self.full

    # The answers

    def asks(self, kind: str) -> int:
        """Export and import are asked of the same nodes (PS-59, PS-60)."""
        return self.answerable

    def wanted(self, kind: str, node: int, held: Rights) -> tuple[Rights, Rights]:
        """PS-50: any one of the axes is enough."""
        sensible = self.applicable.at(node)
        rights = frozenset(right for number, right in enumerate(RIGHTS) if number in sensible) & KINDS[kind]
        return (rights or KINDS[kind],) * 2

    def made(self, kind: str, access: Access) -> tuple[int, int]:
        """PS-50: there is no half of an answer."""
        yes = access.any_of(RIGHTS.index(right) for right in KINDS[kind])
        return yes, yes

    def remark(self, inputs: Inputs, roles: Sequence[CompiledRole], node: int, kind: str) -> str:
        """Nothing to add."""
        return ""

    # The layers

    def layers(self, inputs: Inputs, roles: Sequence[CompiledRole]) -> Sequence[Layer]:
        """Layers 1 to 11 in display order; 3, 4 and 9 once for each role. Layer 12 are the notes."""
        says = tell.Teller(self, inputs, roles)
        found = [self._status(inputs, says), self._links(inputs, says)]
        found += [Layer(3, "role level", self.masks(role).level, says.level(role)) for role in roles]
        found += [self._gate(role, says) for role in roles]
        if len(roles) > 1:
            found.append(self._least(roles, says))
        found += [self._link(inputs, says), self._scope(inputs, says)]
        found.append(Layer(8, "entity verbs", self.verbs, says.verbs, flagged=self._has_no_answer))
        found += self._field_levels(roles, says)
        attributes = self.catalogue.attributes
        found.append(Layer(10, "field attribute", attributes, says.attribute, about=self._with_fields))
        found.append(self._required(roles, says))
        return found

    @property
    def _with_fields(self) -> int:
        """What layers about fields explain: the fields, and the branches that sum them up (PS-82)."""
        return self.answerable & self.catalogue.fields | self.aggregates

    def _has_no_answer(self, node: int) -> bool:
        return not (self.answerable | self.aggregates) >> node & 1

    def _status(self, inputs: Inputs, says: tell.Teller) -> Layer:
        """PS-32."""
        return Layer(1, "user status", self.full if inputs.active else Access.uniform(0, RIGHTS), says.status)

    def _links(self, inputs: Inputs, says: tell.Teller) -> Layer:
        """PS-26, PS-30: a user without a role is let through everywhere, with a flag."""
        return Layer(2, "role links", self.full, says.links, flagged=lambda node: inputs.fail_open)

    def _gate(self, role: CompiledRole, says: tell.Teller) -> Layer:
        """PS-09 to PS-11, PS-79."""
        masks = self.masks(role)
        closed = masks.closed
        if self.gate:
            return Layer(4, "parent gate", masks.gate, says.gate(role))
        return Layer(4, "parent gate", self.full, says.gate(role), flagged=lambda node: bool(closed >> node & 1))

    def _least(self, roles: Sequence[CompiledRole], says: tell.Teller) -> Layer:
        """PS-27, PS-28: takes what some roles give and others do not."""
        levels = [self.masks(role).least for role in roles]
        return Layer(5, "least access", least(levels) | (self.full - union(levels)), says.least(levels))

    def _link(self, inputs: Inputs, says: tell.Teller) -> Layer:
        """PS-38, PS-40, PS-41: without a user nothing can be written, and reading is unknown."""
        mask = self.full if inputs.linked else Access.uniform(0, RIGHTS)
        possible = self.full if inputs.linked else Access.uniform(self.tree.full, RIGHTS, {READ})
        return Layer(6, "linked user", mask, says.link, possible=possible, about=self._with_api)

    def _scope(self, inputs: Inputs, says: tell.Teller) -> Layer:
        """PS-43 to PS-46; a user without a credential cannot call at all (PS-37)."""
        axes = scope_axes(inputs.scope, inputs.asked_scope) if inputs.credential else frozenset()
        warns = inputs.scope in NARROW_WRITE_SCOPES
        mask = Access.uniform(self.tree.full, RIGHTS, axes)
        return Layer(7, "scope", mask, says.scope, flagged=lambda node: warns, about=self._with_api)

    @property
    def _with_api(self) -> int:
        return self.answerable | self.aggregates

    def _field_levels(self, roles: Sequence[CompiledRole], says: tell.Teller) -> list[Layer]:
        """PS-13, PS-14: what a role says about a field apart from its screen."""
        found = []
        for role in roles:
            told = says.field_level(role, self.set_apart(role))
            found.append(Layer(9, "field level", self.masks(role).fields, told, about=self._with_fields))
        return found

    def _required(self, roles: Sequence[CompiledRole], says: tell.Teller) -> Layer:
        """PS-15, PS-81: a required field below Allow takes create from its screen, and so from all its fields."""
        blocking = blocked = above = 0
        for role in roles:
            apart = self.set_apart(role)
            blocking, blocked, above = blocking | apart.held_back, blocked | apart.no_create, above | apart.above
        planes = tuple(self.tree.full & ~(blocked if right == CREATE else 0) for right in RIGHTS)
        conditional = self._conditional_below_allow(roles)
        warned = tuple(above & self.aggregates if right == CREATE else 0 for right in RIGHTS)
        return Layer(
            11,
            "required field",
            Access(planes),
            says.required(blocking),
            about=self._with_api,
            flagged=lambda node: bool(conditional(node)),
            warned=Access(warned),
        )

    def below_allow(self, role: CompiledRole) -> int:
        """The required fields that this role sets apart from their screen, below Allow."""
        return self.set_apart(role).held_back

    def _conditional_below_allow(self, roles: Sequence[CompiledRole]) -> tell.FieldsOf:
        """PS-15: fields required only under a condition that a role keeps below Allow; they warn, no more."""

        def fields(node: int) -> list[int]:
            return [
                field
                for field in self.catalogue.fields_of(self.catalogue.screen_of(node))
                if self.tree.nodes[field].attributes.get("required") == "conditional"
                and any(self._is_below_allow(role, field) for role in roles)
            ]

        return fields

    def _is_below_allow(self, role: CompiledRole, field: int) -> bool:
        apart = self.set_apart(role).fields >> field & 1
        return bool(apart and not role.own.planes[RIGHTS.index(CREATE)] >> field & 1)

    def conditional_fields(self, roles: Sequence[CompiledRole], node: int) -> list[int]:
        """The conditionally required fields of the node's screen that a role keeps below Allow."""
        return self._conditional_below_allow(roles)(node)

    def masks(self, role: CompiledRole) -> Masks:
        """What a role lets through in the layers 3, 4, 5 and 9; worked out once for each compiled role."""
        known = self._masks.get(role)
        if known is None:
            known = self._masks[role] = self._work_out_masks(role)
        return known

    def _work_out_masks(self, role: CompiledRole) -> Masks:
        catalogue, apart = self.catalogue, self.set_apart(role)
        closed = catalogue.spread_plane(role.closed)
        return Masks(
            catalogue.spread(role.own),
            closed,
            self.full.without(closed),
            (role.own | self.full.without(apart.fields)).without(apart.shut if self.gate else 0),
            catalogue.spread(role.level(self.gate)),
        )

    def set_apart(self, role: CompiledRole) -> SetApart:
        """What a role says about fields apart from their screens; worked out once for each compiled role."""
        known = self._set_apart.get(role)
        if known is None:
            known = self._set_apart[role] = self._work_out_apart(role)
        return known

    def _work_out_apart(self, role: CompiledRole) -> SetApart:
        catalogue, tree = self.catalogue, self.tree
        apart = role.explicit & catalogue.fields
        for holder in bits(role.explicit & catalogue.between):
            for field in bits(tree.subtree(holder) & catalogue.fields):
                if catalogue.ownership.owner[field] < holder:
                    apart |= 1 << field
        gives_nothing = self.tree.full & ~role.own.nodes()
        closed_screens = catalogue.ownership.spread((role.closed | gives_nothing) & catalogue.screens)
        shut = role.closed & catalogue.fields & ~closed_screens
        allowed = role.own.planes[RIGHTS.index(CREATE)] & ~(shut if self.gate else 0)
        held_back = (apart | shut) & catalogue.required & ~allowed
        owners = (catalogue.ownership.owner[field] for field in bits(held_back))
        screens = plane_of((owner for owner in owners if owner >= 0), len(tree))
        above = plane_of({up for screen in bits(screens) for up in tree.ancestors(screen)}, len(tree))
        return SetApart(apart, shut, held_back, catalogue.ownership.spread(screens), above)

    # Beside the rights

    def warning(self, tenant: Tenant, subject: Subject) -> str:
        """PS-26, PS-30, PS-41: a user whom no role limits, or a credential whose rights are unknown."""
        inputs = self.inputs(tenant, subject)
        if inputs.fail_open:
            return "no role: all open"
        return "" if inputs.linked else "no user"

    def notes(self, tenant: Tenant, subject: Subject, node: int, result: Effective) -> Sequence[Step]:
        """Layer 12."""
        return notes.notes(self.catalogue, tenant, subject, node, result.granted)

    def remedies(
        self,
        tenant: Tenant,
        compiled: Mapping[str, CompiledRole],
        subject: Subject,
        node: int,
        asked: Rights,
        steps: Sequence[Step],
    ) -> Sequence[Sequence[tuple[Edit, ...]]]:
        """PS-12, PS-85: the edits that may open a cell."""
        from rolescope.systems.payspace import remedies  # only who asks for fixes needs any edit

        return remedies.remedies(self, tenant, compiled, subject, node, asked, steps)

    def asking(self, inputs: Inputs, scope: str) -> Inputs:
        """PS-44: the same, asking for another scope than the saved one."""
        return replace(inputs, asked_scope=scope)


__all__ = ["Cause", "Inputs", "Policy", "SetApart"]
