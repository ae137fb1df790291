"""What the API has and no screen shows: which right it goes by (PS-61)."""

from __future__ import annotations

from rolescope.rights.tree import Node, Tree
from rolescope.systems.payspace.catalogue import entities
from rolescope.systems.payspace.vocabulary import SCREEN

FOLLOWING = {
    "fileupload": ("FileUpload follows create or update on Leave Application (PS-61)", True),
    "webhookerror": ("which right WebhookError needs is unknown (PS-61)", False),
}


def told_of(text: str, tree: Tree) -> tuple[str, bool] | None:
    """A sentence about a name of the API's that is no node, and whether it is known by which right it goes.

    None where the API does not have it either.
    """
    wanted = text.strip().casefold()
    if wanted in FOLLOWING:
        return FOLLOWING[wanted]
    name = next((entity for entity in entities() if entity.casefold() == wanted), None)
    if name is None:
        return None
    parent = entities()[name]["parent_entity"]
    screen = next((number for number, node in enumerate(tree.nodes) if _is_screen_of(parent, node)), None)
    if parent is None or screen is None:
        return f"{name} has no screen, and which right it goes by is not known", False
    return f"{name} has no screen of its own: it follows {parent}, which is {tree.path(screen)} (PS-61)", True


def _is_screen_of(entity: str | None, node: Node) -> bool:
    return node.kind == SCREEN and node.attributes.get("api_entity") == entity
