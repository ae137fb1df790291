#!/usr/bin/env python3
"""Draw the pictures of the documentation from the running app: screenshots/*.svg and *.png.

    make screenshots                     every picture
    make screenshots ARGS='main why'     some of them by name

Each picture is taken on a demo workspace of its own, made in a temporary folder with a fixed author and fixed dates, so
that the same app always gives the same pictures. PNGs are drawn by resvg (the package resvg-py) or rsvg-convert,
whichever is there, with a monospaced font of this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rolescope.rights.edits import Edit
    from rolescope.tui.app import RolescopeApp
    from rolescope.tui.screens.main import MainScreen

FOLDER = Path(__file__).parents[1] / "screenshots"
AUTHOR = "sam"
BEGINNING = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
"""When the demo's first revision was made; each later one a day and some after."""

POSITION = "employee/basic-information/position"
BANKING = "employee/basic-information/banking-details"
WIDE, SMALL = (120, 34), (80, 24)

FAMILIES = "'Fira Code', 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "/Library/Fonts")
FONT_FILES = ("DejaVuSansMono*.ttf", "LiberationMono*.ttf", "Menlo*.ttc")
"""Fonts that know the glyphs, the best first."""
MOST_BYTES = 300_000
ZOOM = 0.9
"""Of the PNGs: letters stay sharp, and the files small."""


# The workspace


@contextmanager
def own_home(folder: Path) -> Iterator[None]:
    """Let nothing of this machine's settings into the pictures, and nothing of the pictures into them."""
    kept = dict(os.environ)
    for name in kept:
        if name == "NO_COLOR" or name.startswith(("TEXTUAL", "ROLESCOPE_")):
            del os.environ[name]
    os.environ |= {name: str(folder) for name in ("HOME", "USERPROFILE")}
    os.environ |= {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    os.environ["ROLESCOPE_AUTHOR"] = AUTHOR
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


def demo_workspace(folder: Path, revisions: list[tuple[str, Edit]]) -> Path:
    """A demo workspace whose history has the given revisions, each a reason and an edit."""
    from rolescope.resources import data_path
    from rolescope.store.demo import SOURCES
    from rolescope.store.making import new_workspace
    from rolescope.store.workbench import Workbench
    from rolescope.systems.bundle import read_bundle

    days = iter(BEGINNING + number * timedelta(days=1, hours=2, minutes=7) for number in range(100))
    bundle, *others = (read_bundle(data_path(file).read_text("utf-8"), file) for file in SOURCES.values())
    path = folder / "demo.rolescope"
    with new_workspace(path) as workspace:
        workspace.add_tenant(
            bundle.tenant,
            bundle.nodes,
            author="rolescope",
            reason="the demo as it is shipped",
            clock=lambda: next(days),
        )
        bench = Workbench(workspace, bundle.tenant.name, AUTHOR, clock=lambda: next(days), keep_draft=False)
        for reason, edit in revisions:
            bench.do(edit)
            bench.save(reason)
        for other in others:
            workspace.add_tenant(
                other.tenant, other.nodes, author="rolescope", reason="the demo", clock=lambda: next(days)
            )
    return path


def past() -> list[tuple[str, Edit]]:
    """What was saved before the pictures were taken."""
    from rolescope.rights.edits import SetGrant, SetStatus, UpdateCredential
    from rolescope.rights.model import Credential

    read_only = frozenset({"read"})
    allow = read_only | {"create", "update", "delete"}
    warehouse = Credential("dw-prod", "dw-export", "api.read_only", extra={"environment": "staging"})
    return [
        ("Ticket 1287: contracts", SetGrant("API Integration", f"{POSITION}/comments", allow)),
        ("Warehouse to staging", UpdateCredential("dw-prod", warehouse)),
        ("Board: leave figures", SetGrant("Board Reports", "employee/leave", read_only)),
        ("Board: year is closed", SetStatus("board-reports", "inactive")),
        ("Board: still needed", SetStatus("board-reports", "active")),
    ]


# The pictures


class Sitter:
    """The app in front of the camera: what a picture's steps say to it."""

    def __init__(self, app: RolescopeApp, pilot: Any) -> None:
        self.app, self.pilot = app, pilot

    @property
    def desk(self) -> MainScreen:
        """The main screen."""
        return self.app.desk

    async def ready(self) -> None:
        """Wait until the workspace is on the screen."""
        for _ in range(500):
            if self.desk.session is not None:
                await self.rest()
                return
            await self.pilot.pause(0.02)
        raise TimeoutError("the demo workspace does not open")

    async def rest(self) -> None:
        """Wait until everything that follows a key, fixes included, is drawn."""
        from rolescope.tui.screens.main import REST

        await self.pilot.pause(REST * 2)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press some keys."""
        await self.pilot.press(*keys)
        await self.rest()

    async def go_to(self, node: str) -> None:
        """Put the cursor on a node."""
        session = self.desk.session
        assert session is not None
        self.desk.commands.go_to(session.tree.index[node])
        await self.rest()

    async def choose_role(self, name: str) -> None:
        """Put the cursor of the roles on one."""
        self.desk.go_to_pane("roles")
        self.desk.roles.cursor = self.desk.roles.index_of(name) or 0
        await self.rest()

    async def choose_user(self, name: str) -> None:
        """Put the cursor of the API users on a user, or on one of its credentials."""
        users = self.desk.users
        for row in range(users.row_count):
            users.cursor = row
            key = users.cursor_key
            if key is not None and name in (key.principal if key.credential is None else key.credential,):
                break
        else:
            raise LookupError(name)
        await self.rest()


Steps = Callable[[Sitter], Awaitable[None]]


async def main_screen(app: Sitter) -> None:
    """An edit that is not saved yet, what it takes from whom, and why."""
    await app.go_to(POSITION)
    await app.press("r")


async def why(app: Sitter) -> None:
    """Full access, and yet the integration can only export: the layer that stops it, and the fixes."""
    await app.go_to(BANKING)
    await app.press("5", "v")


async def fix(app: Sitter) -> None:
    """The fix chosen and in the draft: what it opens, and for whom."""
    await app.go_to(BANKING)
    await app.press("f", "enter")


async def review(app: Sitter) -> None:
    """Before saving: the edits as sentences, who gains and loses what, and the reason."""
    await fix(app)
    await main_screen(app)
    await app.press("s")


async def users(app: Sitter) -> None:
    """The API users: a user without a role, whom nothing limits."""
    await app.go_to(BANKING)
    await app.press("2")
    await app.choose_user("legacy-sync")


async def history(app: Sitter) -> None:
    """What was saved, when, by whom and why."""
    await app.press("H")
    await app.press("down", "down")


async def light(app: Sitter) -> None:
    """The light theme."""
    app.app.theme = "rolescope-light"
    await main_screen(app)


async def finance(app: Sitter) -> None:
    """Sage Intacct: a column a right; what a role grants above the user type is crossed out."""
    await app.choose_role("Journal Import")
    await app.choose_user("site-manager")
    await app.go_to("generalLedger/journalEntries")


async def business(app: Sitter) -> None:
    """KeyPay: the areas of an employee group; what another rule gives is a plus."""
    await app.choose_role("leave-sync@example.com")
    await app.go_to("groups/114/leave")


@dataclass(frozen=True)
class Picture:
    """One picture: its size in columns and rows, and what is done before it is taken."""

    steps: Steps
    size: tuple[int, int] = WIDE
    tenant: str | None = None


PICTURES = {
    "main": Picture(main_screen),
    "why": Picture(why),
    "fix": Picture(fix),
    "review": Picture(review),
    "users": Picture(users),
    "history": Picture(history),
    "small": Picture(main_screen, SMALL),
    "light": Picture(light),
    "finance": Picture(finance, tenant="Demo Finance"),
    "business": Picture(business, tenant="Demo Business"),
}


async def taken(picture: Picture, path: Path) -> str:
    """The app, on a workspace, after a picture's steps, as SVG."""
    from rolescope.tui.app import RolescopeApp

    app = RolescopeApp(path, tenant=picture.tenant)
    app.animation_level = "none"
    async with app.run_test(size=picture.size) as pilot:
        sitter = Sitter(app, pilot)
        await sitter.ready()
        await picture.steps(sitter)
        return app.export_screenshot(title="rolescope")


# Files


def offline(svg: str) -> str:
    """The SVG with fonts of the viewer's own machine, and with the spaces that hold its columns apart."""
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"@font-face\s*\{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family:\s*[^;]+;", f"font-family: {FAMILIES};", svg)
    svg = svg.replace("<text ", '<text xml:space="preserve" ')
    if "http" in svg.replace("http://www.w3.org/2000/svg", ""):
        raise SystemExit("screenshots: the SVG refers to something on the net")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def fonts() -> list[str]:
    """The files of one monospaced font of this machine; none when it has none that is known."""
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    for name in FONT_FILES:
        found = sorted(str(file) for folder in folders if folder.is_dir() for file in folder.rglob(name))
        if found:
            return found
    return []


