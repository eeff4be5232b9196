"""Pictures in a text: as cells, which scroll and are covered as any others.

In terminals that have it, each cell is the placeholder of a part of a picture that they draw
(the graphics protocol of kitty, "Unicode placeholders"), in others two pixels.
"""

from base64 import standard_b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count, groupby
from random import randrange
from typing import NamedTuple, Protocol

from rich.segment import Segment
from rich.style import Style

from octavo.markdown.lines import PictureRow
from octavo.tui.terminal.painting import HALF, PLACEHOLDER

Coarse = tuple[int, int, bytes]
"""How many pixels are in a row, how many rows there are, and their RGB."""
Size = tuple[int, int]
"""Columns and rows of cells."""
_MOST = 32
"""Pictures that a terminal is to keep, more than a screen has; it deletes the oldest."""


class Picture(Protocol):
    """What is to be drawn."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def png(self) -> bytes: ...
    @property
    def coarse(self) -> Coarse: ...


class _Shown(NamedTuple):
    size: tuple[int, int]
    """In pixels."""
    drawing: "HalfBlocks | Placeholders"


class TextPictures:
    """The pictures that are shown in a text, by their addresses as the text has them."""

    def __init__(self, changed: Callable[[], None]) -> None:
        """`changed` is told that others are shown than before."""
        self.transmitter: Callable[[], Callable[[str], None] | None] = lambda: None
        """Gives what hands something to the terminal, if that draws pictures in cells."""
        self.are_possible = True
        """Whether the terminal has the colours that they take."""
        self._changed = changed
        self._shown: dict[str, _Shown] = {}
        self._drawn: dict[str, None] = {}
        """What the terminal may have, by its address; what was drawn last is last."""

    def __bool__(self) -> bool:
        return bool(self._shown)

    def __contains__(self, url: str) -> bool:
        return url in self._shown

    def size_of(self, url: str) -> tuple[int, int] | None:
        """How wide and tall a picture that is shown is, in pixels."""
        shown = self._shown.get(url)
        return shown and shown.size

    def show(self, pictures: Mapping[str, Picture]) -> None:
        """Show some more."""
        transmit = self.transmitter()
        for url, picture in pictures.items():
            if known := self._shown.get(url):
                known.drawing.drop()
            draw = partial(Placeholders, transmit) if transmit else HalfBlocks
            self._shown[url] = _Shown((picture.width, picture.height), draw(picture))
        self._changed()

    def clear(self) -> None:
        """Show none; who calls it has another text to lay out, or none any more."""
        for shown in self._shown.values():
            shown.drawing.drop()
        self._shown.clear()
        self._drawn.clear()

    def cells(self, part: PictureRow) -> Sequence[Segment]:
        """A row of cells of a picture, as many as it has columns."""
        shown = self._shown.get(part.url)
        if shown is None:
            return [Segment(" " * part.columns)]
        self._drawn.pop(part.url, None)
        self._drawn[part.url] = None
        if len(self._drawn) > _MOST:
            self._shown[oldest := next(iter(self._drawn))].drawing.drop()
            del self._drawn[oldest]
        return shown.drawing.cells(part.row, (part.columns, part.rows))


class HalfBlocks:
    """A picture of which each cell shows two pixels, one above the other."""

    def __init__(self, picture: Picture) -> None:
        self._coarse = picture.coarse
        self._size = (0, 0)
        self._rows: Sequence[Sequence[Segment]] = ()

    def cells(self, row: int, size: Size) -> Sequence[Segment]:
        """A row of cells of it, where it has some size."""
        if size != self._size:
            self._size, self._rows = size, list(_half_blocks(self._coarse, size))
        return self._rows[row]

    def drop(self) -> None:
        """Keep nothing that it is drawn from but what it was made of."""
        self._size, self._rows = (0, 0), ()


def _half_blocks(coarse: Coarse, size: Size) -> Iterator[Sequence[Segment]]:
    from PIL import Image  # there is a picture, so there is this

    width, height, pixels = coarse
    columns, rows = size
    image = Image.frombytes("RGB", (width, height), pixels)
    fitted = image.resize((columns, 2 * rows), Image.Resampling.BOX).tobytes()
    colours = [(fitted[at], fitted[at + 1], fitted[at + 2]) for at in range(0, len(fitted), 3)]
    for top in range(0, len(colours), 2 * columns):
        middle = top + columns
        pairs = zip(colours[top:middle], colours[middle : middle + columns], strict=True)
        yield [
            Segment(HALF * len(list(alike)), Style(color=_rgb(above), bgcolor=_rgb(below)))
            for (above, below), alike in groupby(pairs)
        ]


def _rgb(colour: tuple[int, int, int]) -> str:
    red, green, blue = colour
    return f"#{red:02x}{green:02x}{blue:02x}"


_DIACRITICS = """
    305 30D 30E 310 312 33D 33E 33F 346 34A 34B 34C 350 351 352 357 35B 363 364 365 366 367
    368 369 36A 36B 36C 36D 36E 36F 483 484 485 486 487 592 593 594 595 597 598 599 59C 59D
    59E 59F 5A0 5A1 5A8 5A9 5AB 5AC 5AF 5C4 610 611 612 613 614 615 616 617 657 658 659 65A
    65B 65D 65E 6D6 6D7 6D8 6D9 6DA 6DB 6DC 6DF 6E0 6E1 6E2 6E4 6E7 6E8 6EB 6EC 730 732 733
    735 736 73A 73D 73F 740 741 743 745 747 749 74A 7EB 7EC 7ED 7EE 7EF 7F0 7F1 7F3 816 817
    818 819 81B 81C 81D 81E 81F 820 821 822 823 825 826 827 829 82A 82B 82C 82D 951 953 954
    F82 F83 F86 F87 135D 135E 135F 17DD 193A 1A17 1A75 1A76 1A77 1A78 1A79 1A7A 1A7B 1A7C
    1B6B 1B6D 1B6E 1B6F 1B70 1B71 1B72 1B73 1CD0 1CD1
