"""The sentences of the ten reason steps, each with its reason code first and the rule it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rolescope.rights.grants import CompiledRole
from rolescope.rights.model import API, Rights
from rolescope.rights.policy import FLAG, STOP, Cause
from rolescope.systems.intacct.catalogue import is_full, module_of, offered_at
from rolescope.systems.intacct.givers import Givers, needed_of
from rolescope.systems.intacct.inputs import Inputs
from rolescope.systems.intacct.lacks import Lacks
from rolescope.systems.intacct.standing import Standing, rights_at
from rolescope.systems.intacct.vocabulary import (
    ADMIN_FULL,
    ADMIN_OFF,
    BUSINESS,
    INACTIVE,
    PERMISSION,
    UNKNOWN_TYPE,
    words,
)
from rolescope.systems.intacct.wording import MOST_TOLD, NOT_SELECTED, coded, few

if TYPE_CHECKING:
    from rolescope.systems.intacct.policy import Policy

TYPE_RULES = {
    "employee": "IA-25",
    "projectManager": "IA-26",
    "constructionManager": "IA-26",
    "platform": "IA-26",
    "viewOnly": "IA-27",
    "client": "IA-27",
}


class Teller:
    """Tells the causes for one class of users."""

    def __init__(self, policy: Policy, inputs: Inputs, roles: Sequence[CompiledRole], stands: Standing) -> None:
        self.policy, self.inputs, self.stands = policy, inputs, stands
        self.tree, self.catalogue = policy.tree, policy.catalogue
        self.roles = {role.role.name: role for role in roles}

    def _is_permission(self, node: int) -> bool:
        return self.tree.nodes[node].kind == PERMISSION

    def _wanted(self, node: int) -> Rights:
        """What can be ticked here, so that nobody is told of rights that the row does not have."""
        return rights_at(self.catalogue.ceiling, node)

    # Steps 1 to 4: whether anything counts at all

    def mode(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Step 1."""
        idle = asked & rights_at(self.stands.idle, node)
        counts_not = verdict == STOP or (verdict == FLAG and idle)
        lost = f": {words(idle)}" if idle else ""
        if self.policy.user_based:
            if counts_not:
                text = f"the company is user-based, so what the user's roles give does not count{lost}"
                return coded("WRONG_MODE", "IA-03", text)
            return Cause("IA-03", "the company is user-based: what is granted on the user counts, roles do not")
        if counts_not:
            text = f"the company is role-based, so what is granted on the user itself does not count{lost}"
            return coded("WRONG_MODE", "IA-04", text)
        return Cause("IA-01", "the company is role-based: what roles give counts")

    def status(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Step 2."""
        if verdict == FLAG:
            return coded(NOT_SELECTED, "IA-57", "whether the user is active was not selected: else nobody signs in")
        if verdict != STOP:
            return Cause("IA-18", "the user is active")
        if self.inputs.status == INACTIVE:
            return coded("USER_INACTIVE", "IA-18", "the user is inactive and cannot sign in, whatever is granted")
        return coded("USER_LOCKED", "IA-18", "the user is locked out and cannot sign in, whatever is granted")

    def method(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Step 3."""
        code = self.inputs.closed_way
        if code == "API_OFF":
            return coded(code, "IA-19", "web services are off for the user: no API access, the interface stays")
        if code == "API_ONLY":
            return coded(code, "IA-20", "the user may come in over web services only, not over the interface")
        if code == "NO_LOGIN":
            return coded(code, "IA-62", "a CRM user has no interactive login")
        if verdict == FLAG:
            text = "whether the user may log in to the interface was not selected"
            return coded(NOT_SELECTED, "IA-57", text)
        if self.inputs.method == API:
            return Cause("IA-19", "web services are on for the user")
        return Cause("IA-20", "the user may log in to the interface")

    def subscription(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Step 4."""
        if self.policy.subscriptions is None:
            return Cause("IA-63", "no list of subscriptions is kept, so every module counts as subscribed")
        found = self.tree.nodes[node]
        place = self.tree.index.get(module_of(found) if self._is_permission(node) else found.id.partition(":")[0])
        module = found.name if place is None else self.tree.nodes[place].name
        if verdict == STOP:
            return coded(
                "NOT_SUBSCRIBED", "IA-29", f"the module {module} is not subscribed: grants stay, without effect"
            )
        return Cause("IA-29", f"the module {module} is subscribed")

    # Steps 5 to 7: what is granted, and whether it can be

    def grant(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Step 5."""
        return Givers(self.policy, self.inputs, self.roles, self.stands).cause(node, verdict, asked)

    def admin(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Step 6."""
        level = self.inputs.admin
        if self.inputs.may_be_admin:
            return coded(NOT_SELECTED, "IA-57", "whether the user has admin privileges was not selected")
        if level == ADMIN_OFF:
            return Cause("IA-22", "the user has no admin privileges")
        if level != ADMIN_FULL:
            return Cause("IA-23", "limited admin privileges add nothing by themselves")
        implied = rights_at(self.catalogue.implied[level], node)
        if implied:
            return Cause("IA-22", f"full admin privileges imply {words(implied)} here, without any grant")
        return Cause("IA-22", "full admin privileges are not all permissions: they imply nothing here")

    def grantable(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Step 7."""
        if not self._is_permission(node):
            return Cause("IA-13", "each permission offers rights of its own")
        offered = offered_at(self.tree.nodes[node])
        if verdict == STOP:
            missing = asked - offered
            told = words(missing) if len(missing) <= MOST_TOLD else "a right of this kind"
            text = f"the permission does not offer {told}, it offers {words(offered)}"
            return coded("NOT_GRANTABLE", "IA-13", text)
        if verdict == FLAG and not asked <= offered:
            given = (asked - offered) & rights_at(self.stands.told, node)
            missing = given or needed_of(self.policy, node, asked) - offered or asked - offered
            told = words(missing) if len(missing) <= MOST_TOLD else "a right of this kind"
            text = f"{told} {'are' if ', ' in told else 'is'} not in the row, which may be incomplete"
            return coded("NOT_GRANTABLE", "IA-14", text)
        known = "offers" if is_full(self.tree.nodes[node]) else "is known to offer"
        return Cause("IA-13", f"the permission {known} {words(offered)}")

    # Steps 8 to 10

    def user_type(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Step 8."""
        kind = self.inputs.user_type
        if kind == BUSINESS:
            return Cause("IA-28", "a business user has no ceiling")
        if kind == UNKNOWN_TYPE:
            return coded(
                "CEILING_UNKNOWN", "IA-57", "the user's type was not selected, and so its ceiling is not known"
            )
        certain, possible = self.catalogue.type_ceiling(kind)
        rule = TYPE_RULES.get(kind, "IA-28")
        blocked = (asked & self._wanted(node)) - rights_at(possible, node)
        unknown = not rights_at(certain, node) and rights_at(possible, node)
        if self._is_permission(node) and blocked and verdict in (STOP, FLAG):
            known = offered_at(self.tree.nodes[node]) | rights_at(self.stands.told, node)
            left = rights_at(possible, node) & self._wanted(node)
            only = (
                f"only {few(left & known)}" if left & known else f"nothing {'of what is listed' if left else 'at all'}"
            )
            text = f"user type {kind} cannot have {few(blocked)} here, {only}: the grant stays, without effect"
            inferred = self.catalogue.inferred_cap(kind, node)
            return coded("TYPE_CEILING", rule, f"{text} (inferred: {inferred})" if inferred else text)
        if unknown and verdict == FLAG:
            return coded(
                "CEILING_UNKNOWN", "IA-28", f"nobody says what user type {kind} may do here at most: not capped"
            )
        if verdict == STOP:
            return coded("TYPE_CEILING", rule, f"user type {kind} cannot have this, whatever is granted")
        return Cause(rule, f"within what user type {kind} may do")

    def prerequisite(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Step 9."""
        return Lacks(self.catalogue, self.policy.subscribed, self.inputs, self.stands).cause(node, verdict, asked)

    def limits(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Step 10."""
        limits = self.inputs.limits
        if not limits:
            return Cause("IA-41", "no data limits: the rights reach every row")
        by_entity = limits[0].startswith("entities")
        told = [f"the rights stay, but reach only {'; '.join(limits)}"]
        if by_entity:
            told.append("what also touches other entities may be saved in part, or fail")
        if len(limits) > by_entity:
            told.append("bills and invoices with lines outside can neither be edited nor approved")
        return coded("DATA_LIMIT", "IA-41" if by_entity else "IA-42", "; ".join(told))
