"""The headline over a text: its title and where it is from."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.geometry import Region, Size
from textual.reactive import Reactive, reactive
from textual.strip import Strip
from textual.widget import Widget

from octavo.markdown.layout import bidi
from octavo.model.article import Article
from octavo.model.note import Note
from octavo.text import day, label, minutes, percent, truncated
from octavo.tui.terminal.painting import Drawn, DrawnParts
from octavo.tui.widgets.base.drawing import finished

_LINES = 3
"""How many lines a title may take."""
_AUTHORS = 3
"""How many authors are named."""
_WIDEST = 1 << 12
"""Cells for a byline that leaves nothing out."""
_ORIGIN = 10
"""Cells that site and authors keep, at the least."""


class Headline(DrawnParts, Widget):
    """Title on up to three lines; below it site, authors, date, minutes and progress.

    Folded, it is one line: the title and how much has been read.
    """

    DEFAULT_CSS = """
    Headline {
        height: auto;
        padding: 0 2;
        .headline--title { text-style: bold; }
        .headline--title-lit { color: $text-primary; text-style: bold; }
        .headline--star { color: $text-warning; }
        .headline--byline { color: $foreground 60%; }
        &:nocolor .headline--title-lit { text-style: bold underline; }
    }
    """
    # Textual would lay out and paint a second time whenever the height changes.
    virtual_size = Reactive(Size(0, 0), repaint=False)

    item: reactive[Article | Note | None] = reactive(None, repaint=False)
    progress: reactive[float] = reactive(0.0)
    """How much has been read, 0 to 1; set with `item` and moved on by the screen."""
    lit: reactive[bool] = reactive(False)
    """Whether the text below has the keyboard."""
    remark: reactive[str] = reactive("")
    """What is to be known of the text itself."""

    is_kept: reactive[bool] = reactive(True)
    """Whether the item is in the person's library, and not only on view."""
    folded: reactive[bool] = reactive(False)
    """Whether it takes one line, and no blank one above."""

    @property
    def folded_height(self) -> int:
        """Lines that it takes when it is folded: there is a blank one if there is one now."""
        return 1 + int(any(self.styles.margin))

    def watch_folded(self, folded: bool) -> None:
        """Take less room at once: a class would have the screen laid out twice."""
        rules = self.styles.inline
        if folded:
            rules.min_height, rules.margin = 1, (0, 0, self.folded_height - 1, 0)
        else:
            rules.clear_rule("min_height")
            rules.clear_rule("margin")
        self.refresh(layout=True)

    def watch_item(self, before: Article | Note | None, item: Article | Note | None) -> None:
        """Draw what is told of it, if that is something else: tags stand below."""
        self.progress = item.progress if isinstance(item, Article) else 0.0
        least = self.styles.min_height
        width, height = self.content_size
        if height != max(self._lines_in(width), int(least.value) if least else 0):
            self.refresh(layout=True)
        elif not (before and item and before.id == item.id) or (
            self._told(before) != self._told(item)
        ):
            self.refresh()

    def _told(self, item: Article | Note) -> object:
        """Title, star and byline, but for the place."""
        is_starred = isinstance(item, Article) and item.starred
        return item.title, is_starred, byline_of(item, 0.0, _WIDEST, is_kept=self.is_kept)

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        return self._lines_in(width)

    def _lines_in(self, width: int) -> int:
        """How many lines it takes; the screen is laid out again only when that changes."""
        if self.item is None or self.folded:
            return int(self.folded)
        return len(_title_lines(self.item, max(1, width), _LINES)) + 1

    def render(self) -> Content:
        """Title and byline, or nothing."""
        lines = (
            Content("").join(
                Content.styled(text, f".{part}" * bool(part)) for text, part in pieces
            )
            for pieces in self._lines(max(1, self.content_size.width))
        )
        return Content("\n").join(lines)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Its lines as they are; what is selected with the mouse, Textual draws."""
        if self.text_selection:
            return super().render_lines(crop)
        width, gutter, plain = self.size.width, self.styles.padding, self.drawn_style()
        edge = Style(bgcolor=plain.bgcolor)
        lines = self._lines(max(1, width))
        strips: list[Strip] = []
        for y in crop.line_range:
            pieces = lines[y] if y < len(lines) else ()
            rest = width - sum(cell_len(text) for text, _ in pieces)
            segments = [
                Segment(" " * gutter.left, edge),
                *(
                    Segment(text, self.drawn_style(part) if part else plain)
                    for text, part in pieces
                ),
                Segment(" " * rest, edge if pieces else plain),
                Segment(" " * gutter.right, edge),
            ]
            strips.append(Drawn(segments, gutter.width + width))
        return finished(self, strips, crop)

    def _lines(self, width: int) -> Sequence[Sequence[tuple[str, str]]]:
        """The pieces of each line, each with the part that it is."""
        item = self.item
        if item is None:
            return [[("", "")]]
        star = [("★ ", "headline--star")] if isinstance(item, Article) and item.starred else []
        is_kept, of_title = self.is_kept, f"headline--title{'-lit' * self.lit}"
        read = f" · {percent(self.progress)}" if self.folded and is_kept else ""
        title = _title_lines(item, max(1, width - cell_len(read)), 1 if self.folded else _LINES)
        lines = [[*star, (title[0], of_title)], *([(line, of_title)] for line in title[1:])]
        if self.folded:
            return [[*lines[0], (read, "headline--byline")]]
        byline = byline_of(item, self.progress, width, self.remark, is_kept=is_kept)
        return [*lines, [(byline, "headline--byline")]]


def _title_lines(item: Article | Note, width: int, most: int) -> Sequence[str]:
    """A title on as many lines, of which the first has room for a star where there is one."""
    star = "★ " if isinstance(item, Article) and item.starred else ""
    return _wrapped(star, label(item.title) or "Untitled", width, most)


@lru_cache(64)
def _wrapped(star: str, title: str, width: int, most: int) -> Sequence[str]:
    lines = Content(f"{star}{title}").wrap(width)
    kept = [line.rstrip().plain for line in lines[:most]]
    if len(lines) > most:
        kept[-1] = truncated(f"{kept[-1]} …", width)
    kept[0] = kept[0].removeprefix(star)
    if bidi.is_needed(title):
        kept = [_seen(line, width - len(star), is_rtl=bidi.is_rtl(title)) for line in kept]
    return kept


def _seen(line: str, width: int, *, is_rtl: bool) -> str:
    """A line of a title as it is drawn; one that is read from the right ends there."""
    drawn = bidi.seen(line, is_rtl=is_rtl)
    return " " * (width - cell_len(drawn)) + drawn if is_rtl else drawn


def byline_of(
    item: Article | Note, progress: float, width: int, remark: str = "", *, is_kept: bool = True
) -> str:
    """What is known of an item, and how far it was read.

    Where that is too long, site and authors give way, then the facts from the first on; the
    place stays.
    """
    origin, facts = _origin(item), list(_facts(item, is_kept=is_kept))
    place = percent(progress) if progress and is_kept and isinstance(item, Article) else ""
    least = min(_ORIGIN, cell_len(origin)) + 3 if origin else 0
    while facts and cell_len(_joined(*facts, place, remark)) > width - least:
        del facts[0]
    told = _joined(*facts, place, remark)
    room = max(_ORIGIN, width - cell_len(told) - 3 * bool(told))
    return truncated(_joined(bidi.seen(truncated(origin, room)), told), width)


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _origin(item: Article | Note) -> str:
    if isinstance(item, Note):
        return "note"
    named = ", ".join(label(author) for author in item.authors[:_AUTHORS])
    others = len(item.authors) - _AUTHORS
    authors = f"{named} and {others} more" if others > 0 else named
    return _joined(label(item.site), authors)


def _facts(item: Article | Note, *, is_kept: bool) -> Iterator[str]:
    if isinstance(item, Note):
        yield day(item.added.astimezone())
        return
    published = item.published
    if published:
        yield day(published)
    elif is_kept:
        yield f"added {day(item.added.astimezone())}"
    if item.words:
        yield minutes(item.minutes)
    if item.deleted:
        yield "in the trash"
    elif item.archived:
        yield "archived"
