"""The plain twin's people: who matches a group's filters and who is at home where, one employee at a time.

What a bundle's row leaves out is unknown: then the answer is None.
"""

from __future__ import annotations

from typing import Any

from rolescope.rights.tree import Tree

Row = dict[str, Any]
SOMEBODY: Row = {"id": "employees/-1"}
"""Stands for whoever there is where no employee is listed: then a question is about that person."""


def rows(tree: Tree, kind: str) -> list[Row]:
    """The rows of the business of one kind."""
    if kind == "employee":
        return [dict(row) for row in tree.nodes[tree.index["groups"]].attributes["employees"]] or [SOMEBODY]
    return [dict(node.attributes) for node in tree.nodes if node.kind == kind]


def member(tree: Tree, employee: Row, group: Row) -> bool | None:
    """KP-12, KP-14: whether an employee matches a group's filters; None where nobody can say."""
    found = [matches(tree, employee, condition) for condition in group.get("filters") or ()]
    if not found:
        return False
    if group.get("filterCombinationStrategy") == "And":
        return False if False in found else None if None in found else True
    return True if True in found else None if None in found else False


def matches(tree: Tree, employee: Row, condition: Row) -> bool | None:
    """One filter: In, or NotIn; KP-14: None where its value cannot be read, or held against what the employee has."""
    kind = condition["filterType"]
    by_id = kind in ("Location", "LocationOrParents", "Employee", "PaySchedule")
    wanted = {part.strip().casefold() for part in str(condition["value"]).split(",")} - {""}
    held = values(employee, kind)
    if held is None or not wanted or any(not (a_number(one) if by_id else a_name(one)) for one in wanted):
        return None
    if kind == "LocationOrParents":
        wanted = {place for place in every_location(tree) if wanted & {place, *parents(tree, place)}}
    is_in: bool = condition["operator"] == "In"
    if held & wanted:
        return is_in
    unlike = not by_id and any(a_number(one) != a_number(other) for one in held for other in wanted)
    return None if unlike else not is_in


def a_number(value: str) -> bool:
    """Whether a value reads as one of the vendor's ids."""
    return value.isascii() and value.isdigit() and (value == "0" or value[0] != "0") and len(value) < 19


def a_name(value: str) -> bool:
    """Whether a value reads as one name, and not as a list that is separated in another way."""
    return not any(sign in value for sign in ("|", ";", "[", "]", "{", "}", '"', "\t", "\r", "\n"))


def every_location(tree: Tree) -> list[str]:
    """The ids of all locations."""
    return [row["id"].split("/")[1] for row in rows(tree, "location")]


def parents(tree: Tree, location: str) -> list[str]:
    """The locations above one, nearest first."""
    node, found = tree.index[f"locations/{location}"], []
    while tree.nodes[node].parent != "locations":
        node = tree.index[tree.nodes[node].parent or ""]
        found.append(tree.nodes[node].id.split("/")[1])
    return found


def values(employee: Row, filter_type: str) -> set[str] | None:
    """What an employee has of what a filter asks for; None where the row does not say."""
    if filter_type == "Employee":
        return None if employee is SOMEBODY else {employee["id"].split("/")[1]}
    key = {
        "Location": "home_location",
        "LocationOrParents": "home_location",
        "PaySchedule": "pay_schedule",
        "EmploymentType": "employment_type",
        "EmployingEntity": "employing_entity",
        "Tag": "tags",
    }[filter_type]
    if key not in employee:
        return None
    value = employee[key]
    if value is None:
        return set()
    return {str(one).strip().casefold() for one in (value if isinstance(value, list | tuple) else [value])}


def at_home(employee: Row, location: str) -> bool | None:
    """KP-18: whether an employee's home is a location."""
    held = values(employee, "Location")
    return None if held is None else location in held


def covers(tree: Tree, place: str, location: str) -> bool:
    """KP-17: whether the location rule at a place of the tree covers a location."""
    listed = place.split("/")[1]
    return listed == location or (place.endswith("/sub-locations") and listed in parents(tree, location))
