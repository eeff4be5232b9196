"""Tags: the labels that a reader puts on articles and notes."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Self

from msgspec import Struct

from octavo.model.errors import InvalidTag
from octavo.patterns import lazy_pattern

JOINERS = "\u200c\u200d"
"""What keeps letters apart or joins them, as Persian, Indic languages and emoji need."""

_SIGNED = lazy_pattern(r"""([+-]?)(?:"([^"]*)"|([^\s,"]+))[\s,]*""")


_SIMPLE = lazy_pattern(r"\w[\w.-]*(?:/[\w.-]+)*", re.ASCII)
"""Most names, of which nothing has to be looked at more closely."""


class Tag(str):
    """A label such as `essay` or `policy/industry`.

    Two tags are equal whatever their case; each shows the case it was written in.
    A slash makes a hierarchy: `policy` covers `policy/industry`. Joiners count within a
    name, but not at its ends, where nobody can see them.

    Raises:
        InvalidTag: If the name is empty, holds a comma, a double quote or a control
            character, starts with a sign, or has an empty step between slashes.
    """

    __slots__ = ("key",)

    key: str
    """What equality and order go by: the name, case folded."""

    def __new__(cls, name: str) -> Self:
        if isinstance(name, cls):
            return name
        clean = name
        if not _SIMPLE.fullmatch(name):
            clean = _trimmed(" ".join(unicodedata.normalize("NFC", name).split()))
            if problem := _problem(clean):
                raise InvalidTag(name, problem)
        tag = super().__new__(cls, clean)
        tag.key = clean.casefold()
        return tag

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and self.key == _key(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.key)

    def __lt__(self, other: str) -> bool:
        return self.key < _key(other)

    def __le__(self, other: str) -> bool:
        return self.key <= _key(other)

    def __gt__(self, other: str) -> bool:
        return self.key > _key(other)

    def __ge__(self, other: str) -> bool:
        return self.key >= _key(other)

    def __repr__(self) -> str:
        return f"Tag({str(self)!r})"

    def covers(self, other: "Tag") -> bool:
        """Whether `tag:self` also finds articles with the other tag."""
        return self.key == other.key or other.key.startswith(f"{self.key}/")


def _key(name: str) -> str:
    return name.key if isinstance(name, Tag) else name.casefold()


def _trimmed(name: str) -> str:
    """A name without the blanks and joiners at its ends, and the joiners at each step's."""
    if not any(joiner in name for joiner in JOINERS):
        return name
    return "/".join(step.strip(JOINERS) for step in name.strip(f" {JOINERS}").split("/"))


def _problem(name: str) -> str | None:
    if not name:
        return "it is empty"
    if name[0] in "+-":
        return "a tag cannot start with + or -"
    if any(bad in name for bad in ',"'):
        return "a tag cannot hold a comma or a double quote"
    if any(
        unicodedata.category(char) in ("Cc", "Cs", "Cf") and char not in JOINERS
        for char in name
    ):
        return "a tag cannot hold control characters"
    if any(not step.strip() for step in name.split("/")):
        return "each step between slashes needs a name"
    return None


class TagCount(Struct, frozen=True):
    """A tag and how many articles carry it, and notes, which no list shows unless asked."""

    tag: Tag
    count: int
    notes: int = 0
    aliases: tuple[Tag, ...] = ()
    """What is taken for it where it is typed."""


class TagSuggestion(Struct, frozen=True):
    """A tag that an article may well get, and why, in a few words."""

    tag: Tag
    reason: str


def signed_words(line: str) -> list[str]:
    """The signed words of a line, in which one with spaces has double quotes: `+"to read"`.

    Raises:
        InvalidTag: If a quote is left open.
    """
    words = list(_SIGNED.finditer(line.strip(" \t,")))
    if "".join(word.group() for word in words) != line.strip(" \t,"):
        raise InvalidTag(line, "a double quote is left open")
    return [
        f"{sign}{quoted or plain or ''}" for sign, quoted, plain in (w.groups() for w in words)
    ]


class TagEdit(Struct, frozen=True):
    """Tags to put on and take off, as in `octavo tag 12 -- +essay -draft`."""

    add: frozenset[Tag] = frozenset()
    remove: frozenset[Tag] = frozenset()

    @classmethod
    def parse(cls, line: str) -> Self:
        """Read signed words such as `+ai -draft policy/industry`; no sign means +.

        A tag with spaces stands in double quotes: `+"machine learning"`. The last
        sign that a tag is given wins.

        Raises:
            InvalidTag: If a word is no tag, or a quote is left open.
        """
        return cls.of(signed_words(line))

    @classmethod
    def of(cls, words: Iterable[str]) -> Self:
        """The edit that some signed words ask for, each word one whole tag.

        Raises:
            InvalidTag: If a word is no tag.
        """
        on: dict[Tag, bool] = {}
        for word in words:
            tag = Tag(word[1:] if word[:1] in ("+", "-") else word)
            on.pop(tag, None)
            on[tag] = not word.startswith("-")
        return cls(
            add=frozenset(tag for tag, wanted in on.items() if wanted),
            remove=frozenset(tag for tag, wanted in on.items() if not wanted),
        )

    def apply(self, tags: Iterable[Tag]) -> frozenset[Tag]:
        """The tags that an article carries after this edit."""
        return (frozenset(tags) - self.remove) | self.add

    def __str__(self) -> str:
        signed = [("+", tag) for tag in sorted(self.add)] + [
            ("-", tag) for tag in sorted(self.remove)
        ]
        return " ".join(
            f'{sign}"{tag}"' if " " in tag else f"{sign}{tag}" for sign, tag in signed
        )

    def __bool__(self) -> bool:
        return bool(self.add or self.remove)


def sorted_names(tags: Iterable[Tag]) -> list[str]:
    """Tags as plain texts, in alphabetical order."""
    return sorted(map(str.__str__, tags), key=str.casefold)
