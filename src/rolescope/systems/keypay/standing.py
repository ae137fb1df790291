"""What a record comes to: the steps of the formula (e) as masks over the tree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rolescope.rights.access import Access
from rolescope.rights.model import Rights
from rolescope.rights.system import EXPORT, IMPORT
from rolescope.systems.keypay.business import GROUP, KIOSK, LOCATION, SCHEDULE
from rolescope.systems.keypay.catalogue import CELLS, Catalogue
from rolescope.systems.keypay.effects import CONTRIBUTING, TERMS
from rolescope.systems.keypay.members import NOBODY, Scope, sure, union
from rolescope.systems.keypay.reach import Reach, Spread
from rolescope.systems.keypay.sections import NOTHING, Sections
from rolescope.systems.keypay.vocabulary import (
    ACTION,
    ADD_FROM_KIOSK,
    ALL_KIOSKS,
    ALL_REPORTS,
    APPROVE_PAYMENTS,
    APPROVE_RUNS,
    AREA_FLAGS,
    CREATE_RUNS,
    CREATES_ALL,
    CREATES_SELECTED,
    EFFECTS,
    HOME_AREAS,
    LODGE,
    LODGES,
    NO_KIOSKS,
    NO_RESTRICTION,
    NUMBER,
    PAY_EVENT_APPROVER,
    PAYMENTS_ALL,
    PAYMENTS_SELECTED,
    RECORD_AREAS,
    REPORT_PACK,
    RIGHTS,
    ROSTERS,
    RUN_REPORT,
    RUNS_ALL,
    RUNS_SELECTED,
    SPECIFIC_KIOSKS,
    SPECIFIC_REPORTS,
    USE_KIOSK,
)

MAKES = {EXPORT: (APPROVE_RUNS, APPROVE_PAYMENTS, CREATE_RUNS), IMPORT: (CREATE_RUNS,)}
ACTS = (APPROVE_RUNS, APPROVE_PAYMENTS, LODGE)
UNSURE_EXPORT = (LODGE,)
"""Table (d): what a payroll right comes to; of lodging nobody says what can be read for it."""
PAYROLL = (
    (APPROVE_RUNS, RUNS_ALL, RUNS_SELECTED),
    (APPROVE_PAYMENTS, PAYMENTS_ALL, PAYMENTS_SELECTED),
    (CREATE_RUNS, CREATES_ALL, CREATES_SELECTED),
)
"""KP-28, KP-29: each right at a pay schedule, given for all of them or for those listed."""


RULE = ""
"""Stands among the flags for being reached by a rule at all."""

Held = Mapping[str, Scope]
"""By flag, the employees for whom it is held."""
Own = Mapping[tuple[Scope, Rights], int]
"""Owners with unsure members, by these and by the flags of their own rule."""


@dataclass(frozen=True, slots=True)
class Mask:
    """What one step lets through: for certain, and at most."""

    certain: Access
    possible: Access


class Painter:
    """Planes of one mask while they are filled."""

    def __init__(self) -> None:
        self._certain, self._possible = [0] * len(RIGHTS), [0] * len(RIGHTS)

    def put(self, right: str, plane: Scope) -> None:
        """Let a right through at some nodes."""
        number = NUMBER[right]
        if plane.possible:
            self._certain[number] |= plane.certain
            self._possible[number] |= plane.possible

    def put_all(self, rights: Iterable[str], plane: Scope) -> None:
        """Let several rights through at the same nodes."""
        for right in rights:
            self.put(right, plane)

    def kind(self, kind: str, spread: Spread) -> None:
        """Let one kind through: for everyone, and for some."""
        every, some = EFFECTS[kind]
        self.put(every, spread.every)
        self.put(some, spread.some)

    def mask(self) -> Mask:
        return Mask(Access(tuple(self._certain)), Access(tuple(self._possible)))


class Standing:
    """The steps of one record: ``scope`` is what its rules and lists reach, ``flags`` what these give, ``limits``
    what is left where reports and pay schedules have limits of their own."""

    def __init__(self, catalogue: Catalogue, reach: Reach, sections: Sections) -> None:
        self.catalogue, self.reach, self.sections = catalogue, reach, sections
        self.business, self.members = catalogue.business, catalogue.members
        self.covering = sections.covering(self.business)
        self.group_rules = [(self.members.groups[one], flags) for one, flags in sections.groups.items()]
        self.alike = _alike_places(self.covering)
        """By flags, the locations at which location rules come to these."""
        self.location_rules = [(self.members.at_home(places), flags) for flags, places in self.alike.items()]
        self.rules = [scope for scope, _ in (*self.group_rules, *self.location_rules)]
        """The employees whom each reaches, with or without flags."""
        self.scope_of_all = union(self.rules)
        """The employees whom any rule reaches, with or without flags."""
        self.scope, self.flags, self.limits = self._paint()

    def _paint(self) -> tuple[Mask, Mask, Mask]:
        scope, flags, limits = Painter(), Painter(), Painter()
        self._areas(scope, flags)
        self._kiosks(scope, flags)
        self._reports(scope, limits)
        self._payroll(scope, limits)
        return scope.mask(), flags.mask(), limits.mask()

    # Groups and locations

    def rules_about(self, records_of_members: bool) -> Sequence[tuple[Scope, Rights]]:
        """KP-13, KP-18: the rules that reach employees, or all rosters and timesheets of the members of a group."""
        return self.group_rules if records_of_members else (*self.group_rules, *self.location_rules)

    def held(self, rules: Iterable[tuple[Scope, Rights]]) -> dict[str, Scope]:
        """KP-19: by flag, the employees who are reached by a rule with it."""
        found: dict[str, Scope] = {}
        for scope, flags in rules:
            for flag in flags:
                found[flag] = found.get(flag, NOBODY) | scope
        return found

    def _areas(self, scope: Painter, flags: Painter) -> None:
        by_home = {**self.held((*self.group_rules, *self.location_rules)), RULE: self.scope_of_all}
        own = self._own_flags()
        for areas, owners, held in (
            (HOME_AREAS, self.catalogue.all_owners, by_home),
            (RECORD_AREAS, self.catalogue.owners[GROUP], self._of_whose_records()),
        ):
            self._put_scope(scope, areas, self._spread(held, partial(_holding, RULE), own).within(owners))
            for area in areas:
                for flag in filter(held.__contains__, AREA_FLAGS[area]):
                    spread = self._spread(held, partial(_holding, flag), own)
                    flags.put(flag, spread.every.within(owners).times(CELLS[area]))
                for kind in self._possible_kinds(area, held):
                    spread = self._spread(held, TERMS[area, kind].of, own)
                    flags.kind(kind, spread.within(owners).times(CELLS[area]))
        self._records(scope, flags)

    def _possible_kinds(self, area: str, held: Collection[str]) -> Iterable[str]:
        """The kinds that the flags of the rules can come to in an area; in most areas none."""
        return [kind for kind in EFFECTS if not CONTRIBUTING[area, kind].isdisjoint(held)]

    def _of_whose_records(self) -> dict[str, Scope]:
        """KP-13, KP-18: by flag, of whom every roster and timesheet line is reached.

        A group rule reaches them wherever they lie; a location rule those at the location, and whose lie there nobody
        says: perhaps all of somebody's, never for certain.
        """
        found = self.held((scope, flags | {RULE}) for scope, flags in self.group_rules)
        perhaps = Scope(0, self.members.everyone)
        for flags in self.alike:
            for flag in flags | {RULE}:
                found[flag] = found.get(flag, NOBODY) | perhaps
        return found

    def _own_flags(self) -> Own:
        """The owners of whom it is not known who belongs to them, by what whoever does has through their own rule."""
        found: dict[tuple[Scope, Rights], int] = {}
        for kind, rules in ((GROUP, self.sections.groups), (LOCATION, self.covering)) if self.reach.unsure else ():
            for one, flags in rules.items():
                node = self.catalogue.node_of[kind][one]
                if node in self.reach.unsure:
                    key = (self.reach.unsure[node], flags | {RULE})
                    found[key] = found.get(key, 0) | 1 << node
        return found

    def _spread(self, held: Held, of: Callable[[Held], Scope], own: Own) -> Spread:
        """What the employees come to for whom ``of`` holds; members of an owner have the flags of its own rule."""
        found = self.reach.spread(of(held), self.rules)
        for (members, flags), owners in own.items():
            everyone = sure(members.possible)
            more = {**held, **{flag: held.get(flag, NOBODY) | everyone for flag in flags}}
            found = found | self.reach.verdict(owners, members, of(more))
        return found

    def _put_scope(self, scope: Painter, areas: Collection[str], owners: Spread) -> None:
        for area in areas:
            scope.put_all(AREA_FLAGS[area], owners.every.times(CELLS[area]))
        cells = owners.times(sum(CELLS[area] for area in areas))
        for kind in EFFECTS:
            scope.kind(kind, cells)

    def _records(self, scope: Painter, flags: Painter) -> None:
        """Step 5: the records at a location, whoever's they are (KP-13, KP-18, KP-62)."""
        places: dict[Rights | None, int] = {
            given: self.catalogue.plane(LOCATION, listed) for given, listed in self.alike.items()
        }
        places[None] = self.catalogue.owners[LOCATION] & ~self.catalogue.plane(LOCATION, self.covering)
        by_group = self.held(self.group_rules)
        reached = union(scope_of for scope_of, _ in self.group_rules)
        for given, owners in places.items():
            for area in RECORD_AREAS:
                found = self._of_records(area, given is not None, reached)
                self._put_scope(scope, (area,), _at(owners, found))
                self._put_records(flags, area, owners * CELLS[area], (given or NOTHING, by_group))

    def _put_records(self, flags: Painter, area: str, cells: int, held: tuple[Rights, Held]) -> None:
        given, by_group = held
        everyone = sure(self.members.everyone)
        with_location = {**by_group, **dict.fromkeys(given, everyone)}
        for flag in filter(with_location.__contains__, AREA_FLAGS[area]):
            found = self._of_records(area, flag in given, by_group.get(flag, NOBODY))
            flags.put(flag, _times(found.every, cells))
        for kind in self._possible_kinds(area, with_location):
            alone = TERMS[area, kind].of(dict.fromkeys(given, sure(1)))
            found = self._of_records(area, alone, TERMS[area, kind].of(with_location))
            flags.kind(kind, _at(cells, found))

    def _of_records(self, area: str, alone: Scope | bool, reached: Scope) -> Spread:
        """Whether every record is reached, and whether some are.

        ``alone`` says what location rules do by themselves, and so for everybody's records; an unassigned shift is
        nobody's.
        """
        sole = alone if isinstance(alone, Scope) else sure(alone)
        missed = Scope(self.members.everyone & ~reached.certain, self.members.everyone & ~reached.possible)
        theirs = Scope(not missed.certain, not missed.possible)
        every = sole if area == ROSTERS else sole | theirs
        some = sole | Scope(bool(reached.certain), bool(reached.possible))
        return Spread(every, some)

    # Kiosks

    def reachable_kiosks(self) -> tuple[list[int], list[int]]:
        """KP-22, KP-25: the kiosks that can be used, and those that perhaps can: nobody says for whom they are open."""
        access, kiosks = self.sections.kiosk_access, self.business.kiosks.values()
        if access == NO_KIOSKS:
            return [], []
        listed = self.sections.listed_kiosks if access == SPECIFIC_KIOSKS else ()
        certain = [k.id for k in kiosks if access == ALL_KIOSKS or k.id in listed or k.open_to_all]
        return certain, [k.id for k in kiosks if k.open_to_all is None and k.id not in certain]

    def _kiosks(self, scope: Painter, flags: Painter) -> None:
        every = self.catalogue.tree.kinds.get(KIOSK, 0)
        certain, perhaps = (self.catalogue.plane(KIOSK, found) for found in self.reachable_kiosks())
        effects = [effect for pair in EFFECTS.values() for effect in pair]
        scope.put_all((USE_KIOSK, ADD_FROM_KIOSK, *effects), Scope(certain, certain | perhaps))
        flags.put_all((USE_KIOSK, *effects), sure(every))
        if ADD_FROM_KIOSK in self.sections.kiosk_flags:
            flags.put(ADD_FROM_KIOSK, sure(every))

    # Reports

    def runnable(self) -> Scope:
        """KP-35, KP-39: the reports that can be run; what is in a pack nobody can say."""
        reports, access = self.catalogue.reports, self.sections.report_access
        every = self.catalogue.every_report
        if access == ALL_REPORTS:
            return sure(every)
        listed = sum(1 << reports[name] for name in self.sections.listed_reports)
        return sure(listed) if access == SPECIFIC_REPORTS else Scope(0, every * (access == REPORT_PACK))

    def limited(self) -> bool:
        """KP-36, KP-37: whether report rows are limited to the scope of the rules."""
        return self.sections.limits_reports and NO_RESTRICTION not in self.sections.reports

    def _reports(self, scope: Painter, limits: Painter) -> None:
        runnable = self.runnable()
        scope.put_all((RUN_REPORT, *EFFECTS[EXPORT]), runnable)
        every = self.catalogue.every_report
        limits.put(RUN_REPORT, sure(every))
        limits.kind(EXPORT, self._rows(every))

    def _rows(self, every: int) -> Spread:
        """KP-36 to KP-38, KP-63: whether reports show the whole business, and whether they show anyone."""
        if not self.limited():
            return Spread(sure(every), sure(every))
        reached, everyone = self.scope_of_all, self.members.everyone
        whole = Scope(not everyone & ~reached.certain, not everyone & ~reached.possible)
        anyone = Scope(bool(reached.certain), bool(reached.possible))
        if not self.members.known:
            anyone = sure(anyone.possible)
        free, unsure = self.catalogue.unlimited_reports
        rest = every & ~free
        rows = Spread(_times(whole, rest) | Scope(free, free | unsure), _times(anyone, rest) | sure(free))
        return Spread(rows.every, rows.some | Scope(0, unsure))

    # Payroll

    def _payroll(self, scope: Painter, limits: Painter) -> None:
        """KP-28 to KP-32: what is given at pay schedules; KP-31 limits it where a switch makes it inert.

        Of an effect the limit stops only what is given: where nothing is, no switch is what is missing.
        """
        self.given, working = self._schedule_rights()
        """By payroll right, the schedules that it is given for, inert or not."""
        self.read_through_runs = union(working[right] for right in MAKES[EXPORT])
        """KP-30: the schedules in whose pay runs every employee can be read."""
        every = self.catalogue.tree.kinds.get(SCHEDULE, 0)
        for right, plane in self.given.items():
            scope.put(right, plane)
            limits.put(right, self.catalogue.switched_on[right])
        for kind, makers, unsure in (
            (EXPORT, MAKES[EXPORT], UNSURE_EXPORT),
            (IMPORT, MAKES[IMPORT], ()),
            (ACTION, ACTS, ()),
        ):
            given, left = (union(table[right] for right in makers) for table in (self.given, working))
            perhaps = Scope(0, union(self.given[right] for right in unsure).possible)
            free = every & ~given.possible
            scope.kind(kind, _alike(given | perhaps))
            limits.kind(kind, _alike(left | perhaps | sure(free)))
        if {LODGES, PAY_EVENT_APPROVER} & self.sections.payroll:
            bit = 1 << self.catalogue.lodgement
            scope.put(LODGE, sure(bit))
            scope.kind(ACTION, _alike(sure(bit)))
            scope.kind(EXPORT, _alike(Scope(0, bit)))

    def _schedule_rights(self) -> tuple[dict[str, Scope], dict[str, Scope]]:
        """KP-28 to KP-32: by right, the schedules it is given for, and those where it is not inert (KP-31)."""
        every = self.catalogue.tree.kinds.get(SCHEDULE, 0)
        listed = {CREATE_RUNS: self.sections.for_creation}
        lodges = every if {LODGES, PAY_EVENT_APPROVER} & self.sections.payroll else 0
        given = {LODGE: sure(lodges)}
        working = dict(given)
        for right, for_all, selected in PAYROLL:
            plane = every if for_all in self.sections.payroll else 0
            if selected in self.sections.payroll:
                plane |= self.catalogue.plane(SCHEDULE, listed.get(right, self.sections.for_approval))
            given[right] = sure(plane)
            working[right] = given[right] & self.catalogue.switched_on[right]
        return given, working


def _alike_places(covering: Mapping[int, Rights]) -> dict[Rights, list[int]]:
    found: dict[Rights, list[int]] = {}
    for place, flags in covering.items():
        found.setdefault(flags, []).append(place)
    return found


def _holding(flag: str, held: Held) -> Scope:
    return held.get(flag, NOBODY)


def _alike(plane: Scope) -> Spread:
    """What holds for everyone it is about wherever it holds at all."""
    return Spread(plane, plane)


def _times(holds: Scope, plane: int) -> Scope:
    return Scope(plane if holds.certain else 0, plane if holds.possible else 0)


def _at(owners: int, found: Spread) -> Spread:
    return Spread(_times(found.every, owners), _times(found.some, owners))
