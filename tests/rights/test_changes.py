"""The kinds of cells that a tenant consists of stand in one table."""

from __future__ import annotations

from rolescope.rights.changes import NAMED, OF_TENANT, PART_OF, SETTING, cells, kinds_of
from rolescope.rights.model import Assignment, Credential, Group, Principal, Role, Tenant

WHOLE = Tenant(
    "T",
    "any",
    settings={"gate": True},
    roles={"R": Role("R", {"node": frozenset({"read"})})},
    principals={"u": Principal("u", roles=(Assignment("R"),), groups=("G",), grants={"node": frozenset({"read"})})},
    credentials={"c": Credential("c", "u")},
    groups={"G": Group("G", roles=("R",))},
)


def test_every_kind_of_cell_is_known_and_what_it_is_a_part_of_is_there() -> None:
    found = cells(WHOLE)
    assert {cell[0] for cell in found} == {*NAMED, *PART_OF, *OF_TENANT, SETTING}
    assert all(owner in found for cell in found for owner in zip(PART_OF.get(cell[0], ()), cell[1:], strict=False))


def test_something_with_a_name_consists_of_its_own_cell_and_its_parts() -> None:
    assert kinds_of("user") == ("user", "status", "held", "member", "own")
    assert [kinds_of(named) for named in NAMED if named != "user"] == [
        ("role", "grant"),
        ("group", "group_role"),
        ("credential",),
    ]
