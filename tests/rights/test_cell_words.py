"""Where two admins clash is told in words: places by name, values as they are called on the screen."""

from typing import Any

import pytest

from rolescope.rights.cell_words import cell_place, cell_values
from rolescope.rights.changes import Cell, cells
from rolescope.rights.model import Company, Credential
from rolescope.rights.sentences import Words
from rolescope.systems import system
from tests.store.samples import demo

PAYSPACE = system("payspace")
WORDS = Words(PAYSPACE, PAYSPACE.tree(None))
BANKING = "employee/basic-information/banking-details"
READ, NONE = frozenset({"read"}), frozenset[str]()
KEY = Credential("key", "sync", "api.read_only", "id-1", "salt$one")

PLACES: list[tuple[Cell, str]] = [
    (("grant", "API", BANKING), "role API: Employee › Basic Information › Banking Details"),
    (("own", "sync", "gone"), "user sync: gone"),
    (("role", "API"), "role API"),
    (("status", "sync"), "status of user sync"),
    (("held", "sync", "API", ""), "user sync: role API"),
    (("held", "sync", "API", "DEMO"), "user sync: role API in DEMO"),
    (("member", "sync", "Staff"), "user sync: group Staff"),
    (("group_role", "Staff", "API"), "group Staff: role API"),
    (("setting", "parent_gate"), "setting Parent gate"),
    (("companies",), "companies"),
]


@pytest.mark.parametrize(("cell", "place"), PLACES)
def test_the_place_of_a_cell(cell: Cell, place: str) -> None:
    assert cell_place(cell, WORDS) == place


VALUES: list[tuple[Cell, tuple[Any, ...], list[str]]] = [
    (("grant", "API", BANKING), (None, READ, NONE), ["inherits", "Read only", "Deny"]),
    (("held", "sync", "API", ""), (None, True, None), ["does not", "holds it", "does not"]),
    (("status", "sync"), ("active", "inactive", None), ["active", "inactive", "not there"]),
    (("setting", "parent_gate"), (None, True, False), ["default", "on", "off"]),
    (("companies",), ((), (Company("A"),), (Company("B"), Company("C"))), ["none", "A", "B, C"]),
    (("catalogue",), ("builtin", "abc", "abd"), ["the built-in one", "one of its own", "one of its own"]),
    (
        ("role", "API"),
        ((None, "for the HR system", {}), ("API", "for the HR system", {}), None),
        ["code none", "code API", "not there"],
    ),
    (
        ("credential", "key"),
        (KEY, Credential("key", "sync", "api.read_only", "id-1", "salt$two"), Credential("key", None)),
        [
            "user sync, scope api.read_only, client id id-1, secret as before",
            "user sync, scope api.read_only, client id id-1, secret a new one",
            "user none, scope none, client id none, secret a new one",
        ],
    ),
]


@pytest.mark.parametrize(("cell", "values", "said"), VALUES)
def test_what_stands_in_a_cell_on_each_side(cell: Cell, values: tuple[Any, ...], said: list[str]) -> None:
    assert cell_values(cell, values, WORDS) == said


def test_every_kind_of_cell_has_words() -> None:
    for cell, value in cells(demo()).items():
        assert cell_place(cell, WORDS)
        assert all(cell_values(cell, (None if cell[1:] else value, value), WORDS))
