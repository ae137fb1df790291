"""The commands. Each verb's module is imported when the verb is used, so that help is quick."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from rolescope import __version__
from rolescope.cli.entry import open_start, run_app
from rolescope.cli.options import Where, read_only_option, where_options
from rolescope.rights.near_names import did_you_mean

VERBS = {
    "demo": "Open the demo workspace in the app.",
    "open": "Open a workspace in the app.",
    "new": "Make a workspace, or one more tenant in it.",
    "import": "Take tenants over from bundles.",
    "export": "Write a tenant as a bundle.",
    "effective": "What every credential can export and import.",
    "why": "Why a user can or cannot do something at a node.",
    "set": "Change what a role says, as one revision.",
    "copy": "Let roles say what another one says, as one revision.",
    "verify": "Hold what the vendor says of a user's rights against the prediction.",
}
"""Every verb with its line in the help."""

MODULES = {"import": "import_"}
"""The modules that cannot have the name of their verb."""


class Verbs(click.Group):
    """The group of all verbs, loaded one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = import_module(f"rolescope.cli.{MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            raise click.UsageError(f"there is no command {args[0]!r}{did_you_mean(args[0], VERBS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.command(
    "rolescope",
    cls=Verbs,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 yes or done, 1 the answer is no, 2 a mistake in what was asked, 3 unknown.",
)
@click.version_option(__version__, message="rolescope %(version)s")
@where_options
@read_only_option
@click.pass_context
def root(context: click.Context) -> int:
    """See what every API user can really import and export, before a change of roles is saved.

    Without a command the app opens the last workspace, or helps to make one.
    """
    if context.invoked_subcommand is not None:
        return 0
    where = context.ensure_object(Where)
    return run_app(open_start(where.workspace, where.tenant, where.read_only))


def run(words: list[str]) -> int:
    """Run one command line; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        _never_fails_to_encode(stream)
    try:
        with root.make_context("rolescope", words, obj=Where()) as context:
            status = root.invoke(context)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    return status if isinstance(status, int) else 0


def _never_fails_to_encode(stream: object) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
