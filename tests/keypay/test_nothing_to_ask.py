"""Where there is nothing of a kind to do, one step says so, and no other is blamed for what it does not say."""

import pytest

from rolescope.resources import data_path
from rolescope.rights.engine import Engine
from rolescope.rights.explain import explain
from rolescope.rights.model import Subject
from rolescope.systems.bundle import read_bundle
from rolescope.systems.keypay import SYSTEM

BUNDLE = read_bundle(data_path("demo-keypay.json").read_text("utf-8"), "demo-keypay.json")


@pytest.mark.parametrize("user", ["bi-all@example.com", "admin@example.com", "manager@example.com"])
@pytest.mark.parametrize(
    ("place", "asked"),
    [
        ("reports", "import"),
        ("reports/JournalReport", "import"),
        ("groups/113/rosters", "action"),
        ("pay-schedules/lodgement", "import"),
    ],
)
def test_only_the_step_of_the_rules_says_that_there_is_nothing(user: str, place: str, asked: str) -> None:
    outcome = Engine(SYSTEM, BUNDLE.tree).evaluate(BUNDLE.tenant)
    found = explain(outcome, Subject(user, None), BUNDLE.tree.index[place], asked)
    assert found.answer == "n/a"
    assert [step.name for step in found.stops] == ["scope"]
    assert f"there is nothing to {asked} here, whatever is granted" in found.stops[0].cause
    assert not any("keeps no access record" in step.cause for step in found.steps)
