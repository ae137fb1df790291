"""The Intacct rules as masks: the ten reason steps of (e), always in that order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rolescope.rights.access import Access
from rolescope.rights.engine import Effective
from rolescope.rights.grants import CompiledRole
from rolescope.rights.model import UI, Rights, Role, Subject, Tenant
from rolescope.rights.policy import Denial, Layer, Step, Tell
from rolescope.rights.system import IMPORT
from rolescope.systems.intacct import notes, remedies, steps
from rolescope.systems.intacct.catalogue import Catalogue
from rolescope.systems.intacct.inputs import Inputs, inputs_of
from rolescope.systems.intacct.standing import OWN, Frame, Standing
from rolescope.systems.intacct.tell import Teller
from rolescope.systems.intacct.unselected import STATUS
from rolescope.systems.intacct.verdicts import Verdicts
from rolescope.systems.intacct.vocabulary import ACTIVE, MODE, RIGHTS, ROLE_BASED, SUBSCRIPTIONS, USER_BASED

if TYPE_CHECKING:
    from rolescope.rights.edits import Edit


MOST_KNOWN = 1_000
"""Classes of which it is kept how they stand, at some ten kilobytes each."""


class Policy:
    """Intacct's rules bound to one tree and one tenant's settings."""

    gate = False
    hidden = 0

    def __init__(self, catalogue: Catalogue, verdicts: Verdicts, tenant: Tenant) -> None:
        self.catalogue, self.verdicts, self.tree = catalogue, verdicts, catalogue.tree
        self.user_based = tenant.settings.get(MODE, ROLE_BASED) == USER_BASED
        subscriptions = tenant.settings.get(SUBSCRIPTIONS)
        self.subscriptions = None if subscriptions is None else frozenset(subscriptions)
        self.applicable = catalogue.offered
        self.ceiling = catalogue.ceiling
        self.answerable = catalogue.permissions
        self.aggregates = self.tree.full & ~catalogue.permissions
        self.subscribed = self._subscribed()
        self._known: dict[Inputs, Standing] = {}
        """The classes as they stood last: one edit after the other is about the same ones."""
        self._own: dict[tuple[tuple[str, Rights], ...], Role] = {}

    def _subscribed(self) -> int:
        """IA-29, IA-63: the permissions of the modules that the company has; all where no list is kept."""
        if self.subscriptions is None:
            return self.tree.full
        missing = 0
        for module, nodes in self.catalogue.modules.items():
            missing |= 0 if module in self.subscriptions else nodes
        return self.tree.full & ~missing

    # Who counts, and with what

    def subjects(self, tenant: Tenant) -> Sequence[Subject]:
        """A row for each user."""
        return [Subject(name, None) for name in tenant.principals]

    def inputs(self, tenant: Tenant, subject: Subject) -> Inputs:
        """IA-01 to IA-09, IA-18 to IA-23, IA-41, IA-42."""
        return inputs_of(tenant, subject)

    def by_hand(self, inputs: Inputs) -> Inputs | None:
        """IA-18, IA-19, IA-20, IA-62: the same by hand, where a hand gets in; what the user type closes included."""
        if inputs.status == ACTIVE and inputs.ways_alike:
            return inputs
        hand = inputs._replace(method=UI)
        same = inputs.way_open and inputs.way_sure == hand.way_sure
        return (inputs if same else hand) if hand.way_open else None

    def roles(self, inputs: Inputs) -> Sequence[str | Role]:
        """Every role the user holds, whether it counts or not, and last what is granted on the user itself."""
        return (*inputs.roles, self._own_role(inputs)) if inputs.own else inputs.roles

    def _own_role(self, inputs: Inputs) -> Role:
        if inputs.own not in self._own:
            self._own[inputs.own] = Role(OWN, dict(inputs.own))
        return self._own[inputs.own]

    def stands(self, inputs: Inputs, roles: Sequence[CompiledRole]) -> Standing:
        """What each step of the formula leaves."""
        known = self._known.get(inputs)
        if known is None or not known.is_of(roles):
            known = known.after(roles) if known is not None else Standing.of(self._frame(inputs), roles)
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[inputs] = known
        return known

    def _frame(self, inputs: Inputs) -> Frame:
        return Frame(self.catalogue, self.user_based, self.subscribed, inputs)

    def granted(self, inputs: Inputs, roles: Sequence[CompiledRole]) -> Access:
        """What is granted or implied, before any later step: the would-be rights of IA-18."""
        return self.stands(inputs, roles).granted

    # The answers

    def asks(self, kind: str) -> int:
        """IA-58: the permissions that offer a right of the kind."""
        return self.verdicts.asked[kind]

    def needed(self, kind: str, node: int, held: Rights) -> tuple[Rights, Rights]:
        """IA-58: what a yes needs, and what makes a part of one."""
        return self.verdicts.needed(kind, node, held)

    def answers(self, kind: str, access: Access) -> tuple[int, int]:
        """IA-58: all, some or none."""
        return self.verdicts.answers(kind, access)

    def remark(self, inputs: Inputs, roles: Sequence[CompiledRole], node: int, kind: str) -> str:
        """What an import consists of, whether it is inert or makes drafts only (IA-34, IA-35); expenses apart."""
        open_here = inputs.way_open and bool(self.subscribed >> node & 1)
        told = notes.import_remark if kind == IMPORT else notes.export_remark
        return told(self.catalogue, self.stands(inputs, roles), node, open_here)

    def remaining(self, inputs: Inputs, roles: Sequence[CompiledRole]) -> tuple[Access, Access]:
        """The last line of (e): what is live behind an open gate. The ten layers leave the same, only slower."""
        if not inputs.way_open:
            return self.catalogue.none, self.catalogue.none
        stands = self.stands(inputs, roles)
        certain, possible = stands.live if inputs.way_sure else self.catalogue.none, stands.live_possible
        if self.subscriptions is None:
            return certain, possible
        unsure, possible = possible is not certain, possible.within(self.subscribed)
        return certain.within(self.subscribed) if unsure else possible, possible

    # The steps

    def layers(self, inputs: Inputs, roles: Sequence[CompiledRole]) -> Sequence[Layer]:
        """Steps 1 to 10."""
        stands = self.stands(inputs, roles)
        says = Teller(self, inputs, roles, stands)
        return [
            *self._gates(inputs, stands, says),
            *self._grants(inputs, stands, says),
            *self._ceilings(inputs, stands, says),
        ]

    def _gates(self, inputs: Inputs, stands: Standing, says: Teller) -> list[Layer]:
        everything, idle = self.catalogue.all, stands.idle
        alone = idle.without(stands.granted.nodes())
        return [
            Layer(steps.MODE, "mode", everything - idle, says.mode, warned=alone),
            self._gate(steps.STATUS, "status", inputs.status == ACTIVE, STATUS in inputs.unknown, says.status),
            self._gate(steps.METHOD, "access method", not inputs.closed_way, inputs.unsure_way, says.method),
            Layer(steps.SUBSCRIPTION, "subscription", Access.uniform(self.subscribed, RIGHTS), says.subscription),
        ]

    def _gate(self, number: int, name: str, is_open: bool, unsure: bool, tell: Tell) -> Layer:
        everything, nothing = self.catalogue.all, self.catalogue.none
        mask = everything if is_open and not unsure else nothing
        return Layer(number, name, mask, tell, possible=everything if is_open and unsure else None)

    def _grants(self, inputs: Inputs, stands: Standing, says: Teller) -> list[Layer]:
        catalogue = self.catalogue
        outside = (stands.told - catalogue.offered).within(catalogue.incomplete)
        return [
            Layer(steps.GRANT, "grant", stands.granted_sure, says.grant, possible=stands.granted),
            Layer(steps.ADMIN, "admin", catalogue.all, says.admin, flagged=lambda node: inputs.may_be_admin),
            Layer(steps.GRANTABLE, "grantable", catalogue.allowed, says.grantable, catalogue.ceiling, warned=outside),
        ]

    def _ceilings(self, inputs: Inputs, stands: Standing, says: Teller) -> list[Layer]:
        certain, possible = self.catalogue.type_ceiling(inputs.user_type)
        met, at_most, limited = stands.met, stands.met_possible, bool(inputs.limits)
        return [
            Layer(steps.USER_TYPE, "user type", certain, says.user_type, possible=possible),
            Layer(steps.PREREQUISITE, "prerequisite", met, says.prerequisite, possible=at_most, warned=stands.warned),
            Layer(steps.LIMITS, "data limits", self.catalogue.all, says.limits, flagged=lambda node: limited),
        ]

    # Beside the rights

    def warning(self, tenant: Tenant, subject: Subject) -> str:
        """What is alarming about a user as a whole."""
        return notes.warning(self, tenant, self.inputs(tenant, subject))

    def notes(self, tenant: Tenant, subject: Subject, node: int, result: Effective) -> Sequence[Step]:
        """What stands beside a right and never changes it."""
        return notes.notes(self, tenant, self.inputs(tenant, subject), node, result)

    def remedies(self, denial: Denial) -> Sequence[Sequence[tuple[Edit, ...]]]:
        """The edits that may mend what stops a right."""
        return remedies.remedies(self, denial)
