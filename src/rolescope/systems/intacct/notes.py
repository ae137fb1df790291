"""What stands beside a right: letters of an import, drafts, several groups, the interface's own needs, warnings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rolescope.rights.engine import Effective
from rolescope.rights.model import UI, Rights, Tenant
from rolescope.rights.policy import FLAG, NO, PARTLY, UNKNOWN, YES, Step
from rolescope.rights.system import IMPORT
from rolescope.systems.faults import clipped
from rolescope.systems.intacct.catalogue import Catalogue, module_of, token_of
from rolescope.systems.intacct.inputs import Inputs
from rolescope.systems.intacct.standing import Standing, rights_at
from rolescope.systems.intacct.steps import NOTE
from rolescope.systems.intacct.vocabulary import (
    ACTIVE,
    ADD,
    CLASS,
    CRM,
    EDIT,
    ENTERPRISE,
    KINDS,
    LETTERS,
    MODIFY,
    PERMISSION,
    POST,
    SYSTEM_ROLE,
    enum_data,
)

if TYPE_CHECKING:
    from rolescope.systems.intacct.policy import Policy

NAME = "note"
DRAFTS_RULES = {("contracts", "contract"): "IA-34"}


def import_remark(catalogue: Catalogue, stands: Standing, node: int, open_here: bool) -> str:
    """The letters C U D E of what is live, "drafts only" (IA-34, IA-35), or "inert" (IA-30 to IA-39)."""
    live = rights_at(stands.live_possible, node) & KINDS[IMPORT]
    if not open_here:
        return ""
    if not live:
        return "inert" if rights_at(stands.capped_possible, node) & KINDS[IMPORT] else ""
    letters = [letter for kind, letter in LETTERS.items() if any(CLASS[right] == kind for right in live)]
    drafts = "drafts only" if drafts_only(catalogue, live, node) else ""
    return " · ".join(part for part in ("".join(letters), drafts) if part)


EXPENSES: Rights = frozenset({"listExpenses", "readonlyExpense"})


def export_remark(catalogue: Catalogue, stands: Standing, node: int, open_here: bool) -> str:
    """The second line of a permission that offers expenses apart: whether those can be exported as well."""
    pair = EXPENSES & rights_at(catalogue.offered, node)
    if not pair or not open_here:
        return ""
    held = [rights_at(access, node) for access in (stands.live, stands.live_possible)]
    certain, possible = (YES if pair <= rights else PARTLY if pair & rights else NO for rights in held)
    return f"expenses {certain if certain == possible else UNKNOWN}"


def drafts_only(catalogue: Catalogue, live: Rights, node: int) -> str:
    """IA-34, IA-35: the rule by which records can be made here, but not posted; empty where they can."""
    found = catalogue.tree.nodes[node]
    place = (module_of(found), token_of(found))
    known = {(row["module"], row["name"]) for row in enum_data()["draftsOnlyWithoutPost"]}
    if found.kind != PERMISSION or place not in known or POST in live or not live & {ADD, MODIFY, EDIT}:
        return ""
    return DRAFTS_RULES.get(place, "IA-35")


CLOSED_WAYS = {"API_OFF": "API off", "API_ONLY": "API only", "NO_LOGIN": "no login"}
"""IA-19, IA-20, IA-28: what closes the way in, in two words."""


def warning(policy: Policy, tenant: Tenant, inputs: Inputs) -> str:
    """What is alarming about a user as a whole, in a few words."""
    if inputs.status != ACTIVE:
        return "inactive" if inputs.status == "inactive" else "locked out"
    if inputs.closed_way:
        return CLOSED_WAYS[inputs.closed_way]
    if inputs.may_have_more(policy.user_based):
        return "grants unknown" if policy.user_based else "roles unknown" if not inputs.sources else "roles in part"
    if policy.user_based:
        return "" if inputs.own else "no grants"
    counting = [source.role for source in inputs.sources if source.counts]
    if not inputs.sources:
        return "no role"
    if not counting:
        return "slide-in only"
    return "" if any(any(tenant.roles[name].grants.values()) for name in counting) else "empty role"


def notes(policy: Policy, tenant: Tenant, inputs: Inputs, node: int, result: Effective) -> Sequence[Step]:
    """All notes about a node for a user, as flags after the ten steps."""
    live = rights_at(result.possible, node)
    found = (*_of_roles(policy, tenant, inputs), *_found(policy, inputs, node, live))
    return [Step(NOTE, NAME, FLAG, rule, text) for rule, text in found]


def _of_roles(policy: Policy, tenant: Tenant, inputs: Inputs) -> Iterator[tuple[str, str]]:
    if policy.user_based:
        return
    if len(inputs.groups) > 1:
        yield "IA-08", "roles come from several groups: counted together here, the vendor's pages contradict each other"
    made = [name for name in inputs.roles if name.startswith(SYSTEM_ROLE)]
    if made:
        yield "IA-05", f"role {clipped(made[0])} was made by the vendor's system"
    for name in inputs.roles:
        kind = tenant.roles[name].extra.get("type", ENTERPRISE)
        if kind != ENTERPRISE:
            yield "IA-10", f"role {clipped(name)} is of type {kind}: taken to change nothing within one company"


def _found(policy: Policy, inputs: Inputs, node: int, live: Rights) -> Iterator[tuple[str, str]]:
    catalogue, found = policy.catalogue, policy.tree.nodes[node]
    if inputs.user_type == CRM:
        yield "IA-28", "a CRM user has no interactive login; what the API lets through is not known"
    if found.kind != PERMISSION:
        return
    yield from _of_type(policy, inputs.user_type, node)
    drafts = drafts_only(catalogue, live, node)
    if drafts:
        yield drafts, "records can be made here, but stay drafts without Post"
    if inputs.method == UI and ADD in live:
        yield "IA-37", "the import pages of the interface also need company/companySetupChecklist with Run"
    if (module_of(found), token_of(found)) == ("projects", "projects") and not policy.subscribed >> node & 1:
        yield "IA-40", "without Projects the project dimension follows the permissions of Accounts Receivable"
    yield from _of_interface(found.attributes.get("unmappedUiRights") or ())


def _of_interface(shown: Sequence[str]) -> Iterator[tuple[str, str]]:
    """IA-14, IA-38: what the interface shows at a permission, and its row does not list."""
    tokens = {word: enum_data()["uiRightLabels"].get(word, ()) for word in shown}
    levels = [word for word in shown if tokens[word]]
    if levels:
        ways = " or ".join(tokens[levels[0]])
        yield "IA-38", f"the interface also shows {', '.join(levels)}, and whether the API says {ways} is not known"
    nameless = [word for word in shown if not tokens[word]]
    if nameless:
        yield "IA-14", f"the interface also shows {', '.join(nameless)}, for which no API token is known"


KNOWN_OF_TYPE = {
    "projectManager": ("invoice", "a project manager only drafts project invoices"),
    "constructionManager": ("invoice", "a construction manager drafts project invoices, and posts them"),
    "platform": ("custom", "a platform user has all of custom applications"),
}
"""IA-26: by user type what is known of it besides its ceilings, and a word of the permissions where that is of use."""


def _of_type(policy: Policy, user_type: str, node: int) -> Iterator[tuple[str, str]]:
    """IA-26: beside an unknown ceiling, the little that is known of the type."""
    certain, possible = policy.catalogue.type_ceiling(user_type)
    word, known = KNOWN_OF_TYPE.get(user_type, ("", ""))
    if known and word in policy.tree.nodes[node].id.lower() and rights_at(certain, node) != rights_at(possible, node):
        yield "IA-26", f"{known}; of which permissions that is said is not published"
