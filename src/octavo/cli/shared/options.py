"""What commands are declared with: their classes, and the options and arguments they share."""

# ruff: noqa: ARG001 - click gives its callbacks more than each of them needs

import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from octavo.cli.shared.candidates import Items
    from octavo.model.tag import Tag

from octavo.model.url import typed_path
from octavo.patterns import lazy_pattern


class _Named(click.Path):
    """A file, a folder, or whatever else is named: not nothing, which would be this folder."""

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """What is named, as it was typed."""
        return named(f"{value}", ctx, param)


def named(value: str, ctx: click.Context | None, param: click.Parameter | None) -> str:
    """A name as it was typed.

    Raises:
        BadParameter: If it is empty, as that of a variable that is not set.
    """
    if value.strip():
        return value
    raise click.BadParameter("it is empty; `.` is the folder that you are in", ctx, param)


FILE = _Named(readable=False)
"""The shell completes it; whether it is there is not checked."""

F = TypeVar("F", bound=Callable[..., object])

SIGNED = "octavo.signed"
"""Where the context of `octavo tag` keeps what stands behind two dashes."""

_JSON = "octavo.json"
"""Where the context of a command keeps that it is asked for JSON."""

_DIGITS = 18
"""Longer numbers are no ids, but may be words."""

_OPTION = lazy_pattern(r"-([A-Za-z]|[0-9]+)")
"""What is taken for an option where a query begins."""

_EXAMPLES = lazy_pattern(r"\n\n(?= {4}|octavo )")


class _Examples:
    """Keeps the indented lines of a help text as they are."""

    help: str | None

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Mark them for click, which wraps all other lines."""
        text = inspect.cleandoc(self.help or "")
        self.help = _EXAMPLES.sub("\n\n\b\n", text)
        super().format_help_text(ctx, formatter)  # type: ignore[misc]  # a command has it


class PlainCommand(_Examples, click.Command):
    """A command that needs no library."""


class _WithLibrary(click.Command):
    """Has `--library`, before the command's name or after it; the later one counts."""

    def __init__(self, name: str | None, params: list[click.Parameter], **of: object) -> None:
        super().__init__(name, params=[*params, _library()], **of)  # type: ignore[arg-type]


class Command(_WithLibrary, PlainCommand):
    """A command of octavo."""


class Group(_Examples, _WithLibrary, click.Group):
    """A command that has commands."""

    command_class = Command


