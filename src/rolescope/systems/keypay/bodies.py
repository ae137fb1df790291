"""One access record as the vendor's API returns it, and as POST takes it (KP-53 to KP-55)."""

from __future__ import annotations

from typing import Any

from rolescope.rights.model import Tenant
from rolescope.rights.tree import Tree
from rolescope.systems.faults import NoSuchBody
from rolescope.systems.keypay.people import full_users
from rolescope.systems.keypay.record import own_role, record_json, record_of

Json = Any
GET, POST = "get", "post"
MAKING = frozenset((kind, method) for kind in ("role", "user") for method in (GET, POST))
"""What can be written, by object and method; PUT only renames, so there is no patch (KP-53)."""


def made(kind: str, method: str, name: str, tenant: Tenant, tree: Tree) -> Json:
    """The record of an e-mail: as GET returns it, or the body that makes it or takes the place of what is there.

    Raises:
        NoSuchBody: for a user without a record.
    """
    role = own_role(tenant, name)
    if role is None:
        raise NoSuchBody(f"the business keeps no access record of {name!r}")
    record = record_json(record_of(role), tenant.principals[name])
    if method == GET:
        return record
    sent = {key: value for key, value in record.items() if value is not None}
    return {**sent, "suppressNotificationEmails": True, "mergeExistingAccess": False}


def shortcomings(kind: str, method: str, name: str, tenant: Tenant, body: Json) -> list[str]:
    """What to see to before the body is sent; edits keep to what a record can say, so the vendor takes the rest.

    POST replaces the whole record (KP-55), as a merged one could never take a right away (KP-56): where the business
    is left without full access, nothing in the body can keep it.
    """
    nameless = [] if body.get("name") else ["POST needs a name for an e-mail that the vendor does not know yet (KP-54)"]
    last = "if this e-mail has the last full access there, nobody could manage users any more (KP-59)"
    return nameless if full_users(tenant) else [*nameless, last]
