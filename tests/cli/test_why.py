"""``why``: the answer, its layers and its fixes, for programs and for people."""

import pytest

from tests.cli.conftest import Cli

BANKING = "employee/basic-information/banking-details"
RATE = "employee/payroll-processing/pay-rate-details"


def test_json_says_who_what_and_why(on_demo: Cli) -> None:
    result = on_demo("why", "hris-sync", "Banking Details", "import", "--json")

    assert result.code == 1
    assert list(result.json) == ["user", "credential", "company", "node", "right", "answer", "layers", "fixes"]
    assert result.json["user"] == "hris-sync"
    assert result.json["credential"] == "hris-prod"
    assert result.json["company"] is None
    assert result.json["node"] == BANKING
    assert (result.json["right"], result.json["answer"]) == ("import", "no")


def test_json_lists_every_layer_in_order_with_verdict_rule_and_cause(on_demo: Cli) -> None:
    layers = on_demo("why", "hris-sync", "Banking Details", "import", "--json").json["layers"]

    assert [layer["layer"] for layer in layers] == [1, 2, 3, 4, 6, 7, 8, 11]
    assert all(list(layer) == ["layer", "name", "verdict", "rule", "cause"] for layer in layers)
    assert [layer["name"] for layer in layers if layer["verdict"] == "stop"] == ["role level"]
    assert "role beats credential" in layers[2]["cause"]


def test_json_lists_fixes_by_what_else_they_touch_with_levels_by_name(on_demo: Cli) -> None:
    fixes = on_demo("why", "hris-sync", "Banking Details", "import", "--json").json["fixes"]

    edit = {"edit": "set_grant", "role": "API Integration", "node": BANKING, "level": "allow", "subtree": False}
    assert fixes[0] == {"edits": [edit], "cells": 25, "users": 0}
    assert [fix["cells"] for fix in fixes] == sorted(fix["cells"] for fix in fixes)


def test_notes_come_last_as_flags_of_layer_12(on_demo: Cli) -> None:
    layers = on_demo("why", "leave-app", "Attachments", "export", "--json").json["layers"]

    notes = [layer for layer in layers if layer["layer"] == 12]
    assert notes == layers[-len(notes) :]
    assert {note["verdict"] for note in notes} == {"flag"}


@pytest.mark.parametrize(
    ("words", "answer", "code"),
    [
        (("hris-sync", "Position", "import"), "yes", 0),
        (("hris-sync", BANKING, "import"), "no", 1),
        (("hris-sync", "employee", "import"), "partly", 1),
        (("hris-sync", "configuration/security", "export"), "n/a", 1),
        (("-", BANKING, "export", "--credential", "unlinked-key"), "unknown", 3),
        (("payroll-bridge", BANKING, "delete", "--credential", "bridge-prod"), "yes", 0),
        (("payroll-bridge", BANKING, "delete", "--credential", "bridge-updates"), "no", 1),
    ],
)
def test_exit_status_tells_the_answer(on_demo: Cli, words: tuple[str, ...], answer: str, code: int) -> None:
    if words[1] == "Position":
        words = (words[0], "employee/basic-information/position", *words[2:])
    result = on_demo("why", *words, "--json")
    assert (result.json["answer"], result.code) == (answer, code)


def test_a_user_without_a_credential_is_stopped_by_the_scope_layer(on_demo: Cli, bundle: dict, cli: Cli) -> None:
    bundle["credentials"] = [c for c in bundle["credentials"] if c.get("user") != "hris-sync"]
    _import(on_demo, bundle)

    result = on_demo("why", "hris-sync", BANKING, "export", "--json")

    assert (result.code, result.json["answer"], result.json["credential"]) == (1, "no", None)
    assert [layer["layer"] for layer in result.json["layers"] if layer["verdict"] == "stop"] == [7]


def test_the_interface_knows_the_level_alone(on_demo: Cli) -> None:
    over_api = on_demo("why", "bi-export", "employee/leave", "import", "--json").json
    by_hand = on_demo("why", "bi-export", "employee/leave", "import", "--method", "ui", "--json")

    assert over_api["answer"] == "no"
    assert (by_hand.code, by_hand.json["answer"], by_hand.json["credential"]) == (0, "yes", None)
    assert {layer["layer"] for layer in by_hand.json["layers"]} <= {1, 2, 3, 4, 5, 9}
    assert by_hand.json["fixes"] == []


