"""What is looked at without being kept, for `octavo view`."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Self

from msgspec.structs import replace

from octavo.importers.files import LARGEST, drafts_of, drafts_of_output
from octavo.library.library import Library
from octavo.model.article import ArticleId
from octavo.model.draft import Draft, Record, Result
from octavo.model.errors import DraftRejected
from octavo.services.add import Added, Addition
from octavo.services.detect import STDIN, Export, Files, Pages, given_by


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
                # the list has the newest on top
                added = self.library.now() - timedelta(seconds=len(self._drafts))
                [entry] = self.library.add([replace(piece, added=added)])
                if entry.id is not None:
                    self._drafts.setdefault(entry.id, piece)
        return problems

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
                        from octavo.services.fetch_pages import pages

                        read = pages(self.library, urls, typed=True)
                        yield from (piece for _, piece in read if not isinstance(piece, Record))
                    case Files(paths):
                        yield from (piece for _, piece in drafts_of(paths))
                    case Export(Path() as path):
                        yield from (piece for _, piece in drafts_of([path]))
