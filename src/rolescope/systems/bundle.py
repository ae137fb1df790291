"""The bundle: one tenant as JSON. This is the frame that all systems share; each adds its own keys."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from rolescope.rights.model import BUILTIN, Tenant
from rolescope.rights.tree import Tree, TreeError
from rolescope.systems import NAMES, system
from rolescope.systems.faults import BundleError, Problem, clipped
from rolescope.systems.json import read_json
from rolescope.systems.vendor import Nodes

VERSION = 1
UNION_TAG = "="
"""Begins the name of an alternative in the path of an error, where a value may have one of two shapes."""


class Strict(BaseModel):
    """A part of a bundle: an unknown key is an error, for a misspelt one would silently mean nothing."""

    model_config = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A tenant read from a bundle; ``nodes`` is its own catalogue as given, None for the built-in one."""

    tenant: Tenant
    nodes: Nodes | None
    tree: Tree
    warnings: tuple[Problem, ...] = ()
    """What was taken over, but is hardly meant."""


class BundleFormat(Protocol):
    """What a system provides in its module ``bundle``."""

    Model: type[BaseModel]

    def nodes(self, raw: Mapping[str, Any], model: Any) -> Nodes | None:
        """The tenant's own catalogue; None for the built-in one."""

    def catalogue_json(self, nodes: Nodes | None) -> dict[str, Any]:
        """The bundle's keys of a catalogue."""

    def misplaced(self, model: Any) -> Iterable[Problem]:
        """What keeps the nodes from being made, where a key of the system's own can be named for it."""

    def problems(self, model: Any, tree: Tree) -> Iterable[Problem]:
        """What is wrong although the shape is right: names that point nowhere, things that stand twice."""

    def warnings(self, model: Any, tree: Tree) -> Iterable[Problem]:
        """What can be taken over, but is hardly meant."""

    def to_tenant(self, model: Any, catalogue: str) -> Tenant:
        """The tenant a sound model describes."""

    def to_json(self, tenant: Tenant) -> dict[str, Any]:
        """The bundle's own keys of a tenant: everything besides version and catalogue."""


class OneCatalogue:
    """The catalogue under a key of its own, as nodes or as the word for the built-in one."""

    def nodes(self, raw: Mapping[str, Any], model: Any) -> Nodes | None:
        """The nodes as they were given."""
        return None if raw["catalogue"] == "builtin" else raw["catalogue"]

    def catalogue_json(self, nodes: Nodes | None) -> dict[str, Any]:
        """The key and its nodes."""
        return {"catalogue": "builtin" if nodes is None else nodes}

    def misplaced(self, model: Any) -> Iterable[Problem]:
        """Nothing: a fault among the nodes is told of the catalogue."""
        return ()

    def warnings(self, model: Any, tree: Tree) -> Iterable[Problem]:
        """Nothing: what is not refused is meant."""
        return ()


def bundle_format(name: str) -> BundleFormat:
    """The bundle format of a system."""
    found: BundleFormat = import_module(f"rolescope.systems.{name}.bundle").FORMAT
    return found


def read_bundle(text: str, file: str) -> Bundle:
    """The tenant in a bundle's text; ``file`` is for messages.

    Raises:
        BundleError: with every problem, each with its line or path.
    """
    raw = _parsed(text, file)
    made = bundle_format(_system_name(raw, file))
    try:
        model = made.Model.model_validate(raw)
    except ValidationError as invalid:
        raise BundleError(file, [problem_of(error) for error in invalid.errors()]) from None
    misplaced = list(made.misplaced(model))
    if misplaced:
        raise BundleError(file, misplaced)
    nodes = made.nodes(raw, model)
    try:
        tree = system(raw["tenant"]["system"]).tree(nodes)
    except TreeError as broken:
        raise BundleError(file, [Problem("catalogue", text) for text in broken.problems]) from None
    if not tree.nodes:
        raise BundleError(file, [Problem("catalogue", 'expected at least one node, or "builtin"')])
    problems = list(made.problems(model, tree))
    if problems:
        raise BundleError(file, problems)
    warnings = tuple(made.warnings(model, tree))
    return Bundle(made.to_tenant(model, BUILTIN if nodes is None else "own"), nodes, tree, warnings)


def write_bundle(tenant: Tenant, nodes: Nodes | None) -> str:
    """A tenant as a bundle's text; ``read_bundle`` gives it back without loss."""
    form = bundle_format(tenant.system)
    members = form.to_json(tenant)
    head, rest = {"tenant": members.pop("tenant")}, members
    content = {"rolescope": VERSION, **head, **form.catalogue_json(nodes), **rest}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def bundle_schema() -> dict[str, Any]:
    """The JSON Schema of bundles: one form for each system."""
    forms, definitions = [], dict[str, Any]()
    for name in NAMES:
        form = bundle_format(name).Model.model_json_schema(ref_template=f"#/$defs/{name}.{{model}}")
        definitions |= {f"{name}.{part}": content for part, content in form.pop("$defs", {}).items()}
        forms.append(form)
    content = forms[0] if len(forms) == 1 else {"oneOf": forms}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **content, "$defs": definitions}


def _parsed(text: str, file: str) -> dict[str, Any]:
    raw = read_json(text, file)
    if raw == []:
        raise BundleError(file, [Problem("", "not a rolescope bundle: an empty list, of which nothing can be taken")])
    if not isinstance(raw, dict) or "rolescope" not in raw:
        raise BundleError(file, [Problem("", 'not a rolescope bundle: expected an object with "rolescope": 1')])
    if raw["rolescope"] != VERSION or isinstance(raw["rolescope"], bool):
        expected = f"expected {VERSION}, the version this program reads"
        raise BundleError(file, [Problem("rolescope", expected)])
    raw.setdefault("catalogue", "builtin")
    return raw


def _system_name(raw: Mapping[str, Any], file: str) -> str:
    tenant = raw.get("tenant")
    name = tenant.get("system") if isinstance(tenant, dict) else None
    if name not in NAMES:
        raise BundleError(file, [Problem("tenant.system", f"expected one of {', '.join(NAMES)}, not {name!r}")])
    return str(name)


EXPECTED = {
    "bool_type": "true or false",
    "dict_type": "an object",
    "int_type": "a whole number",
    "list_type": "a list",
    "model_type": "an object",
    "string_pattern_mismatch": "a name",
    "string_too_short": "a name",
    "string_type": "a text",
}
"""What each kind of fault wanted instead."""


def problem_of(error: Any) -> Problem:
    """One of pydantic's errors as a path and a sentence."""
    where = ""
    for part in error["loc"]:
        if not str(part).startswith(UNION_TAG):
            where += f"[{part}]" if isinstance(part, int) else f".{part}" if where else part
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return Problem(where, "unknown key")
    if kind == "missing":
        return Problem(where, "missing")
    expected = context.get("expected") or EXPECTED.get(kind)
    if expected:
        return Problem(where, f"expected {expected}, not {_short(error['input'])}")
    return Problem(where, f"{error['msg'][0].lower()}{error['msg'][1:]}, not {_short(error['input'])}")


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return clipped(text)
