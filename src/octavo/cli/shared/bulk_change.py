"""What the commands that change things share: which, a look beforehand, and a word after."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from octavo.cli.output.rows import put_items
from octavo.cli.output.streams import say
from octavo.cli.shared.library_path import opened
from octavo.cli.shared.options import json_option, library_option, selection_argument
from octavo.cli.shared.selection import selected
from octavo.model.article import ArticleId
from octavo.text import count_of

if TYPE_CHECKING:
    from octavo.library.library import Library
    from octavo.model.operation import Operation

F = TypeVar("F", bound=Callable[..., object])


class Change(NamedTuple):
    """What to do with some items, and how to say that it is done."""

    how: "Callable[[Library, Iterable[ArticleId]], Operation | None]"
    verb: str
    """Such as `tagged`."""
    rest: str = ""
    """What follows the number of articles, such as ` +ai`."""


def changing_options(command: F) -> F:
    """A query or ids, `--dry-run`, `--json` and `--library`."""
    for decorate in (library_option, json_option, dry_run_option, selection_argument):
        command = decorate(command)
    return command


def dry_run_option(command: F) -> F:
    """`--dry-run`."""
    return click.option(
        "--dry-run", is_flag=True, help="Change nothing; print what would be changed."
    )(command)


def apply(
    change: Change, words: Sequence[str], *, as_json: bool, dry_run: bool, trash: bool = False
) -> None:
    """Change what some words name, as one operation, and say how many needed it."""
    with opened() as library:
        ids = selected(library, words, trash=trash)
        if dry_run:
            say(f"would have {change.verb} {count_of(len(ids), 'article')}{change.rest}")
        else:
            say(_summary(library, ids, change.how(library, ids), change))
        if dry_run or as_json:
            put_items(map(library.item, ids), as_json=as_json)


def _summary(
    library: "Library", ids: Sequence[ArticleId], done: "Operation | None", change: Change
) -> str:
    if done is None:
        return "nothing had to change"
    number = len(done.ids)
    which = f"“{library.item(ids[0]).title}”" if len(ids) == 1 else count_of(number, "article")
    spared = f"; {len(ids) - number} needed no change" if number < len(ids) else ""
    return f"{change.verb} {which}{change.rest}{spared}"
