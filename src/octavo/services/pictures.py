"""Pictures of a text: fetched when somebody asks to see them, and drawn by the terminal.

What draws them is an extra, `octavo[pictures]`. It asks the terminal what it can do and reads
the answer from the keyboard, so that it can only be loaded while nothing else reads that.
"""

import sys
from io import BytesIO
from typing import TYPE_CHECKING

from octavo.importers.web.fetcher import Fetcher
from octavo.importers.web.limits import Limits
from octavo.importers.web.responses import Fetched, FetchFailed, NotModified
from octavo.model.errors import OctavoError
from octavo.services.async_bridge import Stop, awaited

if TYPE_CHECKING:
    from PIL.Image import Image

_KINDS = ("PNG", "JPEG", "GIF", "WEBP")
_MOST = 50_000_000
"""Pixels; as many take 200 MB of memory."""
_WIDEST = 4000
"""Pixels of a side that are kept: no terminal shows more."""
_CELL = 20
"""Pixels of a line, as the extra takes them to be where a terminal does not say."""
_BELOW = 3
"""Lines for the caption and what to press."""


class PicturesMissing(OctavoError):
    """The extra is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "Pictures are shown by an extra: pip install 'octavo[pictures]'. The browser shows"
            " one by its letter, as any link."
        )


def picture(url: str, limits: Limits | None = None, stop: Stop | None = None) -> "Image":
    """What is at an address that a text names, no larger than a terminal can show it.

    Raises:
        PicturesMissing: Before anything is asked for.
        FetchFailed: If it cannot be had, is in a private network, or is no picture.
    """
    try:
        from PIL import Image
    except ImportError:
        raise PicturesMissing from None
    data = awaited(_asked(url, limits), stop)
    try:
        image = Image.open(BytesIO(data), formats=_KINDS)
        if image.width * image.height > _MOST:
            raise FetchFailed(url, "it is too large to be shown")
        image.thumbnail((_WIDEST, _WIDEST))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        problem = f"it is no picture in {', '.join(_KINDS)}, or is damaged"
        raise FetchFailed(url, problem) from error
    return image


def show(image: "Image", caption: str) -> None:
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
    console.print(Drawing(image, height=room if image.height > room * _CELL else None))
    console.print(Text(caption), Text("Enter goes on.", style="dim"), sep="\n")
    sys.stdin.readline()


async def _asked(url: str, limits: Limits | None) -> bytes:
    def check(content_type: str) -> None:
        if not content_type.lower().startswith(("image/", "application/octet-stream")):
            raise FetchFailed(url, f"it is no picture but {content_type or 'of no type'}")

    async with Fetcher(limits) as fetcher:
        found: Fetched | NotModified = await fetcher.fetch(url, accept="image/*", check=check)
    return found.data if isinstance(found, Fetched) else b""
