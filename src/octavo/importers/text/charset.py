"""Guessing the encoding of a text that does not say it.

Each encoding that real files have is tried, and the one that reads most like a text wins:
its letters are those that its languages use most, and capitals stand where capitals do. This
holds from a few letters on, where statistics need pages; a text that reads well in none goes
to charset-normalizer.
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

_SAMPLE = 16_384
"""Enough bytes to judge by, taken from the lines that are not plain ASCII."""

_READABLE = 0.4
"""The least average weight of a text read rightly; such texts have 0.7 to 1.1."""

_MARKS = "“”‘’„‚–—…«»‹›•°§©®™€£\u00a0×·¢½"
_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґў№"
_WESTERN = "éàèäöüñçóíáãêôúßåøæâîëïùìòœÉÄÖÜÀÑÇÁÓÍÚÅØÆÈ¿¡ªºûõ"


class _Alphabet(NamedTuple):
    """A one-byte encoding and the letters of its languages, the frequent ones first."""

    letters: str
    prior: float = 0.0
    """How much more often files have it than another that fits as well."""
    cased: bool = False
    """Whether each letter has a capital that is not listed."""
    latin: bool = False
    """Whether its letters stand between plain ones, and seldom next to one another."""


_ALPHABETS: Mapping[str, _Alphabet] = {
    "cp1252": _Alphabet(_WESTERN, 0.15, latin=True),
    "cp1250": _Alphabet("áéíóęąčěřšžýůłśżńćźőűöüäôúďťňľŕăâîșțđŁŚŻČŠŽŘÁÉÖÜ", 0.05, latin=True),
    "iso8859_2": _Alphabet("áéíóęąčěřšžýůłśżńćźőűöüäôúďťňľŕăâîşţđŁŚŻČŠŽŘÁÉÖÜ", latin=True),
    "cp1254": _Alphabet("ıüşöçğİâŞÖÇÜîû", 0.05, latin=True),
    "cp1257": _Alphabet("āėšžīūųįąēęčņļģķõäöüŠŽĀČ", latin=True),
    "mac_roman": _Alphabet(_WESTERN, -0.15, latin=True),
    "cp850": _Alphabet(_WESTERN, -0.25, latin=True),
    "cp1251": _Alphabet(_CYRILLIC, 0.04, cased=True),
    "koi8_r": _Alphabet(_CYRILLIC, 0.02, cased=True),
    "cp866": _Alphabet(_CYRILLIC, cased=True),
    "iso8859_5": _Alphabet(_CYRILLIC, cased=True),
    "cp1253": _Alphabet("αοιετσνηυρπκμλςωδγάίχόθέήύφβξώζψϊϋ", 0.02, cased=True),
    "cp1255": _Alphabet("יוהלארתבמשנעםדקחפטצגכזסןךףץ־׳״", 0.02),
    "cp1256": _Alphabet("اليمنرتبةدعسفهوكقحجأشطصىخإذضغثزءآئظؤپچژگ،؟؛", 0.02),
    "cp874": _Alphabet("".join(map(chr, range(0x0E01, 0x0E5C))), 0.02),
}

_WIDE: Mapping[str, tuple[str, range]] = {
    "cp932": ("euc_jp", range(0xB0, 0xD0)),
    "euc_jp": ("euc_jp", range(0xB0, 0xD0)),
    "gb18030": ("gb2312", range(0xB0, 0xD8)),
    "big5hkscs": ("big5", range(0xA4, 0xC7)),
    "cp949": ("euc_kr", range(0xB0, 0xC9)),
}
"""Encodings of two bytes a letter: the national set, and the rows of its common characters."""

_MISPLACED_CAPITAL = re.compile(
    r"[а-яёa-zß-öø-ÿα-ώ](?=[А-ЯЁÀ-ÖØ-ÞΑ-Ω])|[A-Z](?=[à-öø-ÿ])(?=.[A-Z])"
)
_MIXED = re.compile(
    r"[A-Za-z](?=[^\W\d_])(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])(?<=[^\W\d_])(?=[A-Za-z])"
)
_MARK_IN_WORD = re.compile(r"[^\W\d_][“”„‚…«»‹›•°§©®™€£¢½](?=[^\W\d_])")
_LONE = re.compile(r"(?<![^\x00-\x7f])[^\x00-\x7f](?![^\x00-\x7f])")
_CROWDED = re.compile(r"(?:(?=[^\W\d_])[^\x00-\x7f]){4}")


def guess(data: bytes) -> str:
    """The name of the encoding that a text without a mark is most likely in."""
    sample = _sample(data)
    weights = {name: _alphabetic_weight(sample, name) for name in _ALPHABETS}
    weights |= {name: _wide_weight(sample, name) for name in _WIDE}
    best = max(weights, key=lambda name: weights[name])
    if weights[best] >= _READABLE:
        return best
    return _statistical_guess(sample) or best


def _sample(data: bytes) -> bytes:
    kept, size = [], 0
    for line in data.splitlines():
        if not line.isascii():
            kept.append(line[:_SAMPLE])
            size += len(line)
        if size > _SAMPLE:
            break
    return b"\n".join(kept)


def _alphabetic_weight(sample: bytes, encoding: str) -> float:
    """How much the sample looks like words in an alphabet, up to about 1."""
    alphabet = _ALPHABETS[encoding]
    text = sample.decode(encoding, "replace")
    counts = _foreign(text)
    rank = {letter: index for index, letter in enumerate(alphabet.letters)}
    total = sum(count * _letter_weight(char, rank, alphabet) for char, count in counts.items())
    oddities = len(_MISPLACED_CAPITAL.findall(text))
    oddities += len(_MARK_IN_WORD.findall(text))
    oddities += len((_CROWDED if alphabet.latin else _MIXED).findall(text))
    return (total - oddities) / max(1, counts.total()) + alphabet.prior


def _letter_weight(char: str, rank: Mapping[str, int], alphabet: _Alphabet) -> float:
    lower = char.lower() if alphabet.cased else char
    if lower in rank:
        return 1.1 - 0.9 * rank[lower] / len(rank) - 0.1 * (lower != char)
    if char in _MARKS:
        return 0.9
    return 0.0 if char.isalpha() else -3.0 if char in "\ufffd" or char < "\xa0" else -1.0


def _wide_weight(sample: bytes, encoding: str) -> float:
    """How much the sample looks like Chinese, Japanese or Korean, up to about 1."""
    text = sample.decode(encoding, "replace")
    counts = _foreign(text)
    total = sum(count * _character_weight(char, encoding) for char, count in counts.items())
    return (total - 0.7 * len(_LONE.findall(text))) / max(1, counts.total())


def _character_weight(char: str, encoding: str) -> float:
    if "\u3041" <= char <= "\u30fe":
        return 1.1 if encoding in ("cp932", "euc_jp") else 0.2
    if "\u4e00" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3":
        return _common_weight(char, encoding)
    if "\u3000" <= char <= "\u301f" or "\uff01" <= char <= "\uff5e" or char in _MARKS:
        return 0.8
    return -3.0 if char == "\ufffd" else -0.6


def _common_weight(char: str, encoding: str) -> float:
    charset, common_rows = _WIDE[encoding]
    try:
        row = char.encode(charset)[0]
    except UnicodeEncodeError:
        return -0.3
    if row not in common_rows:
        return 0.1
    return 1.1 if encoding == "cp949" else 1.0


def _foreign(text: str) -> Counter[str]:
    """The characters that are not ASCII: only these tell encodings apart."""
    return Counter(char for char in text if char > "\x7f")


def _statistical_guess(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    match = from_bytes(sample).best()
    return match.encoding if match else ""
