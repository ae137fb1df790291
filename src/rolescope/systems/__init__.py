"""The vendor systems, one package each: rights, levels, layers, catalogue and file formats."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from rolescope.rights.system import System

TITLES = {"payspace": "PaySpace", "intacct": "Sage Intacct", "keypay": "KeyPay"}
"""What the systems are called; here as well, so that a list of tenants need not load the systems of all of them."""
VERIFIABLE = {
    "payspace": "the $metadata that the API shows to a credential",
    "intacct": "the XML answer of getUserPermissions, or JSON of rights a user",
    "keypay": "what manager/security/businesses returns",
}
"""By system, what of the vendor's tells a user's rights, so that the prediction can be held against it."""
NAMES = tuple(TITLES)
"""The systems that are built in. Each is a package of that name whose ``SYSTEM`` is the dialect."""


@cache
def system(name: str) -> System:
    """The system of a name.

    Raises:
        KeyError: when there is no such system.
    """
    if name not in NAMES:
        raise KeyError(name)
    found: System = import_module(f"rolescope.systems.{name}").SYSTEM
    return found
