"""What ``rolescope import`` reads: bundles, and the vendor's own files merged into one tenant."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from rolescope.cli.errors import UserError
from rolescope.cli.opening import tenant_name
from rolescope.cli.options import Where
from rolescope.cli.warned import Warned
from rolescope.rights.model import Tenant
from rolescope.store.news import awaited
from rolescope.store.trees import Trees, system_of
from rolescope.store.workspace import Workspace
from rolescope.systems import system as built_in
from rolescope.systems.bundle import Bundle, read_bundle
from rolescope.systems.faults import BundleError
from rolescope.systems.vendor import ReadsInParts, is_vendor_json, mistake_in, recognised, vendor_format

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One file that was read: its name for messages, and what it holds."""

    name: str
    bundle: Bundle
    merged: bool = False
    """Whether it went into a tenant that keeps all it does not speak of."""


class Text(NamedTuple):
    """The text of a file."""

    name: str
    shown: str
    """The name for messages."""
    content: str


@dataclass(frozen=True, slots=True)
class Texts:
    """What was given, by what it is."""

    bundles: tuple[Text, ...]
    own: tuple[Text, ...]
    """The vendor's own."""


def read_texts(files: Sequence[str]) -> Texts:
    """The texts of some files.

    Raises:
        UserError: where one is no text, or meant for a vendor in a way that could never be read there either.
    """
    texts = [_text(file) for file in files]
    told = ((text.shown, mistake_in(text.content)) for text in texts)
    wrong = [f"{shown}: {mistake}" for shown, mistake in told if mistake]
    if wrong:
        raise UserError("\n".join(wrong))
    own = [is_vendor_json(text.content) for text in texts]
    return Texts(
        tuple(text for text, is_own in zip(texts, own, strict=True) if not is_own),
        tuple(text for text, is_own in zip(texts, own, strict=True) if is_own),
    )


def merged(
    files: Sequence[Text], where: Where, workspace: Workspace | None, warn: Warned, complete: bool = False
) -> Source:
    """The tenant that is meant, with what the vendor's files say merged into it; nothing is written.

    ``complete``: they hold every row there is.
    """
    if workspace is None or not workspace.tenant_names():
        raise UserError("the vendor's files need a tenant to go into: make one with `rolescope new` first")
    name = tenant_name(where, workspace, is_written=True)
    before, _ = awaited(workspace, name)
    system, tree = system_of(name, before.system), Trees(workspace, name)(before.catalogue)
    reader = vendor_format(before.system)
    if reader is None:
        raise UserError(f"{files[0].shown}: no file of the vendor of {name!r} ({before.system}) is known")
    read = reader.read_files
    if complete:
        if not isinstance(reader, ReadsInParts):
            raise UserError(f"--complete is for queries that may tell a part of a list: {system.title} has none")
        read = reader.read_all
    for text in files:
        _must_be_of(before, text.shown, recognised(text.content), workspace)
    tenant, nodes = read(before, tree, [(text.shown, text.content) for text in files], warn)
    nodes = workspace.nodes(before.catalogue) if nodes is None else nodes
    told = ", ".join(Path(text.shown).name for text in files)
    return Source(told, Bundle(tenant, nodes, system.tree(nodes)), merged=True)


def _must_be_of(tenant: Tenant, file: str, systems: Sequence[str], workspace: Workspace) -> None:
    """Refuses a file of another vendor's, with a tenant that it may go into, or how to make one."""
    if not systems or tenant.system in systems:
        return
    title = built_in(systems[0]).title
    fitting = [name for name, system in workspace.tenant_names() if system in systems]
    told = f"{file}: this is a file of {title}, and {tenant.name!r} is a tenant of {built_in(tenant.system).title}"
    if fitting:
        raise UserError(f"{told}: name a tenant of {title} with -t, as in -t {fitting[0]!r}")
    raise UserError(f"{told}: make one with `rolescope new {workspace.path} --system {systems[0]} --name NAME` first")


def read_bundles(files: Sequence[Text], tenant: str | None, warn: Warned) -> list[Source]:
    """What some bundles hold; where a tenant is named, they must hold that.

    Raises:
        UserError: with every problem of each.
    """
    found: list[Source] = []
    problems: list[str] = []
    for name, shown, text in files:
        try:
            bundle = read_bundle(text, shown)
            for warning in bundle.warnings:
                warn(f"{shown}: {warning}")
            found.append(Source(name, bundle))
        except BundleError as error:
            problems.append(str(error))
    if problems:
        raise UserError("\n".join(problems))
    names = [source.bundle.tenant.name for source in found]
    given = [shown for _, shown, _ in files]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise UserError(f"{given[names.index(name)]} and {given[number]} both hold the tenant {name!r}")
        if tenant is not None and name != tenant:
            raise UserError(f"{given[number]} holds the tenant {name!r}, not {tenant!r}")
    return found


def _text(file: str) -> Text:
    name = "standard input" if file == STDIN else Path(file).name
    content = _stdin() if file == STDIN else Path(file).read_bytes()
    shown = name if file == STDIN else file
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise UserError(f"{shown}: not UTF-8 text (byte {broken.start})") from broken
    return Text(name, shown, text)


def _stdin() -> bytes:
    if sys.stdin is None:
        raise UserError("standard input is closed")
    return sys.stdin.buffer.read()
