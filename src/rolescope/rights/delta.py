"""How the answers to one question differ before and after, as planes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delta:
    """The nodes whose answer to one question changed."""

    gained: int
    """Now a certain yes, and was not."""
    lost: int
    """Was a certain yes, and is not any more."""
    unsure: int
    """Changed between no, partly and unknown."""

    @property
    def nodes(self) -> int:
        return self.gained | self.lost | self.unsure


NO_DELTA = Delta(0, 0, 0)
