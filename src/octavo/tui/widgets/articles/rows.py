"""Rows of the article list: what each shows, on two lines, or on one where space is short.

Long because what a row tells and how it is drawn stand together.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Self

from msgspec import Struct
from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from octavo.model.article import Article, ArticleId, State
from octavo.model.note import Note
from octavo.model.search import Snippet
from octavo.model.tag import Tag
from octavo.text import age, label, moment, percent, truncated, visible
from octavo.tui.widgets.base.drawing import Line

LINES = 2
"""Of a row: the title, and what is known of it."""
DECLARED = "A"
"""Stands in the row of an article whose page declares AI."""
_INDENT = 3
"""Cells before the words: the mark, the sign of what it is, a blank."""
_WIDE = 44
"""The width from which one line has room for an age as well."""
_ROOMY = 76
"""The width from which one line has room for tags and a length as well."""
_LENGTH = 7
"""Cells of the column of lengths: `120 min`."""
_MORE = 6
"""Cells that are enough to say how many tags more there are."""
_AGE = 6
"""Cells of the column of ages, which are up to five wide: `11 mo`."""

CSS = """
ArticleList {
    .article-list--bar { color: $foreground 30%; }
    .article-list--row-cursor { background: $foreground 6%; }
    .article-list--row-marked { background: $accent 12%; }
    .article-list--title-unread { text-style: bold; }
    .article-list--title-gone { color: $foreground 50%; }
    .article-list--title-deleted { color: $foreground 50%; text-style: strike; }
    .article-list--hit { color: $text-accent; text-style: bold underline; }
    .article-list--title-failed { color: $text-error; text-style: italic; }
    .article-list--failed { color: $text-error; }
    .article-list--meta { color: $foreground 60%; }
    .article-list--tag { color: $text-secondary; }
    .article-list--tag-parent { color: $foreground 50%; }
    .article-list--unread { color: $primary; }
    .article-list--reading { color: $primary; }
    .article-list--starred { color: $text-warning; }
    .article-list--declared { color: $text-warning; }
    .article-list--marked { color: $text-accent; text-style: bold; }
    .article-list--bar-focused { color: $primary; }
    .article-list--row-cursor-focused { background: $primary 22%; }
    &:nocolor .article-list--row-marked { background: $background; }
    &:ansi {
        .article-list--row-cursor { background: ansi_bright_black; }
        .article-list--row-cursor-focused { background: ansi_bright_black; }
        .article-list--row-marked { background: ansi_default; }
        .article-list--meta { text-style: dim; }
        .article-list--tag-parent { text-style: dim; }
        .article-list--title-gone { text-style: dim; }
    }
}
"""


class Row(Struct, frozen=True, kw_only=True, gc=False):
    """An article or a note as one entry of a list."""

    id: ArticleId
    title: str
    site: str = ""
    added: datetime
    published: datetime | None = None
    is_from_feed: bool = False
    """Whether a feed brought it: then its age is counted from when it was published."""
    minutes: int | None = None
    """None for what takes no reading time: a note, or a link without its text."""
    tags: tuple[Tag, ...] = ()
    """In the order to show them in."""
    state: State = State.READ
    progress: float = 0.0
    starred: bool = False
    archived: bool = False
    later: datetime | None = None
    """Until when it is put off; a time that is past means nothing."""
    deleted: bool = False
    note: bool = False
    declared: bool = False
    """Whether its page declares that AI made it or a part of it."""
    failed: bool = False
    """Whether its page could not be had, so that there is no text."""
    is_gap: bool = False
    """Whether it stands for something that could not be read from the library."""

    @classmethod
    def of(cls, item: Article | Note) -> Self:
        """The row of an article or a note."""
        return cls._of_note(item) if isinstance(item, Note) else cls._of_article(item)

    @classmethod
    def _of_article(cls, article: Article) -> Self:
        return cls(
            id=article.id,
            title=article.title,
            site=article.site or ", ".join(article.authors),
            added=article.added,
            published=article.published,
            is_from_feed=article.source.kind == "feed",
            minutes=article.minutes if article.words else None,
            tags=tuple(sorted(article.tags)),
            state=article.state,
            progress=article.progress,
            starred=article.starred,
            archived=article.archived,
            later=article.later,
            deleted=article.deleted is not None,
            declared=article.provenance is not None and article.provenance.names_ai,
            failed=bool(article.source.error) and not article.words,
        )

    @classmethod
    def _of_note(cls, note: Note) -> Self:
        return cls(
            id=note.id,
            title=note.title,
            site="highlight" if note.highlight and not note.text else "note",
            added=note.added,
            tags=tuple(sorted(note.tags)),
            deleted=note.deleted is not None,
            note=True,
        )


class Look(Struct, frozen=True):
    """How a row stands in its list."""

    style_of: Callable[..., Style]
    """Gives the style of some component classes, one upon the other."""
    width: int
    now: datetime
    cursor: bool = False
    marked: bool = False
    focused: bool = False
    """Whether the list has the keyboard."""
    by_published: bool = False
    """Whether ages are counted from when articles were published, where that is known."""
    margin: int = 0
    """Blank cells behind it, so that no word touches what is beside."""

    def is_put_off(self, row: Row) -> bool:
        """Whether a row is of an article that comes back at a time to come."""
        return row.later is not None and row.later > self.now

    def style(self, part: str = "") -> Style:
        """The style of a part of the row, on the ground that the row has."""
        return self.style_of(*_components(self.marked, self.cursor, self.focused, part))

    def line(self) -> Line:
        """An empty line, with the bar at its left that goes with the cursor."""
        line = Line(self.width, self.style())
        return self.add_bar(line)

    def add_bar(self, line: Line) -> Line:
        """The first cell of a line, which shows where the cursor is."""
        style = self.style("bar-focused" if self.focused else "bar")
        return line.add("▌" if self.cursor else " ", style)


@cache
def _components(marked: bool, cursor: bool, focused: bool, part: str) -> Sequence[str]:
    """The component classes of a part of a row, those of its ground first."""
    names = ["row-marked"] if marked else []
    if cursor:
        names.append("row-cursor-focused" if focused else "row-cursor")
    return tuple(f"article-list--{name}" for name in (*names, part) if name)


def lines_of(
    row: Row, look: Look, hits: Iterable[tuple[int, int]], passage: Snippet | None = None
) -> Sequence[Strip]:
    """The title; below it the passage that was found, or what is known of it.

    That is its state, where it is from and its tags on the left, and on the right, in columns,
    how long it takes and how old it is.
    """
    title = _title(look.line(), row, look, hits).strip(look.margin)
    return [title, below_of(row, look, passage)]


def below_of(row: Row, look: Look, passage: Snippet | None) -> Strip:
    """The line below the title."""
    sign, part = _sign(row, look) if look.marked else (" ", "")
    below = look.line().add(sign, look.style(part)).skip_to(_INDENT)
    columns = "" if passage else _columns(row, look)
    declared = DECLARED if row.declared else ""
    end = look.width - cell_len(columns) - (2 if declared else 0)
    room = Line(end - below.used - (1 if end < look.width else 0), look.style())
    if passage:
        passage = _in_sight(passage, room.left)
        room.add_marked(
            visible(passage.text), look.style("meta"), passage.hits, look.style("hit")
        )
    else:
        _add_origin(room, row, look)
    below.join(room).skip_to(end).add(declared, look.style("declared"))
    below.skip_to(look.width - cell_len(columns)).add(columns, look.style("meta"))
    return below.strip(look.margin)


def _in_sight(passage: Snippet, room: int) -> Snippet:
    """A passage from shortly before its first hit, where that would be cut off."""
    first, end = passage.hits[0] if passage.hits else (0, 0)
    text = passage.text
    if cell_len(visible(text[:end])) < room:
        return passage
    cut, before = first, 0
    while cut and (before := before + cell_len(visible(text[cut - 1]))) <= room // 3:
        cut -= 1
    if not cut:
        return passage
    while cut < first and not cell_len(text[cut]):  # it is one with the letter before
        cut += 1
    cut = text.find(" ", cut - 1, first) + 1 or cut
    hits = tuple((a - cut + 1, b - cut + 1) for a, b in passage.hits if a >= cut)
    return Snippet(f"…{text[cut:]}", hits)


def line_of(row: Row, look: Look, hits: Iterable[tuple[int, int]]) -> Sequence[Strip]:
    """Title and, as far as there is room, tags, length and age."""
    aside = _columns(row, look) if look.width >= _ROOMY else ""
    if _ROOMY > look.width >= _WIDE:
        aside = f"{_age(row, look):>{_AGE}}"
    sign = f"{DECLARED} " if row.declared else ""
    end = look.width - (cell_len(aside) + 1 if aside else 0) - len(sign)
    room = Line(
        end - (look.width // 3 if look.width >= _ROOMY and row.tags else 0), look.style()
    )
    look.add_bar(room)
    line = Line(look.width, look.style())
    line.join(_title(room, row, look, hits))
    if room.width < end:
        tags = Line(end - room.width - 2, look.style())
        line.skip_to(room.width + 2).join(_add_tags(tags, row.tags, look))
    if sign:
        line.skip_to(end).add(sign, look.style("declared"))
    if aside:
        line.skip_to(line.width - cell_len(aside)).add(aside, look.style("meta"))
    return [line.strip(look.margin)]


def _title(line: Line, row: Row, look: Look, hits: Iterable[tuple[int, int]]) -> Line:
    sign, part = ("✓", "marked") if look.marked else _sign(row, look)
    line.add(sign, look.style(part)).skip_to(_INDENT)
    return line.add_marked(
        label(row.title) or "Untitled",
        look.style(_title_part(row, look)),
        hits,
        look.style("hit"),
    )


def _title_part(row: Row, look: Look) -> str:
    if row.is_gap:
        return "title-failed"
    if row.deleted:
        return "title-deleted"
    if row.archived or look.is_put_off(row):
        return "title-gone"
    return "title-unread" if row.state is State.UNREAD else ""


def _sign(row: Row, look: Look) -> tuple[str, str]:
    """What stands before a title, and in which style."""
    if row.starred:
        return "★", "starred"
    if row.failed or row.is_gap:
        return "✗", "failed"
    if row.note:
        return "¶", "reading"
    is_gone = row.deleted or row.archived or look.is_put_off(row)
    gone = "title-gone" if is_gone else ""
    match row.state:
        case State.UNREAD:
            return "●", gone or "unread"
        case State.READING:
            return "◐", gone or "reading"
        case State.READ:
            return " ", ""


def _state(row: Row, look: Look) -> str:
    """What is to be known of it first, in a word."""
    if row.deleted:
        return "in the trash"
    if row.archived:
        return "archived"
    if row.later and look.is_put_off(row):
        return f"until {moment(row.later, look.now)}"
    if row.failed:
        return "failed"
    return percent(row.progress) if row.state is State.READING and row.progress else ""


def _columns(row: Row, look: Look) -> str:
    """How long it takes and how old it is, each of one width in every row."""
    length = "" if row.minutes is None else f"{row.minutes} min"
    return "" if row.is_gap else f"{length:>{_LENGTH}}{_age(row, look):>{_AGE}}"


def _age(row: Row, look: Look) -> str:
    """An age in no unit that a length is in: under an hour is `<1 h`."""
    when = row.published if row.is_from_feed or look.by_published else None
    passed = age(when or row.added, look.now)
    return "<1 h" if passed == "now" or passed.endswith(" min") else passed


def _add_origin(line: Line, row: Row, look: Look) -> None:
    """State, where it is from, tags; where they are too long, the site gives way first."""
    state = _state(row, look)
    tags = _add_tags(Line(line.width, look.style()), row.tags, look)
    least = max(line.width // 2, cell_len(label(row.tags[0]))) if row.tags else 0
    wanted = min(tags.used, least) + 2 if row.tags else 0
    wanted += len(f"{state} · ") if state else 0
    site = truncated(label(row.site), max(8, line.width - wanted))
    line.add(" · ".join(filter(None, (state, site))), look.style("meta"))
    if row.tags:
        room = line.left - (2 if line.used else 0)
        if tags.used + _MORE > room:
            tags = _add_tags(Line(room, look.style()), row.tags, look)
        line.skip_to(line.width - room).join(tags)


def _add_tags(line: Line, tags: Sequence[Tag], look: Look) -> Line:
    """As many tags as fit, and how many more there are."""
    for index, tag in enumerate(tags):
        rest = len(tags) - index - 1
        need = cell_len(label(tag)) + (len(f"  +{rest}") if rest else 0)
        if index and need > line.left:
            return line.add(f"+{rest + 1}", look.style("tag-parent"))
        parents = [(0, label(tag).rfind("/") + 1)]
        line.add_marked(label(tag), look.style("tag"), parents, look.style("tag-parent"))
        line.add("  " if rest else "")
    return line
