"""What is searched: the documents of a library, and the words of each."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from octavo.model.article import Article
from octavo.model.note import Note
from octavo.model.search import Scan
from octavo.query.ast import TagName

if TYPE_CHECKING:
    from octavo.index.search.columns import Columns


class Searchable(Struct, frozen=True, gc=False):
    """The words of an article or a note."""

    id: int
    title: str = ""
    notes: str = ""
    """What an article's notes say and quote, a blank line between any two; or a note itself."""
    text: str = ""
    """The text of an article."""
    language: str = ""
    """In which all this is written, as a BCP 47 tag; empty counts as English."""
    note: bool = False
    """Whether it is a note as an item of its own, which only `in:notes` and `in:all` find."""
    unread: bool = False
    """Whether there is a text that the system does not let octavo read now."""
    item: Article | Note | None = None
    """The article or note itself, of which the index has what it was given with its text."""


Copies = tuple[Collection[int], Collection[int], Mapping[int, Sequence[int]]]


class Duplicates(Protocol):
    """Tells which articles have nearly the text of another."""

    def found(self, scan: Scan, /) -> "Copies":
        """Their ids, those of articles that were not compared yet, and the copies of each."""


class Corpus(Protocol):
    """The documents of a library, and how far the index is behind them."""

    @property
    def articles(self) -> Mapping[int, Article]:
        """All articles, those in the trash too."""

    @property
    def notes(self) -> Mapping[int, Note]:
        """All notes, those in the trash too."""

    @property
    def columns(self) -> "Columns":
        """What fields find articles and notes by."""

    @property
    def feeds(self) -> Mapping[str, Collection[str]]:
        """The title and the addresses of each feed, by its number."""

    @property
    def trash(self) -> Collection[int]:
        """The articles and notes that are in the trash."""

    @property
    def noted(self) -> Collection[int]:
        """The articles that have notes which are not in the trash."""

    @property
    def pending(self) -> Collection[int]:
        """Articles and notes that changed after the index's sequence, also those gone.

        An article counts as changed when one of its notes does.
        """

    @property
    def duplicates(self) -> "Duplicates":
        """What tells which articles have nearly the text of another."""

    def may_hold(self, tag: TagName) -> bool:
        """Whether something outside the trash may carry a tag; False is certain."""

    def searchables(self, ids: Iterable[int], *, texts: bool = True) -> Iterable[Searchable]:
        """The words of some articles and notes; those that are gone are passed over.

        Without `texts`, which are read from files, only those of titles and notes.
        """
