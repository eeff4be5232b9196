"""The texts of the articles, apart from the articles, about 1 MB a file.

`texts/0003.json` is volume 3, stock TinyDB JSON: the table `texts` has one document
`{"text": …}` for each article, under the article's id. The table `meta` has its checksum.

Long because how a damaged volume is read stands beside how a sound one is.
"""

import os
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import zip_longest
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from octavo.patterns import lazy_pattern
from octavo.storage.errors import UNDECODABLE, TextMissing, TextUnreadable
from octavo.storage.files import (
    FILE_MODE,
    FOLDER_MODE,
    has_checksum,
    is_sound,
    mended,
    open_file,
    read_derived,
    read_file,
    replace_file,
    sealed,
    sync_folder,
    write_derived,
)
from octavo.text import natural

VOLUME_BYTES = 1_000_000
"""Of texts in a volume: with one more that exceeds it, the next volume begins."""

_CACHED = 4
"""Volumes that stay in memory as they were read."""

_WINDOW = 16_384
"""Bytes that are read at once where a text is looked for in a volume: a few texts."""

_VOLUME = lazy_pattern(r"(\d{4,9})\.json", re.ASCII)

FLIPPED = "has a flipped bit"
DAMAGED = "is damaged"
_OPENING, _HIT = '":{"text":"', 8
"""What stands between the id of an article and its text, and how many bytes of it in a row may
be damaged: three are left, which are nowhere else, as a quotation mark in a text has a
backslash."""

_HITS = (
    rf"{re.escape(_OPENING[:at])}.{{{_HIT}}}{re.escape(_OPENING[at + _HIT :])}"
    for at in range(len(_OPENING) - _HIT + 1)
)
_ENTRY = lazy_pattern(
    rf"""
    "(?P<id>\d{{1,16}})"\s*:\s*\{{\s*"[^"\\]{{4}}"\s*:\s*"
    | (?<!\\)"(?P<read>\d{{1,16}})(?:{"|".join(_HITS)})
    | (?:(?<="\}},)|(?<=":\{{)) (?:(?!"\}}).){{1,24}}? (?<!\\)":"
    """,
    re.DOTALL | re.VERBOSE,
)
"""Where a text begins in the JSON of a volume, whatever has become of what stands before it.

What is damaged goes over the end of no text: a text may begin or end as documents do.
"""

_META = lazy_pattern(r'\}\s*,\s*"meta"\s*:')
"""What follows the texts: the checksum."""

_END = lazy_pattern(r'((?<!\\)(?:\\\\)*)"\s*\}\s*(?:,\s*|\}\s*,.*)?\Z', re.DOTALL)
"""What stands between the end of a text and the beginning of the next, or of the file."""

_ESCAPED = lazy_pattern(
    r'\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\["\\/bfnrt]'
)
"""A character in JSON's own spelling (RFC 8259, section 7)."""


class Text(Struct, frozen=True):
    """One document of a volume."""

    text: str


class Volume(Struct, frozen=True):
    """The content of one file; a table that is not there is empty."""

    texts: dict[int, Raw] = {}


Stamp = tuple[int, int, int, int]
"""Of a file: which it is, how long, and when its content and it itself were changed last."""


class _Sound(Struct, frozen=True):
    """The content of `index/sound`: the volumes that were read whole and are as written."""

    volumes: dict[int, Stamp]


_volume = msgspec.json.Decoder(Volume).decode
_text = msgspec.json.Decoder(Text).decode
_pieces = msgspec.json.Decoder(dict[str, dict[str, Raw]]).decode


