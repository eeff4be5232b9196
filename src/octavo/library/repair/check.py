"""Checking a library: all its files against one another, in plain words.

Long because each of its files is looked at in its own way.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from enum import StrEnum
from functools import partial
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from octavo.library.repair.inspect import (
    Documents,
    Volumes,
    documents_in,
    in_the_way,
    volumes_in,
)
from octavo.library.repair.inventory import LibraryFiles, SyncCopy, read_files
from octavo.model.article import Article
from octavo.model.operation import Operation
from octavo.storage.errors import operations_are
from octavo.storage.files import is_derived
from octavo.storage.journal.records import is_gapless
from octavo.storage.lock import NAMES, Lock
from octavo.storage.snapshot.backups import are_exchanged
from octavo.storage.snapshot.json_store import LibraryStorage, has_texts
from octavo.storage.snapshot.raw_tables import FORMAT, head_of
from octavo.storage.texts import DAMAGED, FLIPPED
from octavo.text import count_of


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """Something is lost, or keeps the library from being used."""
    WARNING = "warning"
    """Something is not as it should be, and nothing is lost."""
    NOTE = "note"
    """Something is left over that does no harm."""


class Finding(Struct, frozen=True):
    """One thing that is not as it should be."""

    severity: Severity
    problem: str
    """What is wrong, in words."""
    repairable: bool = True
    """Whether repair can mend it, or put it aside."""

    def __str__(self) -> str:
        return f"{self.severity}: {self.problem}"


error, warning, note = (partial(Finding, severity) for severity in Severity)
"""Make a finding of a severity from what is wrong, in words."""

_IN_ORDER = list(Severity)

NAMED = 5
"""So many of some ids or titles are named."""

_NO_LOSS = (
    "nothing is lost of what library.json has by now, but undo does not reach behind that"
)

_MISSING, _ALTERED = "is missing", "is not the one that was saved"


def check(folder: Path) -> list[Finding]:
    """What in a library is not as it should be, the worst first; nothing if all is well.

    Works while the library is open, and on a read-only disk.

    Raises:
        NotALibrary: If the folder is none.
        LibraryTooNew: If a newer octavo wrote it.
        LibraryUnreadable: If the system refuses.
    """
    files = read_files(folder)
    findings = [*_of_library(files), *_of_journal(files), *_of_leavings(files)]
    findings += _of_locks(folder)
    no_folders = {path.name for path in in_the_way(folder)}
    findings += [error(f"{name} is no folder") for name in sorted(no_folders)]
    if files.slices is not None:
        tables = files.tables
        documents = documents_in(tables)
        findings += _of_documents(documents)
        if "texts" not in no_folders:
            articles, history = documents.articles.values(), files.operations
            volumes = volumes_in(folder, articles, history, files.next_id)
            findings += _of_texts(volumes, documents.articles)
        if "index" not in no_folders:
            findings += of_index(files, {*tables["articles"], *tables["notes"]})
    return sorted(findings, key=lambda finding: _IN_ORDER.index(finding.severity))


def _of_library(files: LibraryFiles) -> Iterator[Finding]:
    head, highest = files.head, max(_ids_in(files), default=0)
    if files.slices is None:
        yield _of_broken_library(files)
    elif head.format < FORMAT:
        yield note("library.json has an older format; octavo upgrades it when it opens it")
    elif not files.untouched:
        told = LibraryStorage(files.folder / "library.json").told_change(files.slices)
        if documents_in(files.tables).broken:
            yield note(f"{told}; octavo does not open it with what is broken in it")
        else:
            yield note(f"{told}; octavo takes it in when it opens it")
    elif head.next_id <= highest:
        yield warning(f"the next id would be {head.next_id}, and there is an id {highest}")


def _of_broken_library(files: LibraryFiles) -> Finding:
    if are_exchanged(files.content, files.journal):
        return error("library.json and journal.jsonl have each other's name")
    problem = f"library.json is broken ({files.problem})"
    if good := next(files.backups.good(), None):
        path, slices = good
        told, lost = files.backups.told(path), _lost_since(files, head_of(slices).sequence)
        if not files.operations:
            state = (
                "journal.jsonl has no whole line"
                if files.journal
                else "the journal has nothing"
            )
            return error(f"{problem}, and {state}; {told} can take its place{lost}")
        return error(f"{problem}; {told} and the journal can take its place{lost}")
    if files.operations and files.operations[0].sequence == 1:
        return error(f"{problem}; the journal can take its place")
    if has_texts(files.folder):
        return error(f"{problem}, and there is no good backup; the texts are left")
    return error(f"{problem}, and there is no good backup", repairable=False)


def _lost_since(files: LibraryFiles, sequence: int) -> str:
    """How many operations since one the journal has lost, in words; empty if it has all."""
    last = max(files.noted, files.last)
    there = {operation.sequence for operation in files.operations}
    if lost := sum(number not in there for number in range(sequence + 1, last + 1)):
        return f", without {count_of(lost, 'operation')} that the journal has lost"
    return ""


def _ids_in(files: LibraryFiles) -> Iterator[int]:
    for table in ("articles", "notes"):
        yield from (files.slices or {}).get(table, {})


def _of_journal(files: LibraryFiles) -> Iterator[Finding]:
    for line, operation in files.entries:
        if operation is None:
            yield error(f"line {line.number} of journal.jsonl is not what was written")
    sequences = [operation.sequence for operation in files.operations]
    differs_at = files.diverges_at
    if differs_at is not None and differs_at not in sequences:
        yield error(
            "library.json and journal.jsonl are of two copies of the library, which differ "
            f"from operation {differs_at} on"
        )
    for other in files.others:
        yield _of_other(other, files.operations)
    yield from _of_order([(op.sequence, line.crc) for line, op in files.entries if op])
    if files.lost_end:
        yield warning("the last line of journal.jsonl has lost its end")
    head = files.head.sequence
    if files.lost_all:
        is_there = (files.folder / "journal.jsonl").exists()
        state = "has no whole line" if is_there else "is gone"
        yield warning(f"journal.jsonl {state}; {_NO_LOSS}")
    for first, last in files.overtaken:
        yield error(f"{operations_are(first, last)} lost, and others have been done since")
    if files.slices is None:
        return
    is_whole = not files.lost_end and all(operation for _, operation in files.entries)
    if is_whole and files.noted > files.last:
        yield _of_gap(files.last + 1, files.noted, head)
    if not sequences:
        return
    reached = [min(head, sequences[0] - 1), *sequences, max(head, sequences[-1]) + 1]
    for before, after in pairwise(reached):
        if after > before + 1:
            yield _of_gap(before + 1, after - 1, head)


def _of_order(lines: list[tuple[int, int]]) -> Iterator[Finding]:
    """What is wrong with the order of some lines, by sequence number and checksum."""
    doubled = [sequence for (sequence, _), count in Counter(lines).items() if count > 1]
    if doubled:
        yield warning(f"journal.jsonl has {listed(doubled, 'operation')} more than once")
    first = list(dict.fromkeys(sequence for sequence, _ in lines))
    if first != sorted(first):
        yield warning("the lines of journal.jsonl are not in their order")


def _of_other(other: Operation, operations: list[Operation]) -> Finding:
    number = other.sequence
    here = next((op for op in operations if op.sequence == number and op != other), None)
    beside = f", and so does another, “{here.label}”" if here else " of another copy"
    return error(
        f"operation {number}, “{other.label}”, stands in journal.jsonl{beside}; "
        "repair does it after all others, as far as it fits"
    )


def _of_gap(first: int, last: int, head: int) -> Finding:
    missing = f"{operations_are(first, last)} missing from journal.jsonl"
    if last > head:
        return error(missing)
    return warning(f"{missing}; {_NO_LOSS}")


def _of_locks(folder: Path) -> Iterator[Finding]:
    for name in NAMES:
        if fault := Lock(folder, name).fault():
            yield error(f"locks/{name} cannot be used ({fault}), so nothing can be changed")


def _of_leavings(files: LibraryFiles) -> Iterator[Finding]:
    for path in files.leftovers:
        yield note(f"{path.relative_to(files.folder)} is left from an interrupted write")
    yield from map(_of_copy, files.copies)
    if fault := files.backups.fault():
        yield warning(f"backups/ {fault}, so no backup is made", repairable=False)
    for path in files.backups.all():
        if fault := files.backups.fault_of(path):
            yield warning(f"backups/{path.name} {fault}")


def _of_copy(copy: SyncCopy) -> Finding:
    """What a copy has that is not here, as sync tools leave where two changed a file."""
    name = copy.path.name
    if copy.problem and not copy.operations:
        return warning(f"{name} is a copy of another's, and cannot be read ({copy.problem})")
    if not copy.operations:
        return note(f"{name} is a copy that has nothing that is not here")
    sequences, labels = zip(*((op.sequence, op.label) for op in copy.operations), strict=True)
    what = "" if copy.titles else f"{listed([*sequences], 'operation')} "
    named = ", ".join(f"“{title}”" for title in (copy.titles or labels)[:NAMED])
    unread = f" ({copy.problem})" if copy.problem else ""
    return error(
        f"{name} is a copy with what is not here{unread}: {what}{named}; repair takes it in "
        "after all else, as far as it fits"
    )


def _of_documents(documents: Documents) -> Iterator[Finding]:
    for (table, id), problem in documents.broken.items():
        yield error(f"{table} {id} is broken ({problem})")
    for table, id in documents.misnumbered:
        yield error(f"{table} {id} has another id inside")
    for id in documents.doubled:
        yield error(f"an article and a note share the id {id}")
    for id in documents.detached:
        yield warning(f"note {id} is on an article that is gone")
    for spellings in documents.spellings:
        spelt = ", ".join(f"{name} ({count})" for name, count in spellings.items())
        yield warning(f"a tag is spelt in more ways than one: {spelt}")


def _of_texts(volumes: Volumes, articles: Mapping[int, Article]) -> Iterator[Finding]:
    for number, problem in volumes.broken.items():
        yield error(f"texts/{number:04}.json cannot be read ({problem})")
    for number, problem in volumes.unreadable.items():
        yield error(f"texts/{number:04}.json cannot be read: {problem}", repairable=False)
    for number, fault in volumes.unsound.items():
        say = {FLIPPED: warning, DAMAGED: error}.get(fault, note)
        yield say(f"texts/{number:04}.json {fault}")
    for text, ids, say, problem in (
        ("the text", volumes.missing, error, _MISSING),
        ("the text", volumes.altered, warning, _ALTERED),
        ("an earlier text", _articles(volumes.lost_versions), error, _MISSING),
        ("an earlier text", _articles(volumes.altered_versions), warning, _ALTERED),
    ):
        if ids:
            titles = ", ".join(f"“{articles[id].title}”" for id in ids[:NAMED])
            yield say(f"{text} of {listed(ids, 'article')} {problem}: {titles}")
    if volumes.orphans:
        orphans = listed([id for id, _ in volumes.orphans], "article")
        yield note(f"nothing refers any more to texts that belonged to {orphans}")


def _articles(places: list[tuple[int, int]]) -> list[int]:
    return sorted({id for id, _ in places})


def of_index(files: LibraryFiles, ids: set[int]) -> Iterator[Finding]:
    """What the index holds too much or too little, as of the operation that it reached.

    One that is not there, or of another version, is no fault: it is made anew when it is next
    needed. What a script did to `library.json` comes in when the library is next opened.
    """
    from octavo.index.folder import IndexUnusable, faults
    from octavo.index.writer import SearchIndex

    folder = files.folder / "index"
    try:
        damaged = [*faults(folder, thorough=True)] if folder.exists() else []
        names = [
            "places",
            "journal",
            "listing",
            "duplicates",
            "sound",
            *(p.name for p in folder.glob("columns-*")),
        ]
        lists = [name for name in names if not is_derived(folder / name)]
    except OSError as refused:
        said = f"index/ cannot be read ({refused.strerror or refused})"
        how = "make it readable, or delete it: octavo makes it anew"
        yield warning(f"{said}; {how}", repairable=False)
        return
    damaged += [f"index/{name} is not what was written" for name in lists]
    yield from map(warning, damaged)
    if damaged or not files.untouched:
        return
    try:
        with closing(SearchIndex.open(folder)) as index:
            reached, checksum = index.sequence, index.checksum
            indexed = {*index.snapshot.everything}
    except IndexUnusable:
        return
    if any(line.crc != checksum for line in files.lines_of(reached)):
        yield warning("the search index is of another library, or of another state of this one")
    elif reached:
        yield from _of_indexed(files, ids, reached, indexed)


def _of_indexed(
    files: LibraryFiles, ids: set[int], reached: int, indexed: set[int]
) -> Iterator[Finding]:
    since = [operation for operation in files.operations if operation.sequence > reached]
    if reached > files.last:
        yield warning("the search index has seen operations that there are none of")
    elif is_gapless(since, reached, files.last):
        waiting = {id for operation in since for id in operation.ids}
        if lacking := sorted(ids - indexed - waiting):
            yield warning(f"the search index lacks {listed(lacking, 'id')}")
        if surplus := sorted(indexed - ids - waiting):
            yield warning(f"the search index has {listed(surplus, 'id')}, gone by now")


def listed(things: list[int], noun: str) -> str:
    """Some ids as a person would say them: `article 3`, `articles 3, 4 and 12 more`."""
    if len(things) == 1:
        return f"{noun} {things[0]}"
    named = ", ".join(map(str, things[:NAMED]))
    more = f" and {len(things) - NAMED} more" if len(things) > NAMED else ""
    return f"{noun}s {named}{more}"
