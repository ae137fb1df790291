"""``set``: one edit as one revision, with its impact."""

from pathlib import Path

import pytest

from rolescope.places import author
from rolescope.resources import data_path
from rolescope.rights.edits import SetStatus
from rolescope.store import history
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace
from tests.cli.conftest import Cli, content

BANKING = "employee/basic-information/banking-details"
JOURNAL = "Performance Journal"


def _saved(path: Path) -> tuple[list[history.Revision], dict[str, frozenset[str]]]:
    with Workspace.open(path, read_only=True) as workspace:
        role = workspace.load("Demo Payroll").roles["API Integration"]
        return history.revisions(workspace, "Demo Payroll"), dict(role.grants)


def test_an_edit_becomes_a_revision_and_prints_whom_it_affects(on_demo: Cli, demo: Path) -> None:
    result = on_demo("set", "API Integration", "Banking Details", "allow", "--reason", "HR asked for it")

    assert result.code == 0
    assert result.out.splitlines() == [
        "API Integration: set Banking Details to Allow",
        "impact: 1 API user  export +0 −0  import +17 −0  (hidden fields: import +9 −0)",
        "  hris-sync · hris-prod  export +0 −0  import +17 −0  (hidden fields: import +9 −0)",
        "saved as revision 2",
    ]
    revisions, grants = _saved(demo)
    assert (revisions[-1].reason, revisions[-1].size, revisions[-1].author) == ("HR asked for it", 1, author())
    assert grants[BANKING] == {"read", "create", "update", "delete"}
    assert on_demo("why", "hris-sync", BANKING, "import").code == 0


def test_json_tells_edits_impact_and_revision(on_demo: Cli) -> None:
    told = on_demo("set", "API", "Banking Details", "Allow", "--reason", "x", "--json").json

    edit = {"edit": "set_grant", "role": "API Integration", "node": BANKING, "level": "allow", "subtree": False}
    assert told["edits"] == [edit]
    assert (told["tenant"], told["changed"], told["revision"]) == ("Demo Payroll", True, 2)
    assert [(row["user"], row["import"]["gained"]) for row in told["impact"]] == [("hris-sync", 26)]


def test_a_dry_run_only_tells(on_demo: Cli, demo: Path) -> None:
    before = content(demo)
    result = on_demo("set", "API", "Banking Details", "allow", "--dry-run")
    assert result.code == 0
    assert "import +17 −0" in result.out
    assert result.out.endswith("dry run: nothing was saved\n")
    assert content(demo) == before


def test_inherit_clears_what_the_role_says(on_demo: Cli, demo: Path) -> None:
    on_demo("set", "API", "employee/basic-information/notes", "inherit", "--reason", "x")
    assert "employee/basic-information/notes" not in _saved(demo)[1]


def test_subtree_drops_what_was_said_below(on_demo: Cli, demo: Path) -> None:
    result = on_demo("set", "API", "employee", "read-only", "--subtree", "--reason", "x")
    assert "API Integration: set Employee and everything below to Read only" in result.out
    assert [node for node in _saved(demo)[1] if node.startswith("employee")] == ["employee"]


def test_what_the_role_says_already_is_no_revision(on_demo: Cli, demo: Path) -> None:
    result = on_demo("set", "API", "employee", "read_only", "--reason", "x")
    assert (result.code, "nothing to save" in result.out) == (0, True)
    assert len(_saved(demo)[0]) == 1


def test_ps_12_an_edit_under_a_closed_parent_is_warned_about(on_demo: Cli) -> None:
    result = on_demo("set", "API", JOURNAL, "allow", "--reason", "x")
    assert result.code == 0
    assert "Performance is closed in role API Integration, so this has no effect on Performance Journal" in result.err
    assert "--open-path" in result.err
    assert "nobody's rights change" in result.out


def test_ps_12_open_path_opens_the_parents_in_the_same_revision(on_demo: Cli, demo: Path) -> None:
    assert on_demo("why", "hris-sync", JOURNAL, "export", "--method", "ui").code == 1
    result = on_demo("set", "API", JOURNAL, "allow", "--open-path", "--reason", "x", "--json")

    assert "warning" not in result.err
    assert result.json["edits"][0]["level"] == "read_only"
    assert result.json["edits"][-1]["node"].endswith("/performance-journal")
    assert on_demo("why", "hris-sync", JOURNAL, "export", "--method", "ui").code == 0
    revisions, _ = _saved(demo)
    assert (len(revisions), revisions[-1].size) == (2, 1)


def test_open_path_changes_nothing_where_the_path_is_open(on_demo: Cli) -> None:
    told = on_demo("set", "API", "Banking Details", "allow", "--open-path", "--dry-run", "--json").json
    assert [edit["node"] for edit in told["edits"]] == [BANKING]