class _Known:
    """A volume as it was read, from which the first text is cut, and the others all at once.

    To cut one of 1 MB takes a tenth of what it takes to go through all.
    """

    def __init__(
        self,
        stamp: Stamp,
        content: bytes,
        volume: Volume | None = None,
        *,
        is_damaged: bool = False,
    ) -> None:
        self.stamp = stamp
        self.is_damaged = is_damaged
        self._content = content
        self._volume = volume
        self.is_whole = volume is None
        """Whether it was read as it was written."""
        self._is_first = True

    def raw(self, id: int) -> Raw:
        """The document of a text.

        Raises:
            KeyError: If there is none.
            UNDECODABLE: If the volume cannot be read.
        """
        if self._volume is None and self._is_first and (raw := _cut(self._content, id)):
            self._is_first = False
            return raw
        self._volume = self._volume or _volume(self._content)
        return self._volume.texts[id]


class Texts:
    """The folder `texts/` of a library.

    Where it is said in which file that is remembered, a volume that was found sound once, and
    that nobody has touched since, is not read whole for one text of it.

    Large because texts are read in both ways, written, and told to be damaged.
    """

    def __init__(self, folder: Path, remembered: Path | None = None) -> None:
        self.folder = folder
        self._mark = folder / ".adding"
        self._read: OrderedDict[int, _Known] = OrderedDict()
        self._remembered = remembered
        self._found: dict[int, Stamp] = {}
        """The volumes that were found sound now."""
        self._cut_from = 0
        """The volume of which the last text was read; for one more all of it is."""

    @property
    def unsettled(self) -> bool:
        """Whether texts were written and the operation that they belong to perhaps was not."""
        return self._mark.exists()

    def settled(self) -> None:
        """Take note that all texts that were written are referred to."""
        self._mark.unlink(missing_ok=True)

    def path(self, volume: int) -> Path:
        """The file of a volume."""
        return self.folder / f"{volume:04}.json"

    def volumes(self) -> list[int]:
        """The numbers of all volumes, in order.

        Raises:
            OSError: If the system refuses.
        """
        try:
            names = [path.name for path in self.folder.iterdir()]
        except FileNotFoundError:
            return []
        return sorted(int(found[1]) for name in names if (found := _VOLUME.fullmatch(name)))

    def text(self, id: int, volume: int) -> str:
        """The text of an article; of a damaged volume as far as it can be read.

        Raises:
            TextMissing: If it is not in its volume, or the volume is gone or damaged there.
            TextUnreadable: If the disk does not give it now.
        """
        try:
            return (self._piece(id, volume) or _text(self._known(volume).raw(id))).text
        except FileNotFoundError:
            raise self._missing(
                id, f"should be in {self.path(volume)}, which is gone"
            ) from None
        except KeyError:
            raise self._missing(id, f"is not in {self.path(volume)}") from None
        except OSError as error:
            raise TextUnreadable(self.folder.parent, id, error) from error
        except UNDECODABLE as error:
            raise self._missing(
                id, f"cannot be read from {self.path(volume)} ({error})"
            ) from error

    def is_damaged(self, volume: int) -> bool:
        """Whether a volume, of which texts were read, is not what octavo or a script wrote.

        Raises:
            OSError: If the system refuses.
        """
        if volume not in self._read and self._is_sound(volume, self._stamp(volume)):
            return False
        return self._known(volume).is_damaged

    def held(self, volume: int) -> dict[int, Raw]:
        """All texts of a volume by their articles, undecoded, a flipped bit put right.

        Raises:
            OSError: If the system refuses.
            UNDECODABLE: If the volume cannot be read.
        """
        return _whole(_content(self.path(volume))[0]).texts

    def fault_of(self, volume: int) -> str:
        """Why a volume that can be read is not as it was written, if that is so.

        One that a script writes has blanks between its documents, as `json` puts them.

        Raises:
            OSError: If the system refuses.
        """
        content, is_written = _content(self.path(volume))
        if is_written:
            return ""
        if is_sound(content):
            return FLIPPED
        return DAMAGED if _has_own_form(content) else "was written by another program"

    def replace(self, volume: int, texts: Mapping[int, Raw]) -> None:
        """Write a volume anew, durably, with its checksum."""
        replace_file(self.path(volume), sealed("texts", texts))

    def write(self, texts: Mapping[int, str], fresh: int) -> dict[int, int]:
        """Write texts, durably, after those that are there; returns the volume of each.

        What an operation has left that never came to be, texts of `fresh` ids and above,
        makes room. Any other text is never written over: where its article has one in the
        last volume already, a new volume begins. Call `settled` when these are referred to.
        """
        places: dict[int, int] = {}
        if not texts:
            return places
        if not self.folder.exists():
            self.folder.mkdir(FOLDER_MODE)
            sync_folder(self.folder.parent)
        is_settled = not self.unsettled
        self._mark.touch(FILE_MODE)
        for number, batch in self._batches(texts, None if is_settled else fresh):
            self.replace(number, batch)
            places.update(dict.fromkeys(texts.keys() & batch.keys(), number))
        return places

    def _batches(
        self, texts: Mapping[int, str], fresh: int | None
    ) -> Iterator[tuple[int, dict[int, Raw]]]:
        number, batch = self._end(fresh)
        size = sum(len(bytes(raw)) for raw in batch.values())
        for id, text in texts.items():
            raw = Raw(msgspec.json.encode(Text(text)))
            if batch and (id in batch or size + len(raw) > VOLUME_BYTES):
                yield number, batch
                number, batch, size = number + 1, {}, 0
            batch[id] = raw
            size += len(raw)
        if batch:
            yield number, batch

    def _end(self, fresh: int | None) -> tuple[int, dict[int, Raw]]:
        """The volume to go on with and what it holds, texts of fresh ids left out.

        One that is not as it was written, or cannot be read, is left alone.
        """
        for number in reversed(self.volumes()):
            try:
                held = self.held(number)
            except (OSError, *UNDECODABLE):
                return number + 1, {}
            if self.fault_of(number):
                return number + 1, {}
            kept = {id: raw for id, raw in held.items() if fresh is None or id < fresh}
            if kept or not held:
                return number, kept
        return 1, {}

    def remember(self) -> None:
        """Write down what was found sound."""
        if self._remembered and self._found:
            write_derived(self._remembered, _Sound(self._sound | self._found))
            self._found = {}

    @cached_property
    def _sound(self) -> dict[int, Stamp]:
        """The volumes that were found sound before."""
        known = read_derived(self._remembered, _Sound) if self._remembered else None
        return known.volumes if known else {}

    def _is_sound(self, number: int, stamp: Stamp) -> bool:
        return stamp in (self._found.get(number), self._sound.get(number))

    def _stamp(self, number: int) -> Stamp:
        return _stamp(self.path(number).stat())

    def _piece(self, id: int, number: int) -> Text | None:
        """A text from a sound volume, of which as little is read as can be."""
        before, self._cut_from = self._cut_from, number
        is_known = number in self._sound or number in self._found
        if number in self._read or number == before or not is_known:
            return None
        handle = open_file(self.path(number))
        try:
            stamp = _stamp(os.fstat(handle))
            if self._is_sound(number, stamp) and (raw := _piece(handle, stamp[1], id)):
                return _text(raw)
        except UNDECODABLE:  # the disk has changed it; what can be mended is told by all of it
            pass
        finally:
            os.close(handle)
        return None

    def _known(self, number: int) -> _Known:
        stamp = self._stamp(number)
        known = self._read.get(number)
        if known is None or known.stamp != stamp:
            known = self._read[number] = _as_far_as_read(self.path(number), stamp)
            if known.is_whole and self._remembered and not self._is_sound(number, stamp):
                self._found[number] = stamp
            while len(self._read) > _CACHED:
                self._read.popitem(last=False)
        return known

    def _missing(self, id: int, problem: str) -> TextMissing:
        return TextMissing(self.folder.parent, id, problem)


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _as_far_as_read(path: Path, stamp: Stamp) -> _Known:
    content, is_written = _content(path)
    if is_written and has_checksum(content):
        return _Known(stamp, content)
    try:
        is_damaged = not (is_written or is_sound(content)) and _has_own_form(content)
        return _Known(stamp, b"", _whole(content), is_damaged=is_damaged)
    except UNDECODABLE:
        texts = {id: Raw(msgspec.json.encode(Text(t))) for id, t in salvaged(content) if id}
        return _Known(stamp, b"", Volume(texts), is_damaged=True)


