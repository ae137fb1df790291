"""Both tables of the rules' section on effective rights, cell by cell, as they are printed there."""

import pytest

from rolescope.rights.model import Subject, Tenant
from tests.payspace.building import NOBODY, U, ask, axes, screen_with, tenant

TREE = screen_with({"plain": {}, "read-only": {"access": "read_only"}, "create-only": {"access": "create_only"}})
COLUMNS = ("b/s", "b/s/plain", "b/s/read-only", "b/s/create-only")

BY_SCOPE = """
| Allow, or no role (flag) | api.full_access | yes / cud | yes / cu | yes / none | yes / c |
| Allow, or no role (flag) | api.read_only | yes / none | yes / none | yes / none | yes / none |
| Allow, or no role (flag) | api.create | no / c | no / c | no / none | no / c |
| Allow, or no role (flag) | api.update | no / u | no / u | no / none | no / none |
| Read only | api.full_access | yes / none | yes / none | yes / none | yes / none |
| Read only | api.read_only | yes / none | yes / none | yes / none | yes / none |
| Read only | api.create or api.update | no / none | no / none | no / none | no / none |
| Deny, closed parent, or inactive user | any | no / none | no / none | no / none | no / none |
| no linked user | api.full_access or api.read_only | yes? / none | yes? / none | yes? / none | yes? / none |
| no linked user | api.create or api.update | no / none | no / none | no / none | no / none |
"""
"""Screen level and scope, then export and import of a screen with all four verbs and of its fields by attribute."""

ALL_SCOPES = ("api.full_access", "api.read_only", "api.create", "api.update")


def with_level(name: str, scope: str) -> tuple[Tenant, Subject]:
    """The tenant that a row's first column describes."""
    return {
        "Allow": (tenant({"b": "allow"}, scope=scope), U),
        "no role (flag)": (tenant(scope=scope), U),
        "Read only": (tenant({"b": "allow", "b/s": "read_only"}, scope=scope), U),
        "Deny": (tenant({"b": "allow", "b/s": "deny"}, scope=scope), U),
        "closed parent": (tenant({"b": "deny", "b/s": "allow"}, scope=scope), U),
        "inactive user": (tenant({"b": "allow"}, scope=scope, status="inactive"), U),
        "no linked user": (tenant({"b": "allow"}, scope=scope, user=False), NOBODY),
    }[name]


def rows() -> list[tuple[str, str, list[str]]]:
    found = []
    for line in BY_SCOPE.strip().splitlines():
        levels, scopes, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        found += [
            (level.strip(), scope, cells)
            for level in levels.replace(", or ", ", ").split(", ")
            for scope in (ALL_SCOPES if scopes == "any" else scopes.split(" or "))
        ]
    return found


@pytest.mark.parametrize(("level", "scope", "cells"), rows(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_row_of_the_table_by_level_and_scope_holds(level: str, scope: str, cells: list[str]) -> None:
    subject_of = with_level(level, scope)
    assert [axes(subject_of[0], column, subject_of[1], TREE) for column in COLUMNS] == cells


def test_a_user_without_a_role_is_flagged_in_every_cell_of_the_table() -> None:
    for column in COLUMNS:
        found = ask(tenant(), column, "export", tree=TREE)
        assert [(step.layer, step.rule) for step in found.steps if step.verdict == "flag"] == [(2, "PS-26")]


@pytest.mark.parametrize(
    ("screen", "field", "cell"),
    [
        ("allow", "allow", "yes / cu"),
        ("allow", "read_only", "yes / none"),
        ("allow", "deny", "no / none"),
        ("read_only", "allow", "yes / none"),
        ("read_only", "read_only", "yes / none"),
        ("read_only", "deny", "no / none"),
        ("deny", "allow", "no / none"),
        ("deny", "read_only", "no / none"),
        ("deny", "deny", "no / none"),
    ],
)
def test_every_row_of_the_table_of_field_level_against_screen_level_holds(screen: str, field: str, cell: str) -> None:
    assert axes(tenant({"b": "allow", "b/s": screen, "b/s/plain": field}), "b/s/plain", tree=TREE) == cell
