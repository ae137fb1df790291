"""One grant edited in the demo, until every number of the preview is fresh; without painting and the disk."""

from __future__ import annotations

from measuring import collected, demo_session, machine, plan, ratio, spread, timed, times

from rolescope.rights.edits import SetGrant
from rolescope.rights.engine import Effective, Engine
from rolescope.rights.system import EXPORT, IMPORT
from rolescope.tui.session import Session

NODES = 60
"""How many nodes of the tree are edited in each role."""
PLANNED = 5.0


def main() -> None:
    """Measure and print."""
    machine()
    with demo_session() as session, collected():
        nodes = list(range(0, len(session.tree), len(session.tree) // NODES))
        edits = [edit for role in session.tenant.roles for node in nodes for edit in _edits(session, role, node)]
        undoing: list[float] = []
        doing: list[float] = []
        for edit in edits:
            doing.append(timed(lambda edit=edit: _do(session, edit)))
            undoing.append(timed(lambda edit=edit: _undo(session, edit)))
        print(f"  {len(session.tenant.roles)} roles, {len(nodes)} nodes, {len(session.outcome.subjects)} rows")
        middle = spread("an edit: all counts, changes, answers, and Why", doing)
        spread("the same for taking it back", undoing)
        scratch = spread("peer: evaluating from scratch instead", times(lambda: _from_scratch(session), 30))
        plan("an edit, median", middle, PLANNED)
        plan("an edit, worst", max(doing), PLANNED)
        ratio("against evaluating from scratch", middle, scratch)


def _edits(session: Session, role: str, node: int) -> list[SetGrant]:
    now = session.tenant.roles[role].grants.get(session.tree.nodes[node].id)
    levels = [level.rights for level in session.system.levels if level.rights != now]
    return [SetGrant(role, session.tree.nodes[node].id, rights) for rights in levels]


def _do(session: Session, edit: SetGrant) -> None:
    session.do(edit)
    _preview(session, session.tree.index[edit.node])


def _undo(session: Session, edit: SetGrant) -> None:
    session.undo()
    _preview(session, session.tree.index[edit.node])


def _preview(session: Session, node: int) -> None:
    """Every number that the screen shows after an edit of a node."""
    subjects = [subject for row in session.user_rows if (subject := session.subject_of(row)) is not None]
    for subject in subjects:
        session.counts(subject)
        for kind in (EXPORT, IMPORT):
            session.change(subject, kind)
            session.outcome.answer(subject, node, kind)
    for kind in (EXPORT, IMPORT):
        session.total_change(kind)
    session.explain(subjects[0], node)


def _from_scratch(session: Session) -> list[Effective]:
    return Engine(session.system, session.tree).evaluate(session.tenant).results


if __name__ == "__main__":
    main()
