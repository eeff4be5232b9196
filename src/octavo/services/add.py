"""What a person gives, added, or looked at without being kept.

For `octavo add`, the app's `a` and paste alike, and for `octavo view`.

Long because what is only looked at is read in the same way.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from msgspec import Struct
from msgspec.structs import replace

from octavo.importers.exports.format import Part
from octavo.importers.files import (
    LARGEST,
    draft_of_paste,
    drafts_of,
    drafts_of_output,
    drafts_of_stdin,
)
from octavo.library.ingest.ingest import Piece, accounted
from octavo.library.library import Library
from octavo.model.article import ArticleId
from octavo.model.draft import Draft, LedgerEntry, Record, Result
from octavo.model.errors import DraftRejected
from octavo.model.operation import OperationGroup
from octavo.services.async_bridge import Stop
from octavo.services.detect import (
    STDIN,
    Files,
    ForeignExport,
    Given,
    Pages,
    Rendered,
    Stdin,
    Text,
    given_by,
)
from octavo.text import grouped, visible

if TYPE_CHECKING:
    from octavo.importers.web.limits import Limits
    from octavo.services.imports import Import


class Added(Struct, frozen=True, kw_only=True):
    """What became of a page, a file, a text, or one row of an export."""

    input: str
    """What it is called: an address, a path, the place of a row, `-` for standard input."""
    entry: LedgerEntry
    """Its id is None for a feed, and where it was rejected."""
    error: str = ""
    """Why its page could not be had, where it is kept as a link that can be tried again."""
    doubt: str = ""
    """What may be wrong with its characters, where that was a guess."""
    in_export: bool = False
    """Whether it is a row of an export or of a list of feeds."""


class Addition:
    """One act of adding, and its totals: one step for undo, however much is given.

        addition = Addition(library, stop=stop)
        for given in given_in(text):
            for added in addition.add(given):
                …
        addition.write_rejected()

    To stop is to keep what is in.
    """

    def __init__(
        self,
        library: Library,
        *,
        dress: Callable[[Draft], Draft] = lambda draft: draft,
        stop: Stop | None = None,
        limits: "Limits | None" = None,
        chapters: bool = False,
    ) -> None:
        """Add to a library; `dress` says what holds of all drafts, such as a tag.

        With `chapters`, a book is an article for each of them. A `stop` told in another
        thread ends it between two inputs, or while a page is waited for.
        """
        self.counts: Counter[Result] = Counter()
        """What became of all that was given; the rows of exports are among it."""
        self._passed_over: Counter[str] = Counter()
        self._library = library
        self._dress = dress
        self._stop = stop or Stop()
        self._limits = limits
        self._chapters = chapters
        self._group = OperationGroup()
        self._imports: list[Import] = []

    @property
    def formats(self) -> list[str]:
        """The formats of the exports, as people call them, in order."""
        return list(dict.fromkeys(name for each in self._imports for name in each.formats))

    @property
    def rows(self) -> Counter[Result]:
        """What became of the rows of exports and of lists of feeds."""
        return sum((each.counts for each in self._imports), Counter[Result]())

    @property
    def final(self) -> int:
        """How many of the rejected rows nobody can mend, for there is nothing in them."""
        return sum(each.final for each in self._imports)

    @property
    def remarks(self) -> list[str]:
        """What may be wrong with the exports and their rows, and what was passed over."""
        kinds = self._passed_over.most_common()
        told = visible(", ".join(f"{grouped(n)} {kind or 'without one'}" for kind, n in kinds))
        left = [f"passed over by their suffix: {told}; to add some, name the files"]
        lines = [line for each in self._imports for line in each.remarks]
        return lines + left if told else lines

    @property
    def followed(self) -> int:
        """How many feeds are new."""
        return sum(each.followed for each in self._imports)

    @property
    def share(self) -> float | None:
        """About how much of the latest export is read, from 0 to 1; None if nobody knows."""
        return self._imports[-1].share if self._imports else None

    def add(self, given: Given) -> Iterator[Added]:
        """Add one of the things that were given, and tell what becomes of each part of it.

        A page is told as soon as it is there, files and rows a few at a time.

        Raises:
            LibraryUnwritable: If some cannot be written; what was told before is in.
        """
        match given:
            case ForeignExport(source):
                added = self._import(source)
            case Pages(urls, typed):
                from octavo.services.fetch import pages  # the network takes time to import

                read = pages(self._library, urls, self._limits, self._stop, typed=typed)
                added = (each for page in read for each in self._take_in([page]))
            case _:
                added = self._take_in(
                    takewhile(lambda _: not self._stop.told, self._read(given))
                )
        for each in added:
            self.counts[each.entry.result] += 1
            yield each

    def reject(self, input: str, reason: str) -> Added:
        """Count and tell what is refused without being read."""
        self.counts[Result.REJECTED] += 1
        entry = LedgerEntry(input=input, result=Result.REJECTED, reason=reason)
        return Added(input=input, entry=entry)

    def write_rejected(self) -> list[Path]:
        """Write the rejected rows of exports into `rejected/` of the library, to be mended.

        Raises:
            OSError: If they cannot be written there.
        """
        return [path for each in self._imports for path in each.write_rejected()]

    def _read(self, given: Files | Text | Stdin | Rendered) -> Iterator[tuple[str, Piece]]:
        match given:
            case Files(paths):
                yield from drafts_of(
                    paths, chapters=self._chapters, passed_over=self._passed_over
                )
            case Text(text):
                yield "the pasted text", draft_of_paste(text)
            case Stdin(data, title):
                yield from ((STDIN, draft) for draft in drafts_of_stdin(data, title))
            case Rendered(url, html):
                from octavo.importers.web.page_drafts import draft_of_rendered

                try:
                    yield url, draft_of_rendered(url, html)
                except DraftRejected as rejection:
                    yield url, rejection

    def _take_in(self, read: Iterable[tuple[str, Piece]]) -> Iterator[Added]:
        take_in = partial(self._library.intake.take_in, group=self._group)
        for input, piece, entry in accounted(map(self._dressed, read), take_in):
            error = piece.source.error if isinstance(piece, Draft) else ""
            doubt = piece.doubt if isinstance(piece, Draft) else ""
            yield Added(input=input, entry=entry, error=error, doubt=doubt)

    def _dressed(self, read: tuple[str, Piece]) -> tuple[str, Piece]:
        input, piece = read
        return input, self._dress(piece) if isinstance(piece, Draft) else piece

    def _import(self, source: Path | Part) -> Iterator[Added]:
        from octavo.services.imports import Import

        work = Import(self._library, source, dress=self._dress, group=self._group)
        self._imports.append(work)
        for entry in work:
            yield Added(input=entry.input, entry=entry, in_export=True)
            if self._stop.told:
                break


class Viewing:
    """Texts on view, in a library of their own that lasts for as long as they are.

        with Viewing(folder, opened) as viewing:
            problems = viewing.read(["notes.md"], sys.stdin.buffer.read)
            …
            viewing.keep(viewing.ids[0])

    Of their drafts, what is to be kept is added to the library that `opened` opens.
    """

    def __init__(self, folder: Path, opened: Callable[[], Library]) -> None:
        """Make the passing library in a folder, which is its opener's to take away."""
        self.library = Library.create(folder)
        self._opened = opened
        self._since = self.library.now()
        self._drafts: dict[ArticleId, Draft] = {}
        self.kept: list[tuple[ArticleId, str]] = []
        """The ids and titles, in the person's library, of what is new there."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.library.close()

    @property
    def ids(self) -> list[ArticleId]:
        """What is on view, in the order in which it was named."""
        return list(self._drafts)

    def read(self, names: Iterable[str], stdin: Callable[[int], bytes]) -> list[str]:
        """Put on view what files, addresses and `-` name; why something could not be read.

        A list of addresses or an export is shown as the text that it is.
        """
        problems = []
        for piece in self._pieces(names, stdin):
            if isinstance(piece, DraftRejected):
                problems.append(str(piece))
            elif piece.source.error:
                problems.append(f"{piece.source.name}: {piece.source.error}")
            else:
                # the list has the newest on top, however long each took to come
                added = self._since - timedelta(seconds=len(self._drafts))
                [entry] = self.library.add([replace(piece, added=added)])
                if entry.id is not None:
                    self._drafts.setdefault(entry.id, piece)
        return problems

    def given(self, id: int) -> str:
        """The plain text or Markdown that was given; empty of what was something else."""
        return self._drafts[ArticleId(id)].given

    def keep(self, id: ArticleId) -> Added:
        """Add what is on view to the person's library, as a step for undo there.

        Raises:
            LibraryError: If that cannot be opened, made, or written.
        """
        with self._opened() as library:
            [entry] = library.add([self._drafts[id]])
            return self._noted(library, Added(input=entry.input, entry=entry))

    def keep_page(self, url: str) -> Added:
        """Get the page at an address, and add it to the person's library."""
        with self._opened() as library:
            [added] = Addition(library).add(Pages([url], typed=False))
            return self._noted(library, added)

    def _noted(self, library: Library, added: Added) -> Added:
        entry = added.entry
        if entry.result is Result.ADDED and entry.id is not None:
            self.kept.append((entry.id, library.article(entry.id).title))
        return added

    def _pieces(
        self, names: Iterable[str], stdin: Callable[[int], bytes]
    ) -> Iterator[Draft | DraftRejected]:
        for name in names:
            if name == STDIN:
                yield from drafts_of_output(stdin(LARGEST + 1))
                continue
            for given in given_by([name], stdin):
                match given:
                    case Pages(urls):
                        from octavo.services.fetch import pages

                        read = pages(self.library, urls, typed=True)
                        yield from (piece for _, piece in read if not isinstance(piece, Record))
                    case Files(paths):
                        yield from (piece for _, piece in drafts_of(paths))
                    case ForeignExport(Path() as path):
                        yield from (piece for _, piece in drafts_of([path]))
