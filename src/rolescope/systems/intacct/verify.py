"""What the vendor itself says of a user's rights (IA-56), held against the prediction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from xml.etree import ElementTree

from pydantic import TypeAdapter, ValidationError

from rolescope.rights.engine import Outcome
from rolescope.rights.explain import asking_for, explain
from rolescope.rights.model import UI, Rights, Subject
from rolescope.rights.near_names import did_you_mean
from rolescope.rights.planes import bits
from rolescope.rights.tree import Node, Tree
from rolescope.systems.bundle import Strict, problem_of
from rolescope.systems.faults import BundleError, Problem
from rolescope.systems.intacct.catalogue import module_of, token_of
from rolescope.systems.intacct.vocabulary import PERMISSION, RIGHTS, TITLES, enum_data
from rolescope.systems.json import read_json
from rolescope.systems.verifying import CANNOT_TELL, HAS, LACKS, STRANGE, Difference
from rolescope.systems.xml import is_xml, read_xml


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says of one user: rights by permission, in the interface's words."""

    user: str | None
    words: Mapping[str, frozenset[str]]
    strange: tuple[str, ...] = ()
    """Permissions and words that the catalogue does not know."""


def read_said(text: str, file: str, tree: Tree) -> list[Said]:
    """What a file says: the XML answer of ``getUserPermissions``, or JSON of rights a user.

    Raises:
        BundleError: when it is neither, with the place.
    """
    if is_xml(text):
        return [_read_xml(text, file, tree)]
    return _read_json(text, file, tree)


def _read_xml(text: str, file: str, tree: Tree) -> Said:
    root = read_xml(text, file)
    errors = [_error_text(error) for error in root.iter("error")]
    if errors:
        raise BundleError(file, [Problem("", f"the vendor's error answer: {text}") for text in errors])
    modules = list(root.iter("appSubscription"))
    if not modules and root.tag != "permissions" and root.find(".//permissions") is None:
        raise BundleError(file, [Problem("", "expected the answer of getUserPermissions, with permissions in it")])
    words: dict[str, frozenset[str]] = {}
    strange: list[str] = []
    for module in modules:
        application = (module.findtext("applicationName") or "").strip()
        for policy in module.iter("policy"):
            name = (policy.findtext("policyName") or "").strip()
            place = _place(tree, application, name)
            given = frozenset(part.strip() for part in (policy.findtext("rights") or "").split("|") if part.strip())
            if place is None:
                strange.append(f"{application} / {name}")
            else:
                words[place] = words.get(place, frozenset()) | given
    return Said(_user_in(root), words, tuple(strange))


def _error_text(error: ElementTree.Element) -> str:
    """What an error of the XML API says: its number and both descriptions, where there are any."""
    found = ((error.findtext(name) or "").strip() for name in ("errorno", "description", "description2"))
    return " ".join(part for part in found if part) or "it does not say which"


def _user_in(root: ElementTree.Element) -> str | None:
    """Whose rights they are, where the data says so; ``authentication`` names the caller, who may be another."""
    names = (element.text or "" for data in root.iter("data") for element in data.iter() if element.tag in USER_TAGS)
    return next((name.strip() for name in names if name.strip()), None)


USER_TAGS = ("userId", "userid")


def _place(tree: Tree, application: str, name: str) -> str | None:
    """The permission that the interface calls by these names."""
    wanted = _squeezed(name)
    permissions = (node for node in tree.nodes if node.kind == PERMISSION)
    called = (node for node in permissions if wanted in (_squeezed(node.name), _squeezed(token_of(node))))
    in_module = (node.id for node in called if _squeezed(application) in map(_squeezed, _module_names(tree, node)))
    return next(in_module, None)


def _module_names(tree: Tree, node: Node) -> tuple[str, ...]:
    """What the module of a permission is called: by its token, and as the interface does."""
    module = module_of(node)
    title = tree.nodes[tree.index[module]].name if module in tree.index else module
    return module, title, str(node.attributes.get("uiModule") or module)


def _squeezed(name: str) -> str:
    """A name as it is compared: of a company's own row the token alone is known, which is the name without spaces."""
    return "".join(name.casefold().split())


