"""The documentation as the tests read it: pages, fenced blocks, commands with their exit status and output, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("bench/*.md")])

ELSEWHERE = ("pip install ",)
"""Commands that set things up; CI does so itself."""
APP = (["rolescope"], ["rolescope", "demo"], ["rolescope", "open"])
"""How the commands begin that start the app."""


@dataclass(frozen=True)
class Block:
    """A fenced block: where it stands, its language, its lines."""

    page: Path
    line: int
    language: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def where(self) -> str:
        return f"{self.page.name}:{self.line}"


@dataclass(frozen=True)
class Command:
    """A command of a block, and what the page says of it; ``output`` None is not said."""

    where: str
    text: str
    status: int = 0
    output: tuple[str, ...] | None = None


def blocks(page: Path, *languages: str) -> Iterator[Block]:
    """The blocks of some languages in a page, in order."""
    language, start, lines = "", 0, list[str]()
    for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
        fence = re.fullmatch(r"```(\w*)", line)
        if fence and not start:
            language, start, lines = fence[1], number, []
        elif fence:
            if language in languages:
                yield Block(page, start, language, tuple(lines))
            start = 0
        elif start:
            lines.append(line)
    assert not start, f"{page.name}:{start}: the block has no end"


def commands(page: Path) -> list[Command]:
    """Every command of a page: each line of ``sh``; in ``console`` the lines after ``$``, with their output."""
    found: list[Command] = []
    for block in blocks(page, "sh"):
        found += [Command(block.where, line) for line in block.lines if line]
    for block in blocks(page, "console"):
        assert block.lines[0].startswith("$ "), block.where
        for told in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            line, *output = told.removesuffix("\n").split("\n")
            text, _, status = line.partition("   # exit ")
            found.append(Command(block.where, text, int(status or 0), tuple(output)))
    return found


def links(page: Path) -> Iterator[str]:
    """The targets of the links and pictures of a page."""
    prose = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    yield from re.findall(r"\]\(([^)\s]+)\)", prose)


def fits(output: list[str], expected: tuple[str, ...]) -> bool:
    """Whether lines are as expected, where ``...`` stands for any number of lines."""
    pattern = "".join(r"(?:.*\n)*" if line == "..." else re.escape(line.rstrip()) + r"\n" for line in expected)
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in output)) is not None
