"""Every command of the main screen once: its key, its name in the footer, and what it does in a sentence.

Bindings, footer, help, command palette and the table in the documentation all come from here.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding

ANYWHERE, ROLES, USERS, MENU, FIELDS, WHY = "anywhere", "roles", "users", "menu", "fields", "why"

AREAS = {
    ANYWHERE: "Anywhere",
    ROLES: "Roles",
    USERS: "API users",
    MENU: "Menu",
    FIELDS: "Fields",
    WHY: "Why",
}
"""Where a command works, with the title of that part of the help."""


@dataclass(frozen=True, slots=True)
class Action:
    """One command. ``id`` is what a keymap names; ``call`` the method that carries it out, with its argument if any."""

    id: str
    areas: tuple[str, ...]
    keys: str
    call: str
    title: str
    help: str
    footer: bool = False
    writes: bool = False
    """Whether it changes the workspace, and so is refused in read-only mode."""

    @property
    def method(self) -> str:
        """The method's name."""
        return self.call.partition(" ")[0]

    @property
    def arguments(self) -> tuple[str, ...]:
        """What it is called with."""
        return tuple(self.call.split()[1:])


_TREE = (MENU, FIELDS)
ACTIONS = (
    # Grants
    Action("grant.allow", _TREE, "a", "grant allow", "Allow", "Set the row, or the marked rows, to Allow.", True, True),
    Action("grant.read", _TREE, "r", "grant read_only", "Read only", "Set to Read only.", True, True),
    Action("grant.deny", _TREE, "d", "grant deny", "Deny", "Set to Deny.", True, True),
    Action(
        "grant.inherit",
        _TREE,
        "i",
        "grant inherit",
        "Inherit",
        "Clear the own level, so that it inherits.",
        True,
        True,
    ),
    Action(
        "grant.cycle", _TREE, "space", "cycle", "Cycle", "Allow, then Read only, Deny, and Allow again.", True, True
    ),
    Action(
        "subtree.allow",
        _TREE,
        "A",
        "grant_subtree allow",
        "Allow all",
        "Allow, and drop what was set below.",
        False,
        True,
    ),
    Action(
        "subtree.read",
        _TREE,
        "R",
        "grant_subtree read_only",
        "Read all",
        "Read only, and drop what was set below.",
        False,
        True,
    ),
    Action(
        "subtree.deny",
        _TREE,
        "D",
        "grant_subtree deny",
        "Deny all",
        "Deny, and drop what was set below.",
        False,
        True,
    ),
    Action(
        "subtree.inherit",
        _TREE,
        "I",
        "grant_subtree inherit",
        "Inherit all",
        "Clear the row and everything below.",
        False,
        True,
    ),
    Action(
        "grant.copy", _TREE, "y", "copy_rights", "Copy rights", "Remember the row's rights, with what is set below it."
    ),
    Action(
        "grant.paste",
        _TREE,
        "p",
        "paste_rights",
        "Paste",
        "Put the remembered rights on the row or marked rows.",
        False,
        True,
    ),
    Action(
        "grant.open-path",
        _TREE,
        "P",
        "open_path",
        "Open path",
        "Open the closed parents, so that the row takes effect.",
        True,
        True,
    ),
    Action(
        "grid.left",
        (FIELDS,),
        "left,h",
        "column -1",
        "Left",
        "Go to the column before; from the first to the menu.",
    ),
    Action("grid.right", (FIELDS,), "right,l", "column 1", "Right", "Go to the next column."),
    # The tree
    Action("tree.expand", (MENU,), "right,l", "expand", "Expand", "Unfold the branch, or go into it."),
    Action("tree.collapse", (MENU,), "left,h", "collapse", "Collapse", "Fold the branch, or go to its parent."),
    Action("tree.expand-all", (MENU,), "asterisk,z", "expand_all", "Expand all", "Unfold everything below the row."),
    Action("tree.collapse-all", (MENU,), "Z", "collapse_all", "Collapse all", "Fold the whole tree."),
    Action("node.detail", _TREE, "v", "detail", "Details", "API facts, provenance and every role's level of the node."),
    # Roles
    Action("role.new", (ROLES,), "n", "new_role", "New", "Make a role; it grants nothing yet.", True, True),
    Action("role.copy", (ROLES,), "c", "copy_role", "Copy", "Make a role with the same grants.", True, True),
    Action(
        "role.edit", (ROLES,), "e", "edit_role", "Edit", "Rename or describe the role, change its code.", True, True
    ),
    Action(
        "role.detail", (ROLES,), "v", "role_detail", "Details", "What the role is, what it is for, and who holds it."
    ),
    Action(
        "role.delete",
        (ROLES,),
        "delete,backspace",
        "delete_role",
        "Delete",
        "Delete the role, after showing what that changes.",
        True,
        True,
    ),
    # Users and credentials
    Action("user.new", (USERS,), "n", "new_user", "New user", "Make an API user.", True, True),
    Action(
        "user.credential",
        (USERS,),
        "c",
        "new_credential",
        "New credential",
        "Make a credential for the user, with a stand-in id and secret that the vendor does not know.",
        True,
        True,
    ),
    Action(
        "user.edit", (USERS,), "e", "edit_user", "Edit", "Edit the user or credential under the cursor.", True, True
    ),
    Action("user.detail", (USERS,), "v", "user_detail", "Details", "What the user is, and all that it holds."),
    Action(
        "user.roles", (USERS,), "l", "link_roles", "Roles", "Choose the roles of the user, per company.", True, True
    ),
    Action("user.status", (USERS,), "t", "toggle_status", "Status", "Activate or deactivate the user.", False, True),
    Action("user.scope", (USERS,), "o", "next_scope", "Scope", "Give the credential the next scope.", False, True),
    Action(
        "user.secret",
        (USERS,),
        "S",
        "new_secret",
        "New secret",
        "Make a new stand-in secret for the credential, shown once; the vendor's own stays what it is.",
        False,
        True,
    ),
    Action(
        "user.delete",
        (USERS,),
        "delete,backspace",
        "delete_user",
        "Delete",
        "Delete the user or credential under the cursor.",
        True,
        True,
    ),
    Action(
        "people.groups",
        (ROLES, USERS),
        "O",
        "groups",
        "Groups",
        "The groups of users: who is in them, what roles they bring; make, change and delete them.",
        True,
    ),
    Action("user.groups", (USERS,), "L", "user_groups", "User's groups", "Choose the groups of the user.", False, True),
    Action("user.copy", (USERS,), "y", "copy_access", "Copy access", "Remember the user as a template for others."),
    Action(
        "user.paste",
        (USERS,),
        "p",
        "paste_access",
        "Paste access",
        "Give the marked users the access of the template in place of their own, after showing what that changes.",
        False,
        True,
    ),
    Action(
        "user.rule",
        (USERS,),
        "P",
        "give_rule",
        "Give rule",
        "Give the user's rule at the place under the menu's cursor to others; marked users are chosen already.",
        False,
        True,
    ),
    Action(
        "user.compare",
        (USERS,),
        "equals_sign",
        "compare",
        "Compare",
        "Compare two marked users, or the user with another; copy differences across.",
    ),
    # Why
    Action(
        "why.fix",
        (WHY, USERS, MENU, FIELDS),
        "f",
        "fix",
        "Fix",
        "Choose a fix for the answer shown in Why.",
        True,
        True,
    ),
    Action("why.full", (WHY,), "v", "full_explanation", "In full", "Every layer, note and fix in full.", True),
    Action("why.asked", (ANYWHERE,), "x", "toggle_asked", "Export/import", "Ask Why about export, or about import."),
    # Anywhere
    Action(
        "edit.undo", (ANYWHERE,), "u,ctrl+z", "undo", "Undo", "Take back the last step, also a saved one.", True, True
    ),
    Action("edit.redo", (ANYWHERE,), "U,ctrl+y", "redo", "Redo", "Do again what was taken back.", True, True),
    Action(
        "edit.save",
        (ANYWHERE,),
        "s,ctrl+s",
        "review",
        "Review & save",
        "See what the unsaved edits change for whom, and save.",
        True,
    ),
    Action("edit.discard", (ANYWHERE,), "ctrl+x", "discard", "Discard", "Drop all unsaved edits.", False, True),
    Action(
        "view.filter", (ANYWHERE,), "slash", "filter", "Filter", "Show only the rows of this pane that match.", True
    ),
    Action(
        "view.find", (ANYWHERE,), "ctrl+g", "find", "Find", "Search the whole tree, fields too, and go there.", True
    ),
    Action(
        "view.changed",
        (ANYWHERE,),
        "C",
        "only_changed",
        "Only changed",
        "Show only rows with unsaved edits, or all again.",
    ),
    Action(
        "view.reach",
        (ANYWHERE,),
        "V",
        "only_reach",
        "Only reach",
        "Show only what the chosen user can do of what Why asks about, then of the other, then all again.",
    ),
    Action(
        "view.hidden",
        (ANYWHERE,),
        "full_stop",
        "show_hidden",
        "Hidden fields",
        "Count and show fields that most companies hide.",
    ),
    Action(
        "view.method",
        (ANYWHERE,),
        "M",
        "next_method",
        "API/UI",
        "Show what users can do by hand in the vendor's own screens, or by a program again.",
    ),
    Action(
        "view.company",
        (ANYWHERE,),
        "right_square_bracket",
        "next_company",
        "Company",
        "Show the next company, where roles differ by company.",
    ),
    Action("view.history", (ANYWHERE,), "H", "history", "History", "The saved revisions with their edits."),
    Action(
        "view.tenant", (ANYWHERE,), "T", "tenant", "Tenant & settings", "Switch the tenant, or change its settings."
    ),
    Action(
        "view.workspace", (ANYWHERE,), "W", "workspace", "Workspace", "Open another workspace, the demo or a new one."
    ),
    Action("pane.roles", (ANYWHERE,), "1", "pane roles", "Roles", "Go to the roles."),
    Action("pane.users", (ANYWHERE,), "2", "pane users", "API users", "Go to the API users."),
    Action("pane.menu", (ANYWHERE,), "3", "pane menu", "Menu", "Go to the menu tree."),
    Action("pane.fields", (ANYWHERE,), "4", "pane fields", "Fields", "Go to the fields of the screen."),
    Action("pane.why", (ANYWHERE,), "5", "pane why", "Why", "Go to the explanation."),
    Action("app.help", (ANYWHERE,), "question_mark,f1", "help", "Help", "The keys of the pane you are in.", True),
    Action("app.quit", (ANYWHERE,), "q,ctrl+q", "quit", "Quit", "Leave; unsaved edits wait for the next start."),
)

BY_ID = {action.id: action for action in ACTIONS}


def actions_of(area: str) -> tuple[Action, ...]:
    """The commands of one part of the screen."""
    return tuple(action for action in ACTIONS if area in action.areas)


def bindings(area: str) -> list[Binding]:
    """The bindings of one part of the screen; the main screen carries them out."""
    return [
        Binding(action.keys, f"screen.command({action.id!r})", action.title, show=action.footer, id=action.id)
        for action in actions_of(area)
    ]