def test_unsaved_edits_of_the_app_stay_what_they_are(on_demo: Cli, demo: Path) -> None:
    with Workspace.open(demo) as workspace:
        Workbench(workspace, "Demo Payroll", author()).do(SetStatus("bi-export", "inactive"))

    assert on_demo("set", "API", "Banking Details", "allow", "--reason", "x").code == 0

    with Workspace.open(demo) as workspace:
        assert workspace.load("Demo Payroll").principals["bi-export"].status == "active"
        bench = Workbench(workspace, "Demo Payroll", author())
        assert bench.unsaved == 1
        assert bench.save("both").number == 3
        assert BANKING in bench.saved.roles["API Integration"].grants


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("API", BANKING, "allow"), "a revision needs a reason"),
        (("API", BANKING, "allow", "--reason", "  "), "a revision needs a reason"),
        (
            ("API", BANKING, "alow", "--reason", "x"),
            "expected allow, read_only, deny or inherit, did you mean 'allow'?",
        ),
        (("API", BANKING, "read", "--reason", "x"), "there is no level 'read'"),
        (("Api Integration", BANKING, "allow", "--reason", "x"), "did you mean 'API Integration'?"),
        (("API", "Nowhere", "allow", "--reason", "x"), "there is no node 'Nowhere'"),
        (("API", BANKING, "--reason", "x"), "missing argument 'LEVEL'"),
    ],
)
def test_mistakes_write_nothing(on_demo: Cli, demo: Path, words: tuple[str, ...], sentence: str) -> None:
    before = content(demo)
    result = on_demo("set", *words)
    assert (result.code, result.out) == (2, "")
    assert sentence in result.err
    assert content(demo) == before


def test_read_only_refuses(cli: Cli, demo: Path) -> None:
    result = cli("--read-only", "-w", demo, "set", "API", BANKING, "allow", "--reason", "x")
    assert (result.code, result.err) == (2, "rolescope: nothing can be changed with --read-only\n")


def test_a_code_that_two_roles_share_is_ambiguous(on_demo: Cli, bundle: dict) -> None:
    import json

    bundle["roles"][1]["code"] = "API"
    on_demo("import", "-", stdin=json.dumps(bundle))
    result = on_demo("set", "API", BANKING, "allow", "--reason", "x")
    assert "stands for several roles, name one of them: 'API Integration', 'Payroll Administrator'" in result.err


def test_a_right_is_known_by_the_word_of_the_vendor_s_screens_and_a_strange_one_is_told_what_is_offered(
    cli: Cli,
) -> None:
    cli("import", data_path("demo-keypay.json"), "-w", "business.rolescope")
    told = cli(
        "set",
        "leave-sync@example.com",
        "groups/113/leave",
        "view leave requests",
        "--dry-run",
        "-w",
        "business.rolescope",
    )
    assert told.code == 0
    assert "says so already" in told.out
    refused = cli("set", "leave-sync@example.com", "groups/113/leave", "allow", "--dry-run", "-w", "business.rolescope")
    assert refused.code == 2
    assert (
        "there is no right 'allow': Leave offers ApproveLeaveRequests, CreateLeaveRequests, ViewLeaveRequests"
        in refused.err
    )


def test_which_of_several_tenants_is_written_to_is_never_guessed(cli: Cli, demo: Path) -> None:
    before = content(demo)
    for words in (("set", "API", "Banking Details", "allow"), ("copy", "API", "LEAVE")):
        told = cli("-w", demo, *words, "--reason", "x")
        assert (told.code, told.out, content(demo)) == (2, "", before)
        assert "holds several tenants: -t names the one to change, of 'Demo Payroll', 'Demo Finance'" in told.err
    assert cli("-w", demo, "set", "API", "Banking Details", "allow", "--dry-run").code == 0


def test_sc_14_what_a_handed_down_level_drops_is_listed(on_demo: Cli) -> None:
    components = "Recurring Payroll Components"
    lines = on_demo("set", "PAYADM", components, "read_only", "--subtree", "--dry-run").out.splitlines()
    assert lines[:2] == [
        f"Payroll Administrator: set {components} and everything below to Read only",
        "  Medical Aid: Deny → inherits",
    ]


def test_from_what_to_what_answers_and_single_rights_change_is_told(on_demo: Cli) -> None:
    finance = ("-t", "Demo Finance", "set", "Vendor Maker", "accountsPayable/vendors", "list", "--dry-run")
    (line,) = (text for text in on_demo(*finance).out.splitlines() if text.startswith("  vendor-group"))
    assert line.endswith("import partly → no at 1  loses Add (yes → no) at 1 node")
