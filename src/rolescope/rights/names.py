"""Names that differ only by case: nobody is to make such a pair by hand, since one is soon taken for the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rolescope.rights.model import Tenant


def lookalike(name: str, taken: Iterable[str]) -> str | None:
    """The first taken name that is this one but for its case; None when there is none."""
    wanted = name.casefold()
    return next((other for other in taken if other.casefold() == wanted and other != name), None)


def lookalikes(tenant: Tenant) -> Iterator[str]:
    """A sentence for each pair in a tenant. No vendor says that its own names cannot be such a pair."""
    tables = (
        ("roles", tenant.roles),
        ("users", tenant.principals),
        ("credentials", tenant.credentials),
        ("groups", tenant.groups),
    )
    for kind, table in tables:
        seen: dict[str, str] = {}
        for name in table:
            first = seen.setdefault(name.casefold(), name)
            if first != name:
                yield f"the {kind} {first!r} and {name!r} differ only by case"
