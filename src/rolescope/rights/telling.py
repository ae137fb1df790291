"""Edits told by what they really change: one that replaces much at once by its net difference, many alike together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rolescope.rights.changes import cells
from rolescope.rights.counting import MOST_NAMES, count, listed
from rolescope.rights.edits import (
    AddCredential,
    AddPrincipal,
    AddRole,
    Batch,
    ClearGrant,
    Edit,
    PutGrants,
    PutOwnGrants,
    PutSettings,
    ReplaceTenant,
    SetGrant,
    SetOwnGrant,
    SetSetting,
    apply,
)
from rolescope.rights.edits.unsettled import settled, unsettled
from rolescope.rights.model import Rights, Tenant
from rolescope.rights.reach import small_edits
from rolescope.rights.sentences import Words, describe
from rolescope.rights.system import System
from rolescope.rights.tree import Tree, TreeOf


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence without a full stop, and what it consists of. Names stand in it as they are."""

    sentence: str
    parts: tuple[Told, ...] = ()

    def lines(self, indent: str = "") -> Iterator[str]:
        """The sentence, and below it, further in, what it consists of."""
        yield f"{indent}{self.sentence}"
        for part in self.parts:
            yield from part.lines(f"{indent}  ")


def tell(edits: Iterable[Edit], before: Tenant, system: System, trees: TreeOf) -> list[Told]:
    """Edits in order, the first of them made on ``before``.

    Raises:
        EditError: when they do not fit.
    """
    told: list[Told] = []
    for edit in edits:
        tree = trees(before.catalogue)
        if _is_told_by_itself(edit):
            told.append(Told(describe(edit, system, tree, before)))
            before, _ = apply(edit, unsettled(before), tree)
        else:
            was = settled(before)
            before, _ = apply(edit, was, tree)
            told.append(_tell(edit, was, before, system, trees))
    return told


def _is_told_by_itself(edit: Edit) -> bool:
    """Whether what comes of an edit need not be looked at to tell it."""
    if isinstance(edit, SetGrant | ClearGrant):
        return not edit.subtree
    return not isinstance(edit, Batch | PutGrants | PutOwnGrants | PutSettings | ReplaceTenant)


def _tell(edit: Edit, before: Tenant, after: Tenant, system: System, trees: TreeOf) -> Told:
    tree = trees(after.catalogue)
    if isinstance(edit, Batch):
        parts = _together(edit.edits, tell(edit.edits, before, system, trees), Words(system, tree))
        return parts[0] if len(parts) == 1 and not edit.label else Told(describe(edit, system, tree, before), parts)
    if _is_told_by_itself(edit):
        return Told(describe(edit, system, tree, before))
    if isinstance(edit, SetGrant | ClearGrant):
        return Told(describe(edit, system, tree, before), _dropped(edit, before, after, Words(system, tree)))
    assert isinstance(edit, PutGrants | PutOwnGrants | PutSettings | ReplaceTenant)
    small = tuple(_smaller(edit, before, after, tree))
    rest = [Told(text) for text in _rest(before, after)] if isinstance(edit, ReplaceTenant) else []
    told = [*_together(small, [_tell(one, before, after, system, trees) for one in small], Words(system, tree)), *rest]
    if len(told) == 1:
        return told[0]
    size = len(small) + len(rest)
    return Told(f"{_about(edit)}: {count(size, 'change') if size else 'nothing changes'}", tuple(told))


def _dropped(edit: SetGrant | ClearGrant, before: Tenant, after: Tenant, words: Words) -> tuple[Told, ...]:
    """What a role said below a node and does not say any more, as what is below follows the node now (PS-06)."""
    old, new = before.roles[edit.role].grants, after.roles[edit.role].grants
    known = words.tree.index
    gone = sorted((node for node in old if node not in new and node != edit.node), key=lambda node: known.get(node, -1))
    silent = "inherits" if words.system.inherits else "nothing"
    told = [Told(f"{words.place(node, False)}: {words.rights(old[node])} → {silent}") for node in gone[:MOST_NAMES]]
    rest = len(gone) - len(told)
    return (*told, *([Told(f"and {rest:,} more below: their own levels → {silent}")] if rest else []))


def _about(edit: PutGrants | PutOwnGrants | PutSettings | ReplaceTenant) -> str:
    if isinstance(edit, ReplaceTenant):
        return edit.tenant.name
    return "settings" if isinstance(edit, PutSettings) else edit.role if isinstance(edit, PutGrants) else edit.user


def _smaller(edit: Edit, before: Tenant, after: Tenant, tree: Tree) -> Iterator[Edit]:
    """The net difference as edits of one place each."""
    if isinstance(edit, PutGrants):
        for node, rights in _differing(before.roles[edit.role].grants, edit.grants):
            yield ClearGrant(edit.role, node) if rights is None else SetGrant(edit.role, node, rights)
    elif isinstance(edit, PutOwnGrants):
        for node, rights in _differing(before.principals[edit.user].grants, edit.grants):
            yield SetOwnGrant(edit.user, node, rights)
    elif isinstance(edit, PutSettings):
        names = dict.fromkeys((*before.settings, *edit.settings))
        changed = (name for name in names if before.settings.get(name) != edit.settings.get(name))
        yield from (SetSetting(name, edit.settings.get(name)) for name in changed)
    else:
        # What is left for a replacement has no smaller edit; ``_rest`` tells it.
        yield from small_edits(cells(after), before, after, tree)


def _differing(before: Mapping[str, Rights], after: Mapping[str, Rights]) -> Iterator[tuple[str, Rights | None]]:
    nodes = dict.fromkeys((*before, *after))
    return ((node, after.get(node)) for node in nodes if before.get(node) != after.get(node))


def _rest(before: Tenant, after: Tenant) -> Iterator[str]:
    """What of a tenant no smaller edit changes."""
    if before.catalogue != after.catalogue:
        yield "another catalogue"
    if before.pins != after.pins:
        yield count(len(after.pins), "pin")
    if dict(before.extra) != dict(after.extra):
        yield f"details of the tenant: {listed(list(after.extra)) or 'none'}"


def _together(edits: Iterable[Edit], told: list[Told], words: Words) -> tuple[Told, ...]:
    """Edits of one kind to one end become one sentence where they are many."""
    alike: dict[tuple[str, str, str] | int, list[tuple[str, Told]]] = {}
    for number, (edit, one) in enumerate(zip(edits, told, strict=True)):
        common = _kind(edit, words)
        kind, name = common if common else (number, "")
        alike.setdefault(kind, []).append((name, one))
    found: list[Told] = []
    for kind, members in alike.items():
        if isinstance(kind, tuple) and len(members) > MOST_NAMES:
            lead, thing, tail = kind
            found.append(Told(f"{lead} {count(len(members), thing)}{tail}: {listed([name for name, _ in members])}"))
        else:
            found += [one for _, one in members]
    return tuple(found)


def _kind(edit: Edit, words: Words) -> tuple[tuple[str, str, str], str] | None:
    """What edits that are told together have in common, as the parts of their sentence, and the name of this one."""
    match edit:
        case SetGrant():
            below = " and everything below" if edit.subtree else ""
            kind = (f"{edit.role}: set", "node", f"{below} to {words.rights(edit.rights, edit.node)}")
            return kind, words.place(edit.node, False)
        case ClearGrant():
            return (f"{edit.role}: clear", "node", ""), words.place(edit.node, False)
        case AddRole():
            return ("add", "role", ""), edit.role.name
        case AddPrincipal():
            return ("add", "user", ""), edit.principal.name
        case AddCredential():
            return ("add", "credential", ""), edit.credential.name
    return None
