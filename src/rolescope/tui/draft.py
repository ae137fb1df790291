"""What the unsaved edits change, and for whom. No Textual here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

from rolescope.rights.engine import Outcome
from rolescope.rights.impact import Impacts, SubjectImpact, impact_on
from rolescope.rights.model import Subject
from rolescope.rights.planes import plane_of
from rolescope.rights.tables import gone, replaced

AT_ONCE = 40
"""Of how many users it is worked out at once what the draft changes: as many as may have room on a screen. A role may
be everyone's, of whom there may be thousands."""


class Search:
    """For whom the draft changes anything: found out for all a few at a time, and for one when it is asked."""

    def __init__(self, each: Iterator[SubjectImpact | None], one: Callable[[Subject], SubjectImpact | None]) -> None:
        self._each, self._one = each, one
        self._found: dict[Subject, SubjectImpact] = {}
        self._asked: dict[Subject, SubjectImpact | None] = {}
        self._is_begun = self._is_done = False

    @property
    def is_pending(self) -> bool:
        """Whether somebody wanted to know, and not everyone is looked at yet."""
        return self._is_begun and not self._is_done

    @property
    def found(self) -> Mapping[Subject, SubjectImpact]:
        """Those known so far."""
        self.begin()
        return self._found

    def begin(self) -> None:
        """Look at the first, unless that was done."""
        if not self._is_begun:
            self.go_on(AT_ONCE)

    def go_on(self, rows: int | None = None) -> None:
        """Look at some more, or at all that are left."""
        self._is_begun = True
        if not self._is_done:
            more = list(islice(self._each, rows))
            self._found |= {change.subject: change for change in more if change is not None}
            self._is_done = rows is None or len(more) < rows

    def of(self, subject: Subject) -> SubjectImpact | None:
        """What changes for one; None where that is nothing."""
        if self._is_done or subject in self._found:
            return self._found.get(subject)
        if subject not in self._asked:
            self._asked[subject] = self._one(subject)
        return self._asked[subject]


class Draft:
    """What the unsaved edits change, from one outcome to another, each worked out when it is first asked for."""

    def __init__(self, saved: Outcome, outcome: Outcome, grants_on_users: bool) -> None:
        self._saved, self._outcome, self._grants_on_users = saved, outcome, grants_on_users
        impacts = Impacts(saved, outcome)
        self.rows = Search(impacts.each(), impacts.of)
        """Among the rows of the preview."""
        self._by_hand: dict[str | None, Search] = {}
        self.totals: dict[tuple[str, int], tuple[int, int, int]] = {}
        """What ``Session.total_change`` found, by what it was asked."""

    @property
    def searches(self) -> Sequence[Search]:
        """All that somebody asked for."""
        return (self.rows, *self._by_hand.values())

    def by_hand(self, company: str | None, subjects: Iterable[Subject]) -> Search:
        """Among some who come in by hand, all of them in one company or in none."""
        if company not in self._by_hand:
            self._by_hand[company] = Search(map(self._one_by_hand, subjects), self._one_by_hand)
        return self._by_hand[company]

    def _one_by_hand(self, subject: Subject) -> SubjectImpact | None:
        sides = self._saved, self._outcome
        if all(subject.principal in side.tenant.principals for side in sides):
            was, now = (side.later(subject) for side in sides)
            if was is now:
                return None
        found = impact_on(*sides, subject)
        return found if found.rights or found.levels else None

    @cached_property
    def nodes(self) -> Mapping[str, int]:
        """By role, or by user where grants stand on users, the nodes whose grant differs from the saved one."""
        tenants, tree = (self._saved.tenant, self._outcome.tenant), self._outcome.tree
        before, after = ((t.principals if self._grants_on_users else t.roles) for t in tenants)
        found: dict[str, int] = {}
        for name in replaced(before, after):
            old, role = before.get(name), after[name]
            grants = old.grants if old else {}
            nodes = [n for n in {**grants, **role.grants} if grants.get(n) != role.grants.get(n)]
            found[name] = plane_of((tree.index[n] for n in nodes if n in tree.index), len(tree))
        return found

    @cached_property
    def names(self) -> tuple[set[str], set[str]]:
        """The names of the users and of the credentials that are not as they are saved.

        A user who has lost a credential is another one as well: no row is left to tell it.
        """
        before, after = self._saved.tenant, self._outcome.tenant
        users = _differing(before.principals, after.principals)
        credentials = _differing(before.credentials, after.credentials)
        lost = (before.credentials[name].principal for name in credentials - after.credentials.keys())
        return users | {user for user in lost if user is not None and user in after.principals}, credentials


def _differing(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    """The names of the entries that are not alike in both; entries that both share are not looked into."""
    changed = (name for name in replaced(before, after) if before.get(name) != after[name])
    return {*changed, *gone(before, after)}
