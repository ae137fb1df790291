"""The sentence of step 9: which right is missing beside another one, how sure that is, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rolescope.rights.model import Rights
from rolescope.rights.policy import PASS, Cause
from rolescope.systems.intacct.catalogue import Catalogue, is_full, offered_at
from rolescope.systems.intacct.inputs import Inputs
from rolescope.systems.intacct.prerequisites import Prerequisite, missing_at
from rolescope.systems.intacct.standing import Standing, rights_at
from rolescope.systems.intacct.vocabulary import NUMBER, PERMISSION, with_twins, words

OUR_READING = "IA-59"
"""What may be missing where a row is incomplete, and that a right counts nowhere while its module is not subscribed."""

NOT_KNOWN = "IA-57"
"""What no row selected."""

INERT, PERHAPS, WARNED = range(3)
"""Without it the right does nothing; perhaps so; it works, but hardly as it is meant."""


NOTHING: Rights = frozenset()


class Lack(NamedTuple):
    """Some rights that lack something."""

    weight: int
    rule: str
    codes: tuple[str, ...]
    rights: Rights
    beneath: Lack | None = None
    """What a right that is missing lacks in turn, where it is granted, but inert itself (IA-59)."""

    @property
    def all_codes(self) -> tuple[str, ...]:
        """The codes, and those of what is beneath."""
        return tuple(dict.fromkeys((*self.codes, *(self.beneath.all_codes if self.beneath else ()))))


class Lacks:
    """What the rights of one class of users lack."""

    def __init__(self, catalogue: Catalogue, subscribed: int, inputs: Inputs, stands: Standing) -> None:
        self.catalogue, self.tree, self.subscribed = catalogue, catalogue.tree, subscribed
        self.inputs, self.stands = inputs, stands

    def cause(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Step 9: the gravest lack of the rights that were asked for."""
        if self.tree.nodes[node].kind != PERMISSION:
            return Cause("IA-30", "some rights need others beside them")
        found = [] if verdict == PASS else sorted(self._lacks(node, asked), key=lambda lack: lack.weight)
        if not found:
            return Cause("IA-30", "nothing that is needed beside it is missing")
        text = self._told(node, found[0])
        codes = found[0].all_codes
        return Cause(found[0].rule, f"{', '.join(codes)}: {text}", None, node, codes[0])

    def _lacks(self, node: int, asked: Rights) -> Iterator[Lack]:
        for rule in self.catalogue.prerequisites:
            about = rule.rights & asked
            if about and rule.nodes >> node & 1:
                yield from (
                    self._elsewhere(rule, node, about) if rule.elsewhere is not None else self._here(rule, node, about)
                )

    def _here(self, rule: Prerequisite, node: int, about: Rights) -> Iterator[Lack]:
        offered, at_most = offered_at(self.tree.nodes[node]), rights_at(self.stands.live_possible, node)
        any_row = offered if is_full(self.tree.nodes[node]) else offered | _not_listed(rule, offered)
        codes = missing_at(rule, node, at_most, offered if rule.inert else any_row, self.inputs.may_be_restricted)
        if codes:
            yield Lack(INERT if rule.inert else WARNED, rule.rule, codes, about, self._beneath(rule, node))
            return
        sure = rights_at(self.stands.live, node) | (rights_at(self.stands.backed, node) - with_twins(offered))
        codes = missing_at(rule, node, sure, any_row, self.inputs.restricted) if rule.inert else ()
        if codes:
            yield Lack(PERHAPS, NOT_KNOWN if rule.restricted else OUR_READING, codes, about)

    def _beneath(self, rule: Prerequisite, node: int) -> Lack | None:
        inert = rights_at(self.stands.capped_possible - self.stands.live_possible, node)
        granted = inert & with_twins((*rule.needs, *rule.any_of))
        return next((lack for lack in self._lacks(node, granted) if lack.weight == INERT), None)

    def _elsewhere(self, rule: Prerequisite, node: int, about: Rights) -> Iterator[Lack]:
        codes = missing_at(rule, node, frozenset(), frozenset(), self.inputs.restricted)
        if about & rights_at(self.catalogue.all - self.stands.met_possible, node):
            yield Lack(INERT, OUR_READING if self._helped_in_vain(rule) else rule.rule, codes, about)
        elif about & rights_at(self.catalogue.all - self.stands.met, node):
            yield Lack(PERHAPS, OUR_READING, codes, about)

    def _helped_in_vain(self, rule: Prerequisite) -> bool:
        """IA-36: whether what is needed elsewhere is held where the module is not subscribed."""
        far = (rule.elsewhere or 0) & ~self.subscribed
        return bool(self.stands.live_possible.any_of(NUMBER[right] for right in with_twins(rule.any_of)) & far)

    # In words

    def _told(self, node: int, lack: Lack) -> str:
        granted = rights_at(self.stands.granted, node) & lack.rights
        told = words(granted or lack.rights)
        needs = f"{told} {'need' if ', ' in told else 'needs'} {needed(lack.codes)}"
        if lack.beneath is not None:
            needs += f", and {words(lack.beneath.rights)} is inert itself for want of {needed(lack.beneath.codes)}"
        taken = self._taken(node, lack) if lack.beneath is None else NOTHING
        if taken:
            needs += f", and {words(taken)} is granted, but taken by a step before this"
        if lack.weight == PERHAPS:
            return f"{needs}: {_doubt(lack.codes[0])}"
        if lack.rule == OUR_READING:
            needs += ", and what is not subscribed does not count"
        if not granted:
            return f"{needs}: without it the right would be inert"
        return f"{needs}: {'granted but inert' if lack.weight == INERT else 'works, with a warning'}"

    def _taken(self, node: int, lack: Lack) -> Rights:
        """What is missing although it is granted: the row or the user type does not let it through."""
        needed_here = {right for code in lack.codes for right in code.removeprefix("NEEDS_").split("_or_")}
        return rights_at(self.stands.granted - self.stands.capped_possible, node) & needed_here


def _not_listed(rule: Prerequisite, offered: Rights) -> Rights:
    """What an incomplete row may offer besides; where it lists one of several that do, that one is named."""
    listed = offered & with_twins(rule.any_of)
    return frozenset((*rule.needs, *(() if listed else rule.any_of)))


FAR, RESTRICTED = "_ELSEWHERE", "isRestricted"


def _doubt(code: str) -> str:
    """Why it is not certain whether something is missing."""
    if code.endswith(RESTRICTED):
        return "whether the user is one was not selected"
    if code.endswith(FAR):
        return "where one is held, it is not certain"
    return "the row does not list it, but may be incomplete"


def needed(codes: Sequence[str]) -> str:
    """What reason codes say is missing, in words."""
    told = []
    for code in codes:
        need = code.removeprefix("NEEDS_")
        if need == RESTRICTED:
            told.append("a user who only comes in over web services")
            continue
        rights = need.removesuffix(FAR).split("_or_")
        named = " or ".join(dict.fromkeys(words(frozenset({right})) for right in rights))
        told.append(f"{named} on some application's permission" if need.endswith(FAR) else named)
    return " and ".join(told)
