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
from rolescope.systems.keypay.collecting import short
from rolescope.systems.keypay.mistakes import BodyError, parse_json
from rolescope.systems.keypay.reach import Reach
from rolescope.systems.keypay.summary import (
    BOTH,
    BUDGETS,
    BUSINESS_FIELDS,
    NEITHER,
    RULE_FIELDS,
    summary,
    unexpanded,
    unsure_kiosks,
)
from rolescope.systems.verifying import CANNOT_TELL, HAS, LACKS, Difference

Json = Any
Object = Mapping[str, Json]
MARK, KIOSKS = "isPayrollAdmin", "kiosks"
OWN_FIELDS = (MARK, *BUSINESS_FIELDS, BOTH, NEITHER)
RULES = {"employeeGroupPermissions": (GROUP, "KP-11"), "locationPermissions": (LOCATION, "KP-16")}
"""The lists of rules, with the kind of row these are about and the rule that puts them into a record."""
TIMESHEETS = ("CreateTimesheets", "ApproveTimesheets")


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says; it does not say of whom, for it is the caller's own."""

    businesses: tuple[Object, ...]
    user: str | None = None


def read_said(text: str, file: str, tree: Tree) -> list[Said]:
    """The businesses of a summary; an empty list is the answer for whoever has a record in none (KP-05).

    Raises:
        BundleError: when it is something else, with the place.
    """
    try:
        raw, _ = parse_json(text)
    except BodyError as error:
        raise BundleError(file, [Problem("", str(error))]) from None
    listed = raw if isinstance(raw, list) else [raw]
    problems = [problem for number, one in enumerate(listed) for problem in _wrong(f"[{number}]", one)]
    if problems:
        raise BundleError(file, problems)
    return [Said(tuple(listed))]


def _wrong(where: str, one: Json) -> Iterator[Problem]:
    """What in an object cannot be a business of a summary."""
    if not isinstance(one, dict) or not isinstance(one.get(MARK), bool):
        yield Problem(where, f"expected a business with {MARK}, as /api/v2/manager/security/businesses returns it")
        return
    for name in (KIOSKS, *RULES):
        listed = one.get(name)
        if listed is not None and not isinstance(listed, list):
            yield Problem(f"{where}.{name}", f"expected a list, not {short(listed)}")
            continue
        for number, element in enumerate(listed or ()):
            ids = _ids(element.get("id")) if isinstance(element, dict) else None
            if ids is None or (name == KIOSKS and isinstance(element["id"], list)):
                yield Problem(f"{where}.{name}[{number}]", f"expected an object with its id, not {short(element)}")


def _ids(raw: Json) -> tuple[int, ...] | None:
    """One id or a list of some; None where it is anything else."""
    ids = raw if isinstance(raw, list) else [raw]
    return None if any(isinstance(one, bool) or not isinstance(one, int) for one in ids) else tuple(sorted(ids))


def differences(outcome: Outcome, subject: Subject, said: Said) -> Iterator[Difference]:
    """Every difference, with the rule by which we expect otherwise; and what the file does not decide."""
    user = subject.principal or ""
    catalogue = Catalogue(outcome.tree)
    reach = Reach(catalogue)
    ours = summary(catalogue, reach, outcome.tenant, user)
    fitting = _this_business(outcome, said)
    if len(fitting) > 1:
        text = f"the file lists {len(said.businesses)} businesses; which is this one is not known without its id"
        yield Difference(user, "", "id", CANNOT_TELL, "KP-05", text)
        return
    if not fitting or ours is None:
        if bool(fitting) != (ours is not None):
            kind, told = (HAS, "lists") if fitting else (LACKS, "does not list")
            yield Difference(user, "", "", kind, "KP-05", f"the vendor {told} the business, we expect otherwise")
        return
    theirs = fitting[0]
    yield from _other_name(outcome, user, theirs)
    yield from _unsaid(user, "", theirs, (*OWN_FIELDS, KIOSKS, *RULES))
    for name in OWN_FIELDS:
        yield from _field(user, "", name, theirs, ours[name], *_reason(name, ours))
    yield from _budgets(user, theirs, ours)
    yield from _kiosks(user, theirs, ours, unsure_kiosks(catalogue, reach, outcome.tenant, user))
    listed = unexpanded(outcome.tenant, user)
    for name, (kind, rule) in RULES.items():
        if kind == LOCATION and _fits_better(theirs.get(name), listed, ours[name]):
            told = "the vendor names the locations that a rule lists; that those below are named too is our choice"
            yield Difference(user, "", f"{name}.id", CANNOT_TELL, "KP-17", told)
            ours = {**ours, name: listed}
        yield from _rules(user, name, kind, rule, theirs, ours)


def _this_business(outcome: Outcome, said: Said) -> list[Object]:
    """The business of a summary that is this one; several where nothing tells which."""
    number, listed = outcome.tenant.settings.get("business_id"), list(said.businesses)
    if number is not None:
        alone = len(listed) == 1
        return [one for one in listed if one.get("id") == number or (alone and one.get("id") is None)]
    return [one for one in listed if one.get("name") == outcome.tenant.name] or listed


