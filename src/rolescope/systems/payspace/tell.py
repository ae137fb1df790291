"""The sentences of the reason layers: what each layer found at a node, and the rule it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rolescope.rights import counting
from rolescope.rights.access import Access
from rolescope.rights.grants import CompiledRole
from rolescope.rights.model import Rights
from rolescope.rights.planes import bits
from rolescope.rights.policy import BY_VENDOR, FLAG, NO_CREDENTIAL, NO_USER, PASS, STOP, Cause, Tell
from rolescope.systems.payspace.vocabulary import (
    CREATE,
    DEFAULT_SCOPE,
    DENY,
    FIELD,
    LEVELS,
    NARROW_DOUBT,
    NARROW_WRITE_SCOPES,
    READ,
    READ_ONLY,
    REPORT,
    RIGHTS,
    SCREEN,
    UPDATE,
    VERBS,
    WORKDAY_SCOPE,
    scope_axes,
    verbs_of,
)

if TYPE_CHECKING:
    from rolescope.systems.payspace.inputs import Inputs
    from rolescope.systems.payspace.masks import SetApart
    from rolescope.systems.payspace.policy import Policy


def level_title(access: Access, node: int) -> str:
    """The name of the level whose axes stand at a node."""
    held = access.names_at(node, RIGHTS)
    return next(level.title for level in reversed(LEVELS) if level.rights <= held)


def listed(names: Sequence[str], most: int = 3) -> str:
    """Few names in a row, the rest as a number."""
    return counting.listed(names, most)


class Teller:
    """Tells the causes for one class of subjects."""

    def __init__(self, policy: Policy, inputs: Inputs, roles: Sequence[CompiledRole]) -> None:
        self.policy, self.inputs, self.roles = policy, inputs, roles
        self.catalogue, self.tree = policy.catalogue, policy.tree

    def _name(self, node: int) -> str:
        return self.tree.nodes[node].name

    def _sums_up(self, node: int) -> bool:
        return bool(self.policy.aggregates >> node & 1)

    def _names_below(self, node: int, plane: int) -> str:
        """The names of those nodes of a plane that stand below a branch."""
        return listed([self._name(below) for below in bits(plane & self.tree.below(node))])

    def status(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Layer 1."""
        if not self.inputs.linked:
            return Cause("PS-32", "there is no user whose status could close it")
        if verdict == STOP:
            return Cause("PS-32", "the user is inactive: no access, whatever roles and scope say")
        return Cause("PS-32", "the user is active")

    def links(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Layer 2."""
        inputs = self.inputs
        if inputs.default_ess:
            place = " in this company" if inputs.elsewhere else ""
            return Cause("PS-25", f"employee without a role{place}, and no ESS role here: the default ESS role applies")
        if inputs.unlinked_ess:
            ess = listed(inputs.unlinked_ess)
            text = f"employee without a role, though {ess} links itself to employees: beyond what it gives, unknown"
            return Cause("PS-24", text, role=inputs.unlinked_ess[0])
        if not inputs.linked:
            return Cause("PS-41", "no user, so no roles: nothing known limits what can be read")
        if inputs.fail_open:
            exposed = (self.policy.answerable & self.catalogue.screens).bit_count()
            opened = "are open" if inputs.active else "would be open to an active user"
            rule, where = ("PS-30", "in this company") if inputs.elsewhere else ("PS-26", "at all")
            return Cause(rule, f"no role {where}: all {exposed} API screens {opened} (fail-open)")
        linked = f"{listed(inputs.everywhere)} linked without a company, so in every one (PS-84)"
        beside = f"; {linked}" if inputs.everywhere else ""
        if len(inputs.roles) == 1:
            return Cause("PS-38", f"role {inputs.roles[0]} counts{beside}", role=inputs.roles[0])
        rule = "PS-28" if inputs.several_companies else "PS-27"
        return Cause(rule, f"{len(inputs.roles)} roles count together: {listed(inputs.roles)}{beside}")

    def level(self, role: CompiledRole) -> Tell:
        """Layer 3."""

        def tell(node: int, verdict: str, asked: Rights) -> Cause:
            about = self.catalogue.screen_of(node)
            decider = role.decider(about, self.tree)
            name, title = role.role.name, level_title(role.own, about)
            place = self._name(about)
            if decider < 0:
                text, rule = f"role {name}: no level on {place} or above it, so Deny", "PS-08"
            elif decider == about:
                text, rule = f"role {name}: {title} set on {place}", "PS-51"
            else:
                text, rule = f"role {name}: {title} on {place}, inherited from {self._name(decider)}", "PS-51"
            if verdict != PASS and self._sums_up(node) and role.own.names_at(node, RIGHTS) & asked:
                text += self._less_below(role, node)
            if verdict == STOP and self._full_access:
                text += "; role beats credential (PS-39)"
            if verdict == PASS and self.tree.nodes[node].kind == REPORT and title != DENY.title:
                rule, text = "PS-17", f"{text}; a report opens with any level above Deny"
            return Cause(rule, text, role=name, node=about if decider < 0 else decider)

        return tell

    def _less_below(self, role: CompiledRole, branch: int) -> str:
        """Where a role sets less below a branch, as far as that matters to an answer."""
        size = len(role.own.at(branch))
        spoken = bits(role.explicit & self.tree.below(branch))
        lower = [place for place in spoken if len(role.own.at(place)) < size]
        names = [self._name(place) for place in lower if self.tree.subtree(place) & self.policy.answerable]
        return f", less on {listed(names)}" if names else ""

    @property
    def _full_access(self) -> bool:
        return self.inputs.credential and (self.inputs.scope or DEFAULT_SCOPE) == DEFAULT_SCOPE

    def gate(self, role: CompiledRole) -> Tell:
        """Layer 4."""

        def tell(node: int, verdict: str, asked: Rights) -> Cause:
            about, name = self.catalogue.screen_of(node), role.role.name
            closing = role.closed_by(about, self.tree)
            if closing < 0 and verdict == FLAG and not self._sums_up(node):
                above = self._name(role.decider(self._read_only_above(role, about), self.tree))
                text = f"role {name}: {above} above is Read only, which caps nothing below it as far as is known"
                return Cause("PS-10", text, role=name)
            if closing < 0:
                if verdict == PASS:
                    return Cause("PS-09", f"role {name}: no closed parent above")
                if not role.own.at(about):
                    text = f"role {name}: {self._name(about)} is closed, and so is all below it"
                    return Cause("PS-09", text, name, about)
                return Cause("PS-09", f"role {name}: closed parents below {self._name(about)}")
            silent = role.decider(closing, self.tree) < 0
            reason = "Deny by silence" if silent else "Deny"
            if not self.policy.gate:
                text = f"role {name}: {self._name(closing)} is {reason}, but the parent gate is off in this tenant"
                return Cause("PS-11", text, role=name, node=closing)
            text = f"role {name}: closed by its parent {self._name(closing)}, which is {reason}"
            return Cause("PS-79" if silent else "PS-09", text, role=name, node=closing)

        return tell

    def _read_only_above(self, role: CompiledRole, node: int) -> int:
        above = (place for place in self.tree.ancestors(node) if level_title(role.own, place) == READ_ONLY.title)
        return next(above)

    def least(self) -> Tell:
        """Layer 5."""
        rule = "PS-28" if self.inputs.several_companies else "PS-27"

        def tell(node: int, verdict: str, asked: Rights) -> Cause:
            about = self.catalogue.screen_of(node)
            levels = [role.level(self.policy.gate) for role in self.roles]
            sizes = [len(level.at(about)) for level in levels]
            strictest = [role for role, size in zip(self.roles, sizes, strict=True) if size == min(sizes)]
            title = level_title(levels[sizes.index(min(sizes))], about)
            lead = f"least access of {len(sizes)} roles"
            if len(strictest) == len(sizes):
                below = ", but not of all that is below" if verdict != PASS and self._sums_up(node) else ""
                return Cause(rule, f"{lead}: all say {title}{below}")
            names = listed([role.role.name for role in strictest])
            opens = verdict == PASS and self.tree.nodes[node].kind == REPORT and title != DENY.title
            beside = ", which opens a report as well (PS-17)" if opens else ""
            return Cause(rule, f"{lead}: {names} is the strictest, {title}{beside}", role=strictest[0].role.name)

        return tell

    def link(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Layer 6."""
        if self.inputs.linked:
            return Cause("PS-38", "a user is linked, whose roles govern the call")
        if verdict == STOP:
            return Cause("PS-40", "no user is linked to the credential, and writing needs one", code=NO_USER)
        return Cause("PS-41", "no user is linked to the credential: what it can read is unknown", code=NO_USER)

    def scope(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Layer 7."""
        inputs = self.inputs
        if not inputs.credential:
            text = "the user has no credential, so nothing logs in to the API as this user"
            return Cause("PS-37", text, code=NO_CREDENTIAL)
        saved, called = inputs.scope or DEFAULT_SCOPE, inputs.asked_scope
        axes = scope_axes(saved, called)
        left = listed([right for right in RIGHTS if right in axes], 4)
        doubt = f"; {NARROW_DOUBT}" if verdict == FLAG and {called, saved} & NARROW_WRITE_SCOPES else ""
        if called and called != saved:
            text = f"asked for {called}, capped by the saved {saved}: leaves {left or 'nothing, so no token'}"
            return Cause("PS-44", f"{text}{f'{doubt} (PS-45)' if doubt else ''}")
        if saved == WORKDAY_SCOPE:
            return Cause("PS-46", f"scope {saved} opens the audit-results call alone, no screen")
        text = f"scope {saved} lets through {left}"
        return Cause("PS-45" if doubt else "PS-43", f"{text}{doubt}")

    def _offered_below(self, branch: int) -> list[str]:
        """The verbs that any entity below a branch has."""
        screens = bits(self.tree.subtree(branch) & self.policy.answerable & self.tree.kinds[SCREEN])
        found = {verb for screen in screens for verb in self.tree.nodes[screen].attributes.get("api_axes") or ()}
        return [right for right in RIGHTS if right in found]

    def verbs(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Layer 8."""
        facts = self.tree.nodes[node].attributes
        kind = self.tree.nodes[node].kind
        if self.policy.missing >> node & 1:
            return Cause("PS-74", f"not in the edition {self.policy.edition}: n/a")
        if self.catalogue.branches >> node & 1:
            code = BY_VENDOR if verdict != PASS else ""
            most = listed(self._offered_below(node), 4) or "nothing"
            return Cause("PS-82", f"a branch sums up what is below it: the API offers at most {most} there", code=code)
        screen = self.tree.nodes[self.catalogue.screen_of(node)]
        entity = screen.attributes.get("api_entity")
        if not self.policy.answerable >> node & 1:
            if kind == FIELD and facts.get("api_name") is None and screen.attributes.get("api_axes") is not None:
                return Cause("PS-80", "known by its label only, no API property: n/a")
            if kind not in (SCREEN, FIELD):
                rule = "PS-17" if kind == REPORT else "PS-16"
                return Cause(rule, f"no API call for this {kind}: n/a, its level steers the interface")
            if entity:
                return Cause("PS-59", f"no endpoint is documented for {entity}: n/a, which is not denied")
            return Cause("PS-60", "no API entity: n/a, its level steers the interface")
        offered, verbs = screen.attributes.get("api_axes") or [], verbs_of(screen.attributes)
        text = f"{entity or screen.name} offers {' '.join(verbs) or 'no verb'}"
        if len(offered) == len(RIGHTS):
            return Cause("PS-55", text)
        missing = [right for right in RIGHTS if right not in offered]
        rule, told = _verb_rule(offered, verbs)
        code = BY_VENDOR if verdict != PASS else ""
        return Cause(rule, f"{text} only{told}: no {listed(missing)}", code=code)

    def field_level(self, role: CompiledRole, apart: SetApart) -> Tell:
        """Layer 9."""

        def tell(node: int, verdict: str, asked: Rights) -> Cause:
            name, screen = role.role.name, self._name(self.catalogue.screen_of(node))
            if self._sums_up(node):
                closed = apart.shut if self.policy.gate else 0
                names = self._names_below(node, (apart.fields | closed) & self.policy.answerable)
                if not names:
                    return Cause("PS-08", f"role {name}: every field below follows its screen")
                return Cause("PS-14", f"role {name}: fields set apart from their screens: {names}")
            if apart.shut >> node & 1 and self.policy.gate:
                closing = role.closed_by(node, self.tree)
                return Cause("PS-09", f"role {name}: closed by {self._name(closing)} on the screen", name, closing)
            if not apart.fields >> node & 1:
                return Cause("PS-08", f"role {name}: the field follows its screen {screen}")
            title = level_title(role.own, node)
            decider = role.decider(node, self.tree)
            text = f"role {name}: the field itself is {title}"
            if title == DENY.title:
                text += ", stripped from payloads and metadata"
            return Cause("PS-13" if title == "Allow" else "PS-14", text, role=name, node=decider)

        return tell

    def attribute(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Layer 10."""
        rule, text = self._attribute(node, verdict)
        return Cause(rule, text, code=BY_VENDOR if verdict != PASS else "")

    def _attribute(self, node: int, verdict: str) -> tuple[str, str]:
        facts = self.tree.nodes[node].attributes
        if self._sums_up(node):
            if verdict == PASS:
                return "PS-62", "no field below is kept from this by a mark of the vendor's"
            return "PS-62", "the vendor lets keys and some other fields be read only, or set at creation only"
        if facts.get("access") == "read_only":
            return "PS-62", "the vendor marks the field read-only: export only, whatever role and scope say"
        if facts.get("key"):
            return "PS-65", "a key identifies the record: export only"
        if facts.get("access") == "create_only":
            return "PS-63", "the field can be set at creation only"
        left = self.catalogue.attributes.at(node)
        if RIGHTS.index(UPDATE) not in left:
            return "PS-57", "PATCH on this entity does not reach the field"
        if verdict == STOP:
            return "PS-13", "a field is not deleted by itself, only with its record"
        return "PS-62", "the field can be written"

    def required(self, blocking: int, doubtful: int) -> Tell:
        """Layer 11."""

        def tell(node: int, verdict: str, asked: Rights) -> Cause:
            screen = self.catalogue.screen_of(node)
            if CREATE not in asked:
                return Cause("PS-15", "required fields matter to creating alone")
            if self._sums_up(node):
                names = self._names_below(node, blocking)
                if names:
                    return Cause("PS-15", f"create cannot succeed on the screens of required {names}: below Allow")
                return Cause("PS-15", "no required field below is held back")
            fields = self._fields_of(screen, blocking)
            if fields:
                names = listed([self._name(field) for field in fields])
                text = f"create cannot succeed: required {names} is below Allow"
                return Cause("PS-15", text, role=self._below_allow_in(fields[0]), node=fields[0])
            if verdict == FLAG:
                warned = self._fields_of(screen, doubtful)
                names = listed([self._name(field) for field in warned])
                return Cause("PS-15", f"create may fail: {names} can be required and is below Allow", node=warned[0])
            return Cause("PS-15", "no required field is held back")

        return tell

    def _fields_of(self, screen: int, plane: int) -> list[int]:
        return [field for field in self.catalogue.fields_of(screen) if plane >> field & 1]

    def _below_allow_in(self, field: int) -> str | None:
        found = (role.role.name for role in self.roles if self.policy.below_allow(role) >> field & 1)
        return next(found, None)


def _verb_rule(offered: Sequence[str], verbs: Sequence[str]) -> tuple[str, str]:
    """The rule for what an entity lacks, and what to know of its verbs, where a POST makes no record."""
    if offered == [CREATE]:
        return "PS-56", ""
    if VERBS[CREATE] in verbs and CREATE not in offered:
        if UPDATE in offered and VERBS[UPDATE] not in verbs:
            return "PS-54", ", and its POST changes what is there"
        return "PS-53", ", and its POST starts an export"
    return "PS-55" if set(offered) <= {READ} else "PS-57", ""
