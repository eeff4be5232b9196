"""Formats of a record for each document: octavo's own JSON Lines."""

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from octavo.exporters.format import Documents, ExportFormat, Trait
from octavo.model.draft import RECORDS, Record

_encode = msgspec.json.Encoder(enc_hook=str.__str__, order="deterministic").encode
"""What msgspec does not know is a tag. Sets are sorted."""


def _json_lines(documents: Documents) -> Iterator[str]:
    for record in _records(documents):
        yield f"{_encode(record).decode()}\n"


def _records(documents: Documents) -> Iterator[Record]:
    """What others refer to stands before them."""
    yield Record(octavo=RECORDS, made=documents.made)
    if documents.pinned:
        yield Record(pinned=documents.pinned)
    for feed in documents.feeds:
        yield Record(feed=feed)
    for id, query in documents.queries.items():
        yield Record(query=query, id=id)
    for entry in documents.entries:
        if entry.article:
            yield Record(article=replace(entry.article, versions=()), text=entry.text)
        for note in entry.notes:
            yield Record(note=note)


JSON_LINES = ExportFormat(
    name="jsonl",
    title="JSON Lines",
    suffix=".jsonl",
    write=_json_lines,
    lacks=frozenset({Trait.EARLIER}),
    read_as="jsonl",
)
