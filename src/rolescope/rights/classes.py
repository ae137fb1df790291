"""Subjects in classes: those whose layers have equal inputs share one result, worked out when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from threading import RLock
from typing import Any, Generic, TypeVar
from weakref import ref

from rolescope.rights.model import Principal, Subject, Tenant
from rolescope.rights.policy import Inputs, Policy
from rolescope.rights.tables import gone, replaced, same_names

T = TypeVar("T")

_ONE_AT_A_TIME = RLock()
"""Held while something is worked out that others share: whoever asks at the same moment gets the very same."""


class Later(Generic[T]):
    """A result that is worked out when it is first asked for, and kept. Who shares it shares the work."""

    __slots__ = ("__weakref__", "_found", "_work", "compared")

    def __init__(self, work: Callable[[], T]) -> None:
        self._work: Callable[[], T] | None = work
        self._found: T
        self.compared: tuple[ref[Later[T]], Any] | None = None
        """What it was last compared with, and what came of it."""

    @property
    def value(self) -> T:
        if self._work is not None:
            self._work_out()
        return self._found

    def _work_out(self) -> None:
        with _ONE_AT_A_TIME:
            work = self._work
            if work is not None:
                self._found = work()
                self._work = None


class LaterByName(Mapping[str, T]):
    """Values by name, each worked out when it is first asked for."""

    def __init__(self, later: Mapping[str, Later[T]]) -> None:
        self.later = later

    def __getitem__(self, name: str) -> T:
        return self.later[name].value

    def __iter__(self) -> Iterator[str]:
        return iter(self.later)

    def __len__(self) -> int:
        return len(self.later)

    def __contains__(self, name: object) -> bool:
        return name in self.later


class Classes:
    """The rows of the preview, and the class of each subject that was asked for, row or not.

    A class has a number and the inputs that its subjects share. It may be without subjects: it is left when its last
    one goes.
    """

    def __init__(self, policy: Policy, subjects: tuple[Subject, ...]) -> None:
        self.policy, self.subjects = policy, subjects
        self.inputs: list[Inputs] = []
        """Those of each class, by its number."""
        self._number_of: dict[Subject, int] = {}
        self._numbers: dict[Inputs, int] = {}
        self._holders: dict[str, list[int]] = {}
        self._told_holders = 0
        """The classes whose roles are known to ``_holders``: those with smaller numbers."""
        self._rows: list[int] | None = None
        self._places: dict[int, list[int]] | None = None

    @cached_property
    def known_rows(self) -> frozenset[Subject]:
        """The same without their order."""
        return frozenset(self.subjects)

    @cached_property
    def by_company(self) -> bool:
        """Whether the rows tell companies apart."""
        return any(subject.company is not None for subject in self.subjects)

    def number(self, tenant: Tenant, subject: Subject) -> int:
        """The class of a subject, in the tenant that the classes were made for or any that they followed to.

        These differ in nothing that ``Policy.inputs`` asks for.
        """
        known = self._number_of.get(subject)
        return self._enter(subject, self.policy.inputs(tenant, subject)) if known is None else known

    def _enter(self, subject: Subject, inputs: Inputs) -> int:
        with _ONE_AT_A_TIME:
            number = self._numbers.setdefault(inputs, len(self.inputs))
            if number == len(self.inputs):
                self.inputs.append(inputs)
            self._number_of[subject] = number
        return number

    def number_of(self, inputs: Inputs) -> int | None:
        """The class with some inputs, as far as any subject in it was asked for."""
        return self._numbers.get(inputs)

    def holders(self, role: str) -> Sequence[int]:
        """The classes that hold a role."""
        self._look_up_holders()
        return self._holders.get(role, ())

    def _look_up_holders(self) -> None:
        with _ONE_AT_A_TIME:
            for number in range(self._told_holders, len(self.inputs)):
                for held in self.policy.roles(self.inputs[number]):
                    if isinstance(held, str):
                        self._holders.setdefault(held, []).append(number)
            self._told_holders = len(self.inputs)

    def complete(self, tenant: Tenant) -> None:
        """Look up who is in which class and who holds what, as the first edit asks of everyone."""
        self.places(tenant)
        self._look_up_holders()

    def rows(self, tenant: Tenant) -> Sequence[int]:
        """The class of every row, in order."""
        if self._rows is None:
            self._rows = [self.number(tenant, subject) for subject in self.subjects]
        return self._rows

    def places(self, tenant: Tenant) -> Mapping[int, Sequence[int]]:
        """By class, where its rows stand."""
        if self._places is None:
            places: dict[int, list[int]] = {}
            for place, number in enumerate(self.rows(tenant)):
                places.setdefault(number, []).append(place)
            self._places = places
        return self._places

    def moved(self, tenant: Tenant, touched: Callable[[Subject], bool]) -> Classes:
        """The same rows, those that are touched in the class in which they are now; classes keep their numbers."""
        found = Classes(self.policy, self.subjects)
        if "known_rows" in vars(self):
            found.known_rows = self.known_rows
        found.inputs, found._number_of = list(self.inputs), dict(self._number_of)
        found._numbers, found._told_holders = dict(self._numbers), self._told_holders
        found._holders = {role: list(numbers) for role, numbers in self._holders.items()}
        for subject in filter(touched, self._number_of):
            found._enter(subject, self.policy.inputs(tenant, subject))
        if self._rows is not None:
            known = zip(self.subjects, self._rows, strict=True)
            found._rows = [found.number(tenant, subject) if touched(subject) else was for subject, was in known]
        return found


def make_classes(policy: Policy, tenant: Tenant) -> Classes:
    """The classes of a tenant; none of them is looked up yet."""
    return Classes(policy, tuple(policy.subjects(tenant)))


def follow(known: Classes, before: Tenant, tenant: Tenant) -> Classes:
    """The classes after an edit that left the frame and the facts of roles as they were.

    Only subjects whose own user, groups or credential changed are looked at; ``Policy.inputs`` hangs on no others.
    """
    if not _same_rows(before, tenant) or len(known.inputs) > 2 * len(known.subjects) + 1:
        return make_classes(known.policy, tenant)
    groups = _touched(before.groups, tenant.groups)
    users = _touched(before.principals, tenant.principals)
    if groups:
        users |= {user.name for user in tenant.principals.values() if _in_one_of(user, groups)}
    credentials = _touched(before.credentials, tenant.credentials)
    if not users and not credentials:
        return known
    return known.moved(tenant, lambda subject: subject.principal in users or subject.credential in credentials)


def _same_rows(before: Tenant, tenant: Tenant) -> bool:
    if not same_names(before.principals, tenant.principals):
        return False
    return before.credentials is tenant.credentials or _links(before) == _links(tenant)


def _links(tenant: Tenant) -> list[tuple[str, str | None]]:
    return [(credential.name, credential.principal) for credential in tenant.credentials.values()]


def _in_one_of(user: Principal, groups: set[str | None]) -> bool:
    return any(group in groups for group in user.groups)


def _touched(before: Mapping[str, object], after: Mapping[str, object]) -> set[str | None]:
    """The names whose entry is not the very same value any more."""
    return {*replaced(before, after), *gone(before, after)}
