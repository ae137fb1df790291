"""What is open on the screen: the workbench with its outcomes before and after the draft. No Textual here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from rolescope.rights.delta import NO_DELTA
from rolescope.rights.engine import Engine, Outcome
from rolescope.rights.explain import Explanation, explain
from rolescope.rights.grants import CompiledRole
from rolescope.rights.impact import SubjectImpact
from rolescope.rights.model import API, UI, Credential, Principal, Rights, Role, Subject, Tenant, credentials_by_user
from rolescope.rights.piecemeal import Piecemeal
from rolescope.rights.policy import Layer
from rolescope.rights.system import IMPORT, ROLE, USER, System
from rolescope.rights.tree import Tree
from rolescope.store.workbench import Workbench
from rolescope.tui.draft import Draft, Search

if TYPE_CHECKING:
    from rolescope.rights.edits import Edit


class UserRow(NamedTuple):
    """A row of the API users pane: a user, or one of its credentials; without a user, a credential on its own."""

    principal: str | None
    credential: str | None = None


class Session:
    """One tenant being looked at and edited: every number on the screen comes from here."""

    def __init__(self, workbench: Workbench) -> None:
        self.workbench = workbench
        self.system: System = workbench.system
        self.tree: Tree = workbench.tree
        self.engine = Engine(self.system, self.tree)
        self.saved = self.engine.evaluate(workbench.saved)
        self.outcome = self.saved
        self.company: str | None = None
        self.show_hidden = False
        self.asked = IMPORT
        self.method = API
        """The way in that the users are shown with, where the system tells ways apart."""
        self.reason = ""
        """Why the draft is to be saved, as it was typed, until a save comes about."""
        self._rows: tuple[tuple[Subject, ...], tuple[UserRow, ...]] = ((), ())
        self._subjects: tuple[object, dict[UserRow, Subject]] = (None, {})
        self._by_user: tuple[object, Mapping[str | None, Sequence[Credential]]] = (None, {})
        self._holders: tuple[object, Mapping[str, int]] = (None, {})
        self._members: tuple[object, Mapping[str, Sequence[str]]] = (None, {})
        self._layers: tuple[object, object, Sequence[Layer]] = (None, None, ())
        self._own: dict[str, CompiledRole] = {}
        self._compared: tuple[Outcome, Outcome, bool] | None = None
        self._parts: tuple[object, int] = (None, 0)
        self.recompute()

    @property
    def tenant(self) -> Tenant:
        """The tenant on show, which the workbench may have left behind already in the store's thread."""
        return self.outcome.tenant

    def recompute(self) -> None:
        """Bring the outcomes up to the workbench: only what changed is worked out again."""
        if self.workbench.tree is not self.tree:  # others replaced the catalogue, and the draft was put onto theirs
            self.tree = self.workbench.tree
            self.engine = Engine(self.system, self.tree)
            self.saved = self.outcome = self.engine.evaluate(self.workbench.saved)
            self._own.clear()
        if self.workbench.saved is not self.saved.tenant:
            self.saved = self.engine.evaluate(self.workbench.saved, self.saved)
        if self.workbench.current is not self.outcome.tenant:
            base = self.saved if self.workbench.current is self.workbench.saved else self.outcome
            self.outcome = self.engine.evaluate(self.workbench.current, base)
        if self.workbench.current is self.workbench.saved:
            self.outcome = self.saved
        compared = self.saved, self.outcome, self.grants_on_users
        if self._compared != compared:  # else what was counted holds
            self._draft, self._compared = Draft(*compared), compared
        codes = [company.code for company in self.tenant.companies]
        if not self.outcome.classes.by_company:
            self.company = None
        elif self.company not in codes:
            self.company = codes[0]

    @property
    def impact(self) -> Mapping[Subject, SubjectImpact]:
        """What the unsaved edits change, by subject; worked out for everyone by now."""
        self._draft.rows.go_on()
        return self._draft.rows.found

    @property
    def known_impact(self) -> Mapping[Subject, SubjectImpact]:
        """The same as far as it is known."""
        return self._draft.rows.found

    @property
    def knows_impact(self) -> bool:
        """Whether all is known that was asked for, of everyone."""
        self._draft.rows.begin()
        return not any(search.is_pending for search in self._draft.searches)

    def find_impact(self) -> Piecemeal[None]:
        """Work the rest out."""
        self._draft.rows.begin()
        for search in self._draft.searches:
            while search.is_pending:
                search.go_on(1)
                yield

    def impact_on(self, subject: Subject | None) -> SubjectImpact | None:
        """What the unsaved edits change for a subject, by a program or by hand; None where that is nothing."""
        if subject is None or self.outcome is self.saved:
            return None
        return self._search(subject).of(subject)

    def is_known_to_change(self, subject: Subject) -> bool:
        """Whether they are known to change anything for a subject."""
        return self.outcome is not self.saved and subject in self._search(subject).found

    def _search(self, like: Subject) -> Search:
        """Where to ask about a subject: among the rows, or among all who come in by hand as it does."""
        if like.method == API:
            return self._draft.rows
        rows = filter(None, map(self.subject_of, self.user_rows))
        return self._draft.by_hand(like.company, (replace(row, method=UI, company=like.company) for row in rows))

    def next_method(self) -> None:
        """Show what the users can do by the other way in."""
        self.method = UI if self.method == API else API

    @property
    def unsaved(self) -> int:
        """How many edits are not saved: the one number of them in the status line, in dialogs and in messages."""
        return len(self.workbench.draft_entries)

    def do(self, edit: Edit) -> None:
        """Make an edit part of the draft."""
        self.workbench.do(edit)
        self.recompute()

    def undo(self) -> Edit | None:
        """Take back the last step; None when there is none."""
        edit = self.workbench.undo()
        self.recompute()
        return edit

    def redo(self) -> Edit | None:
        """Do the next step again; None when there is none."""
        edit = self.workbench.redo()
        self.recompute()
        return edit

    # What grants stand in

    @property
    def grants_on_users(self) -> bool:
        """Whether rights are granted to users themselves here: then each of them is edited as a role is elsewhere."""
        return self.system.grants_on_users(self.tenant)

    @property
    def grant_holders(self) -> Mapping[str, object]:
        """By name what rights can be granted in: the roles, or the users."""
        return self.tenant.principals if self.grants_on_users else self.tenant.roles

    def role(self, name: str | None) -> Role | None:
        """The role of a name; of a user where rights are granted to users what it has."""
        if name is None or not self.grants_on_users:
            return self.tenant.roles.get(name or "")
        user = self.tenant.principals.get(name)
        if user is None:
            return None
        known = self._own.get(name)
        if known is None or known.role.grants is not user.grants:
            self._own[name] = known = self.engine.compile(Role(name, user.grants))
        return known.role

    def compiled(self, role: str) -> CompiledRole | None:
        """The compiled role of a name."""
        if not self.grants_on_users:
            return self.outcome.compiled.get(role)
        return self._own[role] if self.role(role) is not None else None

    # Who

    @property
    def user_rows(self) -> tuple[UserRow, ...]:
        """The rows of the API users pane: each user, then its credentials; last the credentials without a user."""
        subjects = self.outcome.subjects
        if self._rows[0] is not subjects:
            self._rows = subjects, self._rows[1] if self._rows[0] == subjects else self._rows_of(subjects)
        return self._rows[1]

    @staticmethod
    def _rows_of(subjects: tuple[Subject, ...]) -> tuple[UserRow, ...]:
        rows: dict[UserRow, None] = {}
        for subject in subjects:
            if subject.principal is not None:
                rows[UserRow(subject.principal)] = None
            if subject.credential is not None:
                rows[UserRow(subject.principal, subject.credential)] = None
        return tuple(rows)

    def subject_of(self, row: UserRow | None) -> Subject | None:
        """The subject a row stands for, in the company on show: for a user its first credential."""
        if row is None:
            return None
        shown = self.tenant.credentials, self.company, self.method
        if self._subjects[0] != shown:
            self._subjects = shown, {}
        known = self._subjects[1]
        if row not in known:
            names = (row.credential, *(each.name for each in self.credentials_of(row.principal)[:1]))
            known[row] = Subject(row.principal, next(filter(None, names), None), self.company, self.method)
        return known[row]

    def credentials_of(self, user: str | None) -> Sequence[Credential]:
        """The credentials of a user, in the tenant's order; of None those without a user."""
        credentials = self.tenant.credentials
        if self._by_user[0] is not credentials:
            self._by_user = credentials, credentials_by_user(self.tenant)
        return self._by_user[1].get(user, ())

    def entries_of(self, subject: Subject) -> tuple[Principal | None, Credential | None]:
        """The user and the credential of a subject, as far as there are any."""
        users, credentials = self.tenant.principals, self.tenant.credentials
        return users.get(subject.principal or ""), credentials.get(subject.credential or "")

    def has_subject(self, subject: Subject | None) -> bool:
        """Whether a subject still exists in the tenant being edited."""
        if subject is None:
            return False
        tenant = self.tenant
        return (subject.principal is None or subject.principal in tenant.principals) and (
            subject.credential is None or subject.credential in tenant.credentials
        )

    def filtered(self, text: str, about: str) -> Collection[str] | None:
        """The roles, users or nodes that a filter in the vendor's own language holds for; None if it is no such one.

        Raises:
            FilterError: when it cannot be read.
        """
        about = USER if about == ROLE and self.grants_on_users else about
        return self.system.filtered(text, about, self.tenant, self.tree)

    def holds(self, subject: Subject, role: str) -> bool:
        """Whether a role counts for a subject."""
        if self.grants_on_users:
            return subject.principal == role
        compiled = self.compiled(role)
        return any(held is compiled for held in self.outcome.effective(subject).roles)

    def stopping(self, subject: Subject, node: int, rights: Rights) -> tuple[str, ...]:
        """The names of the layers that take some rights from a subject at a node, the first for each right."""
        if not rights:
            return ()
        if self._layers[:2] != (self.outcome, subject):
            self._layers = self.outcome, subject, self.outcome.layers(subject)
        numbers = self.engine.numbers(rights)
        first = (
            next((layer.name for layer in self._layers[2] if not layer.at_most.planes[number] >> node & 1), "")
            for number in numbers
        )
        return tuple(dict.fromkeys(name for name in first if name))

    def counts(self, subject: Subject) -> dict[str, tuple[int, int]]:
        """By export, import and what else the system asks: how many nodes for certain, and at most."""
        return {kind: self.outcome.count(subject, kind, self.show_hidden) for kind in self.system.kinds}

    @property
    def left_out(self) -> int:
        """The nodes that every total leaves out (PS-64): in the bars and panes, in Review, in dialogs and fixes."""
        return 0 if self.show_hidden else self.outcome.policy.hidden

    def change(self, subject: Subject, kind: str) -> tuple[int, int, int]:
        """How many nodes a subject gains and loses by the unsaved edits; and how many that are no certain yes either
        way, but change between no, partly and unknown."""
        found = self.impact_on(subject)
        delta = found.deltas.get(kind, NO_DELTA) if found else NO_DELTA
        seen = ~self.left_out
        unsure = delta.unsure & self.outcome.policy.answerable & seen
        return (delta.gained & seen).bit_count(), (delta.lost & seen).bit_count(), unsure.bit_count()

    def total_change(self, kind: str) -> tuple[int, int, int]:
        """The same over all subjects."""
        totals, asked = self._draft.totals, (kind, self.left_out)
        if asked not in totals:
            changes = [self.change(subject, kind) for subject in self.impact]
            gained, lost, unsure = (sum(numbers) for numbers in zip(*changes, strict=True)) if changes else (0, 0, 0)
            totals[asked] = gained, lost, unsure
        return totals[asked]

    def explain(self, subject: Subject, node: int, asked: str | None = None) -> Explanation:
        """Why the answer for a cell is as it is."""
        return explain(self.outcome, subject, node, asked or self.asked)

    def remark(self, subject: Subject, node: int) -> str:
        """What there is to remark on the answer to what Why asks: for how many it holds, that it makes drafts only."""
        return self.outcome.remark(subject, node, self.asked)

    # What changed

    def changed_nodes(self, role: str) -> int:
        """The nodes whose grant in a role is not saved yet."""
        return self._draft.nodes.get(role, 0)

    def role_is_changed(self, role: str) -> bool:
        """Whether anything about a role is not saved yet."""
        if self.grants_on_users:
            return bool(self.changed_nodes(role)) or role not in self.saved.tenant.principals
        before = self.saved.tenant.roles.get(role)
        after = self.tenant.roles.get(role)
        return before is not after and (before is None or after is None or not before.same_as(after))

    def user_is_changed(self, row: UserRow) -> bool:
        """Whether anything about a user or credential is not saved yet."""
        users, credentials = self._draft.names
        return row.principal in users if row.credential is None else row.credential in credentials

    def holders(self) -> Mapping[str, int]:
        """By role, how many users hold it; of users whose own grants are edited, how many those are."""
        if self.grants_on_users:
            return {name: len(user.grants) for name, user in self.tenant.principals.items()}
        if self._holders[0] is not self.tenant.principals:
            held = Counter(name for user in self.tenant.principals.values() for name in {h.role for h in user.roles})
            self._holders = self.tenant.principals, held
        return self._holders[1]

    def members(self, group: str) -> Sequence[str]:
        """The names of the users who are in a group, in the tenant's order."""
        users = self.tenant.principals
        if self._members[0] is not users:
            found: dict[str, list[str]] = {}
            for user in users.values():
                for name in dict.fromkeys(user.groups):
                    found.setdefault(name, []).append(user.name)
            self._members = users, found
        return self._members[1].get(group, ())

    @property
    def parts(self) -> int:
        """The nodes that are listed in the fields pane, not in the menu."""
        if self._parts[0] is not self.tree:
            plane = 0
            for kind in self.system.part_kinds:
                plane |= self.tree.kinds.get(kind, 0)
            self._parts = self.tree, plane
        return self._parts[1]

    def owner(self, node: int) -> int:
        """The row of the menu that a node is listed with: itself, or for a part the nearest node above that is none."""
        parts = self.parts
        while parts >> node & 1:
            node = self.tree.parent[node]
        return node

    def next_company(self) -> None:
        """Show the next company."""
        codes = [company.code for company in self.tenant.companies]
        if self.company in codes:
            self.company = codes[(codes.index(self.company) + 1) % len(codes)]