def _piece(handle: int, size: int, id: int) -> Raw | None:
    """The document of a text in a sound volume, found by halves where ids stand in order."""
    low, high = 0, size
    while high - low > _WINDOW:
        middle = (low + high) // 2
        if (key := _first_key(os.pread(handle, _WINDOW, middle))) is None:
            break  # within a long text
        low, high = (low, middle) if key[1] > id else (middle + key[0], high)
    length = 2 * _WINDOW
    while (raw := _cut(os.pread(handle, length, low), id)) is None and low + length < size:
        length *= 4
    return raw


def _first_key(piece: bytes) -> tuple[int, int] | None:
    """Where in a piece of a sound volume the first text is entered, and its id."""
    at = -1
    while (at := piece.find(_OPENING.encode(), at + 1)) >= 0:
        start = piece.rfind(b'"', 0, at)
        digits = piece[start + 1 : at]
        number = natural(digits.decode("latin-1"))
        if start > 0 and piece[start - 1 : start] in (b"{", b",") and number is not None:
            return start - 1, number
    return None


def _cut(content: bytes, id: int) -> Raw | None:
    """The document of a text in a sound volume, if it stands there as octavo writes it.

    No text holds what stands before another, as each quotation mark in it has a backslash.
    """
    key = b'"%d":' % id
    start = content.find(key + b'{"text":"')
    if start < 0 or content[start - 1 : start] not in (b"{", b","):
        return None
    start, end = start + len(key), start + len(key) + len(b'{"text":"')
    while (end := content.find(b'"}', end)) >= 0:
        slash = end
        while content[slash - 1] == ord("\\"):
            slash -= 1
        if (end - slash) % 2 == 0:
            return Raw(content[start : end + len(b'"}')])
        end += 1
    return None


