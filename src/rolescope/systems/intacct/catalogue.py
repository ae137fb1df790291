"""The catalogue of permissions: module, permission group, permission; and the masks that follow from it alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, reduce
from typing import Any

from rolescope.rights.access import Access
from rolescope.rights.model import Rights
from rolescope.rights.planes import plane_of
from rolescope.rights.tree import Node, Tree, TreeError
from rolescope.systems.intacct.prerequisites import Prerequisite, either, read_prerequisites
from rolescope.systems.intacct.vocabulary import (
    BUSINESS,
    CLASS,
    FULL,
    GROUP,
    GROUP_TITLES,
    MODULE,
    PERMISSION,
    RIGHTS,
    enum_data,
    permission_data,
    with_twins,
)

NODE_KEYS = ("id", "name", "kind", "parent")
FIRST_LOCAL_KEY = 900001
"""IA-17: rows without a known key are numbered from here."""


def permission_id(module: str, name: str) -> str:
    """The id of a permission's node."""
    return f"{module}/{name}"


def group_id(module: str, group: str) -> str:
    """The id of a permission group's node."""
    return f"{module}:{group}"


def make_tree(nodes: Iterable[Mapping[str, Any]]) -> Tree:
    """A tree from nodes as a bundle has them.

    Raises:
        TreeError: when the nodes make no tree, or something hangs below a permission.
    """
    made = [Node(node["id"], node["name"], node["kind"], node.get("parent"), _besides(node)) for node in nodes]
    kinds = {node.id: node.kind for node in made}
    problems = [
        f"node {node.id!r} hangs below the permission {node.parent!r}"
        for node in made
        if node.parent is not None and kinds.get(node.parent) == PERMISSION
    ]
    if problems:
        raise TreeError(problems)
    return Tree(made, frozenset({PERMISSION}))


def _besides(node: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key not in NODE_KEYS}


