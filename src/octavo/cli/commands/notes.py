"""`octavo note` writes a note, in an editor on a terminal; `octavo notes` lists them."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from octavo.cli.errors import BadUsage, CommandFailed, NothingMatched
from octavo.cli.output.json_schema import NoteShape, put_all_json
from octavo.cli.output.streams import on_terminal, put, put_fields, say, styled
from octavo.cli.shared.library_path import keep_index, opened, opened_or_made_to_fill
from octavo.cli.shared.options import (
    Command,
    QueryCommand,
    as_json,
    json_option,
    limit_option,
    query_argument,
    selection_argument,
    tags_option,
)
from octavo.cli.shared.selection import nothing_matches, selected
from octavo.model.article import Article, ArticleId
from octavo.model.note import Highlight, Note, with_comment, without_comment
from octavo.model.tag import sorted_names
from octavo.query import Query
from octavo.query.ast import FieldTerm, Scope, all_of, parts_of
from octavo.text import age, count_of

if TYPE_CHECKING:
    from octavo.library.library import Library
    from octavo.model.tag import Tag

STDIN = "-"


@click.command(cls=Command)
@partial(selection_argument, required=False)
@click.option("--new", "alone", is_flag=True, help="Write a note that is on no article.")
@click.option("-m", "--message", "text", metavar="TEXT", help="What it says; - reads it.")
@click.option("--quote", metavar="TEXT", help="Highlight these words of the article.")
@tags_option("Tag the note.")
@json_option
def note(
    words: Sequence[str],
    alone: bool,
    text: str | None,
    quote: str | None,
    tags: "frozenset[Tag]",
) -> None:
    """Write a note on an article, or one of its own.

    Of what a query finds each article gets one. Without -m the editor that $VISUAL or
    $EDITOR names is opened; -m - reads standard input. Notes are Markdown. With --quote the
    note is on a passage of one article; then it may say nothing, which highlights the passage.
    With --json the notes are printed as `octavo notes` has them.

        octavo note 12 -m 'Compare with the minutes.'
        octavo note 12 --quote 'a low wall' -m 'How low?'
        octavo note --new --tag idea
    """
    if alone == bool(words):
        raise BadUsage("name an article by its id or a query, or write --new for a note alone")
    with opened_or_made_to_fill() if alone else opened() as library:
        ids = [] if alone else _articles(library, words)
        highlight = _highlighted(library, ids, quote) if quote is not None else None
        said = _said(library, ids, highlight, text)
        done = library.notes.add(said, articles=ids, highlight=highlight, tags=tags)
        if done is None:
            raise CommandFailed("a note without words is none; nothing was kept")
        made = [item for id in sorted(done.ids) if isinstance(item := library.item(id), Note)]
        what = "highlighted" if highlight and not said else "noted"
        where = f" on {count_of(len(ids), 'article')}" if len(ids) > 1 else ""
        say(f"{what} “{made[0].title}”{where}")
        if as_json():
            put_all_json(note_shapes(library, made))


@click.command(cls=QueryCommand)
@query_argument()
@limit_option(default=0)
@json_option
def notes(query: str, limit: int) -> None:
    """List notes and highlights, the latest first.

    What was edited last counts as latest. A query narrows them by their own words, tags and
    dates. Into a pipe go fields with tabs between them: id, article, title, quote, tags
    (joined by commas), day added. What they say is printed by `octavo show`; they are tagged
    and deleted as articles are.

    With --json each object has: id article text quote prefix suffix offset detached tags
    added changed version. The quote, what stands before and behind it, and its offset in
    characters are those of a highlight; it is detached where the text of its article no longer
    has it. The version is that of the text in which it was highlighted, where that is known.

        octavo notes
        octavo notes tag:idea 'added:<7d'
        octavo notes --json | jq -r .quote
    """
    with opened() as library:
        found = found_notes(library, library.read(query))[: limit or None]
        if as_json():
            put_all_json(note_shapes(library, found))
        elif on_terminal():
            _put_rows(library, found)
        else:
            for each in found:
                put_fields(_fields(each))


def found_notes(library: "Library", query: Query) -> list[Note]:
    """The notes that a query finds; all of them without one."""
    if query == Query():
        if all_notes := library.notes.all():
            return all_notes
        raise NothingMatched("there are no notes yet; octavo note ID writes one")
    asked = Query(all_of((*parts_of(query.where), FieldTerm("in", Scope.NOTES))), query.sort)
    if library.search.is_behind:
        keep_index(library)
    items = map(library.item, library.search.find(asked).ids)
    if found := [item for item in items if isinstance(item, Note)]:
        return found
    raise nothing_matches(library, asked)


def _articles(library: "Library", words: Sequence[str]) -> list[ArticleId]:
    """The articles that some words name.

    Raises:
        CommandFailed: If they name a note, on which there can be none.
    """
    ids = selected(library, words)
    if notes := [id for id in ids if not isinstance(library.item(id), Article)]:
        raise CommandFailed(f"{notes[0]} is a note; notes are written on articles")
    return ids


def _highlighted(library: "Library", ids: Sequence[ArticleId], quote: str) -> Highlight:
    """The highlight of some words of one article."""
    from octavo.markdown.aligned_text import highlight_of
    from octavo.markdown.anchor import anchor

    if len(ids) != 1:
        raise BadUsage("--quote is for one article")
    text = library.text(ids[0])
    span = anchor(text, Highlight(quote))
    made = highlight_of(text, *span) if span else None
    if made is None:
        title = library.item(ids[0]).title
        raise CommandFailed(f"“{title}” does not say “{quote}”; octavo show {ids[0]} prints it")
    return made


def _said(
    library: "Library", ids: Sequence[ArticleId], highlight: Highlight | None, text: str | None
) -> str:
    """The words of a note: given, read from standard input, or written in an editor."""
    if text == STDIN:
        return sys.stdin.buffer.read().decode(errors="replace")
    if text is not None:
        return text
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        if highlight:
            return ""
        raise BadUsage("say what with -m TEXT, or -m - to read it; an editor needs a terminal")
    begun = with_comment("", [library.item(id).title for id in ids], highlight)
    written = click.edit(begun, extension=".md", require_save=False)
    return without_comment(written or "")


def note_shapes(library: "Library", notes: Sequence[Note]) -> Iterator[NoteShape]:
    """Notes as `note` and `notes` print them."""
    from octavo.library.versions import number_of

    detached = _detached(library, notes)
    for each in notes:
        marked = each.highlight or Highlight("")
        on = None if each.article is None else library.article(each.article)
        yield NoteShape(
            id=each.id,
            article=each.article,
            text=each.text,
            quote=marked.exact,
            prefix=marked.prefix,
            suffix=marked.suffix,
            offset=marked.offset,
            detached=each.id in detached,
            tags=sorted_names(each.tags),
            added=each.added,
            changed=each.changed,
            version=(number_of(on, each.version) or None) if on else None,
        )


def _put_rows(library: "Library", notes: Sequence[Note]) -> None:
    """Print what a person reads: a note a line, and below it the article that it is on."""
    width = max(len(str(each.id)) for each in notes)
    detached = _detached(library, notes)
    for each in notes:
        tags = "".join(f"  {name}" for name in sorted_names(each.tags))
        ago = age(each.changed or each.added, library.now())
        number = styled(f"{each.id:>{width}}  ", dim=True)
        about = styled(f"  {ago}" if ago == "now" else f"  {ago} ago", dim=True)
        put(f"{number}{styled(each.title, bold=True)}{styled(tags, fg='cyan')}{about}")
        if each.article is not None:
            lost = " · its words are not in the text any more" if each.id in detached else ""
            title = library.item(each.article).title
            put(styled(f"{' ' * width}  on {each.article} {title}{lost}", dim=True))


def _fields(each: Note) -> tuple[object, ...]:
    quote = each.highlight.exact if each.highlight else ""
    tags = ",".join(sorted_names(each.tags))
    return each.id, each.article or "", each.title, quote, tags, each.added.astimezone().date()


def _detached(library: "Library", notes: Iterable[Note]) -> set[int]:
    """The notes whose passage is not in the text of their article any more."""
    from octavo.library import TextMissing

    marked: dict[ArticleId, list[Note]] = {}
    for each in notes:
        if each.highlight and each.article is not None:
            marked.setdefault(each.article, []).append(each)
    detached: set[int] = set()
    for article, on_it in marked.items():
        try:
            text = library.text(article)
        except TextMissing:
            continue
        places = library.versions.places(article, on_it, text) if text else {}
        detached.update(each.id for each in on_it if text and each.id not in places)
    return detached