"""
"""The marks that number rows and columns, the first of them (`rowcolumn-diacritics.txt`)."""
_MARKS = [chr(int(each, 16)) for each in _DIACRITICS.split()]
_CHUNK = 4096
"""Characters of data in one command, at most."""
_IDS = count(randrange(1 << 16, 1 << 23))
"""What pictures are called; other programs in the same terminal may have some too."""


class Placeholders:
    """A picture that the terminal draws where the cells are that stand for its parts."""

    def __init__(self, transmit: Callable[[str], None], picture: Picture) -> None:
        self._transmit = transmit
        self._id = next(_IDS)
        self._png = picture.png
        self._size = (0, 0)
        self._is_there = False

    def cells(self, row: int, size: Size) -> Sequence[Segment]:
        """A row of cells of it, where it has some size; the terminal is told of a new one."""
        if not self._is_there:
            self._hand_over(self._png)
            self._is_there = True
        if size != self._size:
            self._size, (columns, rows) = size, size
            self._command(f"a=p,U=1,i={self._id},p=1,c={columns},r={rows},q=2")
        style = Style(color=f"#{self._id:06x}")
        placed = (f"{PLACEHOLDER}{_MARKS[row]}{mark}" for mark in _MARKS[: size[0]])
        return [Segment("".join(placed), style)]

    def drop(self) -> None:
        """Have the terminal delete it; drawn once more, it is handed over anew."""
        if self._is_there:
            self._command(f"a=d,d=I,i={self._id},q=2")
        self._size, self._is_there = (0, 0), False

    def _hand_over(self, png: bytes) -> None:
        data = standard_b64encode(png).decode("ascii")
        parts = [data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK)]
        for number, part in enumerate(parts, 1):
            head = f"a=t,f=100,i={self._id},q=2," if number == 1 else ""
            self._command(f"{head}m={int(number < len(parts))}", part)

    def _command(self, keys: str, data: str = "") -> None:
        self._transmit(f"\x1b_G{keys};{data}\x1b\\")
