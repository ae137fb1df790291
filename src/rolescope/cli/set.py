"""``rolescope set``: one edit of a role as one revision."""

from __future__ import annotations

from dataclasses import dataclass

import click

from rolescope.cli.errors import UserError
from rolescope.cli.opening import outcome_of, workbench
from rolescope.cli.options import Where, json_option, where_options
from rolescope.cli.output import echo, echo_json, talk
from rolescope.cli.resolve import called, find_node, find_role, find_user, nearest_right
from rolescope.cli.revision import Change, change_json, change_lines, must_have_reason, saved, tried, warn_of
from rolescope.rights.edits import Edit, EditError, apply_all
from rolescope.rights.engine import Outcome
from rolescope.rights.holders import holder, on_holder
from rolescope.rights.model import Rights, Tenant
from rolescope.rights.near_names import did_you_mean
from rolescope.rights.node_words import node_title
from rolescope.rights.system import System
from rolescope.rights.tree import Tree
from rolescope.store.workbench import Workbench

INHERIT, NONE = "inherit", "none"


@click.command("set")
@click.argument("role")
@click.argument("node")
@click.argument("level")
@where_options
@click.option("--subtree", is_flag=True, help="Everything below takes it over as well: its own levels are dropped.")
@click.option("--open-path", "opening", is_flag=True, help="Open closed parents first, so that the edit has an effect.")
@click.option("--reason", metavar="TEXT", help="Why; it stands in the history. Needed unless --dry-run.")
@click.option("--dry-run", is_flag=True, help="Only print what would change.")
@json_option
@click.pass_obj
def command(
    where: Where,
    role: str,
    node: str,
    level: str,
    subtree: bool,
    opening: bool,
    reason: str | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Set what ROLE says about NODE, as one revision, and print whom it affects.

    ROLE is a name, or a code that only one role has; where rights are granted to users themselves it is a user. LEVEL
    is allow, read_only, deny or inherit; in systems without levels it is right names joined by commas, or inherit; none
    is a rule without rights, where that says more than nothing. Your unsaved edits in the app are not touched.
    """
    must_have_reason(reason, dry_run)
    with workbench(where, writing=not dry_run) as bench:
        role, start = _role_or_new_record(role, bench)
        number = find_node(node, bench.tree, bench.system)
        wish = Wish(role, number, find_rights(level, bench.system, bench.tree, number), subtree, start)
        before = outcome_of(bench)
        change = tried(before, _edits(before, wish, opening))
        for doubt in before.system.doubts(before.tenant, change.after.tenant, before.tree):
            talk(f"warning: {doubt}")
        revision = None if dry_run else saved(bench, change, _label(wish, bench), reason)
    warn_of(change)
    _warn(change, wish, opening)
    if as_json:
        echo_json(change_json(change, revision))
    else:
        echo(change_lines(change, revision, dry_run))
    return 0


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for; ``rights`` None is to inherit."""

    role: str
    node: int
    rights: Rights | None
    subtree: bool
    start: tuple[Edit, ...] = ()
    """What makes the record of a user who has none yet."""


def _role_or_new_record(text: str, bench: Workbench) -> tuple[str, tuple[Edit, ...]]:
    """A role, and the edits that make it where each user has a record of its own and this one has none yet."""
    tenant, system = bench.saved, bench.system
    if system.grants_on_users(tenant):
        return _user_with_grants(text, tenant, system), ()
    if system.people.own_roles and text not in tenant.roles:
        user = tenant.principals[find_user(text, tenant)]
        return (user.roles[0].role if user.roles else user.name), system.new_record(tenant, user)
    return find_role(text, tenant), ()


def _user_with_grants(text: str, tenant: Tenant, system: System) -> str:
    if text in tenant.roles and text not in tenant.principals:
        refused = system.no_links(tenant) or "Rights are granted to users."
        raise UserError(f"{text!r} is a role, where a user is expected. {refused}")
    return find_user(text, tenant)


def find_rights(text: str, system: System, tree: Tree, node: int) -> Rights | None:
    """The rights of a level's name, or of right names joined by commas, meant for a node; None to inherit."""
    wanted = text.strip().casefold().replace("-", "_").replace(" ", "_")
    if wanted == INHERIT:
        return None
    if wanted == NONE and system.empty_grant:
        return frozenset()
    if system.levels:
        named = {level.name: level.rights for level in reversed(system.levels)}
        if wanted not in named:
            expected = f"expected {', '.join(named)} or {INHERIT}"
            raise UserError(f"there is no level {text!r}: {expected}{did_you_mean(text, [*named, INHERIT])}")
        return named[wanted]
    return frozenset(_right_named(right.strip(), system, tree, node) for right in text.split(","))


def _right_named(text: str, system: System, tree: Tree, node: int) -> str:
    """A right by its name, or as the vendor's screens call one that the node offers, in any case."""
    if text in system.rights:
        return text
    offered = system.offered(tree, node)
    meant = called(text, offered, system)
    if len(meant) == 1:
        return meant[0]
    guess = nearest_right(text, system.rights, offered)
    expected = f": {tree.nodes[node].name} offers {', '.join(offered)}" if offered else ""
    raise UserError(f"there is no right {text!r}{guess or expected}")


def _edits(before: Outcome, wish: Wish, opening: bool) -> tuple[Edit, ...]:
    system, tree = before.system, before.tree
    tenant = apply_all(wish.start, before.tenant, tree)
    role = holder(system, tenant, wish.role)
    assert role is not None, wish.role
    if wish.rights is None:
        cleared = () if wish.start else system.clear_edits(tree, role, wish.node, wish.subtree)
        return on_holder(system, tenant, tree, cleared)
    path: tuple[Edit, ...] = ()
    if opening and wish.rights and before.policy.gate:
        path = system.open_path(before.compiled[wish.role], wish.node, tree)
    try:
        edits = system.grant_edits(tree, role, wish.node, wish.rights, wish.subtree)
        return (*wish.start, *path, *on_holder(system, tenant, tree, edits))
    except EditError as refused:
        raise UserError(str(refused)) from refused


def _label(wish: Wish, bench: Workbench) -> str:
    place = node_title(bench.tree, bench.tree.nodes[wish.node].id)
    return f"open the path to {place}" if bench.system.inherits else f"{wish.role}: set {place}"


def _warn(change: Change, wish: Wish, opening: bool) -> None:
    """PS-12: say that a closed parent defeats the edit."""
    compiled, tree = change.after.compiled.get(wish.role), change.after.tree
    if compiled is None:
        return
    closing = compiled.closed_by(wish.node, tree)
    if wish.rights and closing >= 0 and change.after.policy.gate and not opening:
        name, parent = tree.nodes[wish.node].name, tree.nodes[closing].name
        talk(f"warning: {parent} is closed in role {wish.role}, so this has no effect on {name} (PS-12)")
        talk("         --open-path opens the way there and nothing beside it")
