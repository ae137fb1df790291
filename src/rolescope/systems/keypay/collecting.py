"""What is read of an access record, with every fault and warning and the path of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rolescope.rights.counting import one
from rolescope.rights.near_names import did_you_mean
from rolescope.systems.faults import Problem, clipped
from rolescope.systems.keypay.business import Business
from rolescope.systems.keypay.vocabulary import (
    FOR_APPROVAL,
    FOR_CREATION,
    LODGES,
    NO_RESTRICTION,
)

SECTIONS = ("employeeGroups", "locationAccess", "reports", "kioskAccess", "payrollAccess")
PERSON = ("name", "email")
ORDERS = ("suppressNotificationEmails", "mergeExistingAccess")
"""What only a POST says."""
OLDER_REPLY = ("accessType", "employeeGroups", "reports", *PERSON)
"""KP-09: what every reply has, if only as null; newer ones have the other sections too."""
KEYS: dict[str, tuple[str, ...]] = {
    "": ("accessType", *SECTIONS, *PERSON, *ORDERS),
    "employeeGroups": ("employeeGroupId", "permissions"),
    "locationAccess": ("filterType", "locationIds", "permissions"),
    "reports": ("accessType", "specificReports", NO_RESTRICTION),
    "kioskAccess": ("accessType", "kiosks", "permissions"),
    "payrollAccess": (
        LODGES,
        "userBusinessRestrictionCount",
        "payRunApprovalAccess",
        "payRunCreationAccess",
        FOR_APPROVAL,
        FOR_CREATION,
    ),
}
"""The properties of each part; they are matched without case."""
MISSING_ACCESS_TYPE = "missing, so this is FULL ACCESS to everything in the business; say Restricted if not (KP-01)"

Json = Any


@dataclass(slots=True)
class Reading:
    """What was read, with every fault and warning; ``where`` stands before each path."""

    business: Business
    where: str = ""
    faults: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    given: set[str] = field(default_factory=set)
    """The properties at the top that were there and not null."""
    empty: set[str] = field(default_factory=set)
    """The properties at the top that were there and null: they say that there is nothing (KP-27)."""
    merge: bool = False
    strict: bool = False
    """Whether an unknown property is a fault, and not only left out."""

    def fault(self, path: str, text: str) -> None:
        """Note what keeps the record from being taken."""
        self.faults.append(Problem(self._place(path), text))

    def warn(self, path: str, text: str) -> None:
        """Note what is taken, but hardly meant."""
        self.warnings.append(Problem(self._place(path), text))

    def _place(self, path: str) -> str:
        return ".".join(part for part in (self.where, path) if part)

    def members(self, path: str, raw: Json, part: str) -> dict[str, Json]:
        """The properties of an object by their proper names; null is as good as missing."""
        if not isinstance(raw, dict):
            self.fault(path, f"expected an object, not {short(raw)}")
            return {}
        known = {name.casefold(): name for name in KEYS[part]}
        found: dict[str, Json] = {}
        for key, value in raw.items():
            name = known.get(str(key).casefold())
            place = f"{path}.{key}" if path else str(key)
            if name is None:
                hint = did_you_mean(str(key), known.values())
                if self.strict:
                    self.fault(place, f"unknown property{hint}")
                else:
                    self.warn(place, f"unknown property, left out{hint}")
            elif self.strict and not part and name in ORDERS:
                self.fault(place, "only a POST says this, a record does not")
            elif value is not None:
                found[name] = value
        return found

    def elements(self, path: str, raw: Json) -> Iterator[tuple[str, Json]]:
        """The elements of a list with their paths."""
        if not isinstance(raw, list):
            self.fault(path, f"expected a list, not {short(raw)}")
            return
        yield from ((f"{path}[{number}]", value) for number, value in enumerate(raw))

    def word(self, path: str, raw: Json, known: Sequence[str], default: str) -> str:
        """One of some words, whatever its case; the default where it is missing."""
        if raw is None:
            return default
        found = {word.casefold(): word for word in known}.get(str(raw).strip().casefold())
        if found is None or not isinstance(raw, str):
            self.fault(path, f"expected one of {', '.join(known)}, not {short(raw)}")
            return default
        return found

    def boolean(self, path: str, raw: Json) -> bool:
        """True or false; missing is false."""
        if raw is not None and not isinstance(raw, bool):
            self.fault(path, f"expected true or false, not {short(raw)}")
        return raw is True

    def ids(self, path: str, raw: Json, kind: str, known: Iterable[int]) -> tuple[int, ...]:
        """Some of the vendor's ids, each once."""
        found: dict[int, None] = {}
        for place, each in self.elements(path, raw) if raw is not None else ():
            if self.id(place, each, kind, known):
                found[each] = None
        return tuple(found)

    def id(self, path: str, raw: Json, kind: str, known: Iterable[int]) -> bool:
        """Whether a value is one of the vendor's ids that the business knows."""
        if not isinstance(raw, int) or isinstance(raw, bool):
            self.fault(path, f"expected the id of {one(kind)}, not {short(raw)}")
            return False
        if raw not in known:
            self.fault(path, f"there is no {kind} {raw} in the business")
            return False
        return True


def short(raw: Json) -> str:
    """A value as it stands in a message: a text in quotes, all else as JSON has it."""
    return clipped(repr(raw) if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False, default=repr))
