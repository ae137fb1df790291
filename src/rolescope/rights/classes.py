"""Subjects in classes: those whose layers have equal inputs share one result, worked out when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar
from weakref import ref

from rolescope.rights.model import Principal, Subject, Tenant
from rolescope.rights.system import Inputs, Policy

T = TypeVar("T")


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
        work = self._work
        if work is not None:
            self._found = work()
            self._work = None
        return self._found


class Classes:
    """The subjects of a tenant, each with the number of its class, and the inputs that each class shares.

    A class may be without subjects: it is left when its last one goes.
    """

    def __init__(self, policy: Policy, number_of: dict[Subject, int], inputs: tuple[Inputs, ...]) -> None:
        self.policy, self.number_of, self.inputs = policy, number_of, inputs
        self.subjects = tuple(number_of)
        """The rows of the preview, in order."""

    @cached_property
    def numbers(self) -> Mapping[Inputs, int]:
        """The classes by their inputs."""
        return {inputs: number for number, inputs in enumerate(self.inputs)}

    @cached_property
    def holders(self) -> Mapping[str, Sequence[int]]:
        """The classes that hold each role."""
        return _holders(self.policy, self.inputs, 0, {})

    def moved(self, tenant: Tenant, touched: Callable[[Subject], bool]) -> Classes:
        """The same rows, those that are touched in the class in which they are now; classes keep their numbers."""
        number_of, inputs = self.number_of, list(self.inputs)
        numbers = dict(self.numbers)
        moved = {}
        for subject in filter(touched, self.subjects):
            key = self.policy.inputs(tenant, subject)
            number = numbers.setdefault(key, len(inputs))
            if number == len(inputs):
                inputs.append(key)
            if number != number_of[subject]:
                moved[subject] = number
        if not moved:
            return self
        found = Classes(self.policy, {**number_of, **moved}, tuple(inputs))
        found.__dict__["numbers"] = numbers
        if "holders" in self.__dict__:
            found.__dict__["holders"] = _holders(self.policy, found.inputs, len(self.inputs), self.holders)
        return found


def _holders(
    policy: Policy, inputs: Sequence[Inputs], start: int, known: Mapping[str, Sequence[int]]
) -> dict[str, Sequence[int]]:
    """The classes that hold each role: those that are known up to a class, and from there on."""
    found: dict[str, list[int]] = {}
    for number in range(start, len(inputs)):
        for role in policy.roles(inputs[number]):
            if isinstance(role, str):
                found.setdefault(role, []).append(number)
    return {**known, **{role: [*known.get(role, ()), *more] for role, more in found.items()}}


def make_classes(policy: Policy, tenant: Tenant) -> Classes:
    """The classes of a tenant, from scratch."""
    numbers: dict[Inputs, int] = {}
    number_of = {
        subject: numbers.setdefault(policy.inputs(tenant, subject), len(numbers)) for subject in policy.subjects(tenant)
    }
    found = Classes(policy, number_of, tuple(numbers))
    found.__dict__["numbers"] = numbers
    return found


def follow(known: Classes, before: Tenant, tenant: Tenant) -> Classes:
    """The classes after an edit that left the frame and the facts of roles as they were.

    Only subjects whose own user, groups or credential changed are looked at; ``Policy.inputs`` hangs on no others.
    """
    if not _same_rows(before, tenant) or len(known.inputs) > 2 * len(known.subjects):
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
    same_users = before.principals is tenant.principals or list(before.principals) == list(tenant.principals)
    return same_users and (before.credentials is tenant.credentials or _links(before) == _links(tenant))


def _links(tenant: Tenant) -> list[tuple[str, str | None]]:
    return [(credential.name, credential.principal) for credential in tenant.credentials.values()]


def _in_one_of(user: Principal, groups: set[str | None]) -> bool:
    return any(group in groups for group in user.groups)


def _touched(before: Mapping[str, object], after: Mapping[str, object]) -> set[str | None]:
    """The names whose entry is not the very same value any more."""
    if before is after:
        return set()
    changed: set[str | None] = {name for name, value in after.items() if before.get(name) is not value}
    return changed | (before.keys() - after.keys())
