"""Whether the search index is in step with the documents."""

from collections.abc import Iterator

from octavo.library.repair.findings import Finding, listed, warning
from octavo.library.repair.inventory import Evidence
from octavo.storage.journal.records import is_gapless


def of_index(evidence: Evidence, ids: set[int]) -> Iterator[Finding]:
    """What the index holds too much or too little, as of the operation that it reached.

    One that cannot be used is no fault: it is made anew when it is next needed. What a
    script did to `library.json` comes in when the library is next opened.
    """
    from octavo.index.folder import IndexUnusable
    from octavo.index.search.tantivy_query import everything
    from octavo.index.writer import SearchIndex

    if not evidence.untouched:
        return
    try:
        index = SearchIndex.open(evidence.folder / "index")
    except IndexUnusable:
        return
    reached, checksum = index.sequence, index.checksum
    indexed = index.snapshot.ids(everything())
    index.close()
    if any(line.crc != checksum for line in evidence.lines_of(reached)):
        yield warning("the search index is of another library, or of another state of this one")
    elif reached:
        yield from _of_indexed(evidence, ids, reached, indexed)


def _of_indexed(
    evidence: Evidence, ids: set[int], reached: int, indexed: set[int]
) -> Iterator[Finding]:
    since = [operation for operation in evidence.operations if operation.sequence > reached]
    if reached > evidence.last:
        yield warning("the search index has seen operations that there are none of")
    elif is_gapless(since, reached, evidence.last):
        waiting = {id for operation in since for id in operation.ids}
        if lacking := sorted(ids - indexed - waiting):
            yield warning(f"the search index lacks {listed(lacking, 'id')}")
        if surplus := sorted(indexed - ids - waiting):
            yield warning(f"the search index has {listed(surplus, 'id')}, gone by now")
