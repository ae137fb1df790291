"""The sentence of step 5: what gives the rights that were asked for, or why nothing does (IA-02 to IA-11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rolescope.rights.grants import CompiledRole
from rolescope.rights.model import API, Rights
from rolescope.rights.policy import FLAG, STOP, Cause
from rolescope.systems.faults import clipped
from rolescope.systems.intacct.catalogue import is_full, offered_at
from rolescope.systems.intacct.inputs import Inputs, Source
from rolescope.systems.intacct.standing import OWN, Standing, rights_at
from rolescope.systems.intacct.vocabulary import (
    ADMIN_FULL,
    KINDS,
    NUMBER,
    PERMISSION,
    RIGHTS,
    with_twins,
    words,
)
from rolescope.systems.intacct.wording import MOST_TOLD, NOT_SELECTED, coded, listed

if TYPE_CHECKING:
    from rolescope.systems.intacct.policy import Policy

NONE: Rights = frozenset()


class Givers:
    """What gives rights to one class of users."""

    def __init__(self, policy: Policy, inputs: Inputs, roles: Mapping[str, CompiledRole], stands: Standing) -> None:
        self.policy, self.inputs, self.roles, self.stands = policy, inputs, roles, stands
        self.tree = policy.tree

    def cause(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Step 5."""
        if self.tree.nodes[node].kind != PERMISSION:
            return self._below(node, verdict, asked)
        if verdict == STOP:
            of_the_kind = self._not_offered(node, asked) if asked in KINDS.values() else None
            return of_the_kind or self._not_granted(node, asked)
        told = self._givers(node, asked)
        missing = self._not_given(node, asked) if asked & offered_at(self.tree.nodes[node]) else NONE
        texts = [text for _, text in told] or ["no grant, but none is needed: the admin flag implies it"]
        by_grant = "IA-03" if self.policy.user_based else "IA-06"
        rule, giver = (by_grant, told[0][0]) if told else ("IA-61", None)
        unsure = self._unsure_giver(node, asked) if verdict == FLAG and not missing else None
        if unsure:
            return unsure
        if verdict == FLAG and missing:
            return coded("NOT_GRANTED", rule, "; ".join([f"nothing gives {words(missing)}", *texts]), giver, node)
        if verdict == FLAG:
            texts += self._other_words(node, asked)
        return Cause(rule, "; ".join(texts), giver, node)

    def _held_by(self, role: str, node: int) -> Rights:
        return rights_at(self.roles[role].own, node)

    def _unsure_giver(self, node: int, asked: Rights) -> Cause | None:
        """IA-57: what may give the rights, where it is not known what it gives or whether it counts."""
        unsure = asked & rights_at(self.stands.granted - self.stands.granted_sure, node)
        if unsure and self.inputs.may_have_more(self.policy.user_based):
            more = "else " if self.inputs.own else ""
            own = (f"what {more}is granted on the user itself",) if self.policy.user_based else ()
            told = [text for _, text in self._givers(node, asked)]
            text = "; ".join([f"{listed(own or self.inputs.untold)}: nothing that was imported tells it", *told])
            return coded(NOT_SELECTED, "IA-57", text, None, node)
        giving = [s for s in self.inputs.sources if s.counts and not s.sure and self._held_by(s.role, node) & unsure]
        if unsure and giving:
            text = f"{_named(giving[0])} gives {words(unsure)}, but whether it counts on direct login was not selected"
            return coded(NOT_SELECTED, "IA-57", text, giving[0].role, node)
        if unsure:
            text = f"no role is known to give {words(unsure)}; a full admin has it, and who is one was not selected"
            return coded(NOT_SELECTED, "IA-57", text)
        return None

    def _not_given(self, node: int, asked: Rights) -> Rights:
        """What is needed and nothing gives, neither itself nor its twin."""
        granted, needed = rights_at(self.stands.granted, node), needed_of(self.policy, node, asked)
        return frozenset(right for right in needed - granted if not with_twins({right}) & granted)

    def _other_words(self, node: int, asked: Rights) -> list[str]:
        """Where a twin is granted that the row does not list: the interface has one word for both."""
        granted, offered = rights_at(self.stands.granted, node), offered_at(self.tree.nodes[node])
        needed = needed_of(self.policy, node, asked) & offered - granted
        pairs = ((right, twin) for right in RIGHTS if right in needed for twin in with_twins({right}) & granted)
        return [f"{words(frozenset({right}))} is granted as {twin}, the row lists {right}" for right, twin in pairs]

    def _givers(self, node: int, asked: Rights) -> list[tuple[str | None, str]]:
        """Each counting source that gives something here, with what it gives; those of what was asked first."""
        if self.policy.user_based:
            own = self._held_by(OWN, node) if OWN in self.roles else NONE
            return [(None, f"granted on the user itself: {words(own)}")] if own else []
        found = []
        for source in self.inputs.sources:
            held = self._held_by(source.role, node) if source.counts else NONE
            if held:
                found.append((not held & asked, source.role, f"{_named(source)} gives {words(held)}"))
        return [(role, text) for _, role, text in sorted(found, key=lambda giver: giver[0])]

    # Why nothing gives it

    def _not_offered(self, node: int, asked: Rights) -> Cause | None:
        """Where the row has no right that was asked for, so that no role is to blame (IA-58)."""
        found, is_kind = self.tree.nodes[node], asked in KINDS.values()
        if asked & with_twins(offered_at(found)):
            return None
        if is_full(found):
            told = "no right of this kind" if is_kind else f"no {words(asked)}"
            return coded("NOT_GRANTED", "IA-13", f"the permission offers {told} that could be granted")
        if is_kind:
            return coded("NOT_GRANTED", "IA-14", "no right of this kind is known of the permission; others may exist")
        return None

    def _not_granted(self, node: int, asked: Rights) -> Cause:
        if self.policy.user_based:
            text = f"the user itself is not granted {self._lacking(node, asked)}"
            return self._not_offered(node, asked) or coded("NOT_GRANTED", "IA-03", text)
        return self._no_role_counts(node, asked) or self._not_offered(node, asked) or self._no_role_gives(node, asked)

    def _no_role_counts(self, node: int, asked: Rights) -> Cause | None:
        """Why no role counts for a node or for what is below it; None where some do, and give something elsewhere."""
        inputs, place = self.inputs, node if self.tree.nodes[node].kind == PERMISSION else None
        asked_for = [NUMBER[right] for right in asked]
        within = self.tree.subtree(node)
        slide_in = [source for source in inputs.sources if not source.counts]
        other_way = [s for s in slide_in if self.roles[s.role].own.any_of(asked_for) & within]
        if other_way:
            given = self._part_given(other_way, node, asked) or "it"
            text = f"{_told(other_way, f'gives {given}, but counts', f'give {given}, but count')} {self._slide_in()}"
            return coded("ROLE_NOT_FOR_METHOD", "IA-09", text, other_way[0].role, place)
        if not inputs.sources:
            text = "the user holds no role, directly or through a group: no access to anything"
            return coded("NO_ROLE", "IA-02", text) if inputs.admin != ADMIN_FULL else None
        counting = [source for source in inputs.sources if source.counts]
        if not counting:
            text = f"{_told(slide_in, 'counts', 'count')} {self._slide_in()}"
            return coded("ROLE_NOT_FOR_METHOD", "IA-09", text, slide_in[0].role)
        if not any(self.roles[source.role].own.nodes() for source in counting):
            text = _told(counting, "is an empty role: it grants nothing", "are empty roles: they grant nothing")
            return coded("EMPTY_ROLE", "IA-11", text, counting[0].role)
        return None

    def _part_given(self, sources: Sequence[Source], node: int, asked: Rights) -> str:
        """What some roles give of the rights that are needed at a permission; empty where it is all of them."""
        if self.tree.nodes[node].kind != PERMISSION:
            return ""
        given = frozenset[str]().union(*(self._held_by(source.role, node) for source in sources)) & asked
        needed = needed_of(self.policy, node, asked) & rights_at(self.policy.catalogue.ceiling, node)
        return "" if needed <= with_twins(given) else f"{words(given)}, which is a part of it"

    def _slide_in(self) -> str:
        """IA-09, IA-62: what the user comes in by instead."""
        way = "an API token is a direct login" if self.inputs.method == API else "this is a direct login"
        return f"on slide-in only, and {way}"

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
        wanted = needed_of(self.policy, node, asked) & rights_at(self.policy.catalogue.ceiling, node)
        granted = rights_at(self.stands.granted, node)
        if len(asked & offered_at(self.tree.nodes[node])) > MOST_TOLD and not asked & granted:
            return "a right of this kind"
        return words(self._not_given(node, asked) & wanted or wanted)

    def _below(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Of a module or a group of permissions."""
        count = len(self.inputs.roles)
        if self.policy.user_based:
            if verdict == STOP:
                return coded("NOT_GRANTED", "IA-03", "nothing of this kind is granted on the user itself")
            return Cause("IA-03", f"{len(self.inputs.own)} permissions are granted on the user")
        if verdict == STOP:
            held = _told(self.inputs.sources, "gives nothing of this kind", "give nothing of this kind")
            text = held if count else "the user holds no role that gives anything of this kind"
            return self._no_role_counts(node, asked) or coded("NOT_GRANTED", "IA-06", text)
        return Cause("IA-06", "1 role counts" if count == 1 else f"{count} roles add up")


def needed_of(policy: Policy, node: int, asked: Rights) -> Rights:
    """Of the rights that make a part of an export or import those that a yes needs (IA-58)."""
    kinds = (policy.needed(kind, node, asked) for kind in KINDS)
    return next((needed for needed, sensible in kinds if sensible == asked), asked)


def _named(source: Source) -> str:
    role = f"role {clipped(source.role)}"
    return f"group {clipped(source.group)} → {role}" if source.group else role


def _told(sources: Sequence[Source], does: str, do: str) -> str:
    """Some sources and what they do, which differs where there are several."""
    return f"{listed([_named(source) for source in sources])} {does if len(sources) == 1 else do}"
