"""The articles that a command is about: their addresses, what is copied, and the way out.

Long because what is chosen is copied and exported in many ways.
"""

from asyncio import CancelledError
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from octavo.library.library import Library
from octavo.library.queries import Item
from octavo.model.article import Article, ArticleId
from octavo.model.errors import LibraryError, OctavoError
from octavo.model.note import Highlight
from octavo.model.url import is_openable, typed_path
from octavo.text import count_of, grouped, label, listed, truncated
from octavo.tui.controllers.jobs import Job, Jobs
from octavo.tui.controllers.pane_controller import PaneController
from octavo.tui.controllers.protocols import Controller, Wired
from octavo.tui.presenters.reading_text import quotation

if TYPE_CHECKING:
    from octavo.services.export import Export, ExportFormat

_PREVIEWED = 3
"""So many articles are written to show what a copy says."""
_NAMED = 30
"""Cells of a title that names what is marked."""


class Chosen(Protocol):
    """A list, as far as something in it is chosen."""

    @property
    def marks(self) -> frozenset[ArticleId]: ...
    @property
    def chosen(self) -> tuple[ArticleId, ...]: ...


class Selection(Wired):
    """All that is marked, else what is read while the keyboard is there, else the cursor."""

    library: Library
    rows: Chosen
    read_now: Callable[[], ArticleId | None]
    """Tells what is read while the keyboard is in the text, else None."""

    @property
    def ids(self) -> tuple[ArticleId, ...]:
        """What a command is about, from the top of the list; empty if that is nothing."""
        if self.rows.marks or (read := self.read_now()) is None:
            return self.rows.chosen
        return (read,)

    @property
    def is_marked(self) -> bool:
        """Whether it is what was marked."""
        return bool(self.rows.marks)

    @property
    def subject(self) -> str:
        """What is marked, in words, such as `3 marked`; nothing where nothing is."""
        if not self.is_marked:
            return ""
        items = self.items()
        named = f": {truncated(label(items[0].title), _NAMED)}" if len(items) == 1 else ""
        return f"{grouped(len(items))} marked{named}"

    def items(self) -> list[Item]:
        """The articles and notes, those gone in the meantime left out."""
        return items_of(self.library, self.ids)

    def articles(self) -> list[Article]:
        """The articles alone."""
        return [item for item in self.items() if isinstance(item, Article)]


def item_of(library: Library, id: ArticleId | None) -> Item | None:
    """The article or note with an id; None without one, and where it is gone."""
    try:
        return None if id is None else library.item(id)
    except OctavoError:
        return None


def items_of(library: Library, ids: Iterable[ArticleId]) -> list[Item]:
    """The articles and notes with some ids, those gone in the meantime left out."""
    return [item for id in ids if (item := item_of(library, id))]


class AddressController(Controller):
    """Opens and copies addresses."""

    selection: Selection
    quote_selected: Callable[[], bool]
    """Copies what is selected in a text, else tells that nothing is."""

    def follow(self, url: str) -> None:
        """Open an address in the web browser, if it is one of the web."""
        if is_openable(url):
            self.screen.app.open_url(url)
        else:
            only = "octavo opens addresses of the web and of mail only"
            self.say(f"{only}, not {url}", error=True)

    def open(self) -> None:
        """Open the address of the article in the web browser."""
        addresses = [article.url for article in self.selection.articles()]
        for address in filter(None, addresses):
            self.follow(address)
        if not any(addresses):
            self.say("It has no address to open.")

    def copy(self) -> None:
        """Copy what is selected, of a text as a quotation, or else the address or the title."""
        if self.quote_selected():
            return
        if selected := self.screen.get_selected_text():
            self.screen.app.copy_to_clipboard(selected)
            self.say("Copied what is selected.", done=True)
            return
        items = self.selection.items()
        lines = [i.url or i.title if isinstance(i, Article) else i.text for i in items]
        if lines:
            self.screen.app.copy_to_clipboard("\n".join(lines))
            what = lines[0] if len(lines) == 1 else f"{len(lines)} addresses"
            self.say(f"Copied {what}.", done=True)


