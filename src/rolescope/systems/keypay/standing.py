"""What a record comes to: the steps of the formula (e) as masks over the tree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rolescope.rights.access import Access
from rolescope.rights.model import Rights
from rolescope.rights.system import EXPORT, IMPORT
from rolescope.systems.keypay.business import GROUP, KIOSK, LOCATION, SCHEDULE
from rolescope.systems.keypay.catalogue import Catalogue
from rolescope.systems.keypay.effects import CONTRIBUTING, TERMS
from rolescope.systems.keypay.members import NOBODY, Scope, union
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
    AREAS,
    CREATE_RUNS,
    CREATES_ALL,
    CREATES_SELECTED,
    EFFECTS,
    FULL_LIMIT,
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
    UNSURE_LIMIT,
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

    def put(self, right: str, plane: Scope | int) -> None:
        """Let a right through at some nodes."""
        number = NUMBER[right]
        certain, possible = (plane.certain, plane.possible) if isinstance(plane, Scope) else (plane, plane)
        if certain:
            self._certain[number] |= certain
        if possible:
            self._possible[number] |= possible

    def put_all(self, rights: Iterable[str], plane: Scope | int) -> None:
        """Let several rights through at the same nodes."""
        for right in rights:
            self.put(right, plane)

    def kind(self, kind: str, spread: Spread) -> None:
        """Let one kind through: for everyone, and for some."""
        every, some = EFFECTS[kind]
        self.put(every, spread.every)
        self.put(some, spread.some)

    def mask(self) -> Mask:
        certain, possible = Access(tuple(self._certain)), Access(tuple(self._possible))
        return Mask(certain, possible | certain)


class Standing:
    """The steps of one record: ``scope`` is what its rules and lists reach, ``flags`` what these give, ``limits``
    what is left where reports and pay schedules have limits of their own."""

    def __init__(self, catalogue: Catalogue, reach: Reach, sections: Sections) -> None:
        self.catalogue, self.reach, self.sections = catalogue, reach, sections
        self.business, self.members = catalogue.business, catalogue.members
        self.covering = sections.covering(self.business)
        self.group_rules = [(self.members.groups[one], flags) for one, flags in sections.groups.items()]
        self.location_rules = [(self.members.homes[place], flags) for place, flags in self.covering.items()]
        self.scope_of_all = union(scope for scope, _ in (*self.group_rules, *self.location_rules))
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
        by_record, own = self._of_whose_records(), self._own_flags()
        for area in AREAS:
            held = by_record if area in RECORD_AREAS else by_home
            owners = self.catalogue.owners[GROUP] if area in RECORD_AREAS else self.catalogue.all_owners
            reached = self._spread(held, partial(_holding, RULE), own)
            self._put_scope(scope, area, reached.within(owners))
            for flag in filter(held.__contains__, AREA_FLAGS[area]):
                spread = self._spread(held, partial(_holding, flag), own)
                flags.put(flag, self._cells(spread.within(owners), area).every)
            for kind in self._possible_kinds(area, held):
                spread = self._spread(held, TERMS[area, kind].of, own)
                flags.kind(kind, self._cells(spread.within(owners), area))
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
        for flags in set(self.covering.values()):
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
        found = self.reach.spread(of(held))
        for (members, flags), owners in own.items():
            everyone = Scope(members.possible, members.possible)
            more = {**held, **{flag: held.get(flag, NOBODY) | everyone for flag in flags}}
            found = found | self.reach.verdict(owners, members, of(more))
        return found

    def _cells(self, spread: Spread, area: str) -> Spread:
        def moved(pair: Scope) -> Scope:
            return Scope(self.catalogue.cells(pair.certain, area), self.catalogue.cells(pair.possible, area))

        return Spread(moved(spread.every), moved(spread.some))

    def _put_scope(self, scope: Painter, area: str, owners: Spread) -> None:
        cells = self._cells(owners, area)
        scope.put_all(AREA_FLAGS[area], cells.every)
        for kind in EFFECTS:
            scope.kind(kind, cells)

    def _records(self, scope: Painter, flags: Painter) -> None:
        """Step 5: the records at a location, whoever's they are (KP-13, KP-18, KP-62)."""
        alike: dict[Rights, list[int]] = {}
        for place, flags_there in self.covering.items():
            alike.setdefault(flags_there, []).append(place)
        places: dict[Rights | None, int] = {
            given: self.catalogue.plane(LOCATION, listed) for given, listed in alike.items()
        }
        places[None] = self.catalogue.owners[LOCATION] & ~self.catalogue.plane(LOCATION, self.covering)
        by_group = self.held(self.group_rules)
        reached = union(scope_of for scope_of, _ in self.group_rules)
        for given, owners in places.items():
            for area in RECORD_AREAS:
                found = self._of_records(area, given is not None, reached)
                self._put_scope(scope, area, _at(owners, found))
                self._put_records(flags, area, owners, (given or NOTHING, by_group))

    def _put_records(self, flags: Painter, area: str, owners: int, held: tuple[Rights, Held]) -> None:
        given, by_group = held
        everyone = Scope(self.members.everyone, self.members.everyone)
        with_location = {**by_group, **dict.fromkeys(given, everyone)}
        for flag in filter(with_location.__contains__, AREA_FLAGS[area]):
            found = self._of_records(area, flag in given, by_group.get(flag, NOBODY))
            flags.put(flag, self._cells(_at(owners, found), area).every)
        for kind in self._possible_kinds(area, with_location):
            alone = TERMS[area, kind].of(dict.fromkeys(given, Scope(1, 1)))
            found = self._of_records(area, alone, TERMS[area, kind].of(with_location))
            flags.kind(kind, self._cells(_at(owners, found), area))

    def _of_records(self, area: str, alone: Scope | bool, reached: Scope) -> Spread:
        """Whether every record is reached, and whether some are.

        ``alone`` says what location rules do by themselves, and so for everybody's records; an unassigned shift is
        nobody's.
        """
        sole = alone if isinstance(alone, Scope) else Scope(alone, alone)
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
        flags.put_all((USE_KIOSK, *effects), every)
        flags.put(ADD_FROM_KIOSK, every if ADD_FROM_KIOSK in self.sections.kiosk_flags else 0)

    # Reports

    def runnable(self) -> Scope:
        """KP-35, KP-39: the reports that can be run; what is in a pack nobody can say."""
        reports, access = self.catalogue.reports, self.sections.report_access
        every = self.catalogue.every_report
        if access == ALL_REPORTS:
            return Scope(every, every)
        listed = sum(1 << reports[name] for name in self.sections.listed_reports)
        return Scope(listed, listed) if access == SPECIFIC_REPORTS else Scope(0, every * (access == REPORT_PACK))

    def limited(self) -> bool:
        """KP-36, KP-37: whether report rows are limited to the scope of the rules."""
        return self.sections.limits_reports and NO_RESTRICTION not in self.sections.reports

    def _reports(self, scope: Painter, limits: Painter) -> None:
        runnable = self.runnable()
        scope.put_all((RUN_REPORT, *EFFECTS[EXPORT]), runnable)
        every = self.catalogue.every_report
        limits.put(RUN_REPORT, every)
        limits.kind(EXPORT, self._rows(every))

    def _rows(self, every: int) -> Spread:
        """KP-36 to KP-38, KP-63: whether reports show the whole business, and whether they show anyone."""
        if not self.limited():
            return Spread(Scope(every, every), Scope(every, every))
        reached, everyone = self.scope_of_all, self.members.everyone
        whole = Scope(not everyone & ~reached.certain, not everyone & ~reached.possible)
        anyone = Scope(bool(reached.certain), bool(reached.possible))
        if not self.members.known:
            anyone = Scope(anyone.possible, anyone.possible)
        free, unsure = self._exceptions()
        rest = every & ~free
        rows = Spread(_times(whole, rest) | Scope(free, free | unsure), _times(anyone, rest) | Scope(free, free))
        return Spread(rows.every, rows.some | Scope(0, unsure))

    def _exceptions(self) -> tuple[int, int]:
        """KP-38: the reports that ignore the limit, and those that may."""
        reports = self.catalogue.reports
        free = sum(1 << reports[name] for name in FULL_LIMIT)
        return free, sum(1 << reports[name] for name in UNSURE_LIMIT)

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
            limits.put(right, self._switched_on(right))
        for kind, makers, unsure in (
            (EXPORT, MAKES[EXPORT], UNSURE_EXPORT),
            (IMPORT, MAKES[IMPORT], ()),
            (ACTION, ACTS, ()),
        ):
            given, left = (union(table[right] for right in makers) for table in (self.given, working))
            perhaps = Scope(0, union(self.given[right] for right in unsure).possible)
            free = every & ~given.possible
            scope.kind(kind, _alike(given | perhaps))
            limits.kind(kind, _alike(left | perhaps | Scope(free, free)))
        if {LODGES, PAY_EVENT_APPROVER} & self.sections.payroll:
            bit = 1 << self.catalogue.lodgement
            scope.put(LODGE, bit)
            scope.kind(ACTION, _alike(Scope(bit, bit)))
            scope.kind(EXPORT, _alike(Scope(0, bit)))

    def _schedule_rights(self) -> tuple[dict[str, Scope], dict[str, Scope]]:
        """KP-28 to KP-32: by right, the schedules it is given for, and those where it is not inert (KP-31)."""
        every = self.catalogue.tree.kinds.get(SCHEDULE, 0)
        listed = {CREATE_RUNS: self.sections.for_creation}
        lodges = every if {LODGES, PAY_EVENT_APPROVER} & self.sections.payroll else 0
        given = {LODGE: Scope(lodges, lodges)}
        working = dict(given)
        for right, for_all, selected in PAYROLL:
            plane = every if for_all in self.sections.payroll else 0
            if selected in self.sections.payroll:
                plane |= self.catalogue.plane(SCHEDULE, listed.get(right, self.sections.for_approval))
            given[right] = Scope(plane, plane)
            working[right] = given[right] & self._switched_on(right)
        return given, working

    def _switched_on(self, right: str) -> Scope:
        """KP-31: the schedules at which a right is not inert; where nobody says, it may be."""
        if right not in (APPROVE_RUNS, APPROVE_PAYMENTS):
            every = self.catalogue.tree.kinds.get(SCHEDULE, 0)
            return Scope(every, every)
        schedules = self.business.schedules.values()
        on = {s.id: s.approval if right == APPROVE_RUNS else s.payment_approval for s in schedules}
        return Scope(
            self.catalogue.plane(SCHEDULE, (one for one, value in on.items() if value)),
            self.catalogue.plane(SCHEDULE, (one for one, value in on.items() if value is not False)),
        )


def _holding(flag: str, held: Held) -> Scope:
    return held.get(flag, NOBODY)


def _alike(plane: Scope) -> Spread:
    """What holds for everyone it is about wherever it holds at all."""
    return Spread(plane, plane)


def _times(holds: Scope, plane: int) -> Scope:
    return Scope(plane if holds.certain else 0, plane if holds.possible else 0)


def _at(owners: int, found: Spread) -> Spread:
    return Spread(_times(found.every, owners), _times(found.some, owners))
