"""The built-in catalogue: it loads whole, and its data says what the rules about the API say."""

from __future__ import annotations

import json
from collections import Counter

from rolescope.resources import data_path
from rolescope.systems.payspace import SYSTEM
from rolescope.systems.payspace.catalogue import Catalogue, entities
from rolescope.systems.payspace.notes import EXPORT_JOBS, UPSERTS
from rolescope.systems.payspace.vocabulary import BRANCH, FIELD, RIGHTS, SCREEN
from tests.payspace.building import (
    ATTACHMENTS,
    BANKING,
    EDIT_PAYSLIP,
    LEAVE,
    PAYSLIPS,
    POSITION,
    builtin,
    evaluate,
    tenant,
)

WITH_ENDPOINTS = {name: entity for name, entity in entities().items() if entity["endpoints"]}
ENDPOINTS = [(name, endpoint) for name, entity in entities().items() for endpoint in entity["endpoints"]]


def facts(node: str) -> dict[str, str]:
    """What the app tells about a node, one line a title."""
    lines: dict[str, str] = {}
    for fact in SYSTEM.facts(builtin(), builtin().index[node]):
        lines[fact.title] = f"{lines[fact.title]}\n{fact.text}" if fact.title in lines else fact.text
    return lines


def test_the_catalogue_has_all_nodes_of_every_kind() -> None:
    assert len(builtin()) == 1700
    kinds = Counter(node.kind for node in builtin().nodes)
    assert kinds == {"branch": 38, "element": 14, "field": 1479, "report": 11, "screen": 158}
    assert {kind: plane.bit_count() for kind, plane in builtin().kinds.items()} == kinds


def test_the_catalogue_loses_no_node_of_its_file_and_keeps_the_order_of_siblings() -> None:
    nodes = json.loads(data_path("payspace_tree.json").read_bytes())["nodes"]
    assert {node["id"] for node in nodes} == set(builtin().index)
    assert [node.id for node in builtin().source] == [node["id"] for node in nodes]
    for parent in (None, "employee", "employee/leave"):
        in_file = [node["id"] for node in nodes if node["parent"] == parent]
        shown = builtin().children(-1 if parent is None else builtin().index[parent])
        assert [builtin().nodes[node].id for node in shown] == in_file


def test_every_field_stands_in_one_run_right_after_its_screen() -> None:
    catalogue = Catalogue(builtin())
    for number, node in enumerate(builtin().nodes):
        if node.kind == FIELD:
            owner = catalogue.ownership.owner[number]
            assert builtin().nodes[owner].kind == SCREEN
            assert {builtin().nodes[between].kind for between in range(owner + 1, number)} <= {FIELD}


def test_nodes_are_numbered_in_preorder() -> None:
    for number, node in enumerate(builtin().nodes):
        above = builtin().parent[number]
        assert above < number < builtin().end[number]
        if above >= 0:
            assert node.parent == builtin().nodes[above].id
            assert builtin().end[number] <= builtin().end[above]
            assert builtin().depth[number] == builtin().depth[above] + 1


def test_a_node_s_id_begins_with_its_parent_s() -> None:
    assert all(node.parent is None or node.id.startswith(f"{node.parent}/") for node in builtin().nodes)


# What the rules say about the data


def test_ps_03_fields_elements_and_reports_are_nodes_of_their_own() -> None:
    kinds = {kind for _, kind in ((n.id, n.kind) for n in builtin().nodes)}
    assert kinds == {"branch", "screen", "field", "element", "report"}


def test_ps_04_the_stored_values_of_levels() -> None:
    assert [level.name for level in SYSTEM.levels] == ["deny", "read_only", "allow"]


def test_ps_19_the_branches_named_in_the_role_editor_are_top_nodes() -> None:
    named = {n.attributes["role_branch"]: n.id for n in builtin().nodes if n.attributes.get("role_branch")}
    assert {"Employee", "Company", "Reports"} <= set(named)
    assert named["Company"] == "configuration"
    assert all("/" not in node for node in named.values())


def test_ps_21_a_custom_forms_screen_is_one_node_with_its_fields() -> None:
    for screen in (node for node in builtin().nodes if node.id.endswith("/custom-forms")):
        number = builtin().index[screen.id]
        assert screen.kind == SCREEN
        assert {builtin().nodes[below].kind for below in range(number + 1, builtin().end[number])} == {FIELD}


def test_ps_52_each_verb_counts_as_its_axis_and_there_is_no_put() -> None:
    axis = {"GET": "read", "POST": "create", "PATCH": "update", "DELETE": "delete"}
    assert {endpoint["verb"] for _, endpoint in ENDPOINTS} == set(axis)
    for name, endpoint in ENDPOINTS:
        if endpoint["verb"] != "POST":
            assert endpoint["counts_as"] == [axis[endpoint["verb"]]], name


def test_ps_53_export_jobs_start_with_post_and_count_as_reading() -> None:
    jobs = [(name, endpoint) for name, endpoint in ENDPOINTS if "/extract/start" in endpoint["path"]]
    assert {name for name, _ in jobs} == EXPORT_JOBS
    assert all((endpoint["verb"], endpoint["counts_as"]) == ("POST", ["read"]) for _, endpoint in jobs)


def test_ps_54_uploads_and_submits_change_what_is_there() -> None:
    ends = ("/image/upload", "/attachment/upload", "/submit")
    found = [endpoint for _, endpoint in ENDPOINTS if endpoint["path"].endswith(ends)]
    assert len(found) == 4
    assert all((endpoint["verb"], endpoint["counts_as"]) == ("POST", ["update"]) for endpoint in found)


