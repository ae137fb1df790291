"""Where an author stands: the saved tenant, the current one, and what leads from the one to the other."""

from __future__ import annotations

from typing import NamedTuple

from rolescope.rights.differences import differences
from rolescope.rights.model import Tenant
from rolescope.store.timeline import Timeline


class Standing(NamedTuple):
    """A draft on the revision ``head``. ``unsaved`` is how much ``current`` differs from ``saved``."""

    head: int
    saved: Tenant
    timeline: Timeline
    current: Tenant
    unsaved: int

    @classmethod
    def on(cls, head: int, saved: Tenant, timeline: Timeline, current: Tenant) -> Standing:
        """Edits that come to nothing are no longer unsaved; their steps can still be undone."""
        unsaved = differences(saved, current)
        return cls(head, saved, timeline, current, unsaved) if unsaved else cls.clean(head, saved, timeline)

    @classmethod
    def clean(cls, head: int, saved: Tenant, timeline: Timeline) -> Standing:
        """With nothing unsaved."""
        return cls(head, saved, timeline.settled(), saved, 0)
