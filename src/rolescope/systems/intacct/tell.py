"""The sentences of the ten reason steps, each with its reason code first and the rule it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rolescope.rights.grants import CompiledRole
from rolescope.rights.model import API, Rights
from rolescope.rights.system import FLAG, STOP, Cause
from rolescope.systems.intacct.catalogue import is_full, module_of, offered_at
from rolescope.systems.intacct.inputs import Inputs, Source
from rolescope.systems.intacct.lacks import Lacks
from rolescope.systems.intacct.standing import OWN, Standing, rights_at
from rolescope.systems.intacct.vocabulary import (
    ADMIN_FULL,
    ADMIN_OFF,
    BUSINESS,
    INACTIVE,
    KINDS,
    NUMBER,
    PERMISSION,
    RIGHTS,
    UNKNOWN_TYPE,
    with_twins,
    words,
)

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


def listed(names: Sequence[str], most: int = 3) -> str:
    """Some names in a row, the rest as a number."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def coded(code: str, rule: str, text: str, role: str | None = None, node: int | None = None) -> Cause:
    """A cause with its reason code in front."""
    return Cause(rule, f"{code}: {text}", role, node, code)


NOT_SELECTED = "NOT_SELECTED"
"""The code where a field that decides was left out by whoever queried (IA-57)."""
NONE: Rights = frozenset()
MOST_TOLD = 4
"""Rights that are named one by one; more are a kind."""


