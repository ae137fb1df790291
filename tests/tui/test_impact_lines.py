"""What Review says of an edit, as lines."""

from rolescope.resources import data_path
from rolescope.rights.edits import SetGrant, apply_all
from rolescope.rights.engine import Engine
from rolescope.rights.impact import impact
from rolescope.systems.bundle import read_bundle
from rolescope.systems.intacct import SYSTEM
from rolescope.tui.glyphs import UNICODE
from rolescope.tui.pages.impact import impact_lines


def test_who_only_works_by_hand_is_named_with_what_is_lost() -> None:
    bundle = read_bundle(data_path("demo-intacct.json").read_text("utf-8"), "demo-intacct.json")
    before = Engine(SYSTEM, bundle.tree).evaluate(bundle.tenant)
    edit = SetGrant("Customer Desk", "accountsReceivable/customers", frozenset({"list"}))
    after = before.engine.evaluate(apply_all([edit], bundle.tenant, bundle.tree), before)
    lines = [text for text, *_ in impact_lines(impact(before, after), before, after, UNICODE, 0)]
    assert "  by hand alone, loses rights: Accounts Receivable (Customers)" in lines
    assert lines[lines.index("desk-user") + 1] == "  by hand alone, loses rights: Accounts Receivable (Customers)"