def _other_name(outcome: Outcome, user: str, theirs: Object) -> Iterator[Difference]:
    """What is compared, where the business that the file is about is known by another name and no id tells more."""
    name = theirs.get("name")
    if outcome.tenant.settings.get("business_id") is None and name not in (None, outcome.tenant.name):
        text = f"the file is about {short(name)}; whether that is this business is not known without its id"
        yield Difference(user, "", "name", CANNOT_TELL, "", text)


def _unsaid(user: str, node: str, theirs: Object, names: Iterable[str]) -> Iterator[Difference]:
    missing = [name for name in names if theirs.get(name) is None]
    if missing:
        yield Difference(user, node, ", ".join(missing), CANNOT_TELL, "", "the file says nothing of it")


def _field(user: str, node: str, name: str, said: Object, ours: bool, rule: str, reason: str) -> Iterator[Difference]:
    theirs = said.get(name)
    if theirs is not None and not isinstance(theirs, bool):
        yield Difference(user, node, name, CANNOT_TELL, "", f"the file says {short(theirs)}, neither true nor false")
    elif theirs is not None and theirs != ours:
        kind = HAS if theirs != (name == NEITHER) else LACKS
        yield Difference(user, node, name, kind, rule, f"our rules say {'true' if ours else 'false'}: {reason}")


def _reason(name: str, ours: Object) -> tuple[str, str]:
    """By which rule a boolean of the business comes out as it does."""
    if name == MARK:
        return "KP-02", f"the record we know is {'' if ours[MARK] else 'not '}Unrestricted"
    if ours[MARK]:
        return "KP-02", "full access opens everything"
    if name in (BOTH, NEITHER):
        held = [flag for flag in TIMESHEETS if ours[f"can{flag}"]]
        return "KP-45", f"of {' and '.join(TIMESHEETS)} the rules hold {' and '.join(held) or 'neither'}"
    return "KP-45", "a flag of this name is held" if ours[name] else "no rule holds the flag"


def _budgets(user: str, theirs: Object, ours: Object) -> Iterator[Difference]:
    """A setting of the business, which no right opens: nothing is expected where it is not known."""
    if ours[BUDGETS] is not None:
        yield from _field(user, "", BUDGETS, theirs, ours[BUDGETS], "", "so the business is set, as far as we know")
    elif theirs.get(BUDGETS) is not None:
        yield Difference(user, "", BUDGETS, CANNOT_TELL, "", "how the business is set is not known here")


def _kiosks(user: str, theirs: Object, ours: Object, unsure: Iterable[int]) -> Iterator[Difference]:
    if theirs.get(KIOSKS) is None:
        return
    known = {kiosk["id"] for kiosk in ours[KIOSKS]}
    said = {one["id"] for one in theirs[KIOSKS]}
    for number in sorted((said ^ known).difference(unsure)):
        kind, told = (HAS, "we do not expect it to be reachable") if number in said else (LACKS, "we expect it")
        yield Difference(user, f"kiosks/{number}", KIOSKS, kind, "KP-22", told)
    for number in unsure:
        told = (
            f"the vendor {'lists' if number in said else 'does not list'} it, and for whom it is open is not known here"
        )
        yield Difference(user, f"kiosks/{number}", KIOSKS, CANNOT_TELL, "KP-25", told)


def _rules(user: str, name: str, kind: str, rule: str, theirs: Object, ours: Object) -> Iterator[Difference]:
    if theirs.get(name) is None:
        return
    said, known = _by_scope(theirs[name]), _by_scope(ours[name])
    if ours[MARK] and said:
        yield Difference(user, "", name, CANNOT_TELL, "KP-02", "with full access it is our choice to expect no rules")
        return
    for scope in dict.fromkeys((*known, *said)):
        place = ", ".join(row_id(kind, one) for one in scope) or name
        if scope not in known or scope not in said:
            found, told = (HAS, "we know no such rule") if scope in said else (LACKS, "the record has such a rule")
            yield Difference(user, place, name, found, rule, told)
            continue
        yield from _unsaid(user, place, said[scope], RULE_FIELDS)
        for field in RULE_FIELDS:
            held = known[scope][field]
            told = "the rule holds the flag" if held else "the rule does not hold the flag"
            yield from _field(user, place, field, said[scope], held, "KP-45", told)


def _fits_better(theirs: Json, one: Iterable[Object], other: Iterable[Object]) -> bool:
    """Whether some rules are about the same places as the file's more often than others are."""
    said = _by_scope(theirs or ()).keys()
    apart = [len(said ^ _by_scope(rules).keys()) for rules in (one, other)]
    return bool(said) and apart[0] < apart[1]


def _by_scope(rules: Iterable[Object]) -> dict[tuple[int, ...], dict[str, Json]]:
    """Rules by the ids they are about; what several say about the same adds up (KP-15)."""
    found: dict[tuple[int, ...], dict[str, Json]] = {}
    for rule in rules:
        scope = _ids(rule["id"]) or ()
        before = found.get(scope, {})
        found[scope] = {
            field: before.get(field) is True or rule[field] if field in rule else before.get(field)
            for field in RULE_FIELDS
        }
    return found
