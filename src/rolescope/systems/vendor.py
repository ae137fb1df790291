"""What a system may provide besides its rules, each in a module of its own that is loaded when it is asked for.

``formats`` reads the vendor's own files and ``writing`` writes them, ``bodies`` makes the bodies of single calls,
``selecting`` filters what is written, ``verify`` holds the prediction against what the vendor says, and ``unplaced``
tells of what the vendor's API has and no node stands for. A system without one of them cannot do that yet.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from rolescope.rights.model import Json, Subject, Tenant
from rolescope.rights.tree import Tree
from rolescope.systems import NAMES
from rolescope.systems.verifying import Difference

if TYPE_CHECKING:  # the names alone: most who ask for a format need no engine
    from rolescope.rights.engine import Outcome

Nodes = list[dict[str, Any]]
"""A catalogue of its own, as a bundle gives it: one mapping a node, in order."""


@runtime_checkable
class VendorFormat(Protocol):
    """Reads the vendor's own JSON as its API returns it."""

    def looks_like(self, raw: Any) -> bool:
        """Whether parsed JSON may be the vendor's own."""

    def mistake(self, text: str) -> str | None:
        """What is wrong with a text that is meant for the vendor but is no JSON, in a sentence; None for any other."""

    def read_files(
        self, tenant: Tenant, tree: Tree, files: Iterable[tuple[str, str]], warn: Callable[[str], None]
    ) -> tuple[Tenant, Nodes | None]:
        """The tenant with what some files say, each a name and a text, and the nodes of a catalogue that changed.

        ``warn`` is told what was taken over, but is hardly meant.
        """


@runtime_checkable
class ReadsInParts(Protocol):
    """Reads files of a vendor that may tell a part of a list."""

    def read_all(
        self, tenant: Tenant, tree: Tree, files: Iterable[tuple[str, str]], warn: Callable[[str], None]
    ) -> tuple[Tenant, Nodes | None]:
        """As ``read_files``, for files that hold every row there is: what they do not tell is not there."""


@runtime_checkable
class Writing(Protocol):
    """Writes what the vendor's API returns."""

    def envelope(self, found: Sequence[Json]) -> Json:
        """Some objects as one answer."""

    def everything(self, tenant: Tenant, tree: Tree) -> Iterator[Json]:
        """All that the vendor's form can say of a tenant, object by object."""

    def left_out(self, tenant: Tenant, tree: Tree) -> Iterator[str]:
        """What it cannot say, in sentences; mostly nothing."""


@runtime_checkable
class Bodies(Protocol):
    """Makes what is sent to the vendor's API, or returned by it, about one object."""

    @property
    def MAKING(self) -> Collection[tuple[str, str]]:
        """The kinds and methods that there are."""

    def made(self, kind: str, method: str, name: str, tenant: Tenant, tree: Tree) -> Json:
        """The body of a call about a role, user or group.

        Raises:
            NoSuchBody: when there is nothing to send.
        """

    def shortcomings(self, kind: str, method: str, name: str, tenant: Tenant, body: Json) -> list[str]:
        """What has to be known or filled in before a body is sent, in sentences."""


@runtime_checkable
class Selecting(Protocol):
    """Gives the objects of one kind, as far as a filter in the vendor's language lets them through."""

    @property
    def KINDS(self) -> Sequence[str]:
        """The kinds that there are."""

    def selected(self, kind: str, text: str, tenant: Tenant, tree: Tree, today: date) -> Sequence[Json]:
        """The objects.

        Raises:
            FilterError: with what is wrong with the filter, and where.
        """

    def left_out(self, kind: str, text: str, tenant: Tenant, tree: Tree, today: date) -> Iterator[str]:
        """What stays at home although the filter lets it through, in sentences; mostly nothing."""


class Said(Protocol):
    """What a file of the vendor's says of one user's rights."""

    @property
    def user(self) -> str | None:
        """Whose they are; None where it does not say."""


@runtime_checkable
class Verifier(Protocol):
    """Holds the prediction against what the vendor itself says."""

    def read_said(self, text: str, file: str, tree: Tree) -> Sequence[Said]:
        """What a file says; ``file`` is for messages.

        Raises:
            BundleError: when it is none of the vendor's.
        """

    def differences(self, outcome: Outcome, subject: Subject, said: Any) -> Iterator[Difference]:
        """Every difference for a subject; ``said`` is one of what ``read_said`` gave."""


@runtime_checkable
class Unplaced(Protocol):
    """Knows what the vendor's API has and no node stands for."""

    def told_of(self, text: str, tree: Tree) -> tuple[str, bool] | None:
        """A sentence about such a name, and whether it is known by which right it goes; None for any other."""


def _module(system: str, name: str) -> Any:
    place = f"rolescope.systems.{system}.{name}"
    return import_module(place) if find_spec(place) is not None else None


def vendor_format(system: str) -> VendorFormat | None:
    """How a system's vendor is read; None where it is not yet."""
    found: VendorFormat | None = _module(system, "formats")
    return found


def writing(system: str) -> Writing | None:
    """How a system's vendor is written."""
    found: Writing | None = _module(system, "writing")
    return found


def bodies(system: str) -> Bodies | None:
    """What is sent to a system's vendor."""
    found: Bodies | None = _module(system, "bodies")
    return found


def selecting(system: str) -> Selecting | None:
    """How the objects of a system's vendor are filtered."""
    found: Selecting | None = _module(system, "selecting")
    return found


def verifier(system: str) -> Verifier | None:
    """What holds a system's prediction against its vendor."""
    found: Verifier | None = _module(system, "verify")
    return found


def unplaced(system: str) -> Unplaced | None:
    """What the API of a system's vendor has besides."""
    found: Unplaced | None = _module(system, "unplaced")
    return found


def mistake_in(text: str) -> str | None:
    """What is wrong with a text that is meant for some vendor but is no JSON; None where it is meant for none."""
    formats = (vendor_format(name) for name in NAMES)
    return next((told for known in formats if known is not None and (told := known.mistake(text))), None)


def is_vendor_json(text: str) -> bool:
    """Whether a text is JSON of some vendor's, and no bundle; a raw line break in a text is its reader's to judge."""
    return bool(recognised(text))


def recognised(text: str) -> list[str]:
    """The systems whose vendor's JSON a text may be; none for a bundle, and for what is no JSON."""
    try:
        raw = json.loads(text.removeprefix("\ufeff"), strict=False)
    except (ValueError, RecursionError):
        return []
    if isinstance(raw, dict) and "rolescope" in raw:
        return []
    formats = ((name, vendor_format(name)) for name in NAMES)
    return [name for name, known in formats if known is not None and known.looks_like(raw)]