@pytest.mark.parametrize(
    ("node", "right", "code"),
    [
        (BANKING, "export", 0),
        (BANKING, "import", 1),
        ("employee/basic-information/banking-details/payment-method", "import", 1),
        ("employee/basic-information/banking-details/reference", "export", 1),
        ("employee/basic-information/position", "import", 0),
        ("employee/basic-information/notes", "export", 1),
    ],
)
def test_the_interface_asks_the_screen_and_then_its_field(on_demo: Cli, node: str, right: str, code: int) -> None:
    assert on_demo("why", "hris-sync", node, right, "--method", "ui").code == code


def test_an_inactive_user_has_no_interface_either(on_demo: Cli) -> None:
    result = on_demo("why", "old-payroll", BANKING, "export", "--method", "ui", "--json")
    assert (result.code, result.json["layers"][0]["verdict"]) == (1, "stop")


def test_what_the_edition_does_not_have_is_not_there_by_hand_either(on_demo: Cli, bundle: dict) -> None:
    bundle["tenant"]["settings"]["edition"] = "Lite"
    _import(on_demo, bundle)
    job_management = "configuration/human-resources/workforce-planning/job-management"
    result = on_demo("why", "hris-sync", job_management, "export", "--method", "ui")
    assert result.code == 1
    assert result.out.startswith("N/A  Job Management has nothing to export by hand\n")


def test_roles_per_company_make_the_company_matter(on_demo: Cli, bundle: dict) -> None:
    bundle["tenant"]["settings"]["role_per_company"] = True
    _import(on_demo, bundle)
    words = ("why", "leave-group", "employee/leave/leave-application", "import")

    assert "name one with --company: DEMO, DEMO-UK" in on_demo(*words).err
    assert on_demo(*words, "--company", "DEMO", "--json").json["company"] == "DEMO"
    assert on_demo(*words, "--company", "DEMO").code == 0
    assert on_demo(*words, "--company", "DEMO-UK").code == 1
    assert "there is no company 'DEMO-US'" in on_demo(*words, "--company", "DEMO-US").err


def test_a_company_is_checked_even_where_it_does_not_matter(on_demo: Cli) -> None:
    assert on_demo("why", "hris-sync", BANKING, "import", "--company", "DEMO", "--json").json["company"] is None
    assert on_demo("why", "hris-sync", BANKING, "import", "--company", "X").code == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("hris-synk", BANKING, "import"), "there is no user 'hris-synk' in 'Demo Payroll', did you mean 'hris-sync'?"),
        (("hris-sync", "Bankin Details", "import"), "did you mean 'Banking Details'?"),
        (("hris-sync", BANKING, "improt"), "there is no right 'improt': expected export, import, read"),
        (("hris-sync", "Payslips", "import"), "'Payslips' fits 2 nodes"),
        (("time-clock", BANKING, "import"), "several credentials, name one with --credential: clock-sync, clock-push"),
        (("-", BANKING, "import"), "name it with --credential"),
        (("-", BANKING, "import", "--credential", "hris-prod"), "belongs to user 'hris-sync'"),
        (("hris-sync", BANKING, "import", "--credential", "bi-prod"), "belongs to user 'bi-export'"),
        (("hris-sync", BANKING, "import", "--credential", "unlinked-key"), "belongs to no user"),
        (("hris-sync", BANKING, "import", "--credential", "hris"), "there is no credential 'hris'"),
        (("-", BANKING, "import", "--credential", "unlinked-key", "--method", "ui"), "--method ui needs a user"),
        (("hris-sync", BANKING), "missing argument 'RIGHT'"),
        (("hris-sync", BANKING, "import", "--method", "fax"), "'fax' is not one of"),
    ],
)
def test_mistakes_are_told_in_a_sentence(on_demo: Cli, words: tuple[str, ...], sentence: str) -> None:
    result = on_demo("why", *words)
    assert (result.code, result.out) == (2, "")
    assert sentence in result.err


