"""What ``rolescope import`` makes of a tenant, worked out before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rolescope.cli.catalogues import catalogue_counts
from rolescope.cli.errors import UserError
from rolescope.cli.import_sources import Source
from rolescope.rights.engine import Engine, Outcome
from rolescope.rights.model import BUILTIN, Credential, Tenant, facts
from rolescope.rights.renumbering import renumbered
from rolescope.rights.tree import Tree
from rolescope.store.news import awaited, kept_closed
from rolescope.store.workspace import Workspace, fingerprint
from rolescope.systems import system as built_in


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file makes of its tenant: ``before`` None is a new one."""

    source: Source
    before: Tenant | None
    after: Tenant
    old_tree: Tree
    """The catalogue so far; for a new tenant its own."""
    catalogue: dict[str, int]
    """How many nodes of the catalogue come, go and change."""
    arrived: frozenset[str] = frozenset()
    """The nodes that arrived closed, now or earlier."""

    @property
    def action(self) -> str:
        """What happens to the tenant: ``create``, ``replace``, or ``none``."""
        if self.before is None:
            return "create"
        return "none" if facts(self.before) == facts(self.after) else "replace"

    @property
    def start(self) -> Tenant:
        """The tenant before; an empty one where it is new."""
        return self.before or Tenant(self.after.name, self.after.system)

    @property
    def reason(self) -> str:
        """What the history says of it, unless somebody says why."""
        return f"imported {self.source.name}"


def plan_of(source: Source, workspace: Workspace | None) -> Plan:
    """What a file makes of its tenant in a workspace, in which nothing is written."""
    nodes = source.bundle.nodes
    tenant = replace(source.bundle.tenant, catalogue=BUILTIN if nodes is None else fingerprint(nodes))
    known = dict(workspace.tenant_names()) if workspace is not None else {}
    if workspace is None or tenant.name not in known:
        tree = source.bundle.tree
        return Plan(source, None, tenant, tree, catalogue_counts(tree, tree))
    if known[tenant.name] != tenant.system:
        raise UserError(f"{source.name}: the tenant {tenant.name!r} is there already, in {known[tenant.name]}")
    before, earlier = awaited(workspace, tenant.name)
    tree, old_tree = source.bundle.tree, built_in(tenant.system).tree(workspace.nodes(before.catalogue))
    after, arrived = kept_closed(_with_secrets(tenant, before), before, old_tree.index.keys(), earlier, tree)
    return Plan(source, before, after, old_tree, catalogue_counts(old_tree, tree), arrived)


def _with_secrets(tenant: Tenant, before: Tenant) -> Tenant:
    """Bundles hold no secrets: a credential that goes on under its name and client id keeps its own."""

    def kept(credential: Credential) -> Credential:
        old = before.credentials.get(credential.name)
        if old is None or credential.client_id not in (None, old.client_id):
            return credential
        return replace(credential, client_id=old.client_id, secret_hash=old.secret_hash)

    return replace(tenant, credentials={name: kept(held) for name, held in tenant.credentials.items()})


def effects_of(plan: Plan) -> tuple[Outcome, Outcome] | None:
    """The answers before and after, both by the new catalogue's numbers; None for a new tenant."""
    if plan.before is None:
        return None
    system, tree = built_in(plan.after.system), plan.source.bundle.tree
    engine = Engine(system, tree)
    if any(plan.catalogue.values()):
        before = Engine(system, plan.old_tree).evaluate(plan.before)
        return renumbered(before, tree), engine.evaluate(plan.after)
    before = engine.evaluate(plan.before)
    return before, engine.evaluate(plan.after, before)


def doubts_of(plan: Plan) -> Iterator[str]:
    """What an admin should know of the grants that a file brings."""
    for doubt in built_in(plan.after.system).doubts(plan.start, plan.after, plan.source.bundle.tree):
        yield f"{plan.source.name}: {doubt}"
