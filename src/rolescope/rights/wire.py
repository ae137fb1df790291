"""Edits and what they carry as plain JSON values and back, for drafts, history and the command line.

The shape follows from the dataclasses: one key a field, and ``"edit"`` names the class in snake case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from rolescope.rights import model
from rolescope.rights.edits import every
from rolescope.rights.edits.base import Edit
from rolescope.rights.model import Json


def edit_name(kind: type[Edit]) -> str:
    """The name of an edit in files: ``SetGrant`` is ``set_grant``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


EDITS: dict[str, type[Edit]] = {edit_name(kind): kind for kind in Edit.__subclasses__()}
"""Every edit there is, by its name in files."""


def to_json(value: Any) -> Json:
    """A value of the core as plain JSON values; sets are sorted, so that equal values give equal text."""
    if isinstance(value, Edit):
        return {"edit": edit_name(type(value)), **_members(value)}
    if is_dataclass(value) and not isinstance(value, type):
        return _members(value)
    if isinstance(value, Mapping):
        return {key: to_json(member) for key, member in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [to_json(member) for member in value]
    return value


def edit_from_json(value: Json) -> Edit:
    """The edit that ``to_json`` wrote.

    Raises:
        ValueError: when the name of the edit is not known or a field is missing.
    """
    name = value.get("edit") if isinstance(value, Mapping) else None
    kind = EDITS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise ValueError(f"unknown edit {name!r}")
    made: Edit = from_json(kind, value)
    return made


def from_json(kind: Any, value: Json) -> Any:
    """The value of type ``kind`` that ``to_json`` wrote."""
    if kind is Edit:
        return edit_from_json(value)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        try:
            return kind(**{f.name: from_json(hints[f.name], value[f.name]) for f in fields(kind) if f.name in value})
        except TypeError as missing:
            raise ValueError(f"{kind.__name__}: {missing}") from missing
    origin, args = get_origin(kind), get_args(kind)
    if origin in (UnionType, Union):
        return None if value is None else from_json(next(arg for arg in args if arg is not type(None)), value)
    if origin is frozenset:
        return frozenset(value)
    if origin is tuple:
        return tuple(from_json(args[0], member) for member in value)
    if origin is not None and issubclass(origin, Mapping):
        return {key: from_json(args[1], member) for key, member in value.items()}
    return value


def _members(value: Any) -> dict[str, Json]:
    return {f.name: to_json(getattr(value, f.name)) for f in fields(value)}


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, {**vars(model), **vars(every)})