def test_ps_55_of_91_entities_63_offer_all_axes_and_19_only_reading() -> None:
    offers = [set(entity["axes"]) for entity in WITH_ENDPOINTS.values()]
    assert len(offers) == 91
    assert sum(offer == set(RIGHTS) for offer in offers) == 63
    assert sum(offer == {"read"} for offer in offers) == 19


def test_ps_55_a_screen_s_axes_are_those_of_its_entity() -> None:
    for node in builtin().nodes:
        if node.kind == SCREEN and node.attributes["api_entity"] is not None:
            assert node.attributes["api_axes"] == entities()[node.attributes["api_entity"]]["axes"], node.id


def test_ps_56_and_ps_57_name_the_entities_that_offer_a_part() -> None:
    lacking = {
        name: set(RIGHTS) - set(entity["axes"])
        for name, entity in WITH_ENDPOINTS.items()
        if 1 < len(entity["axes"]) < len(RIGHTS)
    }
    assert lacking == {
        "Employee": {"delete"},
        "EmployeeTakeOn": {"delete"},
        "EmployeeLeaveSetupEntitlement": {"delete"},
        "EmployeeAddress": {"create", "delete"},
        "ComponentCompany": {"create", "delete"},
        "EmployeePayslip": {"create", "delete"},
        "EmployeeLeaveSetup": {"update"},
        "EmployeeWorkflow": {"create", "delete"},
    }
    assert entities()["EmployeeRecurringTemplate"]["axes"] == ["create"]


def test_ps_57_patch_on_a_payslip_reaches_its_comment_only() -> None:
    assert builtin().nodes[builtin().index[PAYSLIPS]].attributes["update_fields"] == ["PayslipComments"]


def test_ps_58_the_entities_whose_post_overwrites() -> None:
    assert {name for name, entity in entities().items() if entity["upsert_on_post"]} == UPSERTS
    assert "PS-58" in facts("employee/payroll-processing/edit-payslip")["POST"]


def test_ps_59_and_ps_60_tell_a_missing_endpoint_from_a_missing_entity() -> None:
    assert "no endpoint documented" in facts("employee/performance/journal")["Verbs"]
    assert facts("configuration/security/security/activate-users")["API"] == "no entity (PS-60)"


def test_ps_61_child_entities_and_lookups_are_told_with_the_screen_they_follow() -> None:
    parents = {entity["parent_entity"] for entity in entities().values() if entity["parent_entity"]}
    assert "EmployeeComponent" in parents
    screen = entities()["EmployeeComponent"]["screen"]
    assert "follow it (PS-61)" in facts(screen)["Child entities"]
    assert "PS-61" in facts(BANKING)["Lookups"]


def test_ps_62_ps_63_and_ps_64_count_the_attributes_of_properties() -> None:
    fields = [field for entity in entities().values() for field in entity["fields"]]
    assert sum(field["access"] == "read_only" for field in fields) == 133
    assert sum(field["access"] == "create_only" for field in fields) == 95
    assert sum(field["hidden"] for field in fields) == 235


def test_ps_64_hidden_fields_are_left_out_of_totals_unless_asked_for() -> None:
    everyone = tenant({root.id: "allow" for root in builtin().nodes if root.parent is None})
    outcome = evaluate(everyone)
    (subject,) = outcome.subjects
    hidden = sum(bool(n.attributes.get("hidden") and n.attributes.get("api_name")) for n in builtin().nodes)
    assert hidden > 100
    shown, all_of_them = outcome.count(subject, "export"), outcome.count(subject, "export", hidden=True)
    in_catalogue = Catalogue(builtin())
    exported_and_hidden = outcome.effective(subject).yes["export"] & in_catalogue.hidden
    assert all_of_them[0] - shown[0] == exported_and_hidden.bit_count() > 100


def test_ps_65_keys_are_marked_in_the_catalogue() -> None:
    assert facts(f"{BANKING}/bank-detail-id")["Key"] == "yes (PS-65)"


def test_ps_66_required_is_yes_or_conditional() -> None:
    assert {node.attributes.get("required") for node in builtin().nodes} == {None, "yes", "conditional"}


def test_ps_69_roles_users_and_credentials_have_no_entity() -> None:
    assert not {"SecurityRole", "Role", "User", "UserProfile", "ApiCredential", "Credential"} & set(entities())


def test_every_node_tells_its_kind_and_id_and_every_field_its_property() -> None:
    for node in builtin().nodes:
        told = facts(node.id)
        assert (told["Kind"], told["Id"]) == (node.kind, node.id)
        assert ("API property" in told) == (node.kind == FIELD)


def test_a_screen_tells_its_entity_with_every_endpoint() -> None:
    told = facts(POSITION)
    assert told["API entity"] == "EmployeePosition"
    assert told["Verbs"] == "GET POST PATCH DELETE"
    assert len(told["Endpoint"].splitlines()) == len(entities()["EmployeePosition"]["endpoints"])


def test_nodes_that_tests_and_rules_name_are_there() -> None:
    for node in (BANKING, ATTACHMENTS, LEAVE, PAYSLIPS):
        assert builtin().nodes[builtin().index[node]].kind == SCREEN
    assert builtin().nodes[0].kind == BRANCH


def test_ps_58_a_call_that_may_overwrite_a_line_needs_create_alone_and_a_batch_what_its_records_use() -> None:
    path = "/odata/v2.0/{company-id}/EditPayslip"
    told = facts(EDIT_PAYSLIP)["Endpoint"].splitlines()
    assert f"POST {path} (create)" in told
    assert f"POST {path}/Batch (create, update, delete: those its records use)" in told
    assert f"POST {path}/extract/start (read)" in told
    take_on = facts("employee/payroll-results/payslip-take-on")["Endpoint"]
    assert "EmployeePayslipTakeOn (create)" in take_on
    assert "(create, update)" not in take_on
