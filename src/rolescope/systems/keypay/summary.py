"""The vendor's own summary of what a user may do, ``GET /api/v2/manager/security/businesses`` (e)."""

from __future__ import annotations

from typing import Any

from rolescope.rights.model import Rights, Tenant
from rolescope.systems.keypay.business import KIOSK
from rolescope.systems.keypay.catalogue import Catalogue
from rolescope.systems.keypay.reach import Reach
from rolescope.systems.keypay.record import LocationRule, own_role, record_of
from rolescope.systems.keypay.sections import NOTHING, read_sections
from rolescope.systems.keypay.standing import Standing
from rolescope.systems.keypay.vocabulary import UNRESTRICTED, WITH_SUB_LOCATIONS, enum_data

Json = Any
FIELDS = enum_data()["available_business_fields"]
BUSINESS_FIELDS: dict[str, str] = {name.split("|")[0]: flag for flag, name in FIELDS["flag_to_boolean"].items()}
"""By the boolean of the business, the flag."""
RULE_FIELDS: dict[str, str] = {name.split("|")[-1]: flag for flag, name in FIELDS["flag_to_boolean"].items()}
"""By the boolean of a rule, the flag."""
BOTH, NEITHER = "canCreateAndApproveTimesheets", "noTimesheetPermissions"
BUDGETS = "managersCanEditRosterBudgets"


def summary(catalogue: Catalogue, reach: Reach, tenant: Tenant, email: str) -> Json:
    """The object of this business for one user; None where the user has no record (KP-05)."""
    role = own_role(tenant, email)
    if role is None:
        return None
    record = record_of(role)
    full = record.access_type == UNRESTRICTED
    stands = Standing(catalogue, reach, read_sections(role.grants.items()))
    flags = frozenset().union(NOTHING, *(f for _, f in record.groups), *(rule.flags for rule in record.locations))
    known = tenant.extra.get("business") or {}
    profile = {name: known.get(name) for name in FIELDS["profile"]}
    if tenant.settings.get("region") in (None, "AU"):
        profile |= {name: known.get(name) for name in FIELDS["profile_au_only"]}
    profile |= {"id": tenant.settings.get("business_id"), "name": tenant.name, "region": tenant.settings.get("region")}
    kiosks = list(catalogue.business.kiosks) if full else stands.reachable_kiosks()[0]
    return {
        **profile,
        "isPayrollAdmin": full,
        **booleans(flags, full),
        BUDGETS: known.get(BUDGETS),
        "kiosks": [{"id": one, "name": catalogue.tree.nodes[catalogue.node_of[KIOSK][one]].name} for one in kiosks],
        "employeeGroupPermissions": [{"id": one, **rule_booleans(held)} for one, held in record.groups],
        "locationPermissions": [
            {"id": covered(catalogue, rule), **rule_booleans(rule.flags)} for rule in record.locations
        ],
    }


def unexpanded(tenant: Tenant, email: str) -> Json:
    """The location rules of a user by the ids that these list: whether a summary expands them is our choice (e)."""
    role = own_role(tenant, email)
    rules = record_of(role).locations if role is not None else ()
    return [{"id": list(rule.ids), **rule_booleans(rule.flags)} for rule in rules]


def unsure_kiosks(catalogue: Catalogue, reach: Reach, tenant: Tenant, email: str) -> list[int]:
    """KP-25: the kiosks of which nobody can say whether the summary lists them."""
    role = own_role(tenant, email)
    sections = read_sections(role.grants.items() if role else ())
    return [] if sections.unrestricted else Standing(catalogue, reach, sections).reachable_kiosks()[1]


def booleans(flags: Rights, full: bool) -> dict[str, bool]:
    """The booleans of the business: any rule holds the flag; none is derived from another, but for timesheets."""
    found = {name: full or flag in flags for name, flag in BUSINESS_FIELDS.items()}
    creates, approves = found["canCreateTimesheets"], found["canApproveTimesheets"]
    return {**found, BOTH: creates and approves, NEITHER: not creates and not approves}


def rule_booleans(flags: Rights) -> dict[str, bool]:
    """The nine booleans of one rule."""
    return {name: flag in flags for name, flag in RULE_FIELDS.items()}


def covered(catalogue: Catalogue, rule: LocationRule) -> list[int]:
    """The locations that a rule covers, sub-locations included."""
    deep = rule.filter_type == WITH_SUB_LOCATIONS
    return list(dict.fromkeys(place for one in rule.ids for place in catalogue.business.covered(one, deep)))
