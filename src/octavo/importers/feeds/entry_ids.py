"""Telling entries apart: a key for each that stays whatever the feed does."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from octavo.model.feed import Entry
from octavo.model.url import identity

_TARGET = re.compile(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)")
"""Where a link or an image leads; feeds sign and count these anew each time."""

_MARKS = re.compile(r"[\s*_#>`|\\~\[\]()<-]+")


def digest_of(entry: Entry) -> str:
    """What tells one wording of an entry from another: its title and text, no more.

    White space, the targets of links and the marks of Markdown make no difference, so that
    nothing seems edited because octavo learned to write its Markdown better.
    """
    words = _MARKS.sub("", _TARGET.sub("]", f"{entry.title} {entry.text}"))
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:32]


def told_apart(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries of one document, each once and with a key of its own.

    They come with the feed's own ids as keys. An id that is empty or shared gives way to
    the address of the entry, and that, if it is shared too, to a digest of what it says.
    """
    once = _each_once(entries)
    shared = Counter(entry.key for entry, _ in once)
    places = Counter(identity(entry.url) for entry, _ in once)
    taken: set[str] = set()
    keyed: list[Entry] = []
    for entry, digest in once:
        own = [entry.key] if shared[entry.key] == 1 else []
        place = [entry.url] if places[identity(entry.url)] == 1 else []
        key = _first_free([*own, *place, digest], taken)
        taken.add(key)
        keyed.append(replace(entry, key=key))
    return tuple(keyed)


def _each_once(entries: Iterable[Entry]) -> list[tuple[Entry, str]]:
    """The entries with their digests, without those that say the same in the same place."""
    kept: dict[tuple[str, str, str], tuple[Entry, str]] = {}
    for entry in entries:
        digest = digest_of(entry)
        kept.setdefault((entry.key, identity(entry.url), digest), (entry, digest))
    return list(kept.values())


def _first_free(candidates: Sequence[str], taken: set[str]) -> str:
    """The first key that is neither empty nor taken, the last one numbered if need be."""
    for key in candidates:
        if key and key not in taken:
            return key
    number = 2
    while f"{candidates[-1]} {number}" in taken:
        number += 1
    return f"{candidates[-1]} {number}"
