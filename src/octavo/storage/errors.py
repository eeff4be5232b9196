"""What can go wrong with a library on disk; each error says what to do next."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from octavo.model.errors import LibraryError, OctavoError, refusal

UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for bytes that are not the JSON that they should be."""


class NotALibrary(LibraryError):
    """The folder holds no library."""

    def __init__(self, folder: Path, problem: str) -> None:
        super().__init__(folder, f"{folder} is not a library: {problem}")


class LibraryUnreadable(LibraryError):
    """The system does not let octavo read the library."""

    def __init__(self, folder: Path, problem: str) -> None:
        super().__init__(folder, f"{folder} cannot be read: {problem}")


class LibraryTooNew(LibraryError):
    """A newer octavo wrote the library."""

    def __init__(self, folder: Path, found: int, known: int) -> None:
        super().__init__(
            folder,
            f"{folder} has format {found} and this octavo knows formats up to {known}: "
            "upgrade octavo to open it",
        )


class LibraryBroken(LibraryError):
    """`library.json` cannot be read."""

    def __init__(self, folder: Path, problem: str, way_out: str) -> None:
        super().__init__(folder, f"{folder / 'library.json'} is broken ({problem}): {way_out}")
        self.problem = problem
        self.way_out = way_out


class JournalBroken(LibraryError):
    """A line of the journal is not what was written."""

    def __init__(self, folder: Path, line: int, problem: str) -> None:
        super().__init__(
            folder,
            f"line {line} of {folder / 'journal.jsonl'} {problem}: "
            f"{repairing(folder)} puts the broken lines aside and keeps all the others",
        )
        self.line = line


class JournalForked(JournalBroken):
    """The journal has two operations of one number, as where two copies were joined."""

    def __init__(self, folder: Path, sequence: int, first: int, second: int) -> None:
        journal = folder / "journal.jsonl"
        LibraryError.__init__(
            self,
            folder,
            f"lines {first} and {second} of {journal} are two operations {sequence}, as where "
            f"two copies of the file were joined: {repairing(folder)} does both",
        )
        self.line = second


class JournalDiverged(JournalBroken):
    """The journal and `library.json` are of two copies of the library."""

    def __init__(self, folder: Path, sequence: int) -> None:
        LibraryError.__init__(
            self,
            folder,
            f"{folder / 'library.json'} and journal.jsonl are of two copies of the library, "
            f"which differ from operation {sequence} on: put the file back that belongs to "
            f"either of them, or let {repairing(folder)} keep what both have done",
        )


class OperationsMissing(LibraryError):
    """The journal does not go on where `library.json` ends."""

    def __init__(self, folder: Path, first: int, last: int) -> None:
        journal = folder / "journal.jsonl"
        super().__init__(
            folder,
            f"{operations_are(first, last)} missing from {journal}: put the file back, or let "
            f"{repairing(folder)} go on without {'it' if first == last else 'them'}"
            if first <= last
            else f"operation {last + 1} stands in {journal} where {first} should: "
            f"{repairing(folder)} puts them in order",
        )


class OperationBroken(LibraryError):
    """An operation cannot be applied to the document that it is about."""

    def __init__(self, folder: Path, sequence: int, place: str, problem: str) -> None:
        super().__init__(
            folder,
            f"operation {sequence} in {folder / 'journal.jsonl'} does not fit {place} "
            f"({problem}): {repairing(folder)} goes on without it",
        )


class LibraryLocked(LibraryError):
    """Another process has been writing for too long."""

    def __init__(self, folder: Path, owner: str) -> None:
        super().__init__(
            folder,
            f"{folder} is being written by {owner}: wait for it, or end it, and try again",
        )


class LibraryOpen(LibraryError):
    """Another process has the library open, and this must be done alone."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, f"{folder} is open in another octavo: close it and try again")


class LibraryUnwritable(LibraryError):
    """The change could not be written; the library is as it was before."""

    def __init__(self, folder: Path, problem: str) -> None:
        super().__init__(folder, f"nothing was changed: {problem}")
        self.problem = problem


class ChangeUnsure(LibraryUnwritable):
    """The change could neither be made durable nor taken back."""

    def __init__(self, folder: Path, problem: str) -> None:
        LibraryError.__init__(
            self,
            folder,
            f"it is not sure that the change will last: {problem}; look whether it is there",
        )
        self.problem = problem


class DocumentBroken(LibraryError):
    """A document in `library.json` does not have the fields that it should."""

    def __init__(self, folder: Path, table: str, id: int, problem: str, backup: str) -> None:
        """`backup` is the newest good one in words, or empty."""
        brings_back = (
            f"brings back what {backup} and the journal have of it, or " if backup else ""
        )
        super().__init__(
            folder,
            f"{table} {id} in {folder / 'library.json'} is broken ({problem}): "
            f"{repairing(folder)} {brings_back}puts it aside",
        )
        self.table = table
        self.id = id


class TextMissing(LibraryError):
    """The text of an article is not where it should be."""

    def __init__(self, folder: Path, id: int, problem: str) -> None:
        super().__init__(
            folder, f"the text of article {id} {problem}: `octavo check` tells more"
        )
        self.id = id


class TextUnreadable(TextMissing):
    """The system does not let octavo read the text of an article."""

    def __init__(self, folder: Path, id: int, error: OSError) -> None:
        problem = f"the text of article {id} cannot be read: {refusal(error, folder)}"
        LibraryError.__init__(self, folder, problem)
        self.id = id


class NothingToUndo(OctavoError):
    """There is no operation left to take back, or to do again."""


def operations_are(first: int, last: int) -> str:
    """The subject of a sentence about the operations between two, both of them in it."""
    return f"operation {first} is" if first == last else f"operations {first} to {last} are"


def repairing(folder: Path) -> str:
    """The command that mends a library, to be typed wherever one is."""
    import shlex  # only to report a damage

    return f"`octavo check --repair --library {shlex.quote(str(folder))}`"


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn the system's refusal to write into words.

    Raises:
        LibraryUnwritable: If the system refuses.
    """
    try:
        yield
    except OSError as error:
        raise LibraryUnwritable(folder, refusal(error, folder)) from error


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Turn the system's refusal to read into words.

    Raises:
        NotALibrary: If the folder, or the file that makes it a library, is not there.
        LibraryUnreadable: If the system refuses otherwise.
    """
    try:
        yield
    except NotADirectoryError as error:
        raise NotALibrary(folder, "it is a file, not a folder") from error
    except FileNotFoundError as error:
        raise NotALibrary(folder, "there is no such folder") from error
    except OSError as error:
        raise LibraryUnreadable(folder, refusal(error, folder)) from error
