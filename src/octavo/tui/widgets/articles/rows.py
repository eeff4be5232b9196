"""Rows of the article list: what each shows, on three lines, or on one where space is short."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Self

from msgspec import Struct
from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from octavo.model.article import Article, ArticleId, State
from octavo.model.note import Note
from octavo.model.tag import Tag
from octavo.text import age, label, minutes, percent, since, truncated
from octavo.tui.widgets.base.painting import Line

LINES = 3
"""Of a row: the title, where it is from, its tags."""
DECLARED = "A"
"""Stands in the row of an article whose page declares AI."""
_INDENT = 3
"""Cells before the words: the mark, the sign of what it is, a blank."""
_WIDE = 44
"""The width from which one line has room for an age as well."""
_ROOMY = 76
"""The width from which one line has room for tags as well."""

CSS = """
ArticleList {
    & > .article-list--bar { color: $foreground 30%; }
    & > .article-list--row-cursor { background: $foreground 6%; }
    & > .article-list--row-marked { background: $accent 12%; }
    & > .article-list--title-unread { text-style: bold; }
    & > .article-list--title-gone { color: $foreground 50%; }
    & > .article-list--title-deleted { color: $foreground 50%; text-style: strike; }
    & > .article-list--hit { color: $text-accent; text-style: bold underline; }
    & > .article-list--meta { color: $foreground 60%; }
    & > .article-list--tag { color: $text-secondary; }
    & > .article-list--tag-parent { color: $foreground 50%; }
    & > .article-list--unread { color: $primary; }
    & > .article-list--reading { color: $primary; }
    & > .article-list--starred { color: $text-warning; }
    & > .article-list--declared { color: $text-warning; }
    & > .article-list--marked { color: $text-accent; text-style: bold; }
    & > .article-list--bar-focused { color: $primary; }
    & > .article-list--row-cursor-focused { background: $primary 22%; }
    &:ansi {
        & > .article-list--row-cursor { background: ansi_bright_black; }
        & > .article-list--row-cursor-focused { background: ansi_bright_black; }
        & > .article-list--row-marked { background: ansi_default; }
        & > .article-list--meta { text-style: dim; }
        & > .article-list--tag-parent { text-style: dim; }
        & > .article-list--title-gone { text-style: dim; }
    }
}
"""


class Row(Struct, frozen=True, kw_only=True, gc=False):
    """An article or a note as one entry of a list."""

    id: ArticleId
    title: str
    site: str = ""
    when: datetime
    """What its age is counted from: when it was added, unless the screen says otherwise."""
    minutes: int | None = None
    """None for what takes no reading time: a note, or a link without its text."""
    tags: tuple[Tag, ...] = ()
    """In the order to show them in."""
    state: State = State.READ
    progress: float = 0.0
    starred: bool = False
    archived: bool = False
    deleted: bool = False
    note: bool = False
    declared: bool = False
    """Whether its page declares that AI made it or a part of it."""

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
            when=article.added,
            minutes=article.minutes if article.words else None,
            tags=tuple(sorted(article.tags)),
            state=article.state,
            progress=article.progress,
            starred=article.starred,
            archived=article.archived,
            deleted=article.deleted is not None,
            declared=article.provenance is not None and article.provenance.names_ai,
        )

    @classmethod
    def _of_note(cls, note: Note) -> Self:
        return cls(
            id=note.id,
            title=note.title,
            site="highlight" if note.highlight and not note.text else "note",
            when=note.added,
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

    def style(self, part: str = "") -> Style:
        """The style of a part of the row, on the ground that the row has."""
        names = ["row-marked"] if self.marked else []
        if self.cursor:
            names.append("row-cursor-focused" if self.focused else "row-cursor")
        names += [part] if part else []
        return self.style_of(*(f"article-list--{name}" for name in names))

    def line(self) -> Line:
        """An empty line, with the bar at its left that goes with the cursor."""
        line = Line(self.width, self.style())
        return self.add_bar(line)

    def add_bar(self, line: Line) -> Line:
        """The first cell of a line, which shows where the cursor is."""
        style = self.style("bar-focused" if self.focused else "bar")
        return line.add("▌" if self.cursor else " ", style)


def lines_of(row: Row, look: Look, hits: Iterable[tuple[int, int]]) -> Sequence[Strip]:
    """Title; site, age and reading time; tags."""
    title = _title(look.line(), row, look, hits)
    sign, part = _sign(row) if look.marked else (" ", "")
    meta = look.line().add(sign, look.style(part)).skip_to(_INDENT)
    meta.add(_meta(row, look.now, meta.left), look.style("meta"))
    tags = look.line()
    if row.declared:
        tags.add(DECLARED, look.style("declared"))
    tags = _add_tags(tags.skip_to(_INDENT), row.tags, look)
    return [line.strip() for line in (title, meta, tags)]


def line_of(row: Row, look: Look, hits: Iterable[tuple[int, int]]) -> Sequence[Strip]:
    """Title and, as far as there is room, tags and age."""
    aside = age(row.when, look.now) if look.width >= _WIDE else ""
    sign = f"{DECLARED} " if row.declared else ""
    end = look.width - (8 if aside else 0) - len(sign)
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
    return [line.strip()]


def _title(line: Line, row: Row, look: Look, hits: Iterable[tuple[int, int]]) -> Line:
    sign, part = ("✓", "marked") if look.marked else _sign(row)
    line.add(sign, look.style(part)).skip_to(_INDENT)
    return line.add_marked(
        label(row.title) or "Untitled", look.style(_title_part(row)), hits, look.style("hit")
    )


def _title_part(row: Row) -> str:
    if row.deleted:
        return "title-deleted"
    if row.archived:
        return "title-gone"
    return "title-unread" if row.state is State.UNREAD else ""


def _sign(row: Row) -> tuple[str, str]:
    """What stands before a title, and in which style."""
    if row.starred:
        return "★", "starred"
    if row.note:
        return "¶", "reading"
    gone = "title-gone" if row.deleted or row.archived else ""
    match row.state:
        case State.UNREAD:
            return "●", gone or "unread"
        case State.READING:
            return "◐", gone or "reading"
        case State.READ:
            return " ", ""


def _meta(row: Row, now: datetime, width: int) -> str:
    """Site and facts; where they are too long, the site gives way, down to a few letters."""
    facts = " · ".join(_facts(row, now))
    if not row.site:
        return facts
    return f"{truncated(label(row.site), max(8, width - cell_len(facts) - 3))} · {facts}"


def _facts(row: Row, now: datetime) -> Iterator[str]:
    yield since(row.when, now)
    if row.minutes is not None:
        yield minutes(row.minutes)
    if row.state is State.READING and row.progress:
        yield percent(row.progress)
    if row.deleted:
        yield "in the trash"
    elif row.archived:
        yield "archived"


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
