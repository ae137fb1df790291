"""Layer 11, the fields without which a record cannot be made: it warns where creating is asked for, nowhere else."""

from __future__ import annotations

import pytest

from rolescope.rights.policy import FLAG, PASS, Step
from tests.payspace.building import BANKING, BASIC_PROFILE, Grants, ask, tenant

ALLOW, READ_ONLY, DENY = "allow", "read_only", "deny"
TITLE = {"employee": ALLOW, f"{BASIC_PROFILE}/title": READ_ONLY}
BANK_NAME = {"employee": ALLOW, f"{BANKING}/bank-name": READ_ONLY}


def layer_11(grants: Grants, node: str, right: str, scope: str = "api.full_access") -> Step:
    return next(step for step in ask(tenant(grants, scope=scope), node, right).steps if step.layer == 11)


@pytest.mark.parametrize("node", [BASIC_PROFILE, f"{BASIC_PROFILE}/last-name"])
def test_ps_15_an_import_that_is_left_without_create_is_warned(node: str) -> None:
    assert ask(tenant(TITLE), node, "import").answer == "yes"
    found = layer_11(TITLE, node, "import")
    assert (found.verdict, found.cause) == (FLAG, "create cannot succeed: required Title is below Allow")


@pytest.mark.parametrize("right", ["update", "export"])
@pytest.mark.parametrize(("grants", "node"), [(TITLE, BASIC_PROFILE), (BANK_NAME, BANKING)])
def test_ps_15_who_does_not_create_hears_nothing_of_required_fields(grants: Grants, node: str, right: str) -> None:
    found = layer_11(grants, node, right)
    assert (found.verdict, found.cause) == (PASS, "required fields matter to creating alone")


@pytest.mark.parametrize(
    ("grants", "node", "right", "scope"),
    [
        pytest.param(BANK_NAME, BANKING, "import", "api.read_only", id="nothing is written with the scope"),
        pytest.param(BANK_NAME, BANKING, "import", "api.update", id="nothing is created with the scope"),
        pytest.param(
            {"employee": READ_ONLY, f"{BANKING}/bank-name": DENY}, BANKING, "import", "api.full_access", id="the screen"
        ),
        pytest.param(
            {"employee": ALLOW, f"{BASIC_PROFILE}/employee-address/address-line1": READ_ONLY},
            f"{BASIC_PROFILE}/employee-address",
            "import",
            "api.full_access",
            id="the entity has no create",
        ),
        pytest.param(
            {"employee": ALLOW, f"{BASIC_PROFILE}/sdl-exemption": READ_ONLY},
            BASIC_PROFILE,
            "create",
            "api.full_access",
            id="the field is hidden",
        ),
    ],
)
def test_ps_81_a_condition_is_no_warning_where_nothing_can_be_created_or_the_field_need_not_be_sent(
    grants: Grants, node: str, right: str, scope: str
) -> None:
    assert layer_11(grants, node, right, scope).verdict == PASS


def test_ps_57_where_something_can_be_created_it_is_one() -> None:
    found = layer_11(BANK_NAME, BANKING, "import", "api.create")
    assert (found.verdict, found.cause) == (FLAG, "create may fail: Bank Name can be required and is below Allow")
