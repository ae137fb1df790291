"""Edits of the command line as one revision: tried out, told with their impact, saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rolescope.cli.effects import effects_json, effects_lines
from rolescope.cli.errors import UserError
from rolescope.cli.output import talk, visible
from rolescope.cli.wire import edit_json
from rolescope.rights.edits import Batch, Edit, apply_all
from rolescope.rights.engine import Outcome
from rolescope.rights.model import Json, Tenant
from rolescope.rights.telling import tell
from rolescope.store.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Change:
    """Some edits with the answers before and after them, and whether any role says anything else afterwards."""

    edits: Sequence[Edit]
    before: Outcome
    after: Outcome
    changes: bool


def must_have_reason(reason: str | None, dry_run: bool) -> None:
    """A revision says why it was made."""
    if not dry_run and not (reason or "").strip():
        raise UserError("a revision needs a reason: add --reason TEXT, or --dry-run to only see the impact")


def tried(before: Outcome, edits: Sequence[Edit]) -> Change:
    """What some edits come to; nothing is written."""
    tenant = apply_all(edits, before.tenant, before.tree)
    return Change(edits, before, before.engine.evaluate(tenant, before), _differ(before.tenant, tenant))


def _differ(before: Tenant, after: Tenant) -> bool:
    """Whether any role says anything else, or is there for the first time, or a user is granted anything else."""
    known, users = before.roles, before.principals
    return any(name not in known or not role.same_as(known[name]) for name, role in after.roles.items()) or any(
        name not in users or dict(user.grants) != dict(users[name].grants) for name, user in after.principals.items()
    )


def saved(bench: Workbench, change: Change, label: str, reason: str | None) -> int | None:
    """Save the edits as one revision; its number, None where they change nothing."""
    if not change.changes:
        return None
    bench.do(Batch(label, tuple(change.edits)) if len(change.edits) > 1 else change.edits[0])
    return bench.save(str(reason).strip()).number


def warn_of(change: Change) -> None:
    """What the system has to say of a change of people."""
    caution = change.before.system.caution(change.before.tenant, change.after.tenant)
    if caution:
        talk(f"warning: {caution}")


def change_json(change: Change, revision: int | None) -> Json:
    """The edits, whom they affect, and the revision they became."""
    return {
        "tenant": change.before.tenant.name,
        "edits": [edit_json(edit, change.before.system) for edit in change.edits],
        "impact": effects_json(change.before, change.after),
        "changed": change.changes,
        "revision": revision,
    }


def change_lines(change: Change, revision: int | None, dry_run: bool) -> list[str]:
    """The same for people."""
    system, tree = change.before.system, change.before.tree
    told = tell(change.edits, change.before.tenant, system, lambda _: tree)
    lines = [visible(line) for one in told for line in one.lines()]
    if not change.changes:
        who = "user has it" if system.grants_on_users(change.before.tenant) else f"{system.people.role_word} says so"
        return [*lines, f"the {who} already: nothing to save"]
    lines += effects_lines(change.before, change.after)
    return [*lines, "dry run: nothing was saved" if dry_run else f"saved as revision {revision}"]
