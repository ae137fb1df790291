"""What every system's ``verify`` gives: the places where the vendor and the prediction differ."""

from __future__ import annotations

from dataclasses import dataclass

HAS, LACKS, STRANGE = "vendor has more", "vendor has less", "not in the catalogue"
"""The kinds of differences."""
CANNOT_TELL = "cannot tell"
"""The kind of a place about which the file decides nothing either way."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the vendor and the prediction differ, with our reason."""

    user: str
    node: str
    right: str
    kind: str
    """Who has more or less; or that the file cannot tell, which is no difference."""
    rule: str
    reason: str

    @property
    def decided(self) -> bool:
        """Whether it is a difference, and not only a place that cannot be compared."""
        return self.kind != CANNOT_TELL
