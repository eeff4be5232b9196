"""The program `octavo`: its options, the table of its commands, and what becomes of errors.

`octavo --help` prints the table; a command's module is imported when the command is used.
"""

# ruff: noqa: ARG002 - click gives its methods more than each of them needs

import gc
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

import click

from octavo import __version__
from octavo.cli.errors import AskedToEnd, errors_as_messages
from octavo.cli.shared.options import Group

SECTIONS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "Bring in and find": {
        "add": ("add", "Add pages by their addresses, files, folders or standard input."),
        "inbox": ("add", "Take in what lies in the inbox."),
        "import": ("import_", "Import what another reader, or a browser, exports."),
        "feeds": ("feeds", "Follow feeds, and get what is new in them."),
        "fetch": ("import_", "Get pages from the web, for the first time or again."),
        "list": ("search", "List what a query finds, or all that is not archived."),
        "search": ("search", "Search, best first, with the passage that matched."),
        "queries": ("search", "List, save, rename and delete queries with names."),
        "serve": (
            "serve",
            "Take in pages from a browser, and answer scripts, on this machine.",
        ),
        "show": ("show", "Print texts."),
        "view": ("show", "Show files, pages and standard input, and keep nothing."),
        "notes": ("notes", "List notes and highlights, the latest first."),
        "export": ("export", "Export articles and notes for other programs."),
    },
    "Sort out": {
        "tag": ("tags", "Put tags on and take tags off."),
        "note": ("notes", "Write a note on an article, or one of its own."),
        "edit": ("triage", "Correct what is known of articles, or the text of one."),
        "archive": ("triage", "Put articles away into the archive."),
        "star": ("triage", "Star articles."),
        "later": ("triage", "Hide articles until a day, when they come back by themselves."),
        "read": ("triage", "Mark articles as read."),
        "delete": ("triage", "Put articles and notes into the trash."),
        "restore": ("triage", "Take articles and notes out of the trash."),
        "trash": ("triage", "List what is in the trash, or empty it."),
        "duplicates": ("triage", "List articles of which each has nearly the text of another."),
        "merge": ("triage", "Merge articles that are the same piece into the first one named."),
        "undo": ("triage", "Take back the latest change, whatever it was."),
        "redo": ("triage", "Do again what was undone last."),
        "tags": ("tags", "List, rename, merge, delete and pin tags."),
        "rules": ("rules", "Tag, star and archive what comes in, by queries."),
    },
    "Look after": {
        "stats": ("check", "Count what the library holds."),
        "check": (
            "check",
            "Compare all files with one another, mend them, or go back to a backup.",
        ),
        "keys": ("completion", "Print the keys of the app."),
        "completion": ("completion", "Print a script that completes commands."),
    },
}
"""Where each command is, a module, and the first line of its help."""

COMMANDS = {name: entry for section in SECTIONS.values() for name, entry in section.items()}


class Program(Group):
    """A group that imports a command only when it is used, and never ends in a traceback."""

    def __init__(self, name: str | None, params: list[click.Parameter], **of: object) -> None:
        super().__init__(name, params, **of)
        self.params.insert(0, self.params.pop())  # the library before all else

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table, which is that of an evening with octavo."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one; what is a word of Python has a line after its name there."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"octavo.cli.commands.{COMMANDS[cmd_name][0]}")
        command = getattr(module, cmd_name, None) or getattr(module, f"{cmd_name}_")
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the first word names, or say what may have been meant."""
        if args[0] == "help" and not ctx.resilient_parsing:
            args = [*args[1:2], "--help"]
            if len(args) == 1:
                click.echo(ctx.get_help())
                ctx.exit()
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            raise click.UsageError(_unknown(args), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """From the table alone: importing all commands would take half a second."""
        width = max(map(len, COMMANDS))
        for title, entries in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl(
                    [(name.ljust(width), help) for name, (_, help) in entries.items()]
                )

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: object,
    ) -> click.Context:
        """Read the options before the command's name."""
        with errors_as_messages():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> None:
        """Run a command to its last byte of output."""
        with errors_as_messages():
            try:
                super().invoke(ctx)
            finally:
                sys.stdout.flush()


@click.group("octavo", cls=Program, invoke_without_command=True)
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
        _open_app(query)
    elif query is not None:
        raise click.UsageError(
            f"--query opens the app; write: octavo {ctx.invoked_subcommand} {query!r}"
        )


def _open_app(query: str | None) -> None:
    """Open the app on the library, which is made with the guide in it if there is none."""
    in_browser = "TEXTUAL_DRIVER" in os.environ
    if not in_browser and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("The app needs a terminal. What scripts can use: octavo --help")
    if os.environ.get("TERM") == "dumb" and not in_browser:
        raise click.UsageError("This terminal is too simple for the app: TERM is “dumb”.")
    from octavo.cli.output.streams import use_own_size

    if not in_browser:
        use_own_size()
    gc.disable()  # until the app is painted: next to nothing that is made till then is garbage
    from octavo.cli.shared.library_path import library_folder, opened_or_made
    from octavo.query import parse
    from octavo.settings.config import read_config
    from octavo.tui.app import THEMES, Octavo

    config = read_config(themes=THEMES)
    if query and not library_folder().exists():
        parse(query)  # before a library is made, in which no query is saved yet
    with opened_or_made(guide=True) as library:
        if query:
            library.read(query)
        app = Octavo(library, query, config)
        app.run()
    raise click.exceptions.Exit(app.return_code or 0)


def main() -> None:
    """Run the program on the arguments of the process."""
    _end_at_signals()
    _open_streams()
    _silence_native_code()
    _write_utf8()
    if "_OCTAVO_COMPLETE" in os.environ:
        from octavo.cli.commands import completion

        completion.register()
    try:
        with errors_as_messages():
            program(prog_name="octavo")
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    finally:
        gc.freeze()  # what ends with the process need not be looked through before


def _unknown(args: list[str]) -> str:
    from octavo.text import nearest  # not for --help

    near = nearest(args[0], COMMANDS, 0.75)
    hint = f"did you mean {near}?" if near else f"to look for it: octavo search {args[0]}"
    return f"No command is called {args[0]!r}; {hint}"


def _end_at_signals() -> None:
    """Have a command end at a hangup and when it is asked to as at ctrl+c, in good order."""

    def end(number: int, _: object) -> None:
        is_hangup = number == signal.SIGHUP  # which may come twice for one window
        signal.signal(number, signal.SIG_IGN if is_hangup else signal.SIG_DFL)
        raise AskedToEnd(number)

    for number in (signal.SIGHUP, signal.SIGTERM):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, end)


def _open_streams() -> None:
    """Have somewhere to read from and write to, even where the caller has closed it: `>&-`."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115 - open to the end


def _silence_native_code() -> None:
    """Keep off the terminal what libraries write to it that are not Python, such as a panic.

    They know only file 2. Python's standard error goes on, by a number of its own; the app
    paints there, too.
    """
    with suppress(OSError):
        own = os.fdopen(os.dup(2), "w", buffering=1)
        vars(sys).update(stderr=own, __stderr__=own)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)


def _write_utf8() -> None:
    """Write UTF-8 into pipes and files whatever the locale, and never fail on a character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")
