"""Switching the setting that ties roles to companies changes only what really differs (PS-28, PS-29)."""

from dataclasses import replace

from rolescope.resources import data_path
from rolescope.rights.engine import Engine
from rolescope.rights.impact import impact
from rolescope.systems import system
from rolescope.systems.bundle import read_bundle


def test_ps_29_each_company_is_compared_with_what_held_for_all_of_them() -> None:
    bundle = read_bundle(data_path("demo.json").read_text("utf-8"), "demo.json")
    engine = Engine(system("payspace"), bundle.tree)
    apart = replace(bundle.tenant, settings={**bundle.tenant.settings, "role_per_company": True})
    together, separate = engine.evaluate(bundle.tenant), engine.evaluate(apart)
    for changes in (impact(together, separate), impact(separate, together)):
        assert {(change.subject.principal, change.subject.company) for change in changes} == {
            ("leave-group", "DEMO"),
            ("leave-group", "DEMO-UK"),
            ("board-reports", "DEMO-UK"),
        }
