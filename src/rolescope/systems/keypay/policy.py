"""The KeyPay rules as masks: the steps of the formula (e), always in that order."""

from __future__ import annotations

from collections.abc import Sequence

from rolescope.rights.access import Access
from rolescope.rights.edits import Edit
from rolescope.rights.engine import Effective
from rolescope.rights.grants import CompiledRole
from rolescope.rights.model import Rights, Role, Subject, Tenant
from rolescope.rights.policy import Denial, Layer, Step, Tell
from rolescope.rights.tree import Tree
from rolescope.systems.keypay import notes, remedies, steps
from rolescope.systems.keypay.business import KIOSK, SCHEDULE
from rolescope.systems.keypay.catalogue import AREA, REPORT, Catalogue
from rolescope.systems.keypay.inputs import Inputs, inputs_of
from rolescope.systems.keypay.reach import Reach
from rolescope.systems.keypay.sections import read_sections
from rolescope.systems.keypay.standing import Mask, Standing
from rolescope.systems.keypay.tell import Teller
from rolescope.systems.keypay.vocabulary import EFFECTS, KINDS, NUMBER


class Policy:
    """KeyPay's rules bound to one business."""

    gate = False
    hidden = 0

    def __init__(self, catalogue: Catalogue, reach: Reach) -> None:
        self.catalogue, self.reach = catalogue, reach
        self.applicable = self.ceiling = catalogue.applicable
        self.answerable, self.aggregates = catalogue.answerable, catalogue.aggregates
        kinds = catalogue.tree.kinds
        # Each with the branches, which sum up.
        self._about_flags = kinds.get(AREA, 0) | kinds.get(KIOSK, 0) | catalogue.aggregates
        self._about_limits = kinds[REPORT] | kinds.get(SCHEDULE, 0) | catalogue.aggregates
        self._last: tuple[tuple[CompiledRole, ...], Standing] | None = None
        """The last record that was worked out: its layers and its grants are asked for one after the other."""

    @property
    def tree(self) -> Tree:
        return self.catalogue.tree

    # Who counts, and with what

    def subjects(self, tenant: Tenant) -> Sequence[Subject]:
        """A row for each user."""
        return [Subject(name, None) for name in tenant.principals]

    def inputs(self, tenant: Tenant, subject: Subject) -> Inputs:
        """KP-04, KP-05."""
        return inputs_of(tenant, subject)

    def roles(self, inputs: Inputs) -> Sequence[str | Role]:
        """The records that count."""
        return inputs.records

    def stands(self, roles: Sequence[CompiledRole]) -> Standing:
        """What each step of the formula leaves of some records, which add up (KP-15, KP-19)."""
        last = self._last
        if last is None or last[0] != tuple(roles):
            sections = read_sections((node, rights) for role in roles for node, rights in self._known(role))
            self._last = last = (tuple(roles), Standing(self.catalogue, self.reach, sections))
        return last[1]

    def _known(self, role: CompiledRole) -> Sequence[tuple[str, Rights]]:
        """The grants at places that are still there."""
        return [(node, rights) for node, rights in role.role.grants.items() if node in self.tree.index]

    def granted(self, inputs: Inputs, roles: Sequence[CompiledRole]) -> Access:
        """What the record gives before reports and pay schedules are limited."""
        stands = self.stands(roles)
        return self.applicable if stands.sections.unrestricted else stands.scope.certain & stands.flags.certain

    # The answers

    def asks(self, kind: str) -> int:
        """The nodes at which a kind makes sense: tables (d) and (e)."""
        return self.catalogue.asked[kind]

    def needed(self, kind: str, node: int, held: Rights) -> tuple[Rights, Rights]:
        """A full yes is for everyone a node is about, a part of one for some of them."""
        return frozenset({EFFECTS[kind][0]}), KINDS[kind]

    def answers(self, kind: str, access: Access) -> tuple[int, int]:
        """Where everyone is reached, and where someone is."""
        every, some = EFFECTS[kind]
        return access.planes[NUMBER[every]], access.planes[NUMBER[some]]

    def remark(self, inputs: Inputs, roles: Sequence[CompiledRole], node: int, kind: str) -> str:
        """For how many it holds, and what can be done besides."""
        return notes.remark(self, inputs.user, self.stands(roles), node, kind) if roles else ""

    # The steps

    def layers(self, inputs: Inputs, roles: Sequence[CompiledRole]) -> Sequence[Layer]:
        """The steps of (e): key, record, full access, scope, flags, limits."""
        everything, nothing = self.applicable | self.catalogue.elsewhere, self.catalogue.none
        stands = self.stands(roles)
        says = Teller(self, inputs, stands)
        return [
            Layer(steps.KEY, "key", everything, says.key),
            Layer(steps.RECORD, "record", everything if inputs.records else nothing, says.record_kept),
            Layer(steps.ACCESS_TYPE, "access type", everything, says.access_type),
            self._layer((steps.SCOPE, "scope"), stands, stands.scope, says.scope, -1),
            self._layer((steps.FLAGS, "flags"), stands, stands.flags, says.flags, self._about_flags),
            self._layer((steps.LIMITS, "limits"), stands, stands.limits, says.limits, self._about_limits),
        ]

    def remaining(self, inputs: Inputs, roles: Sequence[CompiledRole]) -> tuple[Access, Access]:
        """What the steps leave, in one pass over the rights."""
        stands, nothing = self.stands(roles), self.catalogue.none
        if not inputs.records:
            return nothing, nothing
        if stands.sections.unrestricted:
            return self.applicable, self.applicable
        scope, flags, limits = stands.scope, stands.flags, stands.limits
        certain = self._left(scope.certain, flags.certain, limits.certain)
        possible = self._left(scope.possible, flags.possible, limits.possible)
        return certain, certain if certain == possible else possible

    def _left(self, scope: Access, flags: Access, limits: Access) -> Access:
        """Scope and what makes sense, then flags and limits where these are about it."""
        full = self.tree.full
        beside_flags, beside_limits = full & ~self._about_flags, full & ~self._about_limits
        planes = zip(scope.planes, self.applicable.planes, flags.planes, limits.planes, strict=True)
        return Access(
            tuple(
                [
                    here and here & sense & (given | beside_flags) & (kept | beside_limits)
                    for here, sense, given, kept in planes
                ]
            )
        )

    def _layer(self, head: tuple[int, str], stands: Standing, mask: Mask, tell: Tell, about: int) -> Layer:
        """A step that full access passes, and that is about some nodes only: elsewhere it lets everything through."""
        number, name = head
        stops_senseless = about == -1  # once, in the step that stands for the grants
        sense, elsewhere = self.applicable, self.catalogue.elsewhere
        if stands.sections.unrestricted:
            open_ = sense if stops_senseless else sense | elsewhere
            return Layer(number, name, open_, tell, about=about)
        given = mask.certain, mask.possible
        if stops_senseless:
            certain, possible = (each & sense for each in given)
        else:
            certain, possible = (each | self.catalogue.beside(about) for each in given)
        return Layer(number, name, certain, tell, possible=possible, about=about)

    # Beside the rights

    def warning(self, tenant: Tenant, subject: Subject) -> str:
        """What is alarming about a user as a whole."""
        return notes.warning(tenant, subject)

    def notes(self, tenant: Tenant, subject: Subject, node: int, result: Effective) -> Sequence[Step]:
        """What stands beside a right and never changes it."""
        return notes.notes(self, tenant, subject, node, result)

    def remedies(self, denial: Denial) -> Sequence[Sequence[tuple[Edit, ...]]]:
        """The edits that may mend what stops a right."""
        return remedies.remedies(self, denial)
