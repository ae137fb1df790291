"""What a form changes of a user's or role's fields: only what differs, and nothing that it does not show."""

import pytest

from rolescope.rights.edits import EditError, apply_all
from rolescope.rights.model import Principal, Tenant
from rolescope.rights.people import field_value, with_fields
from rolescope.rights.system import Setting
from rolescope.systems import NAMES, TITLES, system

ON = Setting("services.enabled", "On", True, "-", "")
PLACES = Setting("places", "Places", (), "-", "")
KIND = Setting("kind", "Kind", None, "-", "", ("a", "b"))
FIELDS = (ON, PLACES, KIND)


def test_a_field_that_nothing_is_said_of_has_its_default() -> None:
    assert [field_value({}, each) for each in FIELDS] == [True, (), None]
    assert field_value({"services": {"enabled": False}}, ON) is False


def test_values_that_are_the_same_change_nothing_at_all() -> None:
    extra = {"places": ["x"], "other": 1}
    assert with_fields(extra, FIELDS, {"services.enabled": True, "places": ("x",), "kind": None}) is extra


def test_only_what_differs_is_kept_and_what_the_form_does_not_show_stays() -> None:
    extra = {"services": {"restricted": True}, "other": 1}
    changed = with_fields(extra, FIELDS, {"services.enabled": False, "places": ("x", "y"), "kind": "a"})
    assert changed == {
        "other": 1,
        "services": {"restricted": True, "enabled": False},
        "places": ["x", "y"],
        "kind": "a",
    }
    assert extra == {"services": {"restricted": True}, "other": 1}


def test_what_is_emptied_is_said_no_more() -> None:
    assert with_fields({"places": ["x"], "kind": "a"}, FIELDS, {"places": (), "kind": None}) == {}


def test_a_value_that_is_left_out_of_the_form_stays() -> None:
    extra = {"kind": "a"}
    assert with_fields(extra, FIELDS, {}) is extra


@pytest.mark.parametrize("name", NAMES)
def test_the_title_of_a_system_is_the_same_before_and_after_it_is_loaded(name: str) -> None:
    assert TITLES[name] == system(name).title


@pytest.mark.parametrize("name", NAMES)
def test_every_field_of_a_system_cites_a_rule_that_it_has(name: str) -> None:
    found = system(name)
    people = found.people
    for each in (*people.user_fields, *people.role_fields, *found.settings):
        assert found.basis(each.rule)
        if each.choices is not None and each.default is not None:
            assert each.default in each.choices


@pytest.mark.parametrize("name", NAMES)
def test_a_user_that_is_made_can_be_removed_and_leaves_nothing(name: str) -> None:
    dialect = system(name)
    tree = dialect.tree(None)
    empty = Tenant("T", name)
    values = {each.name: each.default for each in dialect.people.user_fields} | {"display_name": "One"}
    made = dialect.user_edits(empty, tree, None, "one@example.com", dialect.statuses[0], values)
    tenant = apply_all(made, empty, tree)
    assert isinstance(tenant.principals["one@example.com"], Principal)
    gone = apply_all(dialect.remove_user(tenant, "one@example.com"), tenant, tree)
    assert (dict(gone.principals), dict(gone.roles)) == ({}, {})


def test_kp_04_an_e_mail_that_differs_by_case_alone_is_refused() -> None:
    dialect = system("keypay")
    tree, values = dialect.tree(None), {"display_name": "One", "access": "Restricted"}
    edits = dialect.user_edits(Tenant("T", "keypay"), tree, None, "one@example.com", "active", values)
    tenant = apply_all(edits, Tenant("T", "keypay"), tree)
    with pytest.raises(EditError, match="KP-04"):
        dialect.user_edits(tenant, tree, None, "ONE@example.com", "active", values)
