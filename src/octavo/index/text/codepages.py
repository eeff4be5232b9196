"""Texts that a code page can write, folded a byte at a time.

Most texts need the characters of one alphabet and some punctuation only. None of these is
changed by what stands beside it, so that a table of 256 entries says all, and both ways
through it are much quicker than looking at characters one by one.
"""

import codecs
from collections.abc import Callable

PAGES = ("cp1252", "cp1251", "cp1250", "cp1253")
"""Western, Cyrillic, Central European and Greek, as Windows has them."""

_UNDEFINED = "\ufffe"
"""What stands for no character in a table of `codecs`."""


class Page:
    """A code page, and what becomes of each of its characters."""

    def __init__(self, name: str, fold: Callable[[str], str]) -> None:
        self._name = name
        self._longer: list[tuple[bytes, bytes]] = []
        """The characters that become several or none."""
        self._table = "".join(self._entry(bytes([byte]), fold) for byte in range(256))

    def folded(self, text: str) -> str:
        """A text after folding.

        Raises:
            UnicodeEncodeError: If the page lacks one of its characters.
        """
        written = text.encode(self._name)
        for character, folded in self._longer:
            if character in written:
                written = written.replace(character, folded)
        return codecs.charmap_decode(written, "strict", self._table)[0]

    def _entry(self, byte: bytes, fold: Callable[[str], str]) -> str:
        try:
            folded = fold(byte.decode(self._name))
        except UnicodeDecodeError:
            return _UNDEFINED
        if len(folded) == 1:
            return folded
        self._longer.append((byte, folded.encode(self._name)))
        return _UNDEFINED
