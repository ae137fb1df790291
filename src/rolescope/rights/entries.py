"""Rights that are one and the same entry of what is granted at a node, under two names: they go together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:  # the names alone: what only shows answers must not wait for the engine
    from rolescope.rights.model import Rights
    from rolescope.rights.system import System


@runtime_checkable
class SameUnderTwoNames(Protocol):
    """A system in which rights at one node can be the same entry of what is granted there."""

    def tied(self, right: str) -> Rights:
        """The rights that are taken away with one, and would give it back if they were left."""


def giving_way(system: System, right: str) -> Rights:
    """The rights that cannot be granted at a node together with one."""
    return frozenset().union(*(several for several in system.one_of if right in several)) - {right}


def taken_with(system: System, rights: Rights) -> Rights:
    """Some rights with all that stands and falls with one of them."""
    if not isinstance(system, SameUnderTwoNames):
        return rights
    return rights.union(*(system.tied(right) for right in rights))
