"""``effective``: one row a credential and node, of the saved state."""

import json
import os
import sys
import tracemalloc
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from rolescope.cli import effective
from rolescope.cli.entry import main
from rolescope.cli.rows import Row, row
from rolescope.places import author
from rolescope.rights.edits import AddCredential, SetGrant
from rolescope.rights.engine import Outcome
from rolescope.rights.model import Credential, Subject
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace
from tests.cli.conftest import Cli, content

BANKING = "employee/basic-information/banking-details"
KEYS = ["tenant", "user", "credential", "company", "node", "kind", "level"]
KEYS += ["export", "import", "rights", "possible"]


def test_every_credential_has_a_row_for_every_node(on_demo: Cli) -> None:
    rows = on_demo("effective", "--json").json

    assert len(rows) == 17 * 1700
    assert all(list(row) == KEYS for row in rows)
    assert {row["export"] for row in rows} == {"yes", "no", "partly", "unknown", "n/a"}
    assert all(row["rights"] == row["possible"] == [] for row in rows if row["export"] == "n/a")


def test_a_row_says_what_the_credential_can_do_at_the_node(on_demo: Cli) -> None:
    rows = on_demo("effective", "--node", "Banking Details", "--user", "hris-sync", "--json").json
    assert rows == [
        {
            "tenant": "Demo Payroll",
            "user": "hris-sync",
            "credential": "hris-prod",
            "company": None,
            "node": BANKING,
            "kind": "screen",
            "level": "read_only",
            "export": "yes",
            "import": "no",
            "rights": ["read"],
            "possible": [],
        }
    ]


def test_what_is_only_possible_is_kept_apart(on_demo: Cli) -> None:
    (row,) = on_demo("effective", "--user", "-", "--node", BANKING, "--json").json
    assert (row["user"], row["credential"], row["export"], row["import"]) == (None, "unlinked-key", "unknown", "no")
    assert (row["level"], row["rights"], row["possible"]) == ("allow", [], ["read"])


def test_the_level_of_an_inactive_user_is_deny(on_demo: Cli) -> None:
    (row,) = on_demo("effective", "--user", "old-payroll", "--node", BANKING, "--json").json
    assert (row["level"], row["export"]) == ("deny", "no")


def test_several_credentials_of_a_user_have_a_row_each(on_demo: Cli) -> None:
    rows = on_demo("effective", "--user", "payroll-bridge", "--node", BANKING, "--json").json
    assert [row["credential"] for row in rows] == ["bridge-prod", "bridge-updates"]
    (row,) = on_demo("effective", "--credential", "bridge-updates", "--node", BANKING, "--json").json
    assert row["rights"] == ["update"]


def test_a_user_without_a_credential_has_no_row(on_demo: Cli, bundle: dict) -> None:
    bundle["credentials"] = [c for c in bundle["credentials"] if c.get("user") != "hris-sync"]
    on_demo("import", "-", stdin=json.dumps(bundle))

    result = on_demo("effective", "--user", "hris-sync", "--json")

    assert (result.code, result.json) == (0, [])
    assert "has no credential" in result.err


def test_roles_per_company_give_a_row_each(on_demo: Cli, bundle: dict) -> None:
    bundle["tenant"]["settings"]["role_per_company"] = True
    on_demo("import", "-", stdin=json.dumps(bundle))
    words = ("effective", "--credential", "group-prod", "--node", "employee/leave/leave-application", "--json")

    assert [(r["company"], r["import"]) for r in on_demo(*words).json] == [("DEMO", "yes"), ("DEMO-UK", "no")]
    assert [r["company"] for r in on_demo(*words, "--company", "DEMO-UK").json] == ["DEMO-UK"]


@pytest.mark.parametrize(
    "words",
    [
        ("--user", "nobody"),
        ("--credential", "nothing"),
        ("--node", "nowhere"),
        ("--company", "NONE"),
        ("--user", "hris-sync", "--credential", "bi-prod"),
        ("--user", "-", "--credential", "bi-prod"),
        ("extra",),
    ],
)
def test_mistakes_are_told_in_a_sentence(on_demo: Cli, words: tuple[str, ...]) -> None:
    result = on_demo("effective", *words)
    assert (result.code, result.out) == (2, "")
    assert 1 <= len(result.err.splitlines()) <= 2