def test_people_read_a_headline_the_layers_and_the_fixes(on_demo: Cli) -> None:
    lines = on_demo("why", "hris-sync", BANKING, "import").out.splitlines()

    assert lines[0].startswith("NO  hris-sync cannot import Banking Details: role API Integration: Read only")
    assert any("✗ stop   3 role level" in line for line in lines)
    assert any("✓ pass   1 user status" in line for line in lines)
    fix = lines.index("What would make it a yes:")
    assert lines[fix + 1] == "  1. API Integration: set Banking Details to Allow"
    assert lines[fix + 2].strip() == "16 other cells and 9 hidden fields, no other user"


@pytest.mark.parametrize(
    ("words", "headline"),
    [
        (("hris-sync", "employee", "import"), "PARTLY  hris-sync can import some of what is below Employee"),
        (("hris-sync", "configuration/security", "export"), "N/A  Security has nothing to export over the API"),
        (("payroll-bridge", BANKING, "delete", "--credential", "bridge-prod"), "YES  payroll-bridge has the right to"),
        (("-", BANKING, "export", "--credential", "unlinked-key"), "UNKNOWN  nobody can tell whether credential"),
    ],
)
def test_the_headline_names_the_answer(on_demo: Cli, words: tuple[str, ...], headline: str) -> None:
    assert on_demo("why", *words).out.startswith(headline)


def _import(on_demo: Cli, bundle: dict) -> None:
    import json

    assert on_demo("import", "-", stdin=json.dumps(bundle)).code == 0


def test_ps_44_a_credential_may_ask_for_less_than_it_has_and_never_for_more(on_demo: Cli) -> None:
    words = ("why", "hris-sync", "employee/basic-information/position", "import")
    less = on_demo(*words, "--scope", "api.read_only", "--json")
    assert (less.code, less.json["answer"], less.json["scope"]) == (1, "no", "api.read_only")
    stop = next(layer for layer in less.json["layers"] if layer["verdict"] == "stop")
    assert (stop["layer"], stop["rule"]) == (7, "PS-44")
    assert "asking for api.read_only" in on_demo(*words, "--scope", "api.read_only").out
    rows = on_demo("effective", "--credential", "hris-prod", "--node", words[2], "--scope", "api.create", "--json").json
    assert [(row["export"], row["import"], row["rights"]) for row in rows] == [("no", "yes", ["create"])]
    assert "scope" not in on_demo(*words, "--json").json


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("why", "hris-sync", BANKING, "export", "--scope", "api.all"),
            "there is no scope 'api.all': expected api.full_access",
        ),
        (
            ("why", "hris-sync", BANKING, "export", "--scope", "api.create", "--method", "ui"),
            "does not go with --method ui",
        ),
        (("-t", "Demo Finance", "effective", "--scope", "api.create"), "credentials of Sage Intacct have no scope"),
    ],
)
def test_a_scope_that_cannot_be_asked_for_is_told_in_a_sentence(
    on_demo: Cli, words: tuple[str, ...], sentence: str
) -> None:
    refused = on_demo(*words)
    assert (refused.code, sentence in refused.err) == (2, True), refused.err


def test_where_nobody_knows_which_right_an_entity_goes_by_the_answer_is_unknown(on_demo: Cli) -> None:
    people = on_demo("why", "hris-sync", "WebhookError", "export")
    assert (people.code, people.out) == (3, "UNKNOWN  which right WebhookError needs is unknown (PS-61)\n")
    program = on_demo("why", "hris-sync", "webhookerror", "export", "--json")
    assert (program.code, program.json["answer"], program.json["node"]) == (3, "unknown", None)
    assert on_demo("why", "hris-sync", "FileUpload", "export").code == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-", BANKING, "import", "--credential", "unlinked-key"), "The credential has no user: link one first."),
        (("hris-sync", "employee", "import"), "No single fix for all of it: ask about a part below."),
        (("hris-sync", f"{RATE}/hourly-rate", "import"), "No fix: only the vendor could open this."),
    ],
)
def test_without_a_fix_it_is_told_what_helps(on_demo: Cli, words: tuple[str, ...], told: str) -> None:
    assert on_demo("why", *words).out.splitlines()[-1] == told


def test_a_branch_has_fixes_where_all_below_it_can_be_opened(on_demo: Cli) -> None:
    bridge = ("why", "payroll-bridge", "configuration", "export", "--credential", "bridge-prod")
    (fix, *_) = on_demo(*bridge, "--json").json["fixes"]
    assert [(edit["node"], edit["level"], edit["subtree"]) for edit in fix["edits"]] == [
        ("configuration", "read_only", False)
    ]
