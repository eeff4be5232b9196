"""The derived index: which articles and notes hold which words."""

from collections.abc import Iterable
from pathlib import Path
from typing import Self

from msgspec import Struct

from octavo.library.errors import LibraryError


class Searchable(Struct, frozen=True, gc=False):
    """The words of an article or a note, to be indexed."""

    id: int
    title: str = ""
    notes: str = ""
    """The texts and quotes of an article's notes, a blank line between any two."""
    text: str = ""
    """The text of an article, or of a note."""
    note: bool = False
    """Whether it is a note as an item of its own, which only `in:notes` and `in:all` find."""


class IndexUnusable(LibraryError):
    """The index is missing, broken or of another version: make a new one."""


class SearchIndex:
    """The words of a library, in a folder that may be deleted at any time.

    Any number of threads may search at once, also while one of them updates. One process
    at a time can write; the others see its commits after `reload`.
    """

    @classmethod
    def create(cls, folder: Path | None) -> Self:
        """An empty index, in place of whatever the folder holds; None keeps it in memory."""
        raise NotImplementedError

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index that a folder holds; the folder may be read-only.

        Raises:
            IndexUnusable: If there is none, or it cannot be read.
        """
        raise NotImplementedError

    @property
    def sequence(self) -> int:
        """The last operation that what is searched now reflects; 0 when it is empty."""
        raise NotImplementedError

    def update(
        self, documents: Iterable[Searchable], gone: Iterable[int], sequence: int
    ) -> None:
        """Take in new and changed documents and drop others, all at once or not at all.

        Raises:
            IndexLocked: If another process keeps writing.
            IndexUnusable: If the folder is read-only or the disk is full.
        """
        raise NotImplementedError

    def clear(self) -> None:
        """Forget everything, and start again from operation 0."""
        raise NotImplementedError

    def reload(self) -> bool:
        """See what other processes have committed; say whether that changed anything."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the folder."""
        raise NotImplementedError


class IndexLocked(LibraryError):
    """Another process keeps writing to the index; what it lacks is searched by scan."""
