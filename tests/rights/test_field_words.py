"""A value of a field is told in the same words wherever it stands."""

import pytest

from rolescope.rights.compare import Comparison
from rolescope.rights.field_words import spoken_value
from rolescope.rights.model import Principal, Tenant
from rolescope.rights.system import Setting
from rolescope.systems import system

INTACCT = system("intacct")


@pytest.mark.parametrize(
    ("default", "many", "value", "told"),
    [
        ("a", False, None, "not known"),
        (None, False, None, "not said"),
        (None, True, None, "all"),
        (False, False, True, "on"),
        ("", False, "", "nothing"),
        ((), False, (), "none"),
        ((), False, ("one", "viewOnly"), "one, viewOnly"),
    ],
)
def test_the_words_for_a_value(default: object, many: bool, value: object, told: str) -> None:
    field = Setting("name", "Title", default, "rule", "help", many=many)
    assert spoken_value(field, value, "not said") == told


def test_of_a_list_some_are_named_or_all() -> None:
    field, six = Setting("name", "Title", (), "rule", "help"), list("abcdef")
    assert spoken_value(field, six) == "a, b, c, d and 2 more"
    assert spoken_value(field, six, most=None) == "a, b, c, d, e, f"


def test_two_users_are_compared_in_words_and_not_in_the_tokens_of_files() -> None:
    users = {"a": Principal("a", extra={"type": "viewOnly"}), "b": Principal("b", extra={"type": "business"})}
    tenant = Tenant("T", "intacct", principals=users)
    (found,) = Comparison(INTACCT, tenant, INTACCT.tree(None), "a", "b").differences()
    assert (found.one, found.other) == ("view only", "business")
