"""`octavo archive`, `star`, `later`, `read`, `delete`, `restore`, `edit`, `merge`; `undo`.

Long because every command that sorts out stands here, none of which is much.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import click

from octavo.cli.errors import BadUsage, CommandFailed, NothingMatched
from octavo.cli.output.json_schema import ChangeShape, CopiesShape, put_json, put_shape
from octavo.cli.output.rows import put_items
from octavo.cli.output.streams import say
from octavo.cli.shared.library_path import keep_index, opened
from octavo.cli.shared.options import (
    Command,
    QueryCommand,
    as_json,
    is_id,
    json_option,
    selection_argument,
)
from octavo.cli.shared.selection import (
    Change,
    apply,
    changing_options,
    dry_run_option,
    selected,
)
from octavo.model.article import Article, ArticleId, State
from octavo.model.errors import OctavoError
from octavo.model.operation import UNDONE, OperationGroup
from octavo.query.ranges import Unreadable, time_to_come
from octavo.text import count_of, day, grouped, label

if TYPE_CHECKING:
    from octavo.library.library import Library
    from octavo.model.operation import Operation


@click.command(cls=QueryCommand)
@click.option("--off", is_flag=True, help="Take them out of the archive.")
@changing_options
def archive(words: Sequence[str], off: bool, dry_run: bool) -> None:
    """Put articles away into the archive.

    octavo archive 'is:read -is:archived'
    octavo archive --off 12
    """
    verb = "unarchived" if off else "archived"
    change = Change(lambda library, ids: library.archive(ids, not off), verb)
    apply(change, words, dry_run=dry_run)


@click.command(cls=QueryCommand)
@click.option("--off", is_flag=True, help="Take the stars off.")
@changing_options
def star(words: Sequence[str], off: bool, dry_run: bool) -> None:
    """Star articles.

    octavo star 12 15
    octavo star --off is:starred
    """
    change = Change(
        lambda library, ids: library.star(ids, not off), "unstarred" if off else "starred"
    )
    apply(change, words, dry_run=dry_run)


@click.command(cls=QueryCommand)
@click.option(
    "--until", metavar="WHEN", default="tomorrow", help="As tomorrow, friday, 7d, 3h."
)
@click.option("--off", is_flag=True, help="Bring them back at once.")
@changing_options
def later(words: Sequence[str], until: str, off: bool, dry_run: bool) -> None:
    """Hide articles until a day, when they come back by themselves.

    They are not on the list of what is to be read, nor among the unread, till then; by
    itself that is tomorrow. `octavo list is:later` lists them, later:<7d those that come back
    within seven days.

        octavo later 12 --until 2027-01-05
        octavo later 'tag:essay minutes:>20' --until saturday
        octavo later --off is:later
    """
    if is_id(words[0]) and not all(map(is_id, words)):
        raise BadUsage(f"a day is named so: octavo later {words[0]} --until friday")
    if off:
        change = Change(lambda library, ids: library.put_off(ids, None), "brought", " back")
    else:
        try:
            time = time_to_come(until, datetime.now(UTC))
        except Unreadable as problem:
            raise BadUsage(f"--until {until}: {problem}") from None
        rest = f" off until {day(time)}, {time.astimezone():%H:%M}"
        change = Change(lambda library, ids: library.put_off(ids, time), "put", rest)
    apply(change, words, dry_run=dry_run)


@click.command(cls=QueryCommand)
@click.option("--unread", "--off", is_flag=True, help="Mark them as unread, to begin again.")
@changing_options
def read(words: Sequence[str], unread: bool, dry_run: bool) -> None:
    """Mark articles as read.

    octavo read 12
    octavo read --unread tag:reference
    """
    state = State.UNREAD if unread else State.READ
    change = Change(lambda library, ids: library.mark(ids, state), "marked", f" as {state}")
    apply(change, words, dry_run=dry_run)


@click.command(cls=QueryCommand)
@click.option("--title", metavar="TEXT", help="What it is called.")
@click.option("--author", "authors", metavar="NAME", multiple=True, help="Once for each.")
@click.option("--published", metavar="DATE", help="As 2026-03-04, 2026-03 or 2026.")
@click.option("--site", metavar="NAME", help="Where it was published.")
@click.option("--language", metavar="CODE", help="Such as ko or pt-BR.")
@click.option("--url", metavar="URL", help="Its address.")
@click.option("--text", "in_editor", is_flag=True, help="Open the text in $EDITOR.")
@click.option("--version", metavar="N", type=int, help="Make a version the text again.")
@changing_options
def edit(
    words: Sequence[str],
    authors: Sequence[str],
    in_editor: bool,
    version: int | None,
    dry_run: bool,
    **fields: str | None,
) -> None:
    """Correct what is known of articles, or the text of one.

    An empty value takes away what is known. Getting a page again leaves alone what you have
    corrected; highlights stay on their words.

        octavo edit 12 --title 'The locks' --author 'Ann Lee' --author 'Bo Lock'
        octavo edit site:ledger.example --site 'The Ledger'
        octavo edit 12 --text
        octavo edit 12 --version 3
    """
    from octavo.library.about import problem_of

    values = {name: value for name, value in fields.items() if value is not None}
    if authors:
        values["authors"] = "; ".join(authors)
    if in_editor + bool(values) + (version is not None) != 1:
        raise BadUsage(
            "say what is to be corrected, such as --title TEXT, or else --text or --version N"
        )
    for name, typed in values.items():
        if problem := problem_of(name, typed):
            raise BadUsage(problem)

    def how(library: "Library", ids: Iterable[ArticleId]) -> "Operation | None":
        if version is not None:
            return library.versions.use(_only(library, ids).id, version)
        return _rewrite(library, ids) if in_editor else library.correct(ids, values)

    apply(Change(how, "corrected"), words, dry_run=dry_run)


def _only(library: "Library", ids: Iterable[ArticleId]) -> Article:
    """The one article whose text is to be another."""
    only, *others = ids
    if others:
        raise BadUsage("one text at a time: name one article by its number")
    if not isinstance(article := library.item(only), Article):
        raise CommandFailed(f"{only} is a note; this is about the text of an article")
    return article


def _rewrite(library: "Library", ids: Iterable[ArticleId]) -> "Operation | None":
    """Have the text of one article edited; one that is left empty stays as it was.

    What came of it elsewhere meanwhile stays as a version; what cannot be kept is in a file.
    """
    article = _only(library, ids)
    only = article.id
    written = click.edit(library.text(only), extension=".md")
    if written is None or not written.strip():
        return None
    try:
        done = library.intake.rewrite(only, written)
    except OctavoError:
        from tempfile import NamedTemporaryFile  # only then

        with NamedTemporaryFile(
            "w", encoding="utf-8", prefix="octavo-", suffix=".md", delete=False
        ) as file:
            file.write(written)
        say(f"what you wrote is in {file.name}")
        raise
    if done and _overwritten(done) not in (None, article.volume):
        other = len(library.article(only).texts) - 1
        say(
            f"the text was changed elsewhere while you edited it; yours is the text now, and "
            f"that is version {other}: `octavo show {only} --diff` compares them"
        )
    return done


def _overwritten(done: "Operation") -> object:
    """The volume of the text that a change of one text has put another in the place of."""
    return next((change.before.get("volume") for change in done.changes if change.before), None)


@click.command(cls=QueryCommand)
@partial(selection_argument, required=False)
@json_option
def duplicates(words: Sequence[str]) -> None:
    """List articles of which each has nearly the text of another.

    A copy has six of ten runs of five words of the shorter of two texts: the same story at two
    addresses, or shortened. They are looked for among what the query finds, or in the whole
    library but the trash; there, too, for the copies of articles named by their numbers. Of
    each group the article that came first is first.

        octavo duplicates
        octavo duplicates tag:news
        octavo merge 12 19
    """
    with opened() as library:
        ids = selected(library, words) if words else library.db.articles.ids()
        kept = [id for id in ids if id in library.db.articles]
        everywhere = all(map(is_id, words))
        among = _not_in_trash(library, library.db.articles.ids()) if everywhere else kept
        groups = [each for each in library.copies(among) if not {*kept}.isdisjoint(each)]
        if not groups:
            raise NothingMatched("no two texts are nearly the same")
        for group in groups:
            titles = [library.article(id).title for id in group]
            fields = (" ".join(map(str, group)), *map(label, titles))
            put_shape(CopiesShape(ids=group, titles=titles), fields)


def _not_in_trash(library: "Library", ids: Iterable[ArticleId]) -> list[ArticleId]:
    gone = library.search.corpus.trash
    return [id for id in ids if id not in gone]


@click.command(cls=Command)
@click.argument("kept", metavar="ID", type=int)
@click.argument("others", metavar="OTHER…", type=int, nargs=-1, required=True)
@dry_run_option
@json_option
def merge(kept: int, others: Sequence[int], dry_run: bool) -> None:
    """Merge articles that are the same piece into the first one named.

    It gets the tags, the notes and what else is known of the others, and their texts as
    versions; they go to the trash. All of it is one step for `octavo undo`, and
    `octavo duplicates` finds what may be merged.

        octavo merge 12 19
        octavo merge 12 19 23 --dry-run
    """
    with opened() as library:
        ids = selected(library, [str(each) for each in dict.fromkeys((kept, *others))])
        articles = [library.item(id) for id in ids]
        if note := next((each for each in articles if not isinstance(each, Article)), None):
            raise CommandFailed(f"{note.id} is a note; only articles are merged")
        if len(ids) < 2:
            raise BadUsage("name two articles or more, by their numbers")
        title, count = articles[0].title, count_of(len(ids) - 1, "article")
        if dry_run:
            say(f"would have merged {count} into “{title}”")
            put_items(articles[1:])
            return
        group = OperationGroup()
        for id in ids[1:]:
            library.intake.unite(kept, id, group=group)
        say(f"merged {count} into “{title}”")
        if as_json():
            put_items([library.item(kept)])


@click.command(cls=QueryCommand)
@changing_options
def delete(words: Sequence[str], dry_run: bool) -> None:
    """Put articles and notes into the trash.

    There they stay, and `octavo restore` takes them out again.

        octavo delete 12
        octavo delete 'added:>1y is:unread' --dry-run
    """
    change = Change(lambda library, ids: library.delete(ids), "deleted")
    apply(change, words, dry_run=dry_run)


@click.command(cls=QueryCommand)
@changing_options
def restore(words: Sequence[str], dry_run: bool) -> None:
    """Take articles and notes out of the trash.

    A query looks in the trash here.

        octavo restore 12
        octavo restore title:weirs
        octavo restore in:trash
    """
    change = Change(lambda library, ids: library.restore(ids), "restored")
    apply(change, words, dry_run=dry_run, trash=True)


@click.command(cls=Command)
@click.option("--empty", is_flag=True, help="Take all of it out of the library.")
@click.option("--yes", is_flag=True, help="Empty it without asking.")
@json_option
def trash(empty: bool, yes: bool) -> None:
    """List what is in the trash, or empty it.

    What was emptied out `octavo undo` can still bring back for a while.

        octavo trash
        octavo trash --empty
    """
    with opened() as library:
        if not (count := library.trashed()):
            raise NothingMatched("the trash is empty")
        if not empty:
            ids = library.search.find(library.read("in:trash")).ids
            put_items(map(library.item, ids))
        elif yes or click.confirm(f"Empty the trash of {grouped(count)}?", err=True):
            done = library.empty_trash()
            say(done.report if done else "nothing had to change")
        else:
            say("nothing was changed")


@click.command(cls=Command)
@click.option("--list", "listed", is_flag=True, help="Only print what could be undone.")
@json_option
def undo(listed: bool) -> None:
    """Take back the latest change, whatever it was.

    It may have been made in the app, by another command or weeks ago. `octavo redo` does it
    again. With --list the latest comes first.
    """
    with opened() as library:
        if listed:
            if not (labels := library.history.labels()):
                raise NothingMatched("there is nothing to undo")
            for each in labels:
                put_shape(ChangeShape(label=each), [label(each)])
            return
        done = library.history.undo()
        keep_index(library)
        _tell(done.report, done)


@click.command(cls=Command)
@json_option
def redo() -> None:
    """Do again what was undone last.

    Once something else was done since, there is nothing to do again.
    """
    with opened() as library:
        done = library.history.redo()
        keep_index(library)
        _tell(f"done again: {done.report}", done)


def _tell(said: str, done: "Operation") -> None:
    say(said)
    if as_json():
        what = done.label.removeprefix(UNDONE)
        put_json(ChangeShape(label=what, ids=sorted(done.ids)))
