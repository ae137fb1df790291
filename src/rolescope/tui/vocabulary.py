"""The registry's commands in the words of one system: what they are called there, and which it can never carry out."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rolescope.tui.actions import BY_ID, Action

if TYPE_CHECKING:  # the names alone: the first paint must not wait for the engine
    from rolescope.tui.session import Session


def missing(session: Session, action: Action) -> str:
    """Why a command never does anything in this tenant's system, in a sentence; empty where it can."""
    return _missing(session.system.name, action.id, bool(session.outcome.policy.hidden))


@lru_cache(512)
def _missing(system_name: str, command: str, has_hidden: bool) -> str:
    from rolescope.systems import system as system_named

    system, action = system_named(system_name), BY_ID[command]
    people, vendor, name = system.people, system.title, action.method
    told = {
        "new_credential": (not system.has_credentials, f"{vendor} keeps no credentials apart from its users."),
        "open_path": (not system.inherits, f"No parent closes what is below it in {vendor}."),
        "next_company": (not people.by_company, f"Roles do not differ by company in {vendor}."),
        "next_method": (not people.ways_apart, f"The rules of {vendor} do not tell the API from the interface."),
        "groups": (not people.has_groups, f"{vendor} knows no groups of users."),
        "give_rule": (not people.own_roles, f"Roles are shared in {vendor}: link them with l."),
        "toggle_status": (len(system.statuses) < 2, "Users have no status here."),
        "show_hidden": (not has_hidden, "No field here is hidden."),
        "column": (bool(system.levels) and action.arguments == ("1",), "There is one column: the level."),
    }
    told["next_scope"] = told["new_secret"] = told["new_credential"]
    told["user_groups"] = told["groups"]
    if action.arguments == ("inherit",):
        told[name] = (not system.inherits, f"Nothing is inherited in {vendor}: a grant is about its row alone.")
    is_missing, why = told.get(name, (False, ""))
    return why if is_missing else ""


def title_of(session: Session, action: Action) -> str:
    """A command's name: where a key sets rights, what the system calls them."""
    preset = _preset(session, action)
    if preset:
        return f"{preset} below" if action.method == "grant_subtree" else preset
    return "Tick" if action.method == "cycle" and not session.system.levels else action.title


def help_of(session: Session, action: Action) -> str:
    """What a command does, in a sentence."""
    preset = _preset(session, action)
    if preset and action.method == "grant_subtree":
        return f"Set the row and everything below it to {preset}."
    if preset:
        return f"Set the row, or the marked rows, to {preset}, as far as they offer it."
    if action.method == "cycle" and not session.system.levels:
        return "Grant or take the right under the cursor of the grid."
    return action.help


def _preset(session: Session, action: Action) -> str:
    """What a system without levels calls the set of rights that a key sets; empty for other commands."""
    if session.system.levels or not action.arguments or not action.method.startswith("grant"):
        return ""
    return {preset.name: preset.title for preset in session.system.presets}.get(action.arguments[0], "")
