"""Settings, and the tenant as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rolescope.rights.edits.base import Edit, EditError
from rolescope.rights.edits.unsettled import settled
from rolescope.rights.model import Company, Json, Tenant
from rolescope.rights.tree import Tree


@dataclass(frozen=True, slots=True)
class SetSetting(Edit):
    """Change a setting of the tenant; None takes it back to the system's default."""

    setting: str
    value: Json

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        settings = dict(tenant.settings)
        old = settings.pop(self.setting, None)
        if self.value is not None:
            settings = {**dict(tenant.settings), self.setting: self.value}
        inverse: Edit = SetSetting(self.setting, old)
        if self.value is None and list(tenant.settings)[-1:] != [self.setting]:
            inverse = PutSettings(tenant.settings)
        return replace(tenant, settings=settings), inverse


@dataclass(frozen=True, slots=True)
class PutSettings(Edit):
    """Replace all settings of the tenant."""

    settings: Mapping[str, Json]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        return replace(tenant, settings=self.settings), PutSettings(tenant.settings)


@dataclass(frozen=True, slots=True)
class SetCompanies(Edit):
    """Say which companies the tenant has, in order. Each has its own code, and none goes in which a role is held."""

    companies: tuple[Company, ...]

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        codes = [company.code for company in self.companies]
        wrong = next((code for code in codes if not code or codes.count(code) > 1), None)
        if wrong is not None:
            raise EditError(f"the company {wrong} is there twice" if wrong else "a company needs a code")
        links = ((user.name, held) for user in tenant.principals.values() for held in user.roles)
        lost = next(((name, held) for name, held in links if held.company and held.company not in codes), None)
        if lost is not None:
            raise EditError(f"{lost[0]} has {lost[1].role} in {lost[1].company}: take it away first")
        return replace(tenant, companies=self.companies), SetCompanies(tenant.companies)


@dataclass(frozen=True, slots=True)
class ReplaceTenant(Edit):
    """Replace everything, as an imported bundle does."""

    tenant: Tenant

    def on(self, tenant: Tenant, tree: Tree) -> tuple[Tenant, Edit]:
        return self.tenant, ReplaceTenant(settled(tenant))
