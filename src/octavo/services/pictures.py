"""Pictures of a text: fetched when somebody asks to see them, and drawn by the terminal.

What reads and draws them is an extra, `octavo[pictures]`. What draws one by itself asks the
terminal what it can do and reads the answer from the keyboard, so that it can only be loaded
while nothing else reads that.
"""

import struct
import sys
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from octavo.importers.child_process import bounded
from octavo.model.errors import DraftRejected, OctavoError
from octavo.text import count_of, grouped

if TYPE_CHECKING:
    from octavo.importers.web.limits import Limits
    from octavo.services.async_bridge import Stop

_KINDS = ("PNG", "JPEG", "GIF", "WEBP")
_MOST = 50_000_000
"""Pixels; as many take 200 MB of memory."""
_MOST_BYTES = 20_000_000
_WIDEST = 1600
"""Pixels of a side that are kept, as many as most terminals can show."""
_COARSE = (320, 160)
"""Pixels that are kept besides, at most: two for each that half a cell can show."""
_CELL = 20
"""Pixels of a line, as the extra takes them to be where a terminal does not say."""
_BELOW = 3
"""Lines for the caption and what to press."""
_TURN = 0x0112
"""The field of EXIF that says how a camera was held."""
_ON_ITS_SIDE = range(5, 9)
_DAMAGED = (OSError, ValueError, SyntaxError, struct.error, AttributeError, TypeError)
"""What a damaged picture raises; the last three, where its EXIF is."""


MOST_PICTURES = 5_000
"""In one export; the next one goes on."""


class PicturesMissing(OctavoError):
    """The extra is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "Pictures are shown by an extra: pip install 'octavo[pictures]'. The browser shows"
            " one by its letter, as any link."
        )


class Picture(NamedTuple):
    """A picture, no larger than a terminal can show it."""

    width: int
    """Pixels, as those of `height`, of what was fetched."""
    height: int
    png: bytes
    coarse: tuple[int, int, bytes]
    """It once more in few pixels: how many in a row, how many rows, and their RGB."""


def picture(url: str, limits: "Limits | None" = None, stop: "Stop | None" = None) -> Picture:
    """What is at an address that a text names.

    It is read in a process that is held to its limits.

    Raises:
        PicturesMissing: Before anything is asked for.
        FetchFailed: If it cannot be had, is in a private network, or is no picture.
    """
    try:
        import PIL  # noqa: F401
    except ImportError:
        raise PicturesMissing from None
    from octavo.importers.web.responses import FetchFailed  # no child needs it
    from octavo.services.async_bridge import awaited

    data = awaited(_asked(url, limits), stop)
    try:
        return _read(data, url=url)
    except DraftRejected as error:
        raise FetchFailed(url, error.reason) from error


@bounded
def _read(data: bytes, *, url: str) -> Picture:
    from PIL import Image, ImageOps

    try:
        image: Image.Image = Image.open(BytesIO(data), formats=_KINDS)
        if image.width * image.height > _MOST:
            raise DraftRejected(url, "it is too large to be shown")
        width, height = image.size
        if image.getexif().get(_TURN) in _ON_ITS_SIDE:
            width, height = height, width
        image.draft("RGB", (_WIDEST, _WIDEST))
        image = ImageOps.exif_transpose(image)
        image.thumbnail((_WIDEST, _WIDEST))
    except (*_DAMAGED, Image.DecompressionBombError) as error:
        problem = f"it is no picture in {', '.join(_KINDS)}, or is damaged"
        raise DraftRejected(url, problem) from error
    shown = image.convert("RGBA")
    ground = Image.new("RGBA", shown.size, "white")
    ground.alpha_composite(shown)
    whole, png = ground.convert("RGB"), BytesIO()
    whole.save(png, "PNG", compress_level=1)
    whole.thumbnail(_COARSE)
    return Picture(width, height, png.getvalue(), (*whole.size, whole.tobytes()))


def show(picture: Picture, caption: str) -> None:
    """Draw a picture on the terminal, and wait for Enter.

    Raises:
        PicturesMissing: If there is nothing to draw it with.
    """
    try:
        from textual_image.renderable import Image as Drawing
    except ImportError:
        raise PicturesMissing from None
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.stdout)
    room = max(1, console.size.height - _BELOW)
    tall = room if picture.height > room * _CELL else None
    console.print(Drawing(BytesIO(picture.png), height=tall))
    console.print(Text(caption), Text("Enter goes on.", style="dim"), sep="\n")
    sys.stdin.readline()


class Pictures:
    """Pictures for an export, fetched one by one within the limits of pages, and counted."""

    def __init__(self, limits: "Limits | None" = None, most: int = MOST_PICTURES) -> None:
        self._limits = limits
        self._most = most
        self.fetched = 0
        self.left: Counter[str] = Counter()
        """How many stay at their addresses, by the reasons."""
        self._problems: dict[str, str] = {}
        """Why those could not be had that were asked for; they are not asked for again."""

    def told(self) -> list[str]:
        """What became of them since this was last asked, a line each."""
        lines = [f"{count_of(self.fetched, 'picture')} fetched"]
        for reason, number in self.left.items():
            lines.append(f"{count_of(number, 'picture')} left at the address: {reason}")
        self.fetched = 0
        self.left.clear()
        return lines

    def __call__(self, url: str) -> bytes | None:
        """The picture at an address; None where it cannot be had."""
        from octavo.exporters.html import picture_kind
        from octavo.importers.web.responses import FetchFailed
        from octavo.services.async_bridge import awaited

        try:
            if url in self._problems:
                raise FetchFailed(url, self._problems[url])
            if self.fetched >= self._most:
                self.left[f"there are more than {grouped(self._most)}"] += 1
                return None
            data = awaited(_asked(url, self._limits))
            if not picture_kind(data):
                raise FetchFailed(url, "it is no PNG, JPEG, GIF or WebP")
        except FetchFailed as failed:
            self._problems[url] = failed.reason
            self.left[failed.reason] += 1
            return None
        self.fetched += 1
        return data


async def _asked(url: str, limits: "Limits | None") -> bytes:
    from octavo.importers.web.fetcher import Fetcher
    from octavo.importers.web.limits import Limits
    from octavo.importers.web.responses import Fetched, FetchFailed, NotModified

    def check(content_type: str) -> None:
        if not content_type.lower().startswith(("image/", "application/octet-stream")):
            raise FetchFailed(url, f"it is no picture but {content_type or 'of no type'}")

    limits = limits or Limits(most_of_files=_MOST_BYTES)
    async with Fetcher(limits) as fetcher:
        found: Fetched | NotModified = await fetcher.fetch(url, accept="image/*", check=check)
    return found.data if isinstance(found, Fetched) else b""
