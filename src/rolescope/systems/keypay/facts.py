"""What is known of a node: the vendor's ids, filters with who matches them, labels, provenance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rolescope.rights.counting import listed
from rolescope.rights.system import Fact
from rolescope.rights.tree import Node
from rolescope.systems.keypay.business import GROUP, KIOSK, LOCATION, SCHEDULE, number_of
from rolescope.systems.keypay.catalogue import AREA, LODGEMENT, REPORT, SUB_LOCATIONS, Catalogue
from rolescope.systems.keypay.vocabulary import AREA_FLAGS, FLAG_ROWS, OR

KIND_TITLES = {
    GROUP: "employee group",
    LOCATION: "location",
    KIOSK: "kiosk",
    SCHEDULE: "pay schedule",
    SUB_LOCATIONS: "place of the rule that reaches sub-locations",
    LODGEMENT: "right for the whole business",
}
MOST_NAMES = 12


def facts(catalogue: Catalogue, node: int) -> Sequence[Fact]:
    """Kind, id, and what the vendor says of it."""
    found = catalogue.tree.nodes[node]
    lines = [Fact("Kind", KIND_TITLES.get(found.kind, found.kind.replace("_", " "))), Fact("Id", found.id)]
    known: Any = found.attributes
    if found.kind == GROUP:
        lines += _group(catalogue, number_of(found.id), known)
    elif found.kind == LOCATION:
        homes = catalogue.members.homes[number_of(found.id)]
        lines.append(Fact("At home here", _people(catalogue, homes.certain, homes.possible)))
    elif found.kind == AREA:
        lines += [Fact(FLAG_ROWS[flag]["label"] or flag, _flag(flag)) for flag in AREA_FLAGS[known[AREA]]]
    elif found.kind == REPORT:
        lines += [Fact("Vendor's id", str(known["id"] or "none was published (KP-43)"))]
        lines += [Fact("API", known["name"]), Fact("Known from", known["provenance"]), Fact("Source", known["source"])]
    elif found.kind in (KIOSK, SCHEDULE):
        lines += [Fact(key.replace("_", " "), str(value)) for key, value in known.items() if key in SHOWN]
    return lines


SHOWN = ("open_to_all", "approval", "payment_approval", "frequency")


def _group(catalogue: Catalogue, number: int, known: Any) -> Iterator[Fact]:
    members = catalogue.members.groups[number]
    strategy = known.get("filterCombinationStrategy") or OR
    filters = known.get("filters") or ()
    for row in filters:
        yield Fact(f"Filter ({strategy})", f"{row['filterType']} {row['operator']} {row['value']}")
    if not filters:
        yield Fact("Filter", "none: the group matches nobody (KP-14)")
    yield Fact("Members", _people(catalogue, members.certain, members.possible))


def _people(catalogue: Catalogue, certain: int, possible: int) -> str:
    if not catalogue.members.known:
        return "unknown: no employees are listed"
    members = catalogue.members
    known = [(row["name"], members.number[one]) for one, row in catalogue.business.employees.items()]
    shown = [name + ("" if certain >> n & 1 else " (perhaps)") for name, n in known if possible >> n & 1]
    return listed(shown, MOST_NAMES) or "nobody"


def _flag(flag: str) -> str:
    row = FLAG_ROWS[flag]
    bit = "no published bit" if row["bit"] is None else f"bit {row['bit']}"
    state = "" if row["current"] else "; withdrawn (KP-44)"
    return f"{flag}: {row['effect']}; {bit}{state}; {row['provenance']}"


def other_names(node: Node) -> tuple[str, ...]:
    """The API's name of a report and its published id; the vendor's id of anything else."""
    if node.kind == REPORT:
        return (str(node.attributes["name"]),)
    return ()
