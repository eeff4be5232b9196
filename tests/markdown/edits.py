"""Texts in Markdown that are made up, and random edits of them that can be followed."""

from collections.abc import Sequence
from itertools import accumulate
from random import Random

ALPHABETS = {
    "English": "aaabcdeeeefghiiilmnooprrssttuvwy",
    "Greek": "αααβγδεεηθιιικλμννξοοπρσττυφχψω",
    "Arabic": "ااابتثجحخدذرزسشصضطظعغفقكلللمنهويي",
    "Thai": "กขคงจชซญดตถทนบปผพฟมยรลวสหอาะิีุูเแโไ",
    "Korean": "".join(map(chr, range(0xAC00, 0xD7A3, 61))),
    "Chinese": "".join(map(chr, range(0x4E00, 0x9000, 23))),
}
"""The letters to make words of, by their language; the frequent ones stand more than once."""

LENGTHS = {"Korean": (1, 4), "Chinese": (1, 2)}
"""How short and how long words are, where that is not 2 and 10 letters."""

UNSPACED = ("Thai", "Chinese")
"""What is written without spaces between words."""

VOCABULARY = 1_500

Word = tuple[str, int | None]
"""Some characters, and the number of the word that they were at first; None for all else."""


class EditedText:
    """A text of blocks, each of which is a number of words with marks between."""

    def __init__(self, rng: Random, language: str, blocks: int = 40) -> None:
        self._rng = rng
        self._next = 0
        self._gap = "" if language in UNSPACED else " "
        low, high = LENGTHS.get(language, (2, 10))
        self._words = [
            "".join(rng.choices(ALPHABETS[language], k=rng.randint(low, high)))
            for _ in range(VOCABULARY)
        ]
        self._weights = list(accumulate(1 / rank for rank in range(8, VOCABULARY + 8)))
        self._blocks = [self._block() for _ in range(blocks)]

    def _word(self) -> str:
        """One of the words, which are as frequent as Zipf says."""
        return self._rng.choices(self._words, cum_weights=self._weights)[0]

    def _sentence(self) -> list[Word]:
        """Some words and a full stop, now and then one of them marked or a link."""
        pieces: list[Word] = []
        for place in range(self._rng.randint(5, 16)):
            before, behind = self._rng.choices(
                [
                    ("", ""),
                    ("*", "*"),
                    ("**", "**"),
                    ("[", "](https://x.org/a?b=1)"),
                    ("`", "`"),
                ],
                [30, 1, 1, 1, 1],
            )[0]
            gap = "" if not place else self._rng.choices([self._gap or "", "\n"], [12, 1])[0]
            pieces += [(gap + before, None), (self._word(), self._next)]
            pieces.append((behind, None))
            self._next += 1
        return [*pieces, (". ", None)]

    def _block(self) -> list[Word]:
        sentences = [
            piece for _ in range(self._rng.randint(1, 5)) for piece in self._sentence()
        ]
        kind = self._rng.choices(["text", "heading", "items", "quote", "row"], [8, 1, 2, 1, 1])[
            0
        ]
        if kind == "text":
            return sentences
        if kind == "heading":
            return [
                ("## ", None),
                *((word.replace("\n", " "), id) for word, id in self._sentence()),
            ]
        if kind == "items":
            return [p for _ in range(4) for p in (("\n- ", None), *self._sentence())]
        if kind == "quote":
            return [("> ", None), *((word.replace("\n", "\n> "), id) for word, id in sentences)]
        cells = [(("| ", None), *self._flat()) for _ in range(4)]
        head = [("| a | b |\n|---|---|\n", None)]
        return head + [
            p for n, c in enumerate(cells) for p in (*c, ("|\n" if n % 2 else "", None))
        ]

    def _flat(self) -> list[Word]:
        return [(word.replace("\n", " "), id) for word, id in self._sentence()]

    @property
    def pieces(self) -> list[Word]:
        """The text in pieces."""
        return [piece for block in self._blocks for piece in (*block, ("\n\n", None))]

    @property
    def text(self) -> str:
        return "".join(word for word, _ in self.pieces)

    def places(self) -> dict[int, tuple[int, int]]:
        """Where each of the words that were there at first stands now."""
        places, at = {}, 0
        for word, id in self.pieces:
            if id is not None:
                places[id] = (at, at + len(word))
            at += len(word)
        return places

    def edit(self, share: float) -> None:
        """Insert, delete and replace a share of the words; move some paragraphs."""
        for _ in range(len(self._blocks) // 12):
            block = self._blocks.pop(self._rng.randrange(len(self._blocks)))
            self._blocks.insert(self._rng.randrange(len(self._blocks) + 1), block)
        left = round(share * self._next)
        while left > 0:
            block = self._rng.choice(self._blocks)
            words = [at for at, (_, id) in enumerate(block) if id is not None]
            if not words:
                continue
            begun = self._rng.randrange(len(words))
            touched = words[begun : begun + self._rng.choice((1, 1, 1, 2, 4))][:left]
            left -= len(touched)
            self._change(block, touched, self._rng.choice(("insert", "delete", "replace")))

    def _change(self, block: list[Word], places: Sequence[int], how: str) -> None:
        for at in reversed(places):
            word = self._word()
            if how == "insert":
                block[at:at] = [(word + self._gap, None)]
            else:
                block[at] = ("" if how == "delete" else word, None)