class ExportController(PaneController):
    """Exports what is marked, or else all that is listed, in a thread; copies in words."""

    selection: Selection
    jobs: Jobs
    citation: str
    """The style of CSL in which citations are copied; empty for octavo's own words."""
    quoted: Callable[[], tuple[Article, Highlight] | None]
    """What is selected in the text, and where."""

    async def copy_as(self, quoted: tuple[Article, Highlight] | None = None) -> None:
        """Ask what to copy the articles at hand as, or a passage, and copy that."""
        from octavo.services.export import COPIES

        quoted = quoted or self.quoted()
        articles = [quoted[0]] if quoted else self.selection.articles()
        if not articles:
            self.say("No article is chosen that could be copied.")
            return
        known = ("quotation", "plain", *COPIES)

        def named(line: str) -> str:
            """The way that is meant: the first one that begins so."""
            said = line.strip()
            return next((each for each in known if said and each.startswith(said)), said)

        def told(line: str) -> str:
            if (copy := self._written(named(line), quoted, brief=True)) is None:
                return f"!Type one of {', '.join(known)}, or cite: and a style."
            said = [*map(copy, articles[:_PREVIEWED])]
            more = len(articles) - len(said)
            return "\n".join([*said, f"… and {grouped(more)} more"] if more else said)

        what = "the passage" if quoted else count_of(len(articles), "article")
        usual = "plain" if quoted else "link"
        line = await self.screen.ask_line(
            f"Copy {what} as {', '.join(known)}", usual, known=known, usual=True, preview=told
        )
        if line is not None and (copy := self._written(named(line), quoted)):
            what = f"{what} as {named(line)}"
            self.jobs.start("copying", partial(self._copy, articles, copy, what), len(articles))

    def _written(
        self, name: str, quoted: tuple[Article, Highlight] | None, *, brief: bool = False
    ) -> Callable[[Article], str] | None:
        """What writes an article, or a passage of it, in some way; None for no such way.

        In `brief`, an excerpt stands for a text.
        """
        from octavo.services.export import copy_named

        def words(article: Article) -> str:
            if quoted:
                return quoted[1].exact
            return article.excerpt if brief else self.library.text(article.id)

        match name:
            case "plain":
                return lambda article: words(article) or article.title
            case "quotation":
                return lambda article: quotation(words(article), article)
            case "citation" if self.citation:
                return copy_named(f"cite:{self.citation}")
            case _:
                return copy_named(name)

    def _copy(
        self, articles: Sequence[Article], copy: Callable[[Article], str], what: str, job: Job
    ) -> None:
        """Write all that is copied, in a thread."""
        copied: list[str] = []
        for article in articles:
            if job.stop.told:
                return
            try:
                copied.append(copy(article))
            except LibraryError as error:
                job.tell(self.say, str(error))
            job.done = len(copied)
        between = "\n\n" if any("\n" in each for each in copied) else "\n"
        job.tell(self._copied, between.join(copied), what)

    def _copied(self, text: str, what: str) -> None:
        self.screen.app.copy_to_clipboard(text)
        self.say(f"Copied {what}.", done=True)

    async def ask(self) -> None:
        """Ask for a format and a place, and export."""
        ids = self.rows.chosen if self.rows.marks else tuple(self.rows.rows)
        if not ids:
            self.say("Nothing is listed that could be exported.")
            return
        asked, known = f"Export {count_of(len(ids), 'article')}", _known_formats()
        line = await self.screen.ask_line(
            f"{asked} as", known[0], known=known, usual=True, preview=_on_format
        )
        format, has_pictures = _format_in(line or "")
        if format is None:
            return
        begun, told = f"octavo{format.suffix}", partial(_on_place, format)
        place = await self.screen.ask_line(f"{asked} to", begun, usual=True, preview=told)
        if place:
            self._start(ids, format, typed_path(place.strip()), has_pictures)

    def _start(
        self,
        ids: tuple[ArticleId, ...],
        format: "ExportFormat",
        place: Path,
        has_pictures: bool,
    ) -> None:
        from octavo.services.export import Export
        from octavo.services.pictures import Pictures

        pictures = Pictures() if has_pictures else None

        def write(job: Job) -> None:
            def tell(done: int, _: int) -> None:
                job.done = done
                if job.stop.told:
                    raise CancelledError

            def picture(url: str) -> bytes | None:
                tell(job.done, 0)
                return pictures(url) if pictures else None

            had = picture if pictures else None
            export = Export(self.library, format, ids, picture=had, progress=tell)
            export.write(place)
            job.tell(self._exported, export, place)
            if pictures:
                job.tell(self.say, ", ".join(pictures.told()))

        self.jobs.start("exporting", write, len(ids))

    def _exported(self, export: "Export", place: Path) -> None:
        self.say(f"Exported {export.exported} to {place}.")
        if left := export.left_out():
            self.say(
                f"Left out, as the format {export.format.name} has no place for it: "
                f"{', '.join(left)}"
            )
        if export.folder and export.folder.edited:
            self.say(f"Left as you changed it: {listed(export.folder.edited)}")
        if export.folder and export.folder.refused:
            names = listed(export.folder.refused)
            self.say(f"Left alone, as it is no file of that folder: {names}")
        if export.unread:
            titles = listed(export.unread)
            self.say(f"Texts that could not be read: {titles}", error=True)


