"""The program `octavo`: its own options, its commands, and what becomes of its errors."""

# ruff: noqa: ARG002 - click gives its methods more than each of them needs

import os
import sys
from io import TextIOWrapper
from pathlib import Path

import click

from octavo import __version__
from octavo.cli.command_types import Group
from octavo.cli.errors import plainly
from octavo.cli.registry import COMMANDS, SECTIONS
from octavo.cli.shared.options import library_option


class Program(Group):
    """A group that imports a command only when it is used, and never ends in a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table, which is that of an evening with octavo."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one."""
        entry = COMMANDS.get(cmd_name)
        return entry.load() if entry else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the first word names, or say what may have been meant."""
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            raise click.UsageError(_unknown(args), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """From the table alone: importing all commands would take half a second."""
        width = max(map(len, COMMANDS))
        for title, entries in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl(
                    [(name.ljust(width), entry.help) for name, entry in entries.items()]
                )

    def invoke(self, ctx: click.Context) -> None:
        """Run a command to its last byte of output."""
        with plainly():
            try:
                super().invoke(ctx)
            finally:
                sys.stdout.flush()


@click.group("octavo", cls=Program, invoke_without_command=True)
@library_option
@click.option("--query", metavar="QUERY", help="Open the app on what this finds.")
@click.version_option(__version__, prog_name="octavo", message="%(prog)s %(version)s")
@click.pass_context
def program(ctx: click.Context, query: str | None) -> None:
    """Keep articles and notes, tag them, and find them again.

    Without a command, octavo opens the app.

        Standard output is data, standard error is talk.
        Exit codes: 0 done, 1 failed, 2 wrong usage, 3 nothing matched.
    """
    if ctx.invoked_subcommand is None:
        from octavo.cli.commands.app import open_app

        open_app(query)
    elif query is not None:
        raise click.UsageError(
            f"--query opens the app; write: octavo {ctx.invoked_subcommand} {query!r}"
        )


def main() -> None:
    """Run the program on the arguments of the process."""
    _open_streams()
    _write_utf8()
    if "_OCTAVO_COMPLETE" in os.environ:
        from octavo.cli.completion import shells

        shells.register()
    try:
        with plainly():
            program(prog_name="octavo")
    except click.ClickException as fault:
        fault.show()
        sys.exit(fault.exit_code)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)


def _unknown(args: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(args[0], COMMANDS, 1, cutoff=0.75)
    hint = f"did you mean {near[0]}?" if near else f"to look for it: octavo search {args[0]}"
    return f"No command is called {args[0]!r}; {hint}"


def _open_streams() -> None:
    """Have somewhere to read from and write to, even where the caller has closed it: `>&-`."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115 - open to the end


def _write_utf8() -> None:
    """Write UTF-8 into pipes and files whatever the locale, and never fail on a character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")
