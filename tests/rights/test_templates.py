"""A role as a template: copied to others."""

import pytest

from rolescope.rights.edits import EditError, apply
from rolescope.rights.model import Rights, Tenant
from rolescope.rights.templates import copied
from rolescope.systems.keypay import SYSTEM
from tests.keypay.test_scenarios import DEMO, MANAGER, TREE

LEAVE, COSTS = "leave-sync@example.com", "costs@example.com"
VIEW: Rights = frozenset({"ViewExpenses"})


def grants(tenant: Tenant, role: str) -> dict[str, Rights]:
    return dict(tenant.roles[role].grants)


def test_copying_makes_the_targets_say_the_same_and_is_undone_as_one() -> None:
    edit = copied(SYSTEM, DEMO, LEAVE, [MANAGER, COSTS, LEAVE], TREE)
    assert edit is not None and len(edit.edits) == 2
    after, inverse = apply(edit, DEMO, TREE)
    assert grants(after, MANAGER) == grants(after, COSTS) == grants(DEMO, LEAVE)
    assert grants(apply(inverse, after, TREE)[0], MANAGER) == grants(DEMO, MANAGER)
    assert copied(SYSTEM, after, LEAVE, [MANAGER], TREE) is None


def test_copying_one_part_leaves_the_others_as_they_are() -> None:
    edit = copied(SYSTEM, DEMO, LEAVE, [COSTS], TREE, TREE.index["locations/10"])
    assert edit is not None
    after = apply(edit, DEMO, TREE)[0]
    assert set(grants(after, COSTS)) == {"locations/30", "locations/10/sub-locations"}


def test_nobody_gets_what_is_copied_to_nobody_known() -> None:
    with pytest.raises(EditError, match="no user"):
        copied(SYSTEM, DEMO, LEAVE, ["nobody"], TREE)
