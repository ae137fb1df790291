"""What the unsaved edits change, and for whom. No Textual here."""

from __future__ import annotations

from collections.abc import Mapping
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


class Draft:
    """What the unsaved edits change, from one outcome to another, each worked out when it is first asked for."""

    def __init__(self, saved: Outcome, outcome: Outcome, grants_on_users: bool) -> None:
        self._saved, self._outcome, self._grants_on_users = saved, outcome, grants_on_users
        self._by_hand: dict[Subject, SubjectImpact | None] = {}
        self._impacts = Impacts(saved, outcome)
        self._each = self._impacts.each()
        self._found: dict[Subject, SubjectImpact] = {}
        self._asked: dict[Subject, SubjectImpact | None] = {}
        self._is_begun = self._is_all = False
        self.totals: dict[tuple[str, int], tuple[int, int, int]] = {}
        """What ``Session.total_change`` found, by what it was asked."""

    @property
    def knows_all(self) -> bool:
        """Whether it is known of everyone whether anything changes."""
        self._begin()
        return self._is_all

    @property
    def found(self) -> Mapping[Subject, SubjectImpact]:
        """By subject, as far as it is worked out."""
        self._begin()
        return self._found

    def _begin(self) -> None:
        if not self._is_begun:
            self.find(AT_ONCE)

    @property
    def impact(self) -> Mapping[Subject, SubjectImpact]:
        """By subject; all of it."""
        self.find(None)
        return self._found

    def find(self, rows: int | None) -> None:
        """Work out some more rows, or all that are left."""
        if not self._is_all:
            self._is_begun = True
            more = list(islice(self._each, rows))
            self._found |= {change.subject: change for change in more if change is not None}
            self._is_all = rows is None or len(more) < rows

    def of(self, subject: Subject) -> SubjectImpact | None:
        """For one subject; None where that is nothing."""
        if subject in self.found or self._is_all:
            return self._found.get(subject)
        if subject not in self._asked:
            self._asked[subject] = self._impacts.of(subject)
        return self._asked[subject]

    def by_hand(self, subject: Subject) -> SubjectImpact | None:
        """For one who comes in another way than the preview's rows; None where that is nothing."""
        if subject not in self._by_hand:
            found = impact_on(self._saved, self._outcome, subject)
            self._by_hand[subject] = found if found.rights or found.levels else None
        return self._by_hand[subject]

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
    def rows(self) -> tuple[set[str], set[str]]:
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
