"""Realistic libraries of any size: the same seed makes the same library.

Words are drawn by Zipf's law from a vocabulary in several scripts, tags from a long tail,
lengths from a log-normal distribution, dates from the last ten years.
"""

import math
import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path

from octavo.library.library import Library
from octavo.model.article import Source, State
from octavo.model.draft import Draft
from octavo.model.tag import Tag

BATCH = 5_000
"""Articles that go in as one operation."""

TYPICAL_WORDS = 250
"""The median length of an article."""

_SYLLABLES = {
    "en": "ra te co mi lo ver sta ing den por sel ta ri no gra lin per so the an che ma",
    "de": "ge ver schaft ung lich ein auf haus bau wer zeit tag ber lang köln für über",
    "ru": "го ро да ни ст ва ли ко ре ми на то пе ра во ди сло ка мо",
    "ko": "가 나 다 서울 한국 도 시 책 읽 기 사람 나라 물 길 집 글 말 생각 오늘",
    "ja": "日 本 語 東京 読 書 時間 人 の は を に 図書館 道 言葉 今日 明 山 川",
    "zh": "中 国 北京 读 书 馆 时间 人 的 是 在 文章 今天 语 言 山 水 城市",
}
_SHARES = (("en", 82), ("de", 6), ("ru", 3), ("ko", 3), ("ja", 3), ("zh", 3))
_FLAGS = ("unread", "reading", "read", "starred", "archived", "untagged", "noted", "anonymous")
_SPACED = {"en", "de", "ru", "ko"}


class Zipf:
    """Draws indices so that the n-th is drawn in proportion to 1 / (n + 2.7)."""

    def __init__(self, count: int, exponent: float = 1.05) -> None:
        self._sums = list(accumulate((n + 2.7) ** -exponent for n in range(count)))

    def draw(self, chance: random.Random, count: int) -> list[int]:
        """Some indices, independent of one another."""
        total, sums = self._sums[-1], self._sums
        return [bisect(sums, chance.random() * total) for _ in range(count)]


class Generator:
    """An endless stream of drafts."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        self._words = {language: self._vocabulary(language) for language, _ in _SHARES}
        self._zipf = Zipf(20_000)
        self._tags = [Tag(f"{w}/{v}" if n % 5 == 0 else w) for n, (w, v) in self._tag_names()]
        self._tag_zipf = Zipf(len(self._tags))
        self._sites = [f"{word}.example" for word in self._words["en"][200:1_200]]
        self._until = datetime(2026, 1, 1, tzinfo=UTC)

    def drafts(self, count: int, *, texts: bool = True) -> Iterator[Draft]:
        """So many articles, oldest first, with their texts or without."""
        step = timedelta(days=3_650) / count
        for number in range(count):
            yield self._draft(number, self._until - step * (count - number), texts=texts)

    def queries(self, count: int) -> list[str]:
        """Queries of one to three words that some articles have."""
        words = self._words["en"]
        picks = (
            self._zipf.draw(self._chance, self._chance.choice((1, 2, 2, 3)))
            for _ in range(count)
        )
        return [
            " ".join(words[20 + index] for index in pick if index < 19_000) or words[50]
            for pick in picks
        ]

    def mixed_queries(self, count: int) -> Iterator[str]:
        """Queries of one to three terms: words common and rare, phrases, and all fields."""
        for _ in range(count):
            size = self._chance.choice((1, 2, 2, 3))
            yield " ".join(
                self._chance.choice(("", "", "", "-")) + self._term() for _ in range(size)
            )

    def _term(self) -> str:
        """A word or a field, of which anything from nothing to everything is found."""
        chance, words = self._chance, self._words["en"]
        common, rare = words[chance.randrange(20)], words[chance.randrange(2_000, 15_000)]
        year, month = chance.randint(2016, 2025), chance.randint(1, 12)
        return chance.choice(
            (
                common,
                rare,
                words[chance.randrange(20, 2_000)],
                f"{words[chance.randrange(2_000)][:3]}*",
                f'"{common} {words[chance.randrange(20)]}"',
                f"title:{words[chance.randrange(200)]}",
                f"note:{rare}",
                f"tag:{self._tags[self._tag_zipf.draw(chance, 1)[0]]}",
                f"site:{chance.choice(self._sites)}",
                f"author:{rare}",
                f"lang:{chance.choices(*zip(*_SHARES, strict=True))[0]}",
                f"is:{chance.choice(_FLAGS)}",
                f"in:{chance.choice(('archive', 'trash', 'notes'))}",
                f"words:>{chance.randint(20, 2_000)}",
                f"minutes:<{chance.randint(1, 9)}",
                f"added:{year}-{month:02}",
                f"added:<{chance.randint(1, 3_000)}d",
                f"published:{year}-{month:02}..{year + chance.randint(0, 5)}-12",
                f"({common} OR {rare})",
            )
        )

    def text(self, language: str, words: int) -> str:
        """Paragraphs with a heading now and then, in Markdown."""
        paragraphs = []
        while words > 0:
            length = self._chance.randint(30, 110)
            if self._chance.random() < 0.12:
                paragraphs.append(f"## {self._line(language, 4)}")
            paragraphs.append(self._line(language, length) + ".")
            words -= length
        return "\n\n".join(paragraphs)

    def _draft(self, number: int, added: datetime, *, texts: bool) -> Draft:
        chance = self._chance
        language = chance.choices(*zip(*_SHARES, strict=True))[0]
        words = min(60_000, max(20, round(chance.lognormvariate(math.log(TYPICAL_WORDS), 0.8))))
        tags = self._tag_zipf.draw(chance, chance.choice((0, 1, 2, 2, 3, 5)))
        site = self._sites[min(999, int(chance.paretovariate(0.8)) - 1)]
        return Draft(
            title=self._line(language, chance.randint(4, 11)),
            text=self.text(language, words) if texts else "",
            url=f"https://{site}/{added:%Y/%m}/{number}",
            authors=(self._line("en", 2).title(),),
            site=site,
            published=added - timedelta(days=chance.randint(0, 30)),
            language=language,
            tags=frozenset(self._tags[place] for place in tags),
            added=added,
            state=chance.choices((State.UNREAD, State.READING, State.READ), (70, 10, 20))[0],
            archived=chance.random() < 0.3,
            starred=chance.random() < 0.05,
            source=Source("generated", str(number)),
        )

    def _line(self, language: str, count: int) -> str:
        words = self._words[language]
        drawn = [words[index] for index in self._zipf.draw(self._chance, count)]
        line = (" " if language in _SPACED else "").join(drawn)
        return line[:1].upper() + line[1:]

    def _vocabulary(self, language: str) -> Sequence[str]:
        made: dict[str, None] = {}
        syllables = _SYLLABLES[language].split()
        while len(made) < 20_001:
            made["".join(self._chance.choices(syllables, k=self._length()))] = None
        return list(made)

    def _length(self) -> int:
        return self._chance.choice((1, 2, 2, 3, 3, 3, 4, 5))

    def _tag_names(self) -> Iterator[tuple[int, tuple[str, str]]]:
        words = self._words["en"]
        return enumerate(zip(words[1_000:3_000], words[3_000:5_000], strict=True))


def fill(folder: Path, count: int, seed: int = 1) -> None:
    """Make a library of so many generated articles, indexed."""
    drafts = Generator(seed).drafts(count)
    with Library.create(folder) as library:
        while batch := list(islice(drafts, BATCH)):
            library.intake.add(batch, quiet=True)
        library.search.catch_up()
