"""What makes an export or import at a permission: all, some or none of the rights it needs there (IA-58)."""

from __future__ import annotations

from rolescope.rights.access import Access
from rolescope.rights.model import Rights
from rolescope.rights.system import EXPORT, IMPORT
from rolescope.systems.intacct.catalogue import Catalogue
from rolescope.systems.intacct.standing import rights_at
from rolescope.systems.intacct.vocabulary import (
    CLASS,
    CREATE,
    EDIT,
    KINDS,
    LIST,
    MODIFY,
    NUMBER,
    READONLY,
    RIGHTS,
    TWIN,
    UPDATE,
    VIEW,
    with_twins,
)

NEEDED_CLASSES = (CREATE, UPDATE)
READS = (LIST, READONLY, VIEW)
PARTS = {EXPORT: [NUMBER[right] for right in READS], IMPORT: [NUMBER[right] for right in KINDS[IMPORT]]}
"""The rights of which each makes a part of an answer."""


class Verdicts:
    """The rights that an answer needs at each permission of a catalogue, and what an access makes of them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        offered = catalogue.offered
        self._needed = {EXPORT: self._export(offered), IMPORT: self._import(offered)}
        importing = offered.any_of(NUMBER[right] for right in KINDS[IMPORT])
        self.asked = {EXPORT: self._needed[EXPORT].nodes(), IMPORT: importing}
        """The permissions whose row offers a right of the kind; elsewhere the answer is n/a."""
        self._beyond = {kind: catalogue.incomplete & ~asked for kind, asked in self.asked.items()}
        """Those whose row offers none, but may be incomplete: what is granted there is unknown, not n/a (IA-57)."""
        self._numbered = {
            kind: [(number, TWIN.get(number, number), plane) for number, plane in enumerate(needed.planes) if plane]
            for kind, needed in self._needed.items()
        }
        """The rights that anything needs at all, by number, with the one that does just as well."""

    def _export(self, offered: Access) -> Access:
        """List and View where the row offers either; on a complete row only what it offers."""
        reading = offered.any_of(NUMBER[right] for right in READS)
        planes = [0] * len(RIGHTS)
        full, subset = reading & self.catalogue.full_rows, reading & ~self.catalogue.full_rows
        one = offered.planes[NUMBER[READONLY]] | offered.planes[NUMBER[VIEW]]
        planes[NUMBER[LIST]] = full & offered.planes[NUMBER[LIST]] | subset
        only_view = one & ~offered.planes[NUMBER[READONLY]]
        planes[NUMBER[VIEW]] = only_view
        planes[NUMBER[READONLY]] = (full & one | subset) & ~only_view
        return Access(tuple(planes))

    def _import(self, offered: Access) -> Access:
        """Every create and update right that the row offers; where there is none, its other import rights."""
        first = Access(
            tuple(plane if CLASS[r] in NEEDED_CLASSES and r in KINDS[IMPORT] else 0 for r, plane in _named(offered))
        )
        rest = Access(tuple(plane if right in KINDS[IMPORT] else 0 for right, plane in _named(offered)))
        needed = list((first | rest.without(first.nodes())).planes)
        needed[NUMBER[EDIT]] &= ~needed[NUMBER[MODIFY]]
        return Access(tuple(needed))

    def needed(self, kind: str, node: int, held: Rights) -> tuple[Rights, Rights]:
        """What a yes needs at a node, and what makes a part of one: what is held outside the row included (IA-14)."""
        if not self.asked[kind] >> node & 1:
            return KINDS[kind], KINDS[kind]
        needed = rights_at(self._needed[kind], node)
        if kind == EXPORT:
            return needed, needed | (with_twins(needed) & rights_at(self.catalogue.ceiling, node))
        return needed, KINDS[IMPORT] & (rights_at(self.catalogue.offered, node) | held)

    def answers(self, kind: str, access: Access) -> tuple[int, int]:
        """The permissions where an access makes a yes, and where at least a part of one."""
        planes = access.planes
        missing = 0
        for number, twin, needed in self._numbered[kind]:
            missing |= needed & ~(planes[number] | planes[twin])
        beyond = self._beyond[kind]
        part = access.any_of(PARTS[kind])
        return self.asked[kind] & ~missing | beyond & self._alone(kind, access), part & (self.asked[kind] | beyond)

    def _alone(self, kind: str, access: Access) -> int:
        """Where an access makes a yes whatever else there may be: by List and View, or by any right to import."""
        if kind == IMPORT:
            return access.any_of(PARTS[kind])
        return access.planes[NUMBER[LIST]] & access.any_of((NUMBER[READONLY], NUMBER[VIEW]))


def _named(access: Access) -> list[tuple[str, int]]:
    return list(zip(RIGHTS, access.planes, strict=True))
