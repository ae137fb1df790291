"""The vendors' own file formats: what a system provides in its modules ``formats``, ``writing`` and ``verify``.

``unplaced`` tells of what the vendor's API has and no node stands for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from rolescope.rights.model import Tenant
from rolescope.rights.tree import Tree
from rolescope.systems import NAMES

Nodes = list[dict[str, Any]]


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


def module_of(system: str, name: str) -> Any:
    """A system's module of a name; None where it has none."""
    place = f"rolescope.systems.{system}.{name}"
    return import_module(place) if find_spec(place) is not None else None


def vendor_format(system: str) -> VendorFormat | None:
    """The format of a system's vendor; None where it is not read yet."""
    found: VendorFormat | None = module_of(system, "formats")
    return found


def left_out(tenant: Tenant, tree: Tree) -> Sequence[str]:
    """What the vendor's own form of a whole tenant cannot say, in sentences; mostly nothing."""
    told = getattr(module_of(tenant.system, "writing"), "left_out", None)
    return tuple(told(tenant, tree)) if told is not None else ()


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