def write_png(svg: Path, png: Path) -> None:
    """Draw an SVG file as PNG."""
    try:
        import resvg_py
    except ModuleNotFoundError:
        program = shutil.which("rsvg-convert")
        if program is None:
            raise SystemExit(
                "screenshots: the SVGs are written, but nothing here draws PNGs: pip install resvg-py, or install "
                "rsvg-convert (librsvg2-bin)"
            ) from None
        subprocess.run([program, "--zoom", str(ZOOM), "-o", str(png), str(svg)], check=True)
        return
    files = fonts()
    if not files:
        raise SystemExit("screenshots: the SVGs are written, but no monospaced font was found, such as fonts-dejavu")
    family = "DejaVu Sans Mono" if "DejaVu" in files[0] else "Liberation Mono" if "Liberation" in files[0] else "Menlo"
    text = svg.read_text("utf-8").replace(FAMILIES, f"'{family}'")
    png.write_bytes(resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=True, font_files=files, zoom=ZOOM))


def main() -> None:
    """Draw the pictures that are asked for."""
    parser = argparse.ArgumentParser(description="Draw the pictures of the documentation from the running app.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(PICTURES)} (default: all)")
    parser.add_argument("-o", "--output", type=Path, default=FOLDER, help="the folder to write to")
    chosen = parser.parse_args()
    unknown = [name for name in chosen.names if name not in PICTURES]
    if unknown:
        parser.error(f"there is no picture {unknown[0]!r}: expected {', '.join(PICTURES)}")
    chosen.output.mkdir(parents=True, exist_ok=True)
    names = chosen.names or list(PICTURES)
    for name in names:
        with TemporaryDirectory() as folder, own_home(Path(folder)):
            path = demo_workspace(Path(folder), past())
            svg = offline(asyncio.run(taken(PICTURES[name], path)))
        (chosen.output / f"{name}.svg").write_text(svg, "utf-8", newline="\n")
    for name in names:
        png = chosen.output / f"{name}.png"
        write_png(png.with_suffix(".svg"), png)
        size = png.stat().st_size
        print(f"{png.name}  {size:,} bytes")
        if size > MOST_BYTES:
            sys.exit(f"screenshots: {png.name} is larger than {MOST_BYTES:,} bytes")


if __name__ == "__main__":
    main()
