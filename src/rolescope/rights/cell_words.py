"""The cells of ``changes`` in words: where one is, and what stands in it, for choosing between two sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rolescope.rights.changes import GONE, LINKS, NAMED, OF_TENANT, PART_OF, SETTING, Cell
from rolescope.rights.counting import count
from rolescope.rights.field_words import setting_value
from rolescope.rights.model import BUILTIN, Credential
from rolescope.rights.sentences import Words

_OF_TENANT = {
    "companies": "companies",
    "pins": "pins",
    "catalogue": "catalogue",
    "extra": "details of the tenant",
}


def cell_place(cell: Cell, words: Words) -> str:
    """Where a cell is; nodes by their path."""
    kind, *names = cell
    if kind in OF_TENANT:
        return _OF_TENANT[kind]
    if kind in NAMED:
        return f"{kind} {names[0]}"
    if kind == SETTING:
        return f"setting {words.setting(names[0]).title}"
    if kind == "status":
        return f"status of user {names[0]}"
    if kind in LINKS:
        holder, held = LINKS[kind]
        company = f" in {names[2]}" if names[2:] and names[2] else ""
        return f"{holder} {names[0]}: {held} {names[1]}{company}"
    return f"{PART_OF[kind][0]} {names[0]}: {words.path(names[1])}"


def cell_values(cell: Cell, values: Sequence[Any], words: Words) -> list[str]:
    """What stands in a cell on each side, the first being what both began with.

    Of something with several parts only those are told in which the sides differ.
    """
    parts = [_parts(cell[0], value, values[0]) for value in values]
    if not any(parts):
        return [_said(cell[0], value, words) for value in values]
    names = dict.fromkeys(name for side in parts for name in side)
    differing = [name for name in names if len({setting_value(side.get(name)) for side in parts if side}) > 1]
    return [_listed(side, differing) if side else "not there" for side in parts]


def _listed(side: Mapping[str, Any], names: Sequence[str]) -> str:
    told = [f"{name} {'none' if side.get(name) in (None, '') else setting_value(side[name])}" for name in names]
    return ", ".join(told) or "there"


def _parts(kind: str, value: Any, base: Any) -> dict[str, Any]:
    """What a role, user, group or credential consists of, besides what has cells of its own."""
    if isinstance(value, Credential):
        own = {"user": value.principal, "scope": value.scope, "client id": value.client_id}
        same = isinstance(base, Credential) and base.secret_hash == value.secret_hash
        return {**own, "secret": "as before" if same else "a new one", **value.extra}
    if value is None or kind not in NAMED:
        return {}
    if kind == "user":
        return {"profile": True, **value}
    if kind == "group":
        return {"description": value[0], **value[1]}
    return {"code": value[0], "description": value[1], **value[2]}


def _said(kind: str, value: Any, words: Words) -> str:
    if kind in LINKS:
        return "holds it" if value else "does not"
    if kind in ("grant", "own") and value == GONE:
        return "the catalogue has no such place any more: what the draft says there goes"
    if kind in ("grant", "own"):
        silent = "inherits" if kind == "grant" and words.system.inherits else "nothing"
        return silent if value is None else words.rights(value)
    if kind == "companies":
        return ", ".join(company.code for company in value) or "none"
    if kind == "pins":
        return count(len(value), "pin")
    if kind == "catalogue":
        return "the built-in one" if value == BUILTIN else "one of its own"
    return "not there" if value is None and kind != SETTING else setting_value(value)
