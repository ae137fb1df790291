"""The vendor's summary of a user's rights held against the prediction, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rolescope.rights.engine import Outcome
from rolescope.rights.model import Subject
from rolescope.rights.tree import Tree
from rolescope.systems.faults import BundleError, Problem
from rolescope.systems.keypay.business import GROUP, LOCATION, row_id
from rolescope.systems.keypay.catalogue import Catalogue
from rolescope.systems.keypay.mistakes import BodyError, parse_json
from rolescope.systems.keypay.reach import Reach
from rolescope.systems.keypay.summary import BOTH, BUSINESS_FIELDS, NEITHER, RULE_FIELDS, summary
from rolescope.systems.verifying import HAS, LACKS, STRANGE, Difference

Json = Any
MARK = "isPayrollAdmin"
OWN_FIELDS = (MARK, *BUSINESS_FIELDS, BOTH, NEITHER)


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says; it does not say of whom, for it is the caller's own."""

    businesses: tuple[Mapping[str, Json], ...]
    user: str | None = None


def read_said(text: str, file: str, tree: Tree) -> list[Said]:
    """The businesses of a summary.

    Raises:
        BundleError: when it is something else, with the place.
    """
    try:
        raw, _ = parse_json(text)
    except BodyError as error:
        raise BundleError(file, [Problem("", str(error))]) from None
    listed = raw if isinstance(raw, list) else [raw]
    expected = f"expected a business with {MARK}, as /api/v2/manager/security/businesses returns it"
    wrong = [n for n, one in enumerate(listed) if not isinstance(one, dict) or not isinstance(one.get(MARK), bool)]
    if wrong or not listed:
        raise BundleError(file, [Problem(f"[{number}]", expected) for number in wrong] or [Problem("", expected)])
    return [Said(tuple(listed))]


def differences(outcome: Outcome, subject: Subject, said: Said) -> Iterator[Difference]:
    """Every difference, with the rule by which we expect otherwise."""
    user = subject.principal or ""
    catalogue = Catalogue(outcome.tree)
    ours = summary(catalogue, Reach(catalogue), outcome.tenant, user)
    theirs = _this_business(outcome, said)
    if theirs is None or ours is None:
        if (theirs is None) != (ours is None):
            kind, told = (LACKS, "does not list") if theirs is None else (HAS, "lists")
            yield Difference(user, "", "", kind, "KP-05", f"the vendor {told} the business, we expect otherwise")
        return
    for name in OWN_FIELDS:
        yield from _field(user, "", name, theirs.get(name), ours[name])
    yield from _kiosks(user, theirs, ours)
    yield from _rules(user, "employeeGroupPermissions", GROUP, theirs, ours)
    yield from _rules(user, "locationPermissions", LOCATION, theirs, ours)


def _this_business(outcome: Outcome, said: Said) -> Mapping[str, Json] | None:
    number = outcome.tenant.settings.get("business_id")
    fitting = [one for one in said.businesses if number is None or one.get("id") in (None, number)]
    return fitting[0] if fitting else None


def _field(user: str, node: str, name: str, theirs: Json, ours: bool) -> Iterator[Difference]:
    if isinstance(theirs, bool) and theirs != ours:
        rule = "KP-02" if name == MARK else "KP-45"
        reason = f"our rules say {_truth(ours)}: {'a flag of this name is held' if ours else 'no rule holds the flag'}"
        if name == MARK:
            reason = f"the record we know is {'' if ours else 'not '}Unrestricted"
        yield Difference(user, node, name, HAS if theirs else LACKS, rule, reason)


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _kiosks(user: str, theirs: Mapping[str, Json], ours: Json) -> Iterator[Difference]:
    listed = theirs.get("kiosks")
    if not isinstance(listed, list):
        return
    known = {kiosk["id"] for kiosk in ours["kiosks"]}
    said = {one.get("id") if isinstance(one, dict) else one for one in listed}
    for number in sorted(said ^ known, key=str):
        kind, told = (HAS, "we do not expect it to be reachable") if number in said else (LACKS, "we expect it")
        yield Difference(user, f"kiosks/{number}", "kiosks", kind, "KP-22", told)


def _rules(user: str, name: str, kind: str, theirs: Mapping[str, Json], ours: Json) -> Iterator[Difference]:
    listed = theirs.get(name)
    if not isinstance(listed, list):
        return
    said, known = _by_scope(listed), _by_scope(ours[name])
    for scope in dict.fromkeys((*known, *said)):
        place = ", ".join(row_id(kind, one) for one in scope) or name
        if scope not in known or scope not in said:
            found, told = (HAS, "we know no such rule") if scope in said else (LACKS, "the record has such a rule")
            yield Difference(user, place, name, found if scope in known or scope in said else STRANGE, "KP-11", told)
            continue
        for field in RULE_FIELDS:
            yield from _field(user, place, field, said[scope].get(field), known[scope][field])


def _by_scope(rules: Iterable[Mapping[str, Json]]) -> dict[tuple[int, ...], dict[str, Json]]:
    """Rules by the ids they are about; what several say about the same adds up (KP-15)."""
    found: dict[tuple[int, ...], dict[str, Json]] = {}
    for rule in rules:
        ids = rule.get("id")
        scope = tuple(sorted(one for one in (ids if isinstance(ids, list) else [ids]) if isinstance(one, int)))
        before = found.get(scope, {})
        found[scope] = {
            field: before.get(field) is True or rule[field] if field in rule else before.get(field)
            for field in RULE_FIELDS
        }
    return found