class ListGroup(Group):
    """A command that has commands, of which alone it means `list`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Name it where none is named, unless a shell asks what there is."""
        if not ctx.resilient_parsing and not self.make_parser(ctx).parse_args([*args])[1]:
            args = [*args, "list"]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Say that none need be named."""
        return [*super().collect_usage_pieces(ctx)[:-1], "[COMMAND] [ARGS]..."]


class QueryCommand(Command):
    """A command that takes a query, whose words may begin with a minus: `-is:read`.

    It has no options of one letter, or they would be picked out of those words.
    """

    ignore_unknown_options = True


def _offered(what: str) -> "Callable[[click.Context, click.Parameter, str], Items]":
    """What `candidates` offers by that name, of the library that the line names."""

    def offered(ctx: click.Context, param: click.Parameter, incomplete: str) -> "Items":
        from octavo.cli.shared import candidates

        with ctx.scope(cleanup=False):
            items: Items = getattr(candidates, what)(incomplete)
            return items

    return offered


tag_names = _offered("tags")
"""Offers the tags of the library."""


def json_option(command: F) -> F:
    """`--json`; `as_json` says whether it was given."""
    help = "Print one JSON object a line."
    option = click.option(
        "--json", is_flag=True, expose_value=False, callback=_remember_json, help=help
    )
    return option(command)


def as_json() -> bool:
    """Whether the command that runs is asked for JSON."""
    return _JSON in click.get_current_context().meta


def limit_option(default: int) -> Callable[[F], F]:
    """`--limit`, where 0 means all."""
    return click.option(
        "--limit",
        type=click.IntRange(min=0),
        metavar="N",
        default=default,
        show_default=True,
        help="Print so many at most; 0 means all.",
    )


def query_argument(*, required: bool = False) -> Callable[[F], F]:
    """A query in one word of the shell or in several, which are joined by spaces."""
    return click.argument(
        "query",
        metavar="QUERY" if required else "[QUERY]",
        nargs=-1,
        required=required,
        callback=_one_query,
        shell_complete=_offered("query_words"),
    )


def is_id(word: str) -> bool:
    """Whether a word of the command line is the id of something."""
    return word.isascii() and word.isdigit() and len(word) <= _DIGITS


def selection_argument(command: F, *, required: bool = True) -> F:
    """A query, or the ids of some articles and notes."""
    return click.argument(
        "words",
        metavar="QUERY|ID…" if required else "[QUERY|ID]…",
        nargs=-1,
        required=required,
        callback=known_options_only,
        shell_complete=selection_words,
    )(command)


def tags_option(help: str) -> Callable[[F], F]:
    """`--tag`, as often as one likes and with commas too; the command gets a set of tags."""
    return click.option(
        "--tag",
        "tags",
        metavar="TAG",
        multiple=True,
        callback=_tags,
        shell_complete=tag_names,
        help=help,
    )


def tag_argument(
    name: str, metavar: str, *, nargs: int = 1, required: bool = True
) -> Callable[[F], F]:
    """A tag, or several, that the shell can complete."""
    return click.argument(
        name, metavar=metavar, nargs=nargs, required=required, shell_complete=tag_names
    )


def known_options_only(
    ctx: click.Context, param: click.Parameter, words: Sequence[str]
) -> Sequence[str]:
    """Words without those that look like an option, which no query needs.

    Those are long ones anywhere, and before all others a single letter or a number after a
    minus: who asks `delete -h` for help does not want all that has no h in it.

    Raises:
        NoSuchOption: If there is one.
    """
    unknown = [word for word in words if word.startswith("--")]
    unknown += filter(_OPTION.fullmatch, words[:1])
    if unknown:
        known = [name for param in ctx.command.params for name in param.opts]
        raise click.NoSuchOption(unknown[0], possibilities=known, ctx=ctx)
    return words


def saved_query_argument(name: str) -> Callable[[F], F]:
    """The name of a saved query, that the shell can complete."""
    return click.argument(name, metavar="NAME", shell_complete=_offered("saved_queries"))


def _library() -> click.Option:
    return click.Option(
        ["--library"],
        metavar="DIR",
        expose_value=False,
        callback=_remember_library,
        shell_complete=_folders,
        help="The folder of the library. [default: $OCTAVO_LIBRARY, or else ./store in a "
        "checkout of octavo, or else the user's data folder]",
    )


def _remember_library(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.find_root().obj = typed_path(named(value, ctx, param))


def _remember_json(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        ctx.meta[_JSON] = True


def _one_query(ctx: click.Context, param: click.Parameter, words: Sequence[str]) -> str:
    return " ".join(known_options_only(ctx, param, words))


def _tags(ctx: click.Context, param: click.Parameter, given: Sequence[str]) -> "frozenset[Tag]":
    from octavo.model.tag import Tag

    return frozenset(Tag(name) for names in given for name in names.split(","))


def _folders(ctx: click.Context, param: click.Parameter, incomplete: str) -> "Items":
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="dir")]


def selection_words(ctx: click.Context, param: click.Parameter, incomplete: str) -> "Items":
    """The ids, and the words of a query, that complete a word."""
    from octavo.cli.shared.candidates import selection_words

    with ctx.scope(cleanup=False):
        before = ctx.params.get("words") or ()
        return selection_words(incomplete, list(map(is_id, before)), signed=SIGNED in ctx.meta)
