"""What a system provides in modules of its own: each is as its protocol says, for mypy and for whoever loads it."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from rolescope.systems import NAMES, vendor
from rolescope.systems.intacct import bodies as intacct_bodies
from rolescope.systems.intacct import formats as intacct_formats
from rolescope.systems.intacct import selecting as intacct_selecting
from rolescope.systems.intacct import verify as intacct_verify
from rolescope.systems.intacct import writing as intacct_writing
from rolescope.systems.keypay import bodies as keypay_bodies
from rolescope.systems.keypay import formats as keypay_formats
from rolescope.systems.keypay import selecting as keypay_selecting
from rolescope.systems.keypay import verify as keypay_verify
from rolescope.systems.keypay import writing as keypay_writing
from rolescope.systems.payspace import formats as payspace_formats
from rolescope.systems.payspace import unplaced as payspace_unplaced
from rolescope.systems.payspace import verify as payspace_verify
from rolescope.systems.payspace import writing as payspace_writing

FORMATS: list[vendor.VendorFormat] = [payspace_formats, intacct_formats, keypay_formats]
IN_PARTS: list[vendor.ReadsInParts] = [intacct_formats]
WRITING: list[vendor.Writing] = [payspace_writing, intacct_writing, keypay_writing]
BODIES: list[vendor.Bodies] = [intacct_bodies, keypay_bodies]
SELECTING: list[vendor.Selecting] = [intacct_selecting, keypay_selecting]
VERIFIERS: list[vendor.Verifier] = [payspace_verify, intacct_verify, keypay_verify]
UNPLACED: list[vendor.Unplaced] = [payspace_unplaced]


def _in_parts(system: str) -> vendor.ReadsInParts | None:
    found: Any = vendor.vendor_format(system)
    return found if isinstance(found, vendor.ReadsInParts) else None


PROTOCOLS: list[tuple[Any, Any, list[Any]]] = [
    (vendor.VendorFormat, vendor.vendor_format, [*FORMATS]),
    (vendor.ReadsInParts, _in_parts, [*IN_PARTS]),
    (vendor.Writing, vendor.writing, [*WRITING]),
    (vendor.Bodies, vendor.bodies, [*BODIES]),
    (vendor.Selecting, vendor.selecting, [*SELECTING]),
    (vendor.Verifier, vendor.verifier, [*VERIFIERS]),
    (vendor.Unplaced, vendor.unplaced, [*UNPLACED]),
]


@pytest.mark.parametrize(("protocol", "loaded", "modules"), PROTOCOLS)
def test_every_module_that_a_system_provides_is_as_its_protocol_says(protocol: Any, loaded: Any, modules: Any) -> None:
    assert [found for name in NAMES if (found := loaded(name)) is not None] == modules
    for module in modules:
        assert isinstance(module, protocol)
        for name, asked in inspect.getmembers(protocol, inspect.isfunction):
            if not name.startswith("_"):
                wanted = [each for each in inspect.signature(asked).parameters if each != "self"]
                assert list(inspect.signature(getattr(module, name)).parameters) == wanted, (module, name)
