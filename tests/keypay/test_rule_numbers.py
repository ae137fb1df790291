"""Every rule has a basis, and every one that is told as a reason is met by the demo."""

import re
from pathlib import Path

import rolescope.systems.keypay as package
from rolescope.rights.engine import Engine
from rolescope.rights.explain import explain
from rolescope.systems.keypay import SYSTEM
from rolescope.systems.keypay.rules import BASIS
from tests.keypay.test_scenarios import DEMO, TREE

CODE = Path(package.__file__).parent
TELLING = ("tell.py", "notes.py")
"""The modules whose quoted rules a user reads beside an answer."""


def test_every_rule_that_is_quoted_is_in_the_list_of_rules() -> None:
    texts = [file.read_text("utf-8") for file in CODE.glob("*.py")]
    quoted = {number for text in texts for number in re.findall(r"KP-\d\d", text)}
    assert quoted <= set(BASIS)
    assert len(BASIS) == 66


def seen() -> set[str]:
    """The rules that the demo's explanations quote, over all users and all places but most of the reports."""
    outcome, found = Engine(SYSTEM, TREE).evaluate(DEMO), set[str]()
    reports = ("reports/JournalReport", "reports/PaySlipReport", "reports/TimesheetReport")
    nodes = [n for n, node in enumerate(TREE.nodes) if node.kind != "report" or node.id in reports]
    for subject in outcome.subjects:
        for node in nodes:
            for kind in SYSTEM.kinds:
                explained = explain(outcome, subject, node, kind)
                found |= {step.rule for step in (*explained.steps, *explained.notes)}
    return found


def test_the_demo_meets_every_rule_that_is_told_as_a_reason() -> None:
    told = "".join((CODE / name).read_text("utf-8") for name in TELLING)
    assert set(re.findall(r"\"(KP-\d\d)\"", told)) - seen() == set()