def _content(path: Path) -> tuple[bytes, bool]:
    """The bytes of a volume, a flipped bit put right, and whether they stand there so.

    One without a checksum is as it is.
    """
    content = read_file(path)
    if is_sound(content):
        return content, True
    whole = mended(content)
    return whole or content, whole is None and not has_checksum(content)


def _whole(content: bytes) -> Volume:
    """A volume of which all can be read.

    Raises:
        UNDECODABLE: If that is not so.
    """
    content.decode()
    return _volume(content)


def _has_own_form(content: bytes) -> bool:
    """Whether nothing stands between documents but what octavo writes there."""
    return msgspec.json.encode(_pieces(content)) == content


def salvaged(content: bytes) -> Iterator[tuple[int, str]]:
    """What can be read of the texts in a damaged volume, by their articles, in order.

    One of which it cannot be told whose it is has the id 0. A byte that is no character any
    more is U+FFFD.
    """
    known, *_ = _META.split(content.decode(errors="replace"), maxsplit=1)
    entries = list(_ENTRY.finditer(known))
    for entry, following in zip_longest(entries, entries[1:]):
        body = known[entry.end() : following.start() if following else None]
        yield (
            int(entry["id"] or entry["read"] or 0),
            _ESCAPED.sub(_character, _END.sub(r"\1", body, count=1)),
        )


def _character(escaped: re.Match[str]) -> str:
    """What it stands for; half of a pair is no character."""
    try:
        return str(msgspec.json.decode(f'"{escaped[0]}"'))
    except msgspec.DecodeError:
        return "\ufffd"