def rows_to_nodes(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Permission rows, as the data file or the vendor has them, as nodes with their modules and groups.

    Rows without a key get a local one, after those that rows have already (IA-17).
    """
    ordered = sorted(rows, key=lambda row: (row["module"], row["name"]))
    labels = enum_data()["moduleUiLabels"]
    found: dict[str, dict[str, Any]] = {}
    given = (str(row.get("key")) for row in ordered if row.get("localKey"))
    local = max((int(key) + 1 for key in given if key.isascii() and key.isdecimal()), default=FIRST_LOCAL_KEY)
    for row in ordered:
        module, group = row["module"], row.get("permissionGroup")
        found.setdefault(module, {"id": module, "name": labels.get(module, module), "kind": MODULE, "parent": None})
        parent = module
        if group is not None:
            parent, title = group_id(module, group), GROUP_TITLES.get(group, group)
            found.setdefault(parent, {"id": parent, "name": title, "kind": GROUP, "parent": module})
        node = _permission(row, parent)
        if node.get("key") is None:
            node |= {"key": str(local), "localKey": True}
            local += 1
        found[node["id"]] = node
    return list(found.values())


def _permission(row: Mapping[str, Any], parent: str) -> dict[str, Any]:
    label = row.get("uiLabel") or row["name"]
    rest = {key: value for key, value in row.items() if key not in ("uiLabel", "id", "href")}
    return {"id": permission_id(row["module"], row["name"]), "kind": PERMISSION, "parent": parent, **rest} | {
        "name": label,
        "token": row["name"],
    }


@cache
def builtin_tree() -> Tree:
    """The built-in catalogue."""
    return make_tree(rows_to_nodes(permission_data()["permissions"]))


def module_of(node: Node) -> str:
    """The module a permission belongs to."""
    module: str = node.attributes.get("module") or node.id.partition("/")[0]
    return module


def token_of(node: Node) -> str:
    """The API's name of a permission within its module."""
    token: str = node.attributes.get("token") or node.id.partition("/")[2]
    return token


def known_modules(tree: Tree) -> set[str]:
    """The modules of the vendor's list, and those of a company's own permissions."""
    return {*enum_data()["modules"], *(module_of(node) for node in tree.nodes if node.kind == PERMISSION)}


def offered_at(node: Node) -> Rights:
    """``allowedAccessRights`` of a permission: what its row says can be ticked (IA-13)."""
    return frozenset(node.attributes.get("allowedAccessRights") or ()) if node.kind == PERMISSION else frozenset()


def is_full(node: Node) -> bool:
    """Whether a row names every right of its permission; otherwise others may exist (IA-14)."""
    return bool(node.attributes.get("completeness") == FULL)


class Catalogue:
    """What the rules need to know of a tree, whatever the tenant."""

    __slots__ = (
        "_caps",
        "_ceilings",
        "_named",
        "all",
        "allowed",
        "ceiling",
        "doubtful",
        "full_rows",
        "implied",
        "incomplete",
        "inert",
        "listed",
        "modules",
        "none",
        "offered",
        "permissions",
        "prerequisites",
        "tree",
    )

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.permissions = tree.kinds.get(PERMISSION, 0)
        self.none = Access.uniform(0, RIGHTS)
        self.all = Access.uniform(tree.full, RIGHTS)
        listed = [(number, node) for number, node in enumerate(tree.nodes) if node.kind == PERMISSION]
        self._named = [(number, module_of(node), token_of(node)) for number, node in listed]
        self.full_rows = plane_of((number for number, node in listed if is_full(node)), len(tree))
        self.incomplete = self.permissions & ~self.full_rows
        """The rows that may offer more than they list (IA-14)."""
        self.offered = self._offered()
        self.listed = Access(tuple(either(self.offered.planes, right) for right in RIGHTS))
        """What rows list, itself or the twin that does just as well (IA-58)."""
        self.allowed = self.offered | self.listed.within(self.full_rows)
        """IA-13, IA-58: what counts where it is granted. On a complete row a right by either of its tokens; one that
        may be incomplete may offer both of them as two rights."""
        self.ceiling = self.allowed | Access.uniform(self.incomplete, RIGHTS)
        """IA-13, IA-14: what may be ticked at most, where a row is known in part only."""
        members: dict[str, list[int]] = {}
        for number, module, _ in self._named:
            members.setdefault(module, []).append(number)
        self.modules = {module: plane_of(numbers, len(tree)) for module, numbers in members.items()}
        found = read_prerequisites(self.places)
        self.prerequisites: tuple[Prerequisite, ...] = tuple(rule for rule in found if rule.nodes)
        self.inert = tuple(rule for rule in self.prerequisites if rule.inert)
        """The prerequisites without which a right does nothing; without the others it only gets a warning."""
        self.doubtful = self._doubtful()
        """The rows among them that do not list what one of their rights would need."""
        self.implied = {level: self._implied(level) for level in ("off", "limited", "full")}
        self._ceilings: dict[str, tuple[Access, Access]] = {}
        self._caps: dict[str, tuple[Access, Access]] = {}

    def _offered(self) -> Access:
        nodes: dict[str, list[int]] = {right: [] for right in RIGHTS}
        for number, node in enumerate(self.tree.nodes):
            for right in offered_at(node) & nodes.keys():
                nodes[right].append(number)
        return Access(tuple(plane_of(numbers, len(self.tree)) for numbers in nodes.values()))

    def _doubtful(self) -> int:
        found = 0
        for rule in self.inert:
            for right in (*rule.needs, *(rule.any_of if rule.elsewhere is None else ())):
                found |= rule.nodes & self.incomplete & ~either(self.offered.planes, right)
        return found

    def places(self, module: str, name: str) -> int:
        """The permissions of a module and name; ``*`` is any, and a name may end with it."""

        start = name.removesuffix("*")
        inside = self._named if module == "*" else (row for row in self._named if row[1] == module)
        found = (number for number, _, token in inside if token.startswith(start) and name in (token, f"{start}*"))
        return plane_of(found, len(self.tree))

    def _implied(self, admin: str) -> Access:
        """IA-22, IA-61: what an admin flag brings without any grant."""
        found = self.none
        for row in enum_data()["adminImplied"]:
            if row["adminPrivileges"] == admin:
                rights = {*row["rights"], *(("group",) if row["name"] == "users" else ())}
                found = found | Access.uniform(self.places(row["module"], row["name"]), RIGHTS, rights)
        return found

    def type_ceiling(self, user_type: str) -> tuple[Access, Access]:
        """IA-24 to IA-28, IA-57: what a user type lets through for certain, and what it may let through.

        Where nobody says what the type's ceiling is, everything is possible and nothing certain.
        """
        if user_type not in self._ceilings:
            self._ceilings[user_type] = self._type_ceiling(user_type)
        return self._ceilings[user_type]

    def caps(self, user_type: str) -> tuple[Access, Access]:
        """IA-13, IA-14, IA-24 to IA-28: what may be ticked and the user type lets through, certain and possible."""
        if user_type not in self._caps:
            certain, possible = self.type_ceiling(user_type)
            self._caps[user_type] = (self.allowed & certain, self.ceiling & possible)
        return self._caps[user_type]

    def inferred_cap(self, user_type: str, node: int) -> str:
        """Why a ceiling is taken to hold at a permission that the vendor does not name; empty where it does."""
        rows = (row for row in enum_data()["userTypeCaps"] if row["userType"] == user_type)
        about = (row for row in rows if self.places(row["module"], row["name"]) >> node & 1)
        return next((row["note"] for row in about if row["tag"] == "inferred"), "")

    def _type_ceiling(self, user_type: str) -> tuple[Access, Access]:
        if user_type == BUSINESS:
            return self.all, self.all
        known, possible = 0, self.all
        for row in enum_data()["userTypeCaps"]:
            if row["userType"] == user_type:
                places = self.places(row["module"], row["name"])
                known |= places
                possible = possible & (Access.uniform(places, RIGHTS, _allowed(row)) | self.all.without(places))
        return possible.within(known), possible


def _allowed(row: Mapping[str, Any]) -> set[str]:
    if "allowedClasses" in row:
        return {right for right in RIGHTS if CLASS[right] in row["allowedClasses"]}
    if "blockedRights" in row:
        return set(RIGHTS) - set(row["blockedRights"])
    return set(with_twins(row["allowedRights"]))


def union(accesses: Sequence[Access], none: Access) -> Access:
    """The union of some accesses, perhaps of none."""
    return reduce(Access.__or__, accesses) if accesses else none
