"""The registry's commands in the words of one system: what they are called there, and which it can never carry out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from rolescope.tui.actions import AREAS, BY_ID, FIELDS, ROLES, Action

if TYPE_CHECKING:  # the names alone: the first paint must not wait for the engine
    from rolescope.tui.keymap import Keys
    from rolescope.tui.session import Session


def missing(session: Session, action: Action, keys: Keys) -> str:
    """Why a command never does anything in this tenant, in a sentence; empty where it can."""
    refused = session.system.no_links(session.tenant)
    has_hidden = bool(session.outcome.policy.hidden)
    return _missing(session.system.name, action.id, has_hidden, refused, keys.first("user.roles"))


@lru_cache(512)
def _missing(system_name: str, command: str, has_hidden: bool, refused: str, link: str) -> str:
    from rolescope.systems import system as system_named

    system, action = system_named(system_name), BY_ID[command]
    people, vendor, name = system.people, system.title, action.method
    told = {
        "new_credential": (not system.has_credentials, f"{vendor} keeps no credentials apart from its users."),
        "open_path": (not system.inherits, f"No parent closes what is below it in {vendor}."),
        "next_company": (not people.by_company, f"Roles do not differ by company in {vendor}."),
        "next_method": (not people.ways_apart, f"The rules of {vendor} do not tell the API from the interface."),
        "groups": (not people.has_groups, f"{vendor} knows no groups of users."),
        "give_rule": (not people.own_roles, f"Roles are shared in {vendor}: link them with {link}."),
        "link_roles": (bool(refused), refused),
        "toggle_status": (len(system.statuses) < 2, "Users have no status here."),
        "show_hidden": (not has_hidden, "No field here is hidden."),
        "column": (bool(system.levels) and action.arguments == ("1",), "There is one column: the level."),
    }
    told["next_scope"] = told["new_secret"] = told["new_credential"]
    told["user_groups"] = told["groups"]
    if action.arguments == ("inherit",):
        stays = not system.inherits and not system.empty_grant  # where no right is not the same as nothing
        told[name] = (stays, f"Nothing is inherited in {vendor}: a grant is about its row alone.")
    is_missing, why = told.get(name, (False, ""))
    return why if is_missing else ""


def area_title(session: Session | None, area: str) -> str:
    """What a part of the screen is called."""
    roles = OWN_GRANTS if session and session.grants_on_users else session.system.role_title if session else ""
    titles = {ROLES: roles, FIELDS: session.system.part_title} if session else {}
    return titles.get(area, AREAS[area])


def holder_word(session: Session) -> str:
    """What holds the grants in this tenant, in a word."""
    return "user" if session.grants_on_users else session.system.people.short_role_word


def title_of(session: Session, action: Action) -> str:
    """A command's name: where a key sets rights, what the system calls them; where one goes to, what that is called."""
    preset = _preset(session, action)
    if preset:
        return f"{preset} below" if action.method == "grant_subtree" else preset
    if action.arguments == ("inherit",) and not session.system.inherits:
        return "Take back below" if action.method == "grant_subtree" else "Take back"
    if action.method == "pane":
        return area_title(session, action.arguments[0])
    if action.method == "review" and session.workbench.read_only:
        return "Review"
    return "Tick" if action.method == "cycle" and not session.system.levels else action.title


def help_of(session: Session, action: Action) -> str:
    """What a command does, in a sentence."""
    preset = _preset(session, action)
    empty = session.system.empty_grant
    if empty and preset == session.system.presets[0].title:  # the key that leaves nothing
        return TAKEN_BACK_BELOW if action.method == "grant_subtree" else f"Leave the row no right: a {empty} there."
    if preset and action.method == "grant_subtree":
        return f"Set the row and everything below it to {preset}."
    if preset:
        return f"Set the row, or the marked rows, to {preset}, as far as they offer it."
    return _own_words(session).get(action.id, action.help)


def _own_words(session: Session) -> Mapping[str, str]:
    """By the ids of commands, what they do where the registry's sentence says more or other than is there."""
    system, people = session.system, session.system.people
    role, parts = holder_word(session), system.part_title.lower()
    told: dict[str, str] = {}
    if not system.inherits:
        told = {"grant.inherit": "Take back what is said at the row.", "subtree.inherit": TAKEN_BACK_BELOW}
    if not system.levels:
        told |= {
            "node.detail": f"What is known of the node, what every {role} grants there, and what every user can do.",
            "grant.cycle": "Grant or take the right under the cursor of the grid.",
            "pane.roles": f"Go to the {role}s.",
            "pane.fields": f"Go to the {parts} of the row.",
            "view.find": f"Search the whole tree, {parts} too, and go there.",
        }
    if len(system.kinds) > 2:
        kinds = list(system.kinds)
        told["why.asked"] = f"Ask Why about {', '.join(kinds[:-1])} or {kinds[-1]}, in turn."
    if not people.role_codes:
        told["role.edit"] = "Rename or describe the role."
    if not people.by_company:
        told["user.roles"] = "Choose the roles of the user."
    if not system.has_credentials:
        told["user.edit"] = "Edit the user under the cursor."
        told["user.delete"] = "Delete the user under the cursor, after showing what that changes."
    if people.own_roles:
        told |= _of_own_roles(people.short_role_word)
    if session.grants_on_users:
        told |= _OF_USERS
    return told


TAKEN_BACK_BELOW = "Take back all that is said at the row and below it."
OWN_GRANTS = "Own grants"
"""What the pane of roles is called where rights are granted to users themselves."""
_OF_USERS = {
    "pane.roles": "Go to what is granted to the users themselves.",
    "role.new": "Make a user; nothing is granted to it yet.",
    "role.copy": "Make a user with the same access.",
    "role.edit": "Edit the user.",
    "role.detail": "What the user is, and all that it holds.",
    "role.delete": "Take back all that is granted to the user itself, after showing what that changes.",
}
"""... and what its commands do then."""


def _of_own_roles(role: str) -> Mapping[str, str]:
    """... and where each role is one user's own."""
    return {
        "role.new": f"Make a user with a {role} of its own.",
        "role.copy": f"Make a user whose {role} says the same.",
        "role.edit": f"Edit the user whose {role} it is.",
        "role.detail": f"What the {role} is, and whose.",
        "role.delete": f"Delete the {role} and keep its user, after showing what that changes.",
        "user.new": f"Make an API user with its {role}.",
        "user.edit": f"Edit the user under the cursor, with its {role}.",
        "user.delete": f"Delete the user under the cursor with its {role}, after showing what that changes.",
    }


def _preset(session: Session, action: Action) -> str:
    """What a system without levels calls the set of rights that a key sets; empty for other commands."""
    if session.system.levels or not action.arguments or not action.method.startswith("grant"):
        return ""
    return {preset.name: preset.title for preset in session.system.presets}.get(action.arguments[0], "")
