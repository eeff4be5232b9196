"""What can go wrong with the nouns themselves; each error carries what it is about."""

import errno
from pathlib import Path
from typing import Self

_REASONS = {
    errno.ENOSPC: ("the disk is full", "make room and try again"),
    errno.EDQUOT: ("your disk quota is used up", "make room and try again"),
    errno.EROFS: ("the disk is read-only", "make it writable and try again"),
    errno.EACCES: ("you have no permission", "get it and try again"),
    errno.EPERM: ("you have no permission", "get it and try again"),
    errno.EFBIG: ("the file would grow beyond the allowed size", "allow more and try again"),
    errno.EIO: ("the disk has an error", "try again, or go on with a copy on another disk"),
    errno.ENOLCK: ("the disk has no locks", "try again, or go on with a copy on another disk"),
}
"""Why the system refuses, and what to do."""


class OctavoError(Exception):
    """A fault that a person can do something about; its text says what."""


class WrongWords(OctavoError):
    """What was typed cannot be what it is to be, whatever the library holds."""


class LibraryError(OctavoError):
    """A library cannot be used as it is; nothing was changed."""

    def __init__(self, folder: Path, problem: str) -> None:
        super().__init__(problem)
        self.folder = folder


class InvalidTag(WrongWords):
    """A name that cannot be a tag."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name!r} is not a tag: {problem}")
        self.name = name
        self.problem = problem


class ArticleNotFound(OctavoError):
    """No article or note has this id."""

    def __init__(self, id: int) -> None:
        super().__init__(f"no article or note has the id {id}")
        self.id = id


class ArticleInTrash(OctavoError):
    """An article that lies in the trash can take in no other."""

    def __init__(self, id: int) -> None:
        super().__init__(f"article {id} is in the trash; restore it first")


class SameArticle(OctavoError):
    """An article cannot be merged into itself."""

    def __init__(self, id: int) -> None:
        super().__init__(f"{id} and {id} are one article; name another to merge into it")


class NoteChanged(OctavoError):
    """A note says something else by now than what an edit began from; it stays as it is."""

    def __init__(self, id: int) -> None:
        super().__init__(f"note {id} was changed elsewhere while it was edited here")


class QueryError(OctavoError):
    """A query that cannot be read, and where."""

    def __init__(self, problem: str, text: str, start: int, end: int | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.text = text
        self.start = start
        """Offset in characters of the first one at fault."""
        self.end = start + 1 if end is None else end

    def __str__(self) -> str:
        return f"{self.problem} (at character {self.start + 1})"


class DraftRejected(OctavoError):
    """An input that cannot become an article, and why."""

    def __init__(self, input: str, reason: str) -> None:
        super().__init__(f"{input}: {reason}")
        self.input = input
        self.reason = reason

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Be the same again in another process."""
        return type(self), (self.input, self.reason)


class NothingToMend(DraftRejected):
    """An input that is no reading and was none: a bookmark of a page in a book, a query."""


def refusal(error: OSError, place: object = "") -> str:
    """Why the system refuses something, about which file, and what to do.

    `place` is named where the error names no file.
    """
    reason, way_out = _REASONS.get(error.errno or 0, (error.strerror or str(error), ""))
    where = str(error.filename or place)
    told = f"{reason} ({where})" if where else reason
    return f"{told}; {way_out}" if way_out else told