class Teller:
    """Tells the causes for one class of users."""

    def __init__(self, policy: Policy, inputs: Inputs, roles: Sequence[CompiledRole], stands: Standing) -> None:
        self.policy, self.inputs, self.stands = policy, inputs, stands
        self.tree, self.catalogue = policy.tree, policy.catalogue
        self.roles = {role.role.name: role for role in roles}

    def _is_permission(self, node: int) -> bool:
        return self.tree.nodes[node].kind == PERMISSION

    def _held_by(self, role: str, node: int) -> Rights:
        return rights_at(self.roles[role].own, node)

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

    def status(self, node: int, verdict: str) -> Cause:
        """Step 2."""
        if verdict == FLAG:
            return coded(NOT_SELECTED, "IA-57", "whether the user is active was not selected: else nobody signs in")
        if verdict != STOP:
            return Cause("IA-18", "the user is active")
        if self.inputs.status == INACTIVE:
            return coded("USER_INACTIVE", "IA-18", "the user is inactive and cannot sign in, whatever is granted")
        return coded("USER_LOCKED", "IA-18", "the user is locked out and cannot sign in, whatever is granted")

    def method(self, node: int, verdict: str) -> Cause:
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

    def subscription(self, node: int, verdict: str) -> Cause:
        """Step 4."""
        if self.policy.subscriptions is None:
            return Cause("IA-63", "no list of subscriptions is kept, so every module counts as subscribed")
        found = self.tree.nodes[node]
        module = module_of(found) if self._is_permission(node) else found.id.partition(":")[0]
        if verdict == STOP:
            return coded(
                "NOT_SUBSCRIBED", "IA-29", f"the module {module} is not subscribed: grants stay, without effect"
            )
        return Cause("IA-29", f"the module {module} is subscribed")

    # Steps 5 to 7: what is granted, and whether it can be

    def grant(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Step 5."""
        if not self._is_permission(node):
            return self._grant_below(node, verdict, asked)
        if verdict == STOP:
            is_kind = asked in KINDS.values() and not asked & offered_at(self.tree.nodes[node])
            return self._nothing_of_the_kind(node) if is_kind else self._not_granted(node, asked)
        told = self._givers(node, asked)
        missing = self._not_given(node, asked) if asked & offered_at(self.tree.nodes[node]) else NONE
        texts = [text for _, text in told] or ["no grant, but none is needed: the admin flag implies it"]
        rule, giver = ("IA-06", told[0][0]) if told else ("IA-61", None)
        unsure = self._unsure_giver(node, asked) if verdict == FLAG and not missing else None
        if unsure:
            return unsure
        if verdict == FLAG and missing:
            return coded("NOT_GRANTED", rule, "; ".join([f"nothing gives {words(missing)}", *texts]), giver, node)
        if verdict == FLAG:
            texts += self._other_words(node, asked)
        return Cause(rule, "; ".join(texts), giver, node)

    def _unsure_giver(self, node: int, asked: Rights) -> Cause | None:
        """IA-57: what gives the rights, where it is not known whether it counts."""
        unsure = asked & rights_at(self.stands.granted - self.stands.granted_sure, node)
        giving = [s for s in self.inputs.sources if s.counts and not s.sure and self._held_by(s.role, node) & unsure]
        if unsure and giving:
            text = f"{_named(giving[0])} gives {words(unsure)}, but whether it counts on direct login was not selected"
            return coded(NOT_SELECTED, "IA-57", text, giving[0].role, node)
        if unsure:
            text = f"no role is known to give {words(unsure)}; a full admin has it, and who is one was not selected"
            return coded(NOT_SELECTED, "IA-57", text)
        return None

    def _needed(self, node: int, asked: Rights) -> Rights:
        """Of the rights that make a part of an export or import those that a yes needs (IA-58)."""
        kinds = (self.policy.wanted(kind, node, asked) for kind in KINDS)
        return next((needed for needed, sensible in kinds if sensible == asked), asked)

    def _not_given(self, node: int, asked: Rights) -> Rights:
        """What is needed and nothing gives, neither itself nor its twin."""
        granted = rights_at(self.stands.granted, node)
        return frozenset(right for right in self._needed(node, asked) - granted if not with_twins({right}) & granted)

    def _other_words(self, node: int, asked: Rights) -> list[str]:
        """Where a twin is granted that the row does not list: the interface has one word for both."""
        granted, offered = rights_at(self.stands.granted, node), offered_at(self.tree.nodes[node])
        needed = self._needed(node, asked) & offered - granted
        pairs = ((right, twin) for right in RIGHTS if right in needed for twin in with_twins({right}) & granted)
        return [f"{words(frozenset({right}))} is granted as {twin}, the row lists {right}" for right, twin in pairs]

    def _givers(self, node: int, asked: Rights) -> list[tuple[str | None, str]]:
        """Each counting source that gives something here, with what it gives; those of what was asked first."""
        if self.policy.user_based:
            own = self._held_by(OWN, node) if OWN in self.roles else frozenset()
            return [(None, f"granted on the user itself: {words(own)}")] if own else []
        found = []
        for source in self.inputs.sources:
            held = self._held_by(source.role, node) if source.counts else frozenset()
            if held:
                found.append((not held & asked, source.role, f"{_named(source)} gives {words(held)}"))
        return [(role, text) for _, role, text in sorted(found, key=lambda giver: giver[0])]

    def _not_granted(self, node: int, asked: Rights) -> Cause:
        if self.policy.user_based:
            return coded("NOT_GRANTED", "IA-03", f"the user itself is not granted {self._lacking(node, asked)}")
        return self._no_role_counts(node, asked) or self._no_role_gives(node, asked)

    def _no_role_counts(self, node: int, asked: Rights) -> Cause | None:
        """Why no role counts for a node or for what is below it; None where some do, and give something elsewhere."""
        inputs, place = self.inputs, node if self._is_permission(node) else None
        asked_for = [NUMBER[right] for right in asked]
        within = self.tree.subtree(node)
        slide_in = [source for source in inputs.sources if not source.counts]
        other_way = [s for s in slide_in if self.roles[s.role].own.any_of(asked_for) & within]
        if other_way:
            text = f"{_named(other_way[0])} gives it, but counts on slide-in only, and an API token is a direct login"
            return coded("ROLE_NOT_FOR_METHOD", "IA-09", text, other_way[0].role, place)
        if not inputs.sources:
            text = "the user holds no role, directly or through a group: no access to anything"
            return coded("NO_ROLE", "IA-02", text) if inputs.admin != ADMIN_FULL else None
        counting = [source for source in inputs.sources if source.counts]
        if not counting:
            text = f"{_listed(slide_in)} counts on slide-in only, and an API token is a direct login"
            return coded("ROLE_NOT_FOR_METHOD", "IA-09", text, slide_in[0].role)
        if not any(self.roles[source.role].own.nodes() for source in counting):
            text = f"{_listed(counting)} is an empty role: it grants nothing"
            return coded("EMPTY_ROLE", "IA-11", text, counting[0].role)
        return None

    def _no_role_gives(self, node: int, asked: Rights) -> Cause:
        told = self._givers(node, asked)
        wanted = self._lacking(node, asked)
        given = f": {'; '.join(text for _, text in told)}" if told else ""
        count = len(self.inputs.roles)
        sources = self.inputs.sources
        who = f"none of {count} roles gives" if count > 1 else f"{_named(sources[0])} does not give" if count else ""
        text = f"{who} {wanted}{given}" if count else f"the user holds no role that gives {wanted}"
        only = self.inputs.roles[0] if len(self.inputs.roles) == 1 else None
        return coded("NOT_GRANTED", "IA-06", text, told[0][0] if told else only, node)

    def _lacking(self, node: int, asked: Rights) -> str:
        """What is needed and nothing gives; many rights of which none is given are told as a kind."""
        wanted, granted = self._needed(node, asked) & self._wanted(node), rights_at(self.stands.granted, node)
        if len(asked & offered_at(self.tree.nodes[node])) > MOST_TOLD and not asked & granted:
            return "a right of this kind"
        return words(self._not_given(node, asked) & wanted or wanted)

    def _nothing_of_the_kind(self, node: int) -> Cause:
        """The row has no right that was asked for, so that no role is to blame (IA-58)."""
        if is_full(self.tree.nodes[node]):
            return coded("NOT_GRANTED", "IA-13", "the permission offers no right of this kind that could be granted")
        return coded("NOT_GRANTED", "IA-14", "no right of this kind is known of the permission; others may exist")

    def _wanted(self, node: int) -> Rights:
        """What can be ticked here, so that nobody is told of rights that the row does not have."""
        return rights_at(self.catalogue.ceiling, node)

    def _grant_below(self, node: int, verdict: str, asked: Rights) -> Cause:
        count = len(self.inputs.roles)
        if self.policy.user_based:
            if verdict == STOP:
                return coded("NOT_GRANTED", "IA-03", "nothing of this kind is granted on the user itself")
            return Cause("IA-03", f"{len(self.inputs.own)} permissions are granted on the user")
        if verdict == STOP:
            held = f"{_listed(self.inputs.sources)} gives nothing of this kind"
            text = held if count else "the user holds no role that gives anything of this kind"
            return self._no_role_counts(node, asked) or coded("NOT_GRANTED", "IA-06", text)
        return Cause("IA-06", "1 role counts" if count == 1 else f"{count} roles add up")

    def admin(self, node: int, verdict: str) -> Cause:
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
            given = (asked - offered) & rights_at(self.stands.granted, node)
            missing = given or self._needed(node, asked) - offered or asked - offered
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
            left = words(rights_at(possible, node) & self._wanted(node))
            only = f"only {left}" if blocked < self._wanted(node) and left != "nothing" else "nothing at all"
            text = f"user type {kind} cannot have {words(blocked)} here, {only}: the grant stays, without effect"
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

    def limits(self, node: int, verdict: str) -> Cause:
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


def _named(source: Source) -> str:
    return f"group {source.group} → role {source.role}" if source.group else f"role {source.role}"


def _listed(sources: Sequence[Source]) -> str:
    return listed([_named(source) for source in sources])
