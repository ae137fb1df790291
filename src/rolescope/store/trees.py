"""The trees of the catalogues that a tenant stands on or stood on, each made once."""

from __future__ import annotations

from rolescope.rights.system import System
from rolescope.rights.tree import Tree, TreeError
from rolescope.store.errors import WorkspaceError
from rolescope.store.workspace import Workspace
from rolescope.systems import system as built_in


def system_of(tenant: str, name: str) -> System:
    """The system of a tenant, by the name of either.

    Raises:
        WorkspaceError: when this program does not have it.
    """
    try:
        return built_in(name)
    except KeyError as error:
        raise WorkspaceError(f"{tenant!r} is for the system {name!r}, which this rolescope lacks") from error


class Trees:
    """Gives the tree of a catalogue by what ``Tenant.catalogue`` says."""

    def __init__(self, workspace: Workspace, tenant: str, given: Tree | None = None) -> None:
        """``given`` stands for every catalogue, instead of the system's own and those in the workspace."""
        self._workspace, self._tenant, self._given = workspace, tenant, given
        self._made: dict[str, Tree] = {}

    def __call__(self, catalogue: str) -> Tree:
        """The tree of a catalogue.

        Raises:
            WorkspaceError: when it is not in the workspace, or damaged.
        """
        if self._given is not None:
            return self._given
        if catalogue not in self._made:
            system = system_of(self._tenant, dict(self._workspace.tenant_names())[self._tenant])
            try:
                self._made[catalogue] = system.tree(self._workspace.nodes(catalogue))
            except TreeError as error:
                raise WorkspaceError(f"the catalogue of {self._tenant!r} is damaged: {error.problems[0]}") from error
        return self._made[catalogue]
