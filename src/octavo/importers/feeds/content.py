"""What a feed says, first as it stands there, then as octavo understands it, and what is new.

Entries are told apart in one document, and from those that a feed had before.

Feeds renumber their ids, move their articles, correct their texts and touch all dates. Of
each entry that became an article, `Feed.seen` holds the key under which it did, a digest of
what it said and where it stood. An entry is a known one if it says the same in the same
place; or else stands in the same place; or else says the same; or else has the same key.
Each known one is taken once, the surest signs first.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain, count

from msgspec import Struct
from msgspec.structs import replace

from octavo.model.feed import Entry, Feed
from octavo.model.url import identity
from octavo.patterns import lazy_pattern

_REMEMBERED = 2_000
"""Entries that are no longer in the feed, and may come back."""

_OF_ONE_PAGE = lazy_pattern(r"//[^/?#]+[/?#].")
"""A place inside a site; the front page is the place of no entry."""

_ORDINAL = lazy_pattern(r"\d{1,6}")
"""An id that a feed may give to another entry tomorrow."""

_TARGET = lazy_pattern(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)")
"""Where a link or an image leads; feeds sign and count these anew each time."""

_MARKS = lazy_pattern(r"[\s*_#>`|\\~\[\]()<-]+")


class Markup(Struct, frozen=True):
    """A piece of text as a feed carries it."""

    text: str = ""
    html: bool = False
    """Whether it is HTML; otherwise it means exactly what it says."""
    base: str = ""
    """Where its relative links start from."""


class Attachment(Struct, frozen=True, kw_only=True):
    """A file that belongs to an item, such as the recording of a podcast."""

    url: str
    kind: str = ""
    """Its media type: `audio/mpeg`."""
    title: str = ""
    size: int = 0
    """Bytes; 0 if not known."""
    seconds: int = 0
    """How long it plays; 0 if not known."""


class Item(Struct, frozen=True, kw_only=True):
    """One item of a feed, whatever the format, before anything is made of it."""

    id: str = ""
    url: str = ""
    title: Markup = Markup()
    content: Markup = Markup()
    summary: Markup = Markup()
    authors: tuple[str, ...] = ()
    has_one_each: bool = False
    """Whether each author is one name, whatever stands in it."""
    published: datetime | None = None
    updated: datetime | None = None
    language: str = ""
    categories: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    dated: str = ""
    """What is said of its time, if anything."""


class Channel(Struct, frozen=True, kw_only=True):
    """A feed as it stands there."""

    title: Markup = Markup()
    page: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    """Of all its items that name none."""
    interval: int | None = None
    items: tuple[Item, ...] = ()


class FeedContent(Struct, frozen=True, kw_only=True):
    """What a feed says of itself, and its entries, the newest usually first."""

    title: str = ""
    page: str = ""
    """The address of the page that it belongs to, or empty."""
    language: str = ""
    interval: int | None = None
    """Seconds for which it says that it need not be asked again (`ttl`, `updatePeriod`)."""
    entries: tuple[Entry, ...] = ()
    doubt: str = ""
    """What may be wrong with its characters, or missing at its end."""


class FeedDiff(Struct, frozen=True):
    """What a feed brings since it was last read."""

    new: tuple[Entry, ...] = ()
    edited: tuple[Entry, ...] = ()
    """Known entries that say something else now, under the keys they came in with."""
    seen: dict[str, str] = {}
    """What the feed is to remember from now on."""
    offered: dict[str, str] = {}
    """What it is to remember of this version of it: `Feed.offered`."""


class _Trace(Struct, frozen=True):
    """What is remembered of an entry, or is to be."""

    key: str
    digest: str
    place: str

    def __str__(self) -> str:
        return f"{self.digest} {self.place}".rstrip()


def news(feed: Feed, content: FeedContent, *, asked: bool = True) -> FeedDiff:
    """What the content brings that the feed did not have when it was last read.

    What the reader has undone is news again if the reader `asked` for it, and passed over
    otherwise.
    """
    remembered = feed.seen if asked else feed.seen | feed.offered
    traces = {entry.key: _trace(entry) for entry in content.entries}
    known = _recognised([_remembered(*each) for each in remembered.items()], [*traces.values()])
    taken = set(remembered)
    new: list[Entry] = []
    edited: list[Entry] = []
    current: dict[str, str] = {}
    for entry in reversed(content.entries):
        trace = traces[entry.key]
        before = known.get(entry.key)
        if before is None:
            candidates = [entry.key, f"{entry.key} {trace.digest[:12]}"]
            entry = replace(entry, key=_free(candidates, taken))
            taken.add(entry.key)
            new.append(entry)
        elif before.digest != trace.digest and before.key in feed.seen:
            edited.append(replace(entry, key=before.key))
        current[before.key if before else entry.key] = str(trace)
    passed = frozenset() if asked else feed.undone - {entry.key for entry in (*new, *edited)}
    return FeedDiff(
        new=tuple(reversed(new)),
        edited=tuple(reversed(edited)),
        seen=_seen(feed, current, passed),
        offered=current,
    )


def _seen(feed: Feed, current: Mapping[str, str], passed: frozenset[str]) -> dict[str, str]:
    """What the feed is to remember; what it had is kept of entries that are passed over."""
    taken = {key: value for key, value in current.items() if key not in passed}
    gone = [(key, value) for key, value in feed.seen.items() if key not in taken]
    return dict(gone[-_REMEMBERED:]) | taken


def _recognised(before: Sequence[_Trace], now: Sequence[_Trace]) -> dict[str, _Trace]:
    """What is remembered of each entry that is known, by the key it has now.

    An entry is known by a sign that it alone bears in the document, and one alone before.
    """
    known: dict[str, _Trace] = {}
    claimed: set[str] = set()
    for sign in _SIGNS:
        bearers = _alone(before, sign)
        for mark, trace in _alone(now, sign).items():
            found = bearers.get(mark)
            if not found or found.key in claimed or trace.key in known:
                continue
            if sign is not _by_key or _is_same_by_key(found, trace):
                known[trace.key] = found
                claimed.add(found.key)
    return known


def _by_key(trace: _Trace) -> str:
    return trace.key


_SIGNS: tuple[Callable[[_Trace], str], ...] = (
    lambda trace: trace.place and f"{trace.digest} {trace.place}",
    lambda trace: trace.place,
    lambda trace: trace.digest,
    _by_key,
)
"""The surest first."""


def _is_same_by_key(before: _Trace, now: _Trace) -> bool:
    """Whether an equal key can be believed: not if it is a number and all else differs."""
    elsewhere = before.place and now.place and before.place != now.place
    return not (elsewhere and _ORDINAL.fullmatch(now.key))


def _trace(entry: Entry) -> _Trace:
    place = identity(entry.url)
    return _Trace(entry.key, digest_of(entry), place if _OF_ONE_PAGE.search(place) else "")


def _remembered(key: str, value: str) -> _Trace:
    digest, _, place = value.partition(" ")
    return _Trace(key, digest, place)


def _alone(traces: Iterable[_Trace], sign: Callable[[_Trace], str]) -> dict[str, _Trace]:
    """The traces whose sign no other one bears, by that sign."""
    marked = [(mark, trace) for trace in traces if (mark := sign(trace))]
    borne = Counter(mark for mark, _ in marked)
    return {mark: trace for mark, trace in marked if borne[mark] == 1}


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
        key = _free([*own, *place, digest], taken)
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


def _free(candidates: Sequence[str], taken: set[str]) -> str:
    """The first key that is neither empty nor taken, the last one numbered if need be."""
    numbered = (f"{candidates[-1]} {number}" for number in count(2))
    return next(key for key in chain(candidates, numbered) if key and key not in taken)
