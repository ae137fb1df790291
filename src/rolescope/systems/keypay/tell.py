"""The sentences of the steps, each with the rule it stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rolescope.rights.model import Rights
from rolescope.rights.policy import FLAG, STOP, Cause
from rolescope.systems.keypay import tell_below
from rolescope.systems.keypay.business import GROUP, KIOSK, LOCATION, SCHEDULE, number_of
from rolescope.systems.keypay.catalogue import KIOSKS_ID, LODGEMENT, MANAGEMENT, REPORT, REPORTS_ID, SUB_LOCATIONS
from rolescope.systems.keypay.effects import TERMS
from rolescope.systems.keypay.inputs import Inputs
from rolescope.systems.keypay.members import NOBODY, Scope
from rolescope.systems.keypay.standing import Standing
from rolescope.systems.keypay.tell_payroll import of_lodgement, of_schedule, of_switches
from rolescope.systems.keypay.trail import Cell, Rule, cell_of, people, reaching
from rolescope.systems.keypay.vocabulary import (
    ADD_FROM_KIOSK,
    ALL_KIOSKS,
    ALL_REPORTS,
    EFFECTS,
    FLAGS,
    FULL_LIMIT,
    NO_KIOSKS,
    NO_REPORTS,
    NUMBER,
    REPORT_PACK,
    UNSURE_LIMIT,
    words,
)

if TYPE_CHECKING:
    from rolescope.systems.keypay.policy import Policy

MOST = 4
"""Rules that are told of one by one; a record can hold hundreds."""


class Teller:
    """Tells the causes for one record."""

    def __init__(self, policy: Policy, inputs: Inputs, stands: Standing) -> None:
        self.policy, self.inputs, self.stands = policy, inputs, stands
        self.tree, self.sections = policy.tree, stands.sections
        self.record = inputs.records[0] if inputs.records else None

    # Steps 1 to 3

    def key(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Step 0 of (e)."""
        return Cause("KP-07", "an API key has exactly the rights of the user who made it")

    def record_kept(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Step 1 of (e)."""
        if verdict == STOP:
            return Cause("KP-05", "the business keeps no access record for this user, so there is no right at all")
        return Cause("KP-04", f"the business keeps an access record for {self.record}", self.record)

    def access_type(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Step 2 of (e)."""
        if self.sections.unrestricted:
            return Cause("KP-02", "full access opens everything in the business", self.record)
        return Cause("KP-03", "restricted access starts with nothing: only the sections of the record add to it")

    # Step 4

    def scope(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Steps 3 and 5 of (e), and which kiosks, reports and pay schedules the record opens."""
        if self.tree.nodes[node].kind == SUB_LOCATIONS:
            return Cause(*tell_below.of_sub_locations(self.stands, self.tree, node), self.record, node)
        meant = next((kind for kind, effects in EFFECTS.items() if asked == frozenset(effects)), None)
        if meant is not None and not self.policy.asks(meant) & self.tree.subtree(node):
            return Cause("KP-45", f"there is nothing to {meant} here, whatever is granted", self.record)
        numbers = [NUMBER[right] for right in asked]
        if not self.policy.applicable.any_of(numbers) & self.tree.subtree(node):
            return Cause("KP-45", f"{words(asked)} is nothing that can be held here", self.record)
        if self.sections.unrestricted:
            return Cause("KP-02", "full access needs no rule, list or section", self.record)
        cell, kind = cell_of(self.stands, node), self.tree.nodes[node].kind
        if cell is not None:
            return self._reached(cell, verdict)
        if kind == KIOSK:
            return self._kiosk(node)
        if kind == REPORT:
            return self._report(node)
        if kind in (SCHEDULE, LODGEMENT):
            return self._payroll(node, kind, asked)
        if kind == MANAGEMENT:
            return Cause("KP-06", "only users with full access manage users", self.record, node)
        return Cause(*tell_below.reached(self.stands, self.tree.nodes[node], verdict), self.record)

    def _reached(self, cell: Cell, verdict: str) -> Cause:
        members, rules = people(self.stands, cell.members), reaching(self.stands, cell)
        if not cell.of_records and not cell.members.possible:
            return Cause(*(tell_below.NO_MEMBER if cell.kind == GROUP else tell_below.NOBODY_HOME), self.record)
        rule = "KP-13" if cell.of_records else "KP-12" if cell.kind == GROUP else "KP-18"
        if not rules:
            return Cause(rule, f"no rule reaches {self._whom(cell)}", self.record, cell.owner)
        told = "; ".join(self._share(cell, rule_, whole) for rule_, whole in rules[:MOST])
        more = f"; and {len(rules) - MOST} more rules" if len(rules) > MOST else ""
        about = f"records at {self.tree.nodes[cell.owner].name}" if cell.of_records else members
        if cell.of_members_records and all(rule_.kind == LOCATION for rule_, _ in rules):
            rule = "KP-18"
        if verdict == FLAG and not cell.of_records and self.stands.members.known and not cell.members.certain:
            rule, more = "KP-63", f"{more}; whether there is anybody at all, nobody says"
        return Cause(rule, f"about {about}: {told}{more}", self.record, rules[0][0].node)

    def _share(self, cell: Cell, rule: Rule, whole: bool) -> str:
        """How much of a cell a rule reaches, in words."""
        if cell.of_members_records and rule.kind == LOCATION:
            return f"rule for {rule.title} reaches the {cell.area} there, whoever's they are"
        return f"rule for {rule.title} reaches {'all' if whole else 'some'} of it"

    def _whom(self, cell: Cell) -> str:
        if cell.of_records:
            return f"the {cell.area} at this location"
        return "any member of the group" if cell.kind == GROUP else "anyone at home there"

    def _kiosk(self, node: int) -> Cause:
        access, number = self.sections.kiosk_access, number_of(self.tree.nodes[node].id)
        kiosk = self.stands.business.kiosks[number]
        if access == NO_KIOSKS:
            return Cause("KP-22", "kiosk access is None", self.record)
        if access == ALL_KIOSKS:
            return Cause("KP-22", "kiosk access is AllKiosks", self.record)
        if number in self.sections.listed_kiosks:
            return Cause("KP-22", f"kiosk {number} is in the list of SpecificKiosks", self.record, node)
        if kiosk.open_to_all:
            return Cause("KP-25", "the kiosk is open to every restricted user with kiosk access", self.record)
        told = f"kiosk {number} is not in the list of SpecificKiosks"
        if kiosk.open_to_all is None:
            return Cause("KP-25", f"{told}, and whether it is open to all kiosk users, nobody says", self.record)
        return Cause("KP-22", told, self.record, node)

    def _report(self, node: int) -> Cause:
        access = self.sections.report_access
        if access == REPORT_PACK:
            text = "report access is ReportPack: what is in the packs is decided in the vendor's screens"
            return Cause("KP-39", text, self.record)
        if access in (NO_REPORTS, ALL_REPORTS):
            return Cause("KP-35", f"report access is {access}", self.record)
        listed = self.tree.nodes[node].id.partition("/")[2] in self.sections.listed_reports
        told = "is" if listed else "is not"
        return Cause("KP-35", f"the report {told} in the list of SpecificReports", self.record, node)

    def _payroll(self, node: int, kind: str, asked: Rights) -> Cause:
        if kind == LODGEMENT:
            return Cause(*of_lodgement(self.sections, asked), self.record)
        number = number_of(self.tree.nodes[node].id)
        return Cause(*of_schedule(self.sections, number, asked), self.record, node)

    # Step 5

    def flags(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Step 6 of (e): what the flags come to."""
        if self.sections.unrestricted:
            return Cause("KP-02", "full access needs no flag", self.record)
        cell = cell_of(self.stands, node)
        if cell is None:
            return self._without_area(node, verdict, asked)
        wanted, kind = self._wanted(cell, asked)
        rules = [(rule, whole) for rule, whole in reaching(self.stands, cell) if rule.flags & wanted]
        if not rules:
            held = [rule for rule, _ in reaching(self.stands, cell) if rule.flags]
            node_of = held[0].node if held else cell.owner
            told = f"no rule that reaches {self._whom(cell)} gives {' or '.join(self._ways(cell, asked))}"
            return Cause("KP-11" if cell.kind == GROUP else "KP-16", told, self.record, node_of)
        told = "; ".join(f"{rule.title} gives {words(rule.flags & wanted)}" for rule, _ in rules[:MOST])
        more = f"; and {len(rules) - MOST} more rules" if len(rules) > MOST else ""
        rule, effect = self._effect(cell, (kind, asked), node, verdict, [one for one, _ in rules])
        return Cause(rule, f"{told}{more}{effect}", self.record, rules[0][0].node)

    def _effect(
        self, cell: Cell, wanted: tuple[str, Rights], node: int, verdict: str, rules: Sequence[Rule]
    ) -> tuple[str, str]:
        """What the flags of some rules come short of, where they do, and the rule that this stands on."""
        kind, asked = wanted
        every, some = EFFECTS[kind] if kind else (min(asked),) * 2
        certain, possible = (
            {right for right in (every, some) if NUMBER[right] in mask.at(node)}
            for mask in (self.stands.flags.certain, self.stands.flags.possible)
        )
        by_location = cell.of_members_records and any(rule.kind == LOCATION for rule in rules)
        if by_location and verdict == FLAG and every not in certain:
            return "KP-18", f": whether all {cell.area} of the members lie there, nobody says"
        if not kind:
            return "KP-19", self._for_whom(cell, every, (every in certain, every in possible))
        if some not in possible:
            return "KP-45", self._why_nobody(cell, kind, frozenset().union(*(rule.flags for rule in rules)))
        if some not in certain:
            return "KP-45", f": {self._why_unsure(cell, kind)}"
        whom = "records" if cell.of_records else "people"
        if every not in certain and verdict == FLAG:
            return "KP-45", f": an {kind} for some of the {whom} only"
        return "KP-19", ""

    def _for_whom(self, cell: Cell, flag: str, holds: tuple[bool, bool]) -> str:
        """For how many of those that a cell is about a flag is there, where it is not for all of them."""
        certain, possible = holds
        if certain:
            return ""
        if possible:
            return ", whether for everyone here, nobody says"
        if not cell.of_records and not cell.members.possible:
            return ", but there is nobody here"
        whole = "records" if cell.of_records else "people"
        held, members = self.stands.held(self.stands.rules_about(cell.of_members_records)), cell.members.certain
        if cell.of_records or members != cell.members.possible or not self.stands.members.known:
            return f", for some of the {whole} only"
        reached = held.get(flag, NOBODY).certain & members
        return f", for {reached.bit_count():,} of {members.bit_count():,} {whole} only"

    def _why_nobody(self, cell: Cell, kind: str, flags: Rights) -> str:
        """Whether it is the flags that are not enough, or the people who are not there to have them."""
        if TERMS[cell.area, kind].of(self._held_by_one(cell)).possible:
            if not cell.of_records and not cell.members.possible:
                return f": that makes an {kind}, but there is nobody here"
            return f": together that makes an {kind}, but nobody here has them together"
        several = len(flags & TERMS[cell.area, kind].flags) > 1
        return f": {'together they do' if several else 'by itself it does'} not make an {kind}"

    def _why_unsure(self, cell: Cell, kind: str) -> str:
        """Whether it is the flags that nobody knows to be enough, or the people that nobody knows to be there."""
        if TERMS[cell.area, kind].of(self._held_by_one(cell)).certain:
            return f"that is enough for an {kind}, but whether it is about anybody here, nobody says"
        return f"whether that is enough for an {kind} nobody says"

    def _held_by_one(self, cell: Cell) -> Mapping[str, Scope]:
        """The flags of the rules that may reach a cell, as if all of them reached the same one."""
        return self.stands.held((Scope(1, 1), rule.flags) for rule, _ in reaching(self.stands, cell))

    def _wanted(self, cell: Cell, asked: Rights) -> tuple[Rights, str]:
        """The flags that can contribute to what is asked, and the kind where that is one."""
        for kind, pair in EFFECTS.items():
            if asked & set(pair):
                return TERMS[cell.area, kind].flags, kind
        return asked & frozenset(FLAGS), ""

    def _ways(self, cell: Cell, asked: Rights) -> list[str]:
        """What would make what is asked, one alternative each."""
        for kind, pair in EFFECTS.items():
            if asked & set(pair):
                ways = TERMS[cell.area, kind].ways
                return [" with ".join(flag for flag in FLAGS if flag in way) for way in ways] or ["anything"]
        return [words(asked & frozenset(FLAGS))]

    def _without_area(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Of a kiosk, or of what lies below a branch, a group or a location."""
        found = self.tree.nodes[node]
        if found.kind != KIOSK and found.id != KIOSKS_ID:
            return Cause(*tell_below.flagged(found, verdict, asked), self.record)
        has = ADD_FROM_KIOSK in self.sections.kiosk_flags
        told = f"kiosk permissions {'hold' if has else 'do not hold'} {ADD_FROM_KIOSK}"
        return Cause("KP-24" if not has else "KP-23", f"kiosk access needs no flag; {told}", self.record)

    # Step 6

    def limits(self, node: int, verdict: str, asked: Rights) -> Cause:
        """Whom report rows are about, and whether a pay schedule takes approvals."""
        if self.sections.unrestricted:
            return Cause("KP-02", "full access knows no limit", self.record)
        found = self.tree.nodes[node]
        if found.kind == REPORT or found.id == REPORTS_ID:
            return self._rows(found.id.partition("/")[2])
        if found.kind == SCHEDULE:
            return self._approval(node, asked)
        return Cause(*tell_below.limited(found, verdict), self.record)

    def _rows(self, report: str) -> Cause:
        if not self.sections.limits_reports:
            return Cause("KP-37", "with neither group nor location rule every report shows the whole business")
        if not self.stands.limited():
            return Cause("KP-36", "noReportingRestriction is set: every report shows the whole business", self.record)
        if report in FULL_LIMIT:
            return Cause("KP-38", "this report ignores the limit to the employees of the record's rules")
        whom = people(self.stands, self.stands.scope_of_all)
        if report in UNSURE_LIMIT:
            return Cause("KP-38", f"whether rows are limited to the employees of the rules ({whom}), nobody says")
        return Cause("KP-36", f"rows are limited to the employees of the record's rules: {whom}", self.record)

    def _approval(self, node: int, asked: Rights) -> Cause:
        given = [right for right, plane in self.stands.given.items() if plane.possible >> node & 1]
        return of_switches(self.stands.business.schedules[number_of(self.tree.nodes[node].id)], given, asked)
