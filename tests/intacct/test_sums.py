"""How grants add up, what nothing can take away again, and what is only told beside them."""

import json

import pytest

from rolescope.rights.edits import ClearGrant, apply_all
from rolescope.rights.engine import Engine
from rolescope.rights.model import Group
from rolescope.systems.bundle import read_bundle
from rolescope.systems.faults import BundleError
from rolescope.systems.intacct import SYSTEM
from rolescope.systems.intacct.catalogue import make_tree, rows_to_nodes
from tests.intacct.asking import FIVE, TREE, VENDORS, Asked, asked, role

GIVES = {"accountsPayable__vendors": "list readonly"}


def notes(made: Asked, place: str, right: str) -> list[str]:
    return [note.rule for note in made.why(place, right).notes]


def test_ia07_a_right_goes_only_when_every_role_that_gives_it_lets_go_and_these_are_named():
    one, other = role("A", **GIVES), role("B", **GIVES)
    both = asked(one, other)
    assert both.told(VENDORS, "list")["grant"] == ("IA-06", "role A gives List, View; role B gives List, View")
    for taken, left in ((["A"], "list readonly"), (["B"], "list readonly"), (["A", "B"], "")):
        tenant = apply_all([ClearGrant(name, VENDORS) for name in taken], both.tenant, TREE)
        outcome = Engine(SYSTEM, TREE).evaluate(tenant)
        assert " ".join(sorted(outcome.rights_at(both.subject, TREE.index[VENDORS])[0])) == left


def test_ia08_roles_of_several_groups_add_up_with_a_note():
    roles = role("A", accountsPayable__vendors="list"), role("B", accountsPayable__vendors="readonly")
    apart = asked(*roles, held=(), groups=(Group("one", ("A",)), Group("two", ("B",))))
    assert apart.live(VENDORS) == "list readonly"
    assert "IA-08" in notes(apart, VENDORS, "export")
    together = asked(*roles, held=(), groups=(Group("one", ("A", "B")),))
    assert together.live(VENDORS) == "list readonly"
    assert "IA-08" not in notes(together, VENDORS, "export")


def test_ia12_a_permission_stands_in_a_role_once():
    twice = [{"permission": VENDORS, "rights": ["list"]}, {"permission": VENDORS, "rights": ["add"]}]
    bundle = {
        "rolescope": 1,
        "tenant": {"name": "T", "system": "intacct"},
        "catalogue": "builtin",
        "roles": [{"name": "A", "grants": twice}],
    }
    with pytest.raises(BundleError, match=r"granted twice in role 'A' \(IA-12\)"):
        read_bundle(json.dumps(bundle), "t.json")


def test_ia16_what_a_release_adds_is_switched_off_in_every_role():
    before = asked(role("A", **GIVES))
    rows = [
        {
            "key": None,
            "module": "accountsPayable",
            "name": name,
            "permissionGroup": None,
            "completeness": "full",
            "allowedAccessRights": rights.split(),
        }
        for name, rights in (("vendors", f"{FIVE} reclass"), ("vendorsToCome", FIVE))
    ]
    outcome = Engine(SYSTEM, make_tree(rows_to_nodes(rows))).evaluate(before.tenant)
    known, new = (outcome.tree.index[place] for place in (VENDORS, "accountsPayable/vendorsToCome"))
    assert outcome.rights_at(before.subject, known) == (frozenset({"list", "readonly"}), frozenset())
    assert outcome.rights_at(before.subject, new) == (frozenset(), frozenset())


def test_ia37_the_pages_that_import_files_need_more_by_hand_than_a_program_does():
    holder = role("A", accountsPayable__vendors="list readonly add")
    assert "IA-37" in notes(asked(holder, method="ui"), VENDORS, "add")
    assert "IA-37" not in notes(asked(holder), VENDORS, "add")


def test_ia52_a_right_without_what_it_needs_is_kept_and_does_nothing():
    alone = asked(role("A", accountsPayable__vendors="add"))
    assert alone.tenant.roles["A"].grants[VENDORS] == {"add"}
    assert SYSTEM.grant_edits(TREE, alone.tenant.roles["A"], TREE.index[VENDORS], frozenset({"add"}), False)
    assert alone.live(VENDORS) == ""
    assert alone.steps(VENDORS, "add")["prerequisite"] == ("stop", "NEEDS_list")
