"""`octavo show` and `octavo view`: texts, set for a terminal or as the Markdown that they are.

Long because both print in the same ways.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from octavo.cli.errors import BadUsage, CommandFailed, NothingMatched
from octavo.cli.output.streams import has_keyboard, on_terminal, put, say, styled, use_own_size
from octavo.cli.shared.library_path import opened, opened_or_made
from octavo.cli.shared.options import (
    FILE,
    Command,
    QueryCommand,
    as_json,
    is_id,
    json_option,
    selection_argument,
)
from octavo.cli.shared.selection import selected
from octavo.model.article import Article
from octavo.model.note import Note, with_titles
from octavo.text import grouped

if TYPE_CHECKING:
    from octavo.cli.output.json_schema import Item, ItemShape
    from octavo.library.library import Library
    from octavo.services.add import Viewing

_NUMBER = click.IntRange(min=1)
_LAST = 1 << 62
"""What stands for the number of the last version."""


@click.command(cls=QueryCommand)
@partial(selection_argument, required=False)
@click.option("--all", "every", is_flag=True, help="Print all that a query finds.")
@click.option("--about", is_flag=True, help="Print where it came from, not the text.")
@click.option("--versions", is_flag=True, help="List the texts that it has had.")
@click.option("--version", type=_NUMBER, metavar="N", help="Print that text of them.")
@click.option(
    "--diff",
    type=_NUMBER,
    is_flag=False,
    flag_value=_LAST,
    metavar="[N]",
    help="Print what that text, or the last, says otherwise than the one before.",
)
@json_option
def show(
    words: Sequence[str],
    every: bool,
    about: bool,
    versions: bool,
    version: int | None,
    diff: int | None,
) -> None:
    """Print texts.

    Of what a query finds the best is printed, or all with --all. On a terminal a text is
    set with its headings and emphasis, and its notes stand below. Into a pipe goes its
    Markdown and nothing else; with several, a blank line between. With --json each object
    has the fields of `octavo list`, and: text, provenance.

    With --about it is where an article came from and who or what made it, by what its page
    declares, word for word.

    Each text that came when a page was fetched again is kept as a version, and so is each that
    you made of it; they are numbered from 1, the oldest. A difference is told by words, those
    gone as [-gone-] and new ones as {+new+}. With --json the fields of --versions are: id
    version added edited current words against plus minus highlights digest; those of --diff:
    id version against plus minus words, the words with their kind and text.

        octavo show 9
        octavo show 9 | wc -w
        octavo show river locks
        octavo show --about 9
        octavo show 9 --versions
        octavo show 9 --diff
        octavo show --all --json tag:essay | jq -r .text
    """
    if versions + (version is not None) + (diff is not None) + about > 1:
        raise BadUsage("one at a time: --about, --versions, --version N or --diff [N]")
    if not words and diff not in (None, _LAST):  # of `show --diff 9` click makes the 9 its N
        words, diff = [str(diff)], _LAST
    if not words:
        raise BadUsage("name an article by its id or a query: octavo show 9")
    with opened() as library:
        ids = selected(library, words)
        if versions or version is not None or diff is not None:
            article = _article(library, ids)
            if versions:
                _put_versions(library, article)
            elif version is not None:
                _put_version(library, article, version)
            elif diff is not None:
                _put_difference(library, article, diff)
            return
        others = 0 if every or all(map(is_id, words)) else len(ids) - 1
        put_one = _put_about if about and not as_json() else _put
        are_whole = _put_all(library, ids[: len(ids) - others], put_one)
    if others:
        match = "another one matches" if others == 1 else f"{grouped(others)} others match"
        say(f"{match}; `octavo list` with the same query shows their ids, --all their texts")
    if not are_whole:
        raise click.exceptions.Exit(1)


def _article(library: "Library", ids: Sequence[int]) -> Article:
    """The first of some articles, of which versions are asked for."""
    if isinstance(item := library.item(ids[0]), Article) and item.texts:
        return item
    raise CommandFailed(f"{item.id} has no text, and so no versions of one")


def _put_versions(library: "Library", article: Article) -> None:
    from octavo.cli.output.json_schema import VersionShape, put_shape
    from octavo.library.versions import current, number_of, told

    own, differences = current(article), library.versions.differences(article.id)
    marked = Counter(number_of(article, note.version) for note in library.notes_on(article.id))
    for number, (each, made) in enumerate(zip(article.texts, differences, strict=True), 1):
        shape = VersionShape(
            id=article.id,
            version=number,
            added=each.added,
            edited=each.edited,
            title=each.title,
            current=number == own,
            words=each.words,
            against=made.against if made else None,
            plus=made.added if made else None,
            minus=made.removed if made else None,
            highlights=marked[number],
            digest=each.digest,
        )
        changed = (f"+{made.added}", f"-{made.removed}") if made else ("", "")
        fields = (number, each.added.astimezone().date(), each.words, *changed)
        line = f"{styled(f'{number:>3}', bold=True)}  {told(article, number, made)}"
        put_shape(shape, fields, line)


def _put_version(library: "Library", article: Article, number: int) -> None:
    text = library.versions.text(article.id, number)
    if as_json():
        from octavo.cli.output.json_schema import item_shape, put_json

        put_json(replace(item_shape(article), text=text, version=number))
    else:
        _put_text(article, text, text)


def _put_difference(library: "Library", article: Article, number: int) -> None:
    from octavo.markdown.word_diff import as_markdown, in_signs

    number = len(article.texts) if number == _LAST else number
    made = library.versions.difference(article.id, number)
    if made is None:
        raise NothingMatched(f"version {number} is the first: there is none to compare it with")
    if as_json():
        from octavo.cli.output.json_schema import DiffShape, WordsShape, put_json

        words = [WordsShape(piece.kind, piece.text) for piece in made.pieces]
        put_json(
            DiffShape(
                id=article.id,
                version=number,
                against=made.against,
                plus=made.added,
                minus=made.removed,
                words=words,
            )
        )
        return
    say(f"version {number} against {made.against}: {made.summary}")
    _put_text(article, as_markdown(made.pieces), in_signs(made.pieces))


def _put_text(item: "Item", text: str, plain: str, notes: Iterable[Note] = ()) -> None:
    """Print Markdown set in lines to a person, and what is plain to a script."""
    if on_terminal():
        from octavo.cli.output.pages import put_page

        put_page(item, text, notes)
    else:
        put(plain.rstrip("\n"))


def _put_all(library: "Library", ids: Sequence[int], put_one: Callable[..., None]) -> bool:
    """Print what there is, and say which texts are missing; whether none is."""
    from octavo.library import TextMissing

    count = 0
    for id in ids:
        try:
            put_one(library, id, first=count == 0)
            count += 1
        except TextMissing as error:
            say(f"octavo: {error}")
    return count == len(ids)


def shown_shape(item: "Item", text: str) -> "ItemShape":
    """Something with its text, as `show` prints it."""
    from octavo.cli.output.json_schema import item_shape, provenance_shape

    return replace(item_shape(item), text=text, provenance=provenance_shape(item))


def _put(library: "Library", id: int, *, first: bool) -> None:
    item, text = library.item(id), library.text(id)
    if as_json():
        from octavo.cli.output.json_schema import put_json  # its many shapes

        put_json(shown_shape(item, text))
        return
    if isinstance(item, Note):
        text = with_titles(library.notes.retitled(text))
    if not first:
        put("")
    retitled, notes = library.notes.retitled, library.notes_on(id)
    shown = (replace(note, text=with_titles(retitled(note.text))) for note in notes)
    _put_text(item, text, text, shown)


def _put_about(library: "Library", id: int, *, first: bool) -> None:
    from octavo.cli.output.pages import put_findings
    from octavo.library.about import findings_on
    from octavo.library.versions import version_findings

    item = library.item(id)
    if not first:
        put("")
    if isinstance(item, Article):
        versions = version_findings(
            item, library.notes_on(id), library.versions.differences(id)
        )
        put_findings(item.title, [*findings_on(item, library.text(id)), *versions])
    else:
        put_findings(item.title, ())


@click.command(cls=Command)
@click.argument("inputs", metavar="[FILE|URL|-…]", nargs=-1, type=FILE)
@click.pass_context
def view(ctx: click.Context, inputs: Sequence[str]) -> None:
    """Show files, pages and standard input, and keep nothing.

    On a terminal the text is read as in the app; `a` keeps it in your library. Into a pipe
    go plain text and Markdown as they came, and the Markdown of all else. Without a name it is
    standard input, as for a pager; colours and letters that are struck twice are taken out of
    that, and lines that a program has set stay as they are.

        octavo view https://example.org/an-essay
        git show | octavo view
        MANPAGER='octavo view' man less
    """
    from tempfile import TemporaryDirectory

    from octavo.services.add import Viewing

    if not inputs and sys.stdin.isatty():
        raise BadUsage("name a file or an address, or pipe a text into it")

    def opened_here() -> "Library":
        with ctx.scope(cleanup=False):
            return opened_or_made()

    with (
        TemporaryDirectory(prefix="octavo-view-") as folder,
        Viewing(Path(folder) / "library", opened_here) as viewing,
    ):
        problems = viewing.read(inputs or ["-"], sys.stdin.buffer.read)
        for problem in problems:
            say(f"octavo: {problem}")
        if viewing.ids and on_terminal() and has_keyboard():
            _open_on(viewing)
        else:
            _put_all(viewing.library, viewing.ids, partial(_put_viewed, viewing))
    for id, title in viewing.kept:
        say(f"kept {id} {title}")
    if problems:
        raise click.exceptions.Exit(1)


def _put_viewed(viewing: "Viewing", library: "Library", id: int, *, first: bool) -> None:
    """Print what came as text as it came, where nobody looks; all else as `show` does."""
    given = "" if on_terminal() else viewing.given(id)
    if not given:
        _put(library, id, first=first)
        return
    if not first:
        put("")
    put(given.rstrip("\n"))


def _open_on(viewing: "Viewing") -> None:
    """Open the app on what is on view."""
    from octavo.settings.config import read_config
    from octavo.tui.app import THEMES, Octavo

    use_own_size()
    Octavo(viewing.library, config=read_config(themes=THEMES), viewing=viewing).run()