def test_unsaved_edits_count_only_with_changed(on_demo: Cli, demo: Path) -> None:
    with Workspace.open(demo) as workspace:
        bench = Workbench(workspace, "Demo Payroll", author())
        bench.do(SetGrant("API Integration", BANKING, frozenset({"read", "create", "update", "delete"})))
        bench.do(AddCredential(Credential("new-key", "bi-export")))
    words = ("effective", "--node", BANKING, "--json")

    assert {row["import"] for row in on_demo(*words, "--user", "hris-sync").json} == {"no"}
    changed = on_demo(*words, "--changed").json
    assert [(row["credential"], row["import"]) for row in changed] == [
        ("hris-prod", "yes"),
        ("bi-prod", "no"),  # the level changed; its scope still stops the import
        ("new-key", "yes"),
        ("dw-prod", "no"),
    ]
    assert "read_only → allow  yes     no → yes" in on_demo("effective", "--node", BANKING, "--changed").out


def test_without_unsaved_edits_nothing_changes(on_demo: Cli) -> None:
    result = on_demo("effective", "--changed", "--user", "hris-sync", "--json")
    assert (result.code, result.json) == (0, [])
    assert "there are no unsaved edits of yours" in result.err


def test_unsaved_edits_that_change_no_answer_are_told_of(on_demo: Cli, demo: Path) -> None:
    with Workspace.open(demo) as workspace:
        Workbench(workspace, "Demo Payroll", author()).do(AddCredential(Credential("new-key", None)))
    result = on_demo("effective", "--changed", "--user", "hris-sync", "--json")
    assert (result.code, result.json) == (0, [])
    assert "your unsaved edits change no answer here" in result.err


def test_an_unknown_node_is_told_with_the_nearest_known(on_demo: Cli) -> None:
    result = on_demo("effective", "--node", "Banking Detials")
    assert (result.code, result.out) == (2, "")
    assert "did you mean 'Banking Details'?" in result.err


def test_reading_leaves_the_file_as_it_was(on_demo: Cli, demo: Path) -> None:
    before = content(demo)
    demo.chmod(0o400)
    for words in (["effective", "--node", BANKING, "--changed"], ["export"], ["why", "hris-sync", BANKING, "import"]):
        assert on_demo(*words).code in (0, 1)
    assert content(demo) == before


def test_people_get_a_table_of_what_differs(on_demo: Cli) -> None:
    lines = on_demo("effective", "--node", BANKING).out.splitlines()
    assert lines[0] == "Demo Payroll · Employee › Basic Information › Banking Details (screen)"
    assert lines[1].split() == ["user", "credential", "level", "export", "import", "rights"]
    assert lines[2].split() == ["hris-sync", "hris-prod", "read_only", "yes", "no", "read"]
    assert len(lines) == 2 + 17


def test_a_single_row_still_has_a_table(on_demo: Cli) -> None:
    lines = on_demo("effective", "--node", BANKING, "--credential", "unlinked-key").out.splitlines()
    assert lines[0].startswith("Demo Payroll · (no user) · unlinked-key · Employee")
    assert lines[2].split() == ["allow", "unknown", "no", "read?"]


MANY = 20_000


@pytest.mark.parametrize("form", [["--json"], []], ids=["json", "table"])
def test_answers_leave_as_they_come_however_many_there_are(
    form: list[str], demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows(outcome: Outcome, subjects: Sequence[Subject], nodes: Sequence[int]) -> Iterator[Row]:
        found = row(outcome, subjects[0], nodes[0])
        return ({**found, "rights": [*found["rights"]]} for _ in range(MANY))

    monkeypatch.setattr(effective, "rows", rows)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        monkeypatch.setattr(sys, "stdout", nowhere)
        tracemalloc.start()
        assert main(["-w", str(demo), "effective", "--node", BANKING, *form]) == 0
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 12 * 2**20  # all the rows would take more than twice that
