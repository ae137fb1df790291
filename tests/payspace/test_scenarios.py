"""The acceptance scenarios, one test each, as far as rights and explanations go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from rolescope.rights.changes import changed_cells
from rolescope.rights.edits import RemoveRole, SetGrant, SetProfile, SetSetting, SetStatus
from rolescope.rights.explain import Explanation
from rolescope.rights.grants import compile_role
from rolescope.rights.impact import impact
from rolescope.rights.model import Subject, Tenant
from rolescope.rights.planes import bits
from rolescope.rights.policy import FLAG, PASS, STOP
from rolescope.rights.tree import Tree
from rolescope.store.making import new_workspace
from rolescope.store.workbench import Workbench
from rolescope.store.workspace import Workspace
from rolescope.systems.payspace import SYSTEM
from rolescope.systems.payspace.arrivals import arrivals
from rolescope.systems.payspace.catalogue import entities, make_tree
from rolescope.systems.payspace.defaults import DEFAULT_ESS_SCREENS
from rolescope.systems.payspace.paths import open_path
from rolescope.systems.payspace.vocabulary import RIGHTS, SCREEN
from tests.payspace.building import (
    ACTIVATE_USERS,
    ATTACHMENTS,
    AUDIT_TRAIL,
    BANKING,
    BASIC_PROFILE,
    CLAIMS,
    EDIT_PAYSLIP,
    INBOX_WIDGET,
    JOB_MANAGEMENT,
    JOURNAL,
    LEAVE,
    LEVEL,
    PAY_RATE,
    PAYSLIPS,
    POSITION,
    RECURRING_TEMPLATES,
    U,
    after,
    ask,
    axes,
    builtin,
    demo,
    evaluate,
    level,
    notes,
    tenant,
    told,
)

ADMINISTRATOR = "Payroll Administrator"
HRIS = Subject("hris-sync", "hris-prod")
BRIDGE = Subject("payroll-bridge", "bridge-prod")
CLOCK = Subject("time-clock", "clock-sync")
LEGACY = Subject("legacy-sync", "legacy-key")
UNLINKED = Subject(None, "unlinked-key")
BI = Subject("bi-export", "bi-prod")
LEAVE_APP = Subject("leave-app", "leave-prod")
MSS = Subject("mss-portal", "mss-prod")
ESS = Subject("ess-portal", "ess-prod")
OLD = Subject("old-payroll", "old-prod")

COMPONENTS = "employee/payroll-processing/recurring-payroll-components"
EVALUATIONS = "employee/performance/performance-evaluations"


def set_level(role: str, node: str, name: str, subtree: bool = False) -> SetGrant:
    return SetGrant(role, node, LEVEL[name], subtree)


def api_cells(below: str = "", among: Tenant | None = None) -> list[str]:
    """The ids of nodes with an API answer, within a branch where one is named."""
    outcome = evaluate(among or demo())
    inside = outcome.tree.subtree(outcome.tree.index[below]) if below else outcome.tree.full
    return [outcome.tree.nodes[node].id for node in bits(outcome.policy.answerable & inside)]


def headline_layer(explanation: Explanation) -> int | None:
    return explanation.headline.layer if explanation.headline else None


def opened(before: Tenant, role: str, node: str) -> Tenant:
    compiled = compile_role(before.roles[role], builtin(), RIGHTS)
    return after(before, *open_path(compiled, builtin().index[node], builtin()))


def test_sc_01_under_full_access_a_read_only_screen_is_exported_and_not_imported() -> None:
    assert axes(demo(), BANKING, HRIS) == "yes / none"
    found = ask(demo(), BANKING, "import", HRIS)
    assert headline_layer(found) == 3
    assert "role beats credential (PS-39)" in found.steps[2].cause


def test_sc_02_closed_payslips_close_their_lines_and_point_to_what_stays_open() -> None:
    for node in (PAYSLIPS, f"{PAYSLIPS}/payslips-lines", f"{PAYSLIPS}/payslips-costed-lines"):
        assert axes(demo(), node, CLOCK) == "no / none"
    take_on = "employee/payroll-results/payslip-take-on"
    assert axes(demo(), EDIT_PAYSLIP, CLOCK) == axes(demo(), take_on, CLOCK) == "yes / cud"
    related = notes(ask(demo(), PAYSLIPS, "export", CLOCK))["PS-38"]
    assert "Edit Payslip shows payslip figures too" in related
    assert "Payslip Take On shows payslip figures too" in related


def test_sc_03_each_configuration_screen_names_the_configuration_node_and_not_the_credential() -> None:
    configuration = builtin().index["configuration"]
    for node in api_cells("configuration"):
        if builtin().nodes[builtin().index[node]].kind == SCREEN:
            found = ask(demo(), node, "export", BRIDGE)
            assert found.answer == "no"
            assert found.headline is not None
            assert (found.headline.layer, found.headline.node) == (3, configuration)
            assert (7, PASS, "PS-43") in told(found)


def test_sc_04_a_user_without_a_role_has_full_rights_within_scope_and_a_warning_with_a_number() -> None:
    screens = [node for node in api_cells() if builtin().nodes[builtin().index[node]].kind == SCREEN]
    for node in screens:
        found = ask(demo(), node, "export", LEGACY)
        warning = found.steps[1]
        assert (warning.verdict, warning.rule) == (FLAG, "PS-26")
        assert f"all {len(screens)} API screens are open" in warning.cause
        offered = builtin().nodes[found.node].attributes["api_axes"]
        assert {right for right in RIGHTS if ask(demo(), node, right, LEGACY).answer == "yes"} == set(offered)


def test_sc_05_a_credential_without_a_user_imports_nothing_and_its_export_is_unknown() -> None:
    for node in api_cells():
        found = ask(demo(), node, "import", UNLINKED)
        assert found.answer == "no"
        assert 6 in [step.layer for step in found.stops]
    assert headline_layer(ask(demo(), BANKING, "import", UNLINKED)) == 6
    assert ask(demo(), BANKING, "export", UNLINKED).answer == "unknown"


def test_sc_06_a_read_only_credential_exports_and_the_scope_is_the_headline() -> None:
    for subject in (BI, replace(BI, asked_scope="api.full_access")):
        assert axes(demo(), POSITION, subject) == "yes / none"
        found = ask(demo(), POSITION, "import", subject)
        assert headline_layer(found) == 7
    assert "asked for api.full_access, capped by the saved api.read_only" in (found.headline or found.steps[0]).cause


def test_sc_07_of_two_roles_the_stricter_one_is_named() -> None:
    path = {"employee": "read_only"}
    both = tenant({**path, LEAVE: "allow"}, {**path, LEAVE: "read_only"})
    assert axes(both, LEAVE) == "yes / none"
    assert "R2 is the strictest, Read only" in next(s.cause for s in ask(both, LEAVE, "import").steps if s.layer == 5)
    assert axes(after(both, set_level("R2", LEAVE, "deny")), LEAVE) == "no / none"


def test_sc_08_roles_count_everywhere_until_each_is_tied_to_its_company() -> None:
    path = {"employee": "read_only"}
    everywhere = tenant({**path, LEAVE: "allow"}, {**path, LEAVE: "read_only"}, held=[("R1", "A"), ("R2", "B")])
    assert axes(everywhere, LEAVE) == "yes / none"
    tied = after(everywhere, SetSetting("role_per_company", True))
    a, b, c = (Subject("u", "c", company) for company in "ABC")
    assert evaluate(tied).subjects == (a, b, c)
    assert axes(tied, LEAVE, a) == "yes / cud"
    assert axes(tied, LEAVE, b) == "yes / none"
    assert axes(tied, LEAVE, c) == "yes / cud"
    assert (2, FLAG, "PS-30") in told(ask(tied, LEAVE, "import", c))
    assert (2, FLAG, "PS-30") not in told(ask(tied, LEAVE, "import", a)) + told(ask(tied, LEAVE, "import", b))


def test_sc_09_opening_the_path_to_one_report_opens_that_report_alone() -> None:
    reports = [node.id for node in builtin().nodes if node.kind == "report"]
    closed = tenant({"employee": "allow"})
    assert {level(closed, report) for report in reports} == {"deny"}
    changed = opened(after(closed, set_level("R1", AUDIT_TRAIL, "allow")), "R1", AUDIT_TRAIL)
    assert [report for report in reports if level(changed, report) != "deny"] == [AUDIT_TRAIL]
    assert "company and pay frequency" in notes(ask(changed, AUDIT_TRAIL, "export"))["PS-70"]


def test_sc_10_allowing_claims_clears_the_access_denied_text() -> None:
    refused = ask(demo(), CLAIMS, "create", ESS)
    assert refused.answer == "no"
    assert "Access denied" in notes(refused)["PS-78"]
    # The path to Claims is open for this role, so one level is enough.
    changed = ask(after(demo(), set_level("Employee (ESS)", CLAIMS, "allow")), CLAIMS, "create", ESS)
    assert changed.answer == "yes"
    assert "PS-78" not in notes(changed)


def test_sc_11_a_denied_inbox_widget_is_a_note_and_changes_no_api_right() -> None:
    found = ask(demo(), LEAVE, "import", MSS)
    assert "dashboard hides leave applications" in notes(found)["PS-16"]
    widget_open = after(demo(), set_level("HR Manager (MSS)", INBOX_WIDGET, "allow"))
    assert axes(widget_open, LEAVE, MSS) == axes(demo(), LEAVE, MSS) == "yes / cud"
    assert "PS-16" not in notes(ask(widget_open, LEAVE, "import", MSS))


def test_sc_12_attachments_can_be_looked_at_and_not_removed() -> None:
    assert level(demo(), f"{ATTACHMENTS}/delete-link-in-attachments-grid", ESS) == "deny"
    assert axes(demo(), ATTACHMENTS, ESS) == "yes / none"


def test_sc_13_a_denied_parent_closes_the_journal_until_its_path_is_opened_or_the_gate_is_off() -> None:
    closed = ask(demo(), JOURNAL, "export", MSS)
    assert headline_layer(closed) == 4
    assert closed.headline is not None and closed.headline.node == builtin().index[EVALUATIONS]
    assert level(demo(), JOURNAL, MSS) == "deny"
    changed = opened(demo(), "HR Manager (MSS)", JOURNAL)
    assert (level(changed, EVALUATIONS, MSS), level(changed, JOURNAL, MSS)) == ("read_only", "allow")
    gate_off = after(demo(), SetSetting("parent_gate", False))
    assert (level(gate_off, EVALUATIONS, MSS), level(gate_off, JOURNAL, MSS)) == ("deny", "allow")


def test_sc_14_a_click_on_the_parent_replaces_the_old_deny_below_and_lists_it_as_pending() -> None:
    medical_aid, role = f"{COMPONENTS}/medical-aid", "Payroll Administrator"
    assert level(demo(), medical_aid, BRIDGE) == "deny"
    clicked = after(demo(), set_level(role, COMPONENTS, "read_only", subtree=True))
    assert level(clicked, medical_aid, BRIDGE) == "read_only"
    assert changed_cells(demo(), clicked)[("grant", role, medical_aid)] == (LEVEL["deny"], None)
    denied_again = after(clicked, set_level(role, medical_aid, "deny"))
    assert level(denied_again, medical_aid, BRIDGE) == "deny"
    for sibling in builtin().children(builtin().index[COMPONENTS]):
        name = builtin().nodes[sibling].id
        if name != medical_aid:
            assert level(denied_again, name, BRIDGE) == level(clicked, name, BRIDGE) == "read_only"


def test_sc_15_pending_changes_in_two_branches_outlive_the_program_and_are_saved_at_once(tmp_path: Path) -> None:
    edits = (set_level(ADMINISTRATOR, BANKING, "deny"), set_level(ADMINISTRATOR, "configuration", "read_only"))
    path = tmp_path / "demo.rolescope"
    with new_workspace(path) as workspace:
        workspace.add_tenant(demo(), None, author="ann", reason="made")
        for edit in edits:  # each by a program of its own: nothing is saved in between
            Workbench(workspace, demo().name, "ann").do(edit)
    with Workspace.open(path) as workspace:
        bench = Workbench(workspace, demo().name, "ann")
        assert changed_cells(bench.saved, bench.current).keys() == {
            ("grant", ADMINISTRATOR, BANKING),
            ("grant", ADMINISTRATOR, "configuration"),
        }
        bench.save("both")
        assert workspace.head(demo().name) == 2
        assert not changed_cells(workspace.load(demo().name), bench.current)


def test_sc_15_pending_changes_in_two_branches_stand_together() -> None:
    role = ADMINISTRATOR
    changed = after(demo(), set_level(role, BANKING, "deny"), set_level(role, "configuration", "read_only"))
    assert changed_cells(demo(), changed) == {
        ("grant", role, BANKING): (None, LEVEL["deny"]),
        ("grant", role, "configuration"): (LEVEL["deny"], LEVEL["read_only"]),
    }
    assert ask(changed, BANKING, "export", BRIDGE).answer == "no"
    assert ask(changed, JOB_MANAGEMENT, "export", BRIDGE).answer == "yes"


def test_sc_16_an_open_right_points_to_the_profile_flag_for_historical_records() -> None:
    found = ask(demo(), f"{PAY_RATE}/reason", "import", BRIDGE)
    assert found.answer == "yes"
    assert "historical records" in notes(found)["PS-35"]


def test_sc_17_allowing_activate_users_lists_just_that_gain() -> None:
    colleague = tenant({"employee": "read_only", "configuration": "read_only"})
    before = evaluate(colleague)
    changed = before.engine.evaluate(after(colleague, set_level("R1", ACTIVATE_USERS, "allow")), before)
    (gain,) = impact(before, changed)
    assert gain.subject == U
    assert gain.nodes == 1 << builtin().index[ACTIVATE_USERS]
    assert level(changed.tenant, ACTIVATE_USERS) == "allow"


def test_sc_18_a_class_that_excludes_the_role_is_a_note_on_open_attachments() -> None:
    found = ask(demo(), ATTACHMENTS, "export", MSS)
    assert found.answer == "yes"
    assert "class Medical Certificate exclude role code MSS" in notes(found)["PS-73"]


def test_sc_19_a_limit_to_one_unit_is_a_note_and_changes_no_right() -> None:
    limited = notes(ask(demo(), POSITION, "export", LEAVE_APP))
    assert "Distribution Centre" in limited["PS-71"]
    assert "refused on an employee who has no position record" in limited["PS-72"]
    unlimited = after(demo(), SetProfile("leave-app", {"level": "company"}))
    assert impact(evaluate(demo()), evaluate(unlimited)) == ()


def test_sc_20_a_credential_says_its_environment_which_changes_no_right() -> None:
    environments = {name: demo().credentials[name].extra["environment"] for name in ("bank-prod", "bank-test")}
    assert environments == {"bank-prod": "production", "bank-test": "staging"}
    for node in (BANKING, LEAVE):
        cells = {axes(demo(), node, Subject("bank-file", name)) for name in environments}
        assert len(cells) == 1
    (environment, _) = SYSTEM.people.credential_fields
    assert (environment.title, environment.help) == ("Environment", "Each needs a credential of its own.")


def test_sc_21_an_inactive_user_has_no_right_and_the_status_is_the_headline() -> None:
    for node in api_cells():
        for right in ("export", "import"):
            found = ask(demo(), node, right, OLD)
            assert (found.answer, headline_layer(found)) == ("no", 1)
    assert ask(after(demo(), SetStatus("old-payroll", "active")), BANKING, "import", OLD).answer == "yes"


def test_sc_22_an_update_credential_updates_and_nothing_else() -> None:
    updates = Subject("payroll-bridge", "bridge-updates")
    assert axes(demo(), BANKING, updates) == "no / u"
    for right in ("read", "create", "delete"):
        assert headline_layer(ask(demo(), BANKING, right, updates)) == 7
    assert axes(demo(), f"{POSITION}/employee-number", updates) == "no / none"


def test_sc_23_the_vendor_s_limits_stop_with_their_own_layers() -> None:
    for node, cell, right, layer in (
        (f"{PAY_RATE}/hourly-rate", "yes / none", "import", 10),
        (RECURRING_TEMPLATES, "no / c", "export", 8),
    ):
        assert axes(demo(), node, BRIDGE) == cell
        assert headline_layer(ask(demo(), node, right, BRIDGE)) == layer
    assert axes(demo(), JOB_MANAGEMENT, CLOCK) == "yes / none"
    assert headline_layer(ask(demo(), JOB_MANAGEMENT, "import", CLOCK)) == 8


def test_sc_24_the_extract_job_of_a_read_only_position_counts_as_reading() -> None:
    assert axes(demo(), POSITION, MSS) == "yes / none"
    (job,) = (e for e in entities()["EmployeePosition"]["endpoints"] if e["path"].endswith("/extract/start"))
    assert (job["verb"], job["counts_as"]) == ("POST", ["read"])
    assert headline_layer(ask(demo(), POSITION, "create", MSS)) == 3


def test_sc_25_a_required_title_held_back_takes_create_and_names_itself() -> None:
    assert axes(demo(), BASIC_PROFILE, MSS) == "yes / u"
    found = ask(demo(), BASIC_PROFILE, "create", MSS)
    assert headline_layer(found) == 11
    assert found.headline is not None and "required Title is below Allow" in found.headline.cause
    assert axes(demo(), f"{BASIC_PROFILE}/title", MSS) == "yes / none"


def test_sc_26_new_nodes_arrive_as_deny_in_roles_with_levels_and_are_open_to_users_without_roles() -> None:
    known = builtin()
    new: list[dict[str, Any]] = [
        {"id": "employee/basic-information/visas", "name": "Visas", "kind": "screen", "api_axes": list(RIGHTS)},
        {"id": "employee/basic-information/visas/number", "name": "Number", "kind": "field", "api_name": "Number"},
        {"id": f"{BANKING}/iban", "name": "IBAN", "kind": "field", "api_name": "Iban"},
    ]
    tree = grown(known, new)
    empty = replace(demo().roles["Board Reports"], name="Empty", grants={})
    before = replace(demo(), roles={**demo().roles, "Empty": empty})
    edits = arrivals(before, known.index, tree)
    changed = after(before, *edits, tree=tree)
    review = {(edit.role, edit.node) for edit in edits if isinstance(edit, SetGrant)}
    assert review == {(name, node) for name in demo().roles for node in (new[0]["id"], new[2]["id"])}
    assert changed.roles["Empty"] is empty
    for role in changed.roles.values():
        compiled = compile_role(role, tree, RIGHTS)
        assert not any(compiled.gives(tree.index[node["id"]]) for node in new)
    for node in new:
        assert ask(changed, node["id"], "export", HRIS, tree).answer == "no"
        found = ask(changed, node["id"], "import", LEGACY, tree)
        assert found.answer == "yes"
        assert (2, FLAG, "PS-26") in told(found)


def grown(tree: Tree, new: list[dict[str, Any]]) -> Tree:
    """A catalogue with more nodes, each placed below the node its id begins with."""
    old = (
        {**node.attributes, "id": node.id, "name": node.name, "kind": node.kind, "parent": node.parent}
        for node in tree.source
    )
    return make_tree([*old, *({**node, "parent": node["id"].rpartition("/")[0]} for node in new)])


def test_sc_27_employees_of_a_company_without_an_ess_role_see_the_seven_default_screens() -> None:
    without_ess = after(demo(), RemoveRole("Employee (ESS)"))
    outcome = evaluate(without_ess)
    granted = outcome.effective(ESS).granted.nodes()
    screens = {builtin().nodes[node].id for node in bits(granted) if builtin().nodes[node].kind == SCREEN}
    assert screens == set(DEFAULT_ESS_SCREENS)
    exported = {
        node
        for node in api_cells(among=without_ess)
        if builtin().nodes[builtin().index[node]].kind == SCREEN
        and ask(without_ess, node, "export", ESS).answer == "yes"
    }
    with_api = {s for s in DEFAULT_ESS_SCREENS if builtin().nodes[builtin().index[s]].attributes["api_axes"]}
    assert exported == with_api
    assert STOP not in [step.verdict for step in ask(without_ess, LEAVE, "import", ESS).steps]