class Row(Strict):
    """What a JSON file says of one permission: rights as tokens, or in the interface's words."""

    permission: str
    rights: list[str]


class Entry(Strict):
    """What a JSON file says of one user."""

    user: str | None = None
    permissions: list[Row]


def _read_json(text: str, file: str, tree: Tree) -> list[Said]:
    raw = read_json(text, file, "neither XML nor JSON")
    try:
        entries = ENTRIES.validate_python(raw if isinstance(raw, list) else [raw])
    except ValidationError as invalid:
        raise BundleError(file, [problem_of(error) for error in invalid.errors()]) from None
    return [Said(entry.user, *_json_words(entry.permissions, tree)) for entry in entries]


ENTRIES = TypeAdapter(list[Entry])


def _json_words(rows: list[Row], tree: Tree) -> tuple[dict[str, frozenset[str]], tuple[str, ...]]:
    words: dict[str, frozenset[str]] = {}
    for row in rows:
        given = frozenset(TITLES.get(right, right) for right in row.rights)
        words[row.permission] = words.get(row.permission, frozenset()) | given
    known = {place for place in words if place in tree.index and tree.nodes[tree.index[place]].kind == PERMISSION}
    strange = tuple(place for place in words if place not in known)
    return {place: held for place, held in words.items() if place in known}, strange


def differences(outcome: Outcome, subject: Subject, said: Said) -> Iterator[Difference]:
    """Every difference; what is only possible for us may be either way, and is none."""
    for name in said.strange:
        yield Difference(
            subject.principal or "", name, "", STRANGE, "IA-14", "the vendor lists it, the catalogue does not"
        )
    by_hand = replace(subject, method=UI)
    for node in bits(outcome.policy.answerable):
        place = outcome.tree.nodes[node].id
        certain, possible = outcome.rights_at(subject, node)
        theirs = said.words.get(place, frozenset())
        for word in sorted(theirs - _words(certain | possible)):
            # IA-19: the file does not say which way in it is about; what is right by hand is no difference.
            is_way = word in _words(frozenset().union(*outcome.rights_at(by_hand, node)))
            yield _by_hand(subject, place, word) if is_way else _difference(outcome, subject, node, word, HAS)
        for word in sorted(_words(certain) - theirs):
            yield _difference(outcome, subject, node, word, LACKS)


def _by_hand(subject: Subject, place: str, word: str) -> Difference:
    """What the user has by hand alone."""
    text = "the user has it by hand and not over the API, and the file does not say which of the two it is about"
    return Difference(subject.principal or "", place, word, CANNOT_TELL, "IA-19", text)


def _words(rights: Rights) -> frozenset[str]:
    return frozenset(TITLES[right] for right in rights)


LEVELS = frozenset(right for right in RIGHTS if right.removeprefix("approvalL").removeprefix("l").startswith("evel"))
"""IA-38: which of the two kinds of levels a permission has is not known unless its row says so."""


def _difference(outcome: Outcome, subject: Subject, node: int, word: str, kind: str) -> Difference:
    """The difference with the reason of our side: what stops the right, or what gives it."""
    place, user = outcome.tree.nodes[node].id, subject.principal or ""
    labels = enum_data()["uiRightLabels"].get(word, ())
    tokens = [right for right in RIGHTS if right in labels]
    offered = [token for token in tokens if token in outcome.system.offered(outcome.tree, node)]
    if not tokens and word in enum_data()["uiRightsWithoutToken"]:
        return Difference(user, place, word, CANNOT_TELL, "IA-14", f"no API token is known for {word}")
    if not offered and set(tokens) & LEVELS:
        text = f"{word} may be {' or '.join(tokens)}, and the row offers neither"
        return Difference(user, place, word, CANNOT_TELL, "IA-38", text)
    if not tokens:
        text = f"unknown right {word!r}{did_you_mean(word, sorted(set(TITLES.values())))}"
        return Difference(user, place, word, kind, "IA-14", text)
    right = (offered or tokens)[0]
    steps = explain(outcome, subject, node, asking_for(right, outcome.system.kinds)).steps
    stop = next((step for step in steps if step.verdict == "stop"), None)
    step = stop or next(step for step in steps if step.name == "grant")
    return Difference(user, place, right, kind, step.rule, step.cause)
