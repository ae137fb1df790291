"""Commands that switch the tenant, or change a setting of the one that is open."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from rolescope.rights.edits import EditError, SetCompanies, SetSetting
from rolescope.rights.field_words import choice_title, spoken_value
from rolescope.rights.model import Assignment, Company
from rolescope.rights.system import Setting, cited
from rolescope.store.workspace import TenantLine
from rolescope.systems import TITLES
from rolescope.tui.commands.base import writes
from rolescope.tui.commands.people import PeopleSet, sentence
from rolescope.tui.screens.choose import Choice, Choose, among
from rolescope.tui.screens.form import Field, Form, Values
from rolescope.tui.screens.link_roles import LinkRoles, Wording
from rolescope.tui.text import counted

EVERYTHING = "(everything, no list is kept)"
"""What is ticked for a setting that has all there is; in brackets, as no value of one is."""
VALUES_OF = Wording("value", "Has", "nothing", held_first=False)
UNSAID = "any"
"""What a setting of one value is, where nothing is chosen."""
MOST_NAMED = 2
"""Values of a setting that are named in its line; of more it is how many."""
BETWEEN = "; "
"""Between the companies in the line in which they are edited."""


class SettingCommands(PeopleSet):
    """The tenants of the workspace, and the settings of the open one."""

    def tenant(self) -> None:
        """Switch the tenant, or change a setting of this one."""
        session, opener = self.session, self.desk.rolescope.opener
        where = opener.path.name if opener.path is not None else "the workspace"
        choices = [Choice(None, f"Tenants of {where}"), *map(self._tenant_choice, opener.tenants)]
        if session.system.settings:
            choices.append(Choice(None, f"Settings of {session.tenant.name}"))
        choices += [self._setting_choice(setting) for setting in session.system.settings]
        if session.system.people.by_company:
            codes = ", ".join(company.code for company in session.tenant.companies) or "none"
            choices.append(Choice(("companies", ""), "  Companies", codes, "Those of the group, by code and name."))
        here = ("tenant", session.tenant.name)
        self.ask(Choose("Tenant and settings", among(choices), wide=True, here=here), self._open_or_change)

    def _setting_choice(self, setting: Setting) -> Choice:
        value = self.session.tenant.settings.get(setting.name, setting.default)
        many = isinstance(value, list) and len(value) > MOST_NAMED
        spoken = f"{len(value)} of them" if many else spoken_value(setting, value, UNSAID)
        told = f"{spoken} {self.desk.symbols.separator} {setting.rule}"
        return Choice(("setting", setting.name), f"  {setting.title}", told, f"Setting: {setting.help}")

    def _tenant_choice(self, line: TenantLine) -> Choice:
        """A tenant with what is in it; of the one that is open, as it is now."""
        session, symbols = self.session, self.desk.symbols
        roles, users, unsaved, state = line.roles, line.users, line.unsaved, ""
        if line.name == session.tenant.name:
            tenant, state = session.tenant, "open now"
            roles, users, unsaved = len(tenant.roles), len(tenant.principals), session.unsaved
        told = [state, TITLES.get(line.system, line.system), counted(users, "user"), counted(roles, "role")]
        told += [counted(unsaved, "unsaved edit")] if unsaved else []
        mark = symbols.here if state else " "
        return Choice(("tenant", line.name), f"{mark} {line.name}", f" {symbols.separator} ".join(filter(None, told)))

    def _open_or_change(self, chosen: Hashable) -> None:
        if isinstance(chosen, tuple):
            kind, name = chosen
            if kind == "tenant":
                self._open_tenant(name)
            elif kind == "companies":
                self._edit_companies()
            else:
                self.change_setting(name)

    def _open_tenant(self, name: str) -> None:
        if name == self.session.tenant.name:
            self.desk.tell(f"{name} is open already.")
        else:
            self.desk.rolescope.open_tenant(name)

    @writes
    def change_setting(self, name: str) -> None:
        """Give a setting its next value."""
        setting = next(s for s in self.session.system.settings if s.name == name)
        if setting.many:
            self._choose_many(setting)
            return
        choices = [*(() if setting.default is not None else (None,)), *(setting.choices or ())]
        values: list[object] = choices if setting.choices else [True, False]
        now = self.session.tenant.settings.get(name, setting.default)
        self._ask_to_set(setting, values[(values.index(now) + 1) % len(values)])

    @writes
    def _edit_companies(self) -> None:
        """Say which companies there are."""
        now = BETWEEN.join(f"{company.code} {company.name}".strip() for company in self.session.tenant.companies)
        told = "Code and name of each, as in: EX Example Company; EX-UK Example UK"
        form = Form("Companies", [Field("companies", "Companies", now, help=told)], self._companies_error)
        self.ask(form, lambda values: self._set_companies(_companies(str(values["companies"]))))

    def _companies_error(self, values: Values) -> str | None:
        companies, tenant = _companies(str(values["companies"])), self.session.tenant
        try:
            SetCompanies(companies).on(tenant, self.session.tree)
        except EditError as wrong:
            return sentence(str(wrong))
        return None

    def _set_companies(self, companies: tuple[Company, ...]) -> None:
        if companies != self.session.tenant.companies:
            codes = ", ".join(company.code for company in companies) or "none"
            told = partial(self.desk.tell, f"Companies: {codes} now, unsaved.")
            self.ask_and_do(f"Set the companies to {codes}?", [SetCompanies(companies)], told)

    def _ask_to_set(self, setting: Setting, value: object) -> None:
        """A setting is about everybody at once: what it changes for whom is shown first."""
        now = spoken_value(setting, value, UNSAID)

        def told() -> None:
            self.desk.tell(f"{setting.title}: {now} now, unsaved ({setting.rule}).")

        self.ask_and_do(f"Set {setting.title} to {now}?", [SetSetting(setting.name, value)], told)

    def _choose_many(self, setting: Setting) -> None:
        """Tick the values of a setting that has any number of them, or all without a list."""
        held = self.session.tenant.settings.get(setting.name, setting.default)
        values = {choice_title(setting, value): value for value in (*(setting.choices or ()), *(held or ()))}
        ticked = [EVERYTHING] if held is None else [choice_title(setting, value) for value in held]
        note = f"{setting.help} ({cited(self.session.system, setting.rule)})"
        names, given = [EVERYTHING, *sorted(values, key=str.casefold)], tuple(map(Assignment, ticked))
        dialog = LinkRoles(setting.title, names, (), given, note, VALUES_OF, alone=EVERYTHING)
        self.ask(dialog, lambda chosen: self._keep_many(setting, [values.get(one.role, one.role) for one in chosen]))

    def _keep_many(self, setting: Setting, chosen: list[str]) -> None:
        held = self.session.tenant.settings.get(setting.name, setting.default)
        value = None if EVERYTHING in chosen else sorted(chosen)
        if (None if held is None else sorted(held)) == value:
            return
        self._ask_to_set(setting, value)


def _companies(text: str) -> tuple[Company, ...]:
    """The companies in a line: of each its code, then its name."""
    parts = (part.split(None, 1) for part in text.split(BETWEEN.strip()) if part.strip())
    return tuple(Company(code, name[0].strip() if name else "") for code, *name in parts)
