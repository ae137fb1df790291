"""The PaySpace rules as masks: who counts with which roles, and the twelve reason layers of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from rolescope.rights.access import Access
from rolescope.rights.engine import Effective
from rolescope.rights.grants import CompiledRole, least, union
from rolescope.rights.model import Rights, Role, Subject, Tenant
from rolescope.rights.policy import Denial, Layer, Step
from rolescope.rights.tree import Tree
from rolescope.systems.payspace import layers, notes, tell
from rolescope.systems.payspace.catalogue import Catalogue
from rolescope.systems.payspace.inputs import Inputs, inputs_of
from rolescope.systems.payspace.masks import Masks, RoleMasks, below_read_only, screens_of, without_create
from rolescope.systems.payspace.vocabulary import (
    CREATE,
    DELETE,
    KINDS,
    NARROW_WRITE_SCOPES,
    READ,
    REPORT,
    RIGHTS,
    scope_axes,
)

if TYPE_CHECKING:
    from rolescope.rights.edits import Edit


class Policy:
    """PaySpace's rules bound to one tree and one tenant's settings."""

    def __init__(self, catalogue: Catalogue, tenant: Tenant) -> None:
        self.catalogue, self.tree = catalogue, catalogue.tree
        self.gate = tenant.settings.get("parent_gate", True) is not False
        self.per_company = tenant.settings.get("role_per_company", False) is True
        self.edition = tenant.settings.get("edition")
        self.missing = self._outside_edition(catalogue.tree)
        screens = catalogue.with_endpoints & ~self.missing
        self.answerable = screens | catalogue.ownership.spread(screens) & catalogue.named_fields & ~self.missing
        fields = self.answerable & catalogue.fields
        self.applicable = Access(tuple(self.answerable & ~(fields if r == DELETE else 0) for r in RIGHTS))
        self.ceiling = self.applicable
        self.aggregates = catalogue.branches
        self.hidden = catalogue.hidden
        self.full, self.nothing = Access.uniform(self.tree.full, RIGHTS), Access.uniform(0, RIGHTS)
        self.verbs = catalogue.verbs | self.full.without(self.answerable)
        """What entities offer; where there is no answer, their lack takes nothing, for n/a is not denied (PS-59)."""
        self.open = self.ceiling & self.verbs & catalogue.attributes
        """What nothing but the catalogue limits (layers 8 and 10)."""
        self._default_ess: Role | None = None
        self._masks = RoleMasks(catalogue, self.gate, self.answerable)

    def _outside_edition(self, tree: Tree) -> int:
        """PS-74: the nodes that the tenant's edition does not have, with all below them."""
        outside = 0
        if self.edition is not None:
            for number, node in enumerate(tree.nodes):
                editions = node.attributes.get("editions")
                if editions is not None and self.edition not in editions:
                    outside |= tree.subtree(number)
        return outside

    @cached_property
    def usable(self) -> Access:
        """By hand a report is opened and no more (PS-17), and a field is deleted with its record alone (PS-13)."""
        tree, fields = self.tree, self.catalogue.fields
        reports = tree.kinds.get(REPORT, 0)
        senseless = {right: self.missing | (0 if right == READ else reports) for right in RIGHTS}
        senseless[DELETE] |= fields
        return Access(tuple(tree.full & ~senseless[right] for right in RIGHTS))

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

    def inputs(self, tenant: Tenant, subject: Subject) -> Inputs:
        """PS-24 to PS-32, PS-37, PS-84: status, scope and the roles that count."""
        return inputs_of(tenant, subject, self.per_company)

    def roles(self, inputs: Inputs) -> Sequence[str | Role]:
        """The roles that count, by name, or those that may; or the default ESS role."""
        if inputs.default_ess:
            if self._default_ess is None:
                from rolescope.systems.payspace.defaults import default_ess_role

                self._default_ess = default_ess_role(self.tree)
            return (self._default_ess,)
        return inputs.roles or inputs.unlinked_ess

    def granted(self, inputs: Inputs, roles: Sequence[CompiledRole]) -> Access:
        """L(u,c,n) as axes: nothing when inactive, everything without a role, else the least (PS-26, 27, 28, 32)."""
        if not inputs.active:
            return Access.uniform(0, RIGHTS)
        return least(role.level(self.gate) for role in roles) if roles else self.full

    # The answers

    def asks(self, kind: str) -> int:
        """Export and import are asked of the same nodes (PS-59, PS-60)."""
        return self.answerable

    def needed(self, kind: str, node: int, held: Rights) -> tuple[Rights, Rights]:
        """PS-50: any one of the axes is enough."""
        sensible = self.applicable.at(node)
        rights = frozenset(right for number, right in enumerate(RIGHTS) if number in sensible) & KINDS[kind]
        return (rights or KINDS[kind],) * 2

    def answers(self, kind: str, access: Access) -> tuple[int, int]:
        """PS-50: there is no half of an answer."""
        yes = access.any_of(RIGHTS.index(right) for right in KINDS[kind])
        return yes, yes

    def remark(self, inputs: Inputs, roles: Sequence[CompiledRole], node: int, kind: str) -> str:
        """Nothing to add."""
        return ""

    def remaining(self, inputs: Inputs, roles: Sequence[CompiledRole]) -> tuple[Access, Access]:
        """The masks of the layers, those that hang on the catalogue or on one role taken together."""
        if not inputs.active:
            return self.nothing, self.nothing
        at_most = self.open & self._scope_mask(inputs)
        found = at_most & self._given(roles)
        if inputs.unlinked_ess:
            return found, at_most
        return (found, found) if inputs.linked else (self.nothing, found & self._unlinked)

    def _given(self, roles: Sequence[CompiledRole]) -> Access:
        """What is left by all layers that hang on the roles alone."""
        given = least([self.full, *(self.masks(role).together for role in roles)])
        return given & self._least_mask(roles) if len(roles) > 1 else given

    # The layers

    def layers(self, inputs: Inputs, roles: Sequence[CompiledRole]) -> Sequence[Layer]:
        """Layers 1 to 11 in display order; 3, 4 and 9 once for each role. Layer 12 are the notes."""
        says = tell.Teller(self, inputs, roles)
        found = [self._status(inputs, says), self._links(inputs, roles, says)]
        if inputs.unlinked_ess:
            roles = ()  # what they leave open stands in layer 2 as a whole
        for role in roles:
            found.append(Layer(layers.LEVEL, "role level", self.masks(role).level, says.level(role)))
        found += [self._gate(role, says) for role in roles]
        if len(roles) > 1:
            found.append(self._least(roles, says))
        found += [self._link(inputs, says), self._scope(inputs, says)]
        found.append(Layer(layers.VERBS, "entity verbs", self.verbs, says.verbs, flagged=self._has_no_answer))
        found += self._field_levels(roles, says)
        attributes = self.catalogue.attributes
        found.append(Layer(layers.ATTRIBUTE, "field attribute", attributes, says.attribute, about=self._with_fields))
        found.append(self._required(inputs, roles, says))
        return found

    @property
    def _with_fields(self) -> int:
        """What layers about fields explain: the fields, and the branches that sum them up (PS-82)."""
        return self.answerable & self.catalogue.fields | self.aggregates

    def _has_no_answer(self, node: int) -> bool:
        return not (self.answerable | self.aggregates) >> node & 1

    def _status(self, inputs: Inputs, says: tell.Teller) -> Layer:
        """PS-32."""
        return Layer(layers.STATUS, "user status", self.full if inputs.active else self.nothing, says.status)

    def _links(self, inputs: Inputs, roles: Sequence[CompiledRole], says: tell.Teller) -> Layer:
        """PS-26, PS-30: a user without a role is let through everywhere, with a flag.

        PS-24: of an employee for whom an ESS role is there, only what that role gives is certain.
        """
        if inputs.unlinked_ess:
            given = self._given(roles)
            return Layer(layers.LINKS, "role links", given, says.links, possible=self.full, flagged=lambda node: True)
        alarming = inputs.fail_open or inputs.elsewhere
        return Layer(layers.LINKS, "role links", self.full, says.links, flagged=lambda node: alarming)

    def _gate(self, role: CompiledRole, says: tell.Teller) -> Layer:
        """PS-09 to PS-11, PS-79. That a Read only parent caps nothing matters to whoever wants to write."""
        masks, uncapped = self.masks(role), below_read_only(role, self.catalogue) & ~self.aggregates
        warned = Access(tuple(0 if right == READ else uncapped for right in RIGHTS))
        closed = 0 if self.gate else masks.closed
        return Layer(
            layers.GATE,
            "parent gate",
            masks.gate if self.gate else self.full,
            says.gate(role),
            flagged=lambda node: bool(closed >> node & 1),
            warned=warned,
        )

    def _least(self, roles: Sequence[CompiledRole], says: tell.Teller) -> Layer:
        """PS-27, PS-28: takes what some roles give and others do not."""
        return Layer(layers.LEAST, "least access", self._least_mask(roles), says.least())

    def _least_mask(self, roles: Sequence[CompiledRole]) -> Access:
        levels = [self.masks(role).least for role in roles]
        return least(levels) | (self.full - union(levels))

    def _link(self, inputs: Inputs, says: tell.Teller) -> Layer:
        """PS-38, PS-40, PS-41: without a user nothing can be written, and reading is unknown."""
        mask, possible = (self.full, self.full) if inputs.linked else (self.nothing, self._unlinked)
        return Layer(layers.LINKED, "linked user", mask, says.link, possible=possible, about=self._with_api)

    @property
    def _unlinked(self) -> Access:
        """What a credential without a user may be able to do."""
        return Access.uniform(self.tree.full, RIGHTS, {READ})

    def _scope(self, inputs: Inputs, says: tell.Teller) -> Layer:
        """PS-43 to PS-46; a user without a credential cannot call at all (PS-37)."""
        warns = bool({inputs.scope, inputs.asked_scope} & NARROW_WRITE_SCOPES)
        return Layer(
            layers.SCOPE,
            "scope",
            self._scope_mask(inputs),
            says.scope,
            flagged=lambda node: warns,
            about=self._with_api,
        )

    def _scope_mask(self, inputs: Inputs) -> Access:
        axes = scope_axes(inputs.scope, inputs.asked_scope) if inputs.credential else frozenset()
        return Access.uniform(self.tree.full, RIGHTS, axes)

    @property
    def _with_api(self) -> int:
        return self.answerable | self.aggregates

    def _field_levels(self, roles: Sequence[CompiledRole], says: tell.Teller) -> list[Layer]:
        """PS-13, PS-14: what a role says about a field apart from its screen."""
        found = []
        for role in roles:
            told = says.field_level(role, self.masks(role).apart)
            found.append(
                Layer(layers.FIELD_LEVEL, "field level", self.masks(role).fields, told, about=self._with_fields)
            )
        return found

    def _required(self, inputs: Inputs, roles: Sequence[CompiledRole], says: tell.Teller) -> Layer:
        """PS-15, PS-81: a required field below Allow takes create from its screen, and so from all its fields.

        One that is required on condition warns whoever could create otherwise.
        """
        create = RIGHTS.index(CREATE)
        blocking = doubtful = blocked = above = 0
        for role in roles:
            apart = self.masks(role).apart
            blocking, doubtful = blocking | apart.held_back, doubtful | apart.doubtful
            blocked, above = blocked | apart.no_create, above | apart.above
        in_doubt = self.catalogue.ownership.spread(screens_of(doubtful, self.catalogue)) if doubtful else 0
        warned = blocked | above & self.aggregates
        if in_doubt:
            warned |= in_doubt & self.remaining(inputs, roles)[1].planes[create]
        return Layer(
            layers.REQUIRED,
            "required field",
            without_create(blocked, self.tree),
            says.required(blocking, doubtful),
            about=self._with_api,
            warned=Access(tuple(warned if right == CREATE else 0 for right in RIGHTS)),
        )

    def below_allow(self, role: CompiledRole) -> int:
        """The required fields that this role sets apart from their screen, below Allow."""
        return self.masks(role).apart.held_back

    def masks(self, role: CompiledRole) -> Masks:
        """What a role lets through in the layers 3, 4, 5, 9 and 11."""
        return self._masks.of(role)

    # Beside the rights

    def warning(self, tenant: Tenant, subject: Subject) -> str:
        """PS-24, PS-26, PS-30, PS-41: a user whom perhaps no role limits, or a credential whose rights are unknown."""
        inputs = self.inputs(tenant, subject)
        if not inputs.active:
            return "inactive, no role" if inputs.fail_open else ""
        if inputs.fail_open:
            return "no role: all open"
        if inputs.unlinked_ess:
            return "no role: perhaps all open"
        return "" if inputs.linked else "no user"

    def notes(self, tenant: Tenant, subject: Subject, node: int, result: Effective) -> Sequence[Step]:
        """Layer 12."""
        return notes.notes(self, tenant, subject, node, result.granted)

    def remedies(self, denial: Denial) -> Sequence[Sequence[tuple[Edit, ...]]]:
        """PS-12, PS-85: the edits that may open a cell."""
        from rolescope.systems.payspace import remedies  # only who asks for fixes needs any edit

        return remedies.remedies(self, denial)
