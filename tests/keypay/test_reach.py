"""Which groups and locations some employees make up whole, and which they touch: as each is by itself."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rolescope.systems.keypay.business import GROUP, LOCATION
from rolescope.systems.keypay.catalogue import Catalogue, make_tree
from rolescope.systems.keypay.members import Scope, union
from rolescope.systems.keypay.reach import Reach, judge

PLACES = [{"id": f"locations/{n}", "name": f"L{n}", "kind": "location", "parent": None} for n in range(1, 6)]
GROUPS = [
    {
        "id": f"groups/{n}",
        "name": f"G{n}",
        "kind": "employee_group",
        "filters": [{"filterType": "Tag", "operator": "In", "value": f"t{n}"}],
    }
    for n in range(1, 4)
]

homes = st.one_of(st.none(), st.integers(1, 7))
tags = st.lists(st.sampled_from(["t1", "t2", "t3"]), unique=True)
employees = st.lists(st.tuples(homes, tags), max_size=12)


def catalogue(people: list[tuple[int | None, list[str]]]) -> Catalogue:
    rows: list[dict[str, Any]] = [
        {"id": f"employees/{n}", "name": f"E{n}", "kind": "employee", "home_location": home, "tags": held}
        for n, (home, held) in enumerate(people, 1)
    ]
    return Catalogue(make_tree([*PLACES, *GROUPS, *rows]))


@given(employees, st.sets(st.integers(1, 12)))
def test_all_places_asked_at_once_say_what_each_says_by_itself(
    people: list[tuple[int | None, list[str]]], chosen: set[int]
) -> None:
    known = catalogue(people)
    bits = sum(1 << bit for employee, bit in known.members.number.items() if employee in chosen)
    reached = Scope(bits, bits)
    spread = Reach(known).spread(reached)
    for kind, table in ((GROUP, known.members.groups), (LOCATION, known.members.homes)):
        for one, members in table.items():
            bit = 1 << known.node_of[kind][one]
            planes = (spread.every.certain, spread.some.certain, spread.every.possible, spread.some.possible)
            assert tuple(bool(plane & bit) for plane in planes) == judge(members, reached)


@given(
    st.lists(st.tuples(st.integers(1, 3), tags), min_size=4, max_size=12),
    st.lists(st.integers(0, 3), min_size=12, max_size=12),
    st.lists(st.sets(st.integers(0, 3)), min_size=1, max_size=3),
    st.integers(0, 2**12),
)
def test_what_several_rules_reach_is_the_same_however_it_is_put_together(
    people: list[tuple[int | None, list[str]]], rule_of: list[int], asked: list[set[int]], unsure: int
) -> None:
    known = catalogue(people)
    rules = [0, 0, 0, 0]
    for employee, bit in known.members.number.items():
        rules[rule_of[employee - 1]] |= 1 << bit
    parts = [Scope(plane & ~unsure, plane) for plane in (*rules, rules[0] | rules[1])]
    composing = Reach(known)
    for chosen in asked:
        for reached in (union(parts[rule] for rule in chosen), Scope(parts[0].certain, parts[1].possible)):
            assert composing.spread(reached, parts) == Reach(known).spread(reached)


@given(employees)
def test_an_employee_has_a_bit_of_its_own(people: list[tuple[int | None, list[str]]]) -> None:
    members = catalogue(people).members
    assert len(set(members.number.values())) == len(members.number) == len(people)
    assert members.everyone.bit_count() == max(1, len(people))
    for place, homed in members.homes.items():
        expected = {n for n, (home, _) in enumerate(people, 1) if home == place}
        if people:
            assert {n for n, bit in members.number.items() if homed.certain >> bit & 1} == expected
