"""The texts of the articles, apart from the articles, about 1 MB a file.

`texts/0003.json` is volume 3, stock TinyDB JSON: the table `texts` has one document
`{"text": …}` for each article, under the article's id. The table `meta` has its checksum.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from octavo.storage.atomic import FILE_MODE, FOLDER_MODE, replace_file, sync_folder
from octavo.storage.checksum import has_checksum, is_sound, mended, sealed
from octavo.storage.errors import UNDECODABLE, TextMissing, TextUnreadable

VOLUME_BYTES = 1_000_000
_CACHED = 4
_VOLUME = re.compile(r"(\d{4,9})\.json", re.ASCII)

FLIPPED = "has a flipped bit"


class Text(Struct, frozen=True):
    """One document of a volume."""

    text: str


class Volume(Struct, frozen=True):
    """The content of one file; a table that is not there is empty."""

    texts: dict[int, Raw] = {}


_volume = msgspec.json.Decoder(Volume).decode
_text = msgspec.json.Decoder(Text).decode


class Texts:
    """The folder `texts/` of a library."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mark = folder / ".adding"
        self._read: OrderedDict[int, tuple[tuple[int, int, int], Volume]] = OrderedDict()

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
        """The text of an article.

        Raises:
            TextMissing: If it is not in its volume, or the volume cannot be read.
        """
        try:
            return _text(self._volume(volume).texts[id]).text
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

    def held(self, volume: int) -> dict[int, Raw]:
        """All texts of a volume by their articles, undecoded, a flipped bit put right.

        Raises:
            OSError: If the system refuses.
            UNDECODABLE: If the volume cannot be read.
        """
        return _volume(self._content(volume)[0]).texts

    def fault_of(self, volume: int) -> str:
        """Why a volume that can be read is not as it was written, if that is so.

        Raises:
            OSError: If the system refuses.
        """
        content, is_written = self._content(volume)
        if is_written:
            return ""
        return FLIPPED if is_sound(content) else "was written by another program"

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

        One that is not as it was written is left alone.
        """
        for number in reversed(self.volumes()):
            try:
                held = self.held(number)
            except UNDECODABLE:
                return number + 1, {}
            if self.fault_of(number):
                return number + 1, {}
            kept = {id: raw for id, raw in held.items() if fresh is None or id < fresh}
            if kept or not held:
                return number, kept
        return 1, {}

    def _volume(self, number: int) -> Volume:
        status = self.path(number).stat()
        stamp = (status.st_ino, status.st_size, status.st_mtime_ns)
        known = self._read.get(number)
        if known is None or known[0] != stamp:
            known = (stamp, _volume(self._content(number)[0]))
            self._read[number] = known
            while len(self._read) > _CACHED:
                self._read.popitem(last=False)
        return known[1]

    def _content(self, number: int) -> tuple[bytes, bool]:
        """The bytes of a volume, a flipped bit put right, and whether they stand there so.

        One without a checksum is as it is.
        """
        content = self.path(number).read_bytes()
        if is_sound(content):
            return content, True
        whole = mended(content)
        return whole or content, whole is None and not has_checksum(content)

    def _missing(self, id: int, problem: str) -> TextMissing:
        return TextMissing(self.folder.parent, id, problem)
