"""Checking a library: all its files against one another, in plain words."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import msgspec

from octavo.library.repair.check_index import of_index
from octavo.library.repair.findings import Finding, Severity, error, listed, note, warning
from octavo.library.repair.inspect import Documents, Volumes, documents_in, volumes_in
from octavo.library.repair.inventory import Evidence, gathered
from octavo.library.repair.repair import repair as repair
from octavo.storage.snapshot.raw_tables import FORMAT, split

_IN_ORDER = list(Severity)


def check(folder: Path) -> list[Finding]:
    """What in a library is not as it should be, the worst first; nothing if all is well.

    Works while the library is open, and on a read-only disk.

    Raises:
        NotALibrary: If the folder is none.
        LibraryTooNew: If a newer octavo wrote it.
        LibraryUnreadable: If the system refuses.
    """
    evidence = gathered(folder)
    findings = [*_of_library(evidence), *_of_journal(evidence), *_of_leavings(evidence)]
    if evidence.slices is not None:
        tables = evidence.tables
        documents = documents_in(tables)
        articles, history = documents.articles.values(), evidence.operations
        volumes = volumes_in(folder, articles, history, evidence.next_id)
        findings += [*_of_documents(documents), *_of_texts(volumes)]
        findings += of_index(evidence, {*tables["articles"], *tables["notes"]})
    return sorted(findings, key=lambda finding: _IN_ORDER.index(finding.severity))


def _of_library(evidence: Evidence) -> Iterator[Finding]:
    head, highest = evidence.head, max(_ids_in(evidence), default=0)
    if evidence.slices is None:
        yield _of_broken_library(evidence)
    elif head.format < FORMAT:
        yield note("library.json has an older format; octavo upgrades it when it opens it")
    elif evidence.untouched and head.next_id <= highest:
        yield warning(f"the next id would be {head.next_id}, and there is an id {highest}")


def _of_broken_library(evidence: Evidence) -> Finding:
    problem = f"library.json is broken ({evidence.problem})"
    if backup := evidence.backups.newest_good():
        return error(f"{problem}; {backup.name} and the journal can take its place")
    if evidence.operations and evidence.operations[0].sequence == 1:
        return error(f"{problem}; the journal can take its place")
    return error(f"{problem}, and there is no good backup", repairable=False)


def _ids_in(evidence: Evidence) -> Iterator[int]:
    for table in ("articles", "notes"):
        yield from (evidence.slices or {}).get(table, {})


def _of_journal(evidence: Evidence) -> Iterator[Finding]:
    for line, operation in evidence.entries:
        if operation is None:
            yield error(f"line {line.number} of journal.jsonl is not what was written")
    sequences = sorted({operation.sequence for operation in evidence.operations})
    head = evidence.head.sequence
    if evidence.slices is None or not sequences:
        return
    reached = [min(head, sequences[0] - 1), *sequences, max(head, sequences[-1]) + 1]
    for before, after in pairwise(reached):
        if after > before + 1:
            yield _of_gap(before + 1, after - 1, head)


def _of_gap(first: int, last: int, head: int) -> Finding:
    lost = f"operation {first} is" if first == last else f"operations {first} to {last} are"
    if last > head:
        return error(f"{lost} missing from journal.jsonl")
    return warning(f"{lost} missing from journal.jsonl, and undo does not reach behind that")


def _of_leavings(evidence: Evidence) -> Iterator[Finding]:
    for path in evidence.leftovers:
        yield note(f"{path.relative_to(evidence.folder)} is left from an interrupted write")
    for path in evidence.backups.all():
        try:
            split(path.read_bytes())
        except (OSError, msgspec.DecodeError) as problem:
            yield warning(f"backups/{path.name} cannot be read ({problem})")


def _of_documents(documents: Documents) -> Iterator[Finding]:
    for (table, id), problem in documents.broken.items():
        yield error(f"{table} {id} is broken ({problem})")
    for table, id in documents.misnumbered:
        yield error(f"{table} {id} has another id inside")
    for id in documents.doubled:
        yield error(f"an article and a note share the id {id}")
    for id in documents.lonely:
        yield warning(f"note {id} is on an article that is gone")
    for spellings in documents.spellings:
        spelt = ", ".join(f"{name} ({count})" for name, count in spellings.items())
        yield warning(f"a tag is spelt in more ways than one: {spelt}")


def _of_texts(volumes: Volumes) -> Iterator[Finding]:
    for number, problem in volumes.broken.items():
        yield error(f"texts/{number:04}.json cannot be read ({problem})")
    if volumes.missing:
        yield error(f"the text of {listed(volumes.missing, 'article')} is missing")
    if volumes.altered:
        altered = listed(volumes.altered, "article")
        yield warning(f"the text of {altered} is not the one that was saved")
    if volumes.orphans:
        orphans = listed([id for id, _ in volumes.orphans], "article")
        yield note(f"nothing refers any more to texts that belonged to {orphans}")
