"""Adding what a person gives, for `octavo add`, the app's `a` and paste alike."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from octavo.importers.exports.format import Part
from octavo.importers.files import draft_of_paste, drafts_of, drafts_of_stdin
from octavo.importers.web.limits import Limits
from octavo.library.ingest.ingest import Piece
from octavo.library.library import Library
from octavo.model.draft import Draft, LedgerEntry, Result
from octavo.model.operation import OperationGroup
from octavo.services.async_bridge import Stop
from octavo.services.detect import STDIN, Export, Files, Given, Pages, Stdin, Text
from octavo.services.import_export import accounted

if TYPE_CHECKING:
    from octavo.services.import_export import Import


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
        limits: Limits | None = None,
        chapters: bool = False,
    ) -> None:
        """Add to a library; `dress` says what holds of all drafts, such as a tag.

        With `chapters`, a book is an article for each of them. A `stop` told in another
        thread ends it between two inputs, or while a page is waited for.
        """
        self.counts: Counter[Result] = Counter()
        """What became of all that was given; the rows of exports are among it."""
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
            case Export(source):
                added = self._import(source)
            case Pages(urls, typed):
                from octavo.services.fetch_pages import (
                    pages,  # the network takes time to import
                )

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

    def _read(self, given: Files | Text | Stdin) -> Iterator[tuple[str, Piece]]:
        match given:
            case Files(paths):
                yield from drafts_of(paths, chapters=self._chapters)
            case Text(text):
                yield "the pasted text", draft_of_paste(text)
            case Stdin(data, title):
                yield from ((STDIN, draft) for draft in drafts_of_stdin(data, title))

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
        from octavo.services.import_export import Import

        work = Import(self._library, source, dress=self._dress, group=self._group)
        self._imports.append(work)
        for entry in work:
            yield Added(input=entry.input, entry=entry, in_export=True)
            if self._stop.told:
                break
