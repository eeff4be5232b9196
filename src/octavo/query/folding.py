"""Texts compared as people do: `Émile` is `emile`, `Łódź` is `lodz`."""

import re
import unicodedata

_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]+"
)
"""Marks that are left out in haste: Latin, Greek and Cyrillic accents, and the points of
Hebrew and Arabic. Not the voicing of kana or the vowels of Thai, which make other words."""

_UNDECOMPOSED = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)
"""Letters typed without their stroke, though Unicode does not take them apart."""


def plain(text: str) -> str:
    """A text without its case, its accents and its compatibility forms."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text).casefold()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", letters))
    return unicodedata.normalize("NFC", bare.translate(_UNDECOMPOSED))