_PICTURES = " --pictures"
"""Behind a format: with its pictures as files, where those can be."""


def _known_formats() -> list[str]:
    """What can be typed for the formats."""
    from octavo.services.export import FORMATS

    with_pictures = [f"{each.name}{_PICTURES}" for each in FORMATS if each.takes_pictures]
    return [*(each.name for each in FORMATS), *with_pictures]


def _format_in(line: str) -> "tuple[ExportFormat | None, bool]":
    """The format that a line names, and whether it has pictures.

    Raises:
        StyleUnknown: If it is of citations in a style that is not there.
    """
    from octavo.services.export import format_named

    name = line.strip().removesuffix(_PICTURES)
    format, has_pictures = format_named(name), name != line.strip()
    return (
        format if format and (format.takes_pictures or not has_pictures) else None
    ), has_pictures


def _on_format(line: str) -> str:
    """What a format is, and which others begin so; `!` and which there are, if it is none."""
    format, has_pictures = _format_in(line)
    known = _known_formats()
    begun = [each for each in known if each.startswith(line.strip().lower())]
    others = known if line.strip() == known[0] else begun or known
    if format is None:
        return f"!{', '.join(others)}, or cite: and a style."
    what = f"{format.title}, its pictures as files" if has_pictures else format.title
    more = [each for each in others if each != line.strip()]
    return f"{what}; or {', '.join(more)}, cite: and a style." if more else what


def _on_place(format: "ExportFormat", line: str) -> str:
    """What writing to a place would do; `!` and why if it cannot be done."""
    place = typed_path(line.strip())
    if format.kind != "folder" or not line.strip() or not place.parent.is_dir():
        return on_path(line)
    if place.exists() and not place.is_dir():
        return "!That is a file; type the name of a folder."
    there = " is there; what changed is written, and nothing that you changed."
    return f"{place.absolute()}" + there * place.exists()


def on_path(line: str) -> str:
    """What writing to a path would do; `!` and why if it cannot be done."""
    path = typed_path(line.strip())
    if not line.strip():
        return "!Type a path."
    if path.is_dir():
        return "!That is a folder; type the name of a file."
    if not path.parent.is_dir():
        return f"!There is no folder {path.parent}."
    return f"{path.absolute()}" + (" is there already, and is replaced." * path.exists())
