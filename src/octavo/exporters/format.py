"""Formats of exports, by declaration, and the documents that they are given."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from octavo.model.article import Article, State
from octavo.model.feed import Feed
from octavo.model.note import Note, links_in
from octavo.model.operation import Fields, Operation
from octavo.model.tag import Tag
from octavo.text import grouped


class Entry(Struct, frozen=True, gc=False):
    """An article with what belongs to it, or a note of its own."""

    article: Article | None
    """None where the one note stands on its own."""
    text: str = ""
    """Markdown."""
    versions: tuple[str, ...] = ()
    """The texts of all its versions, in order; empty for the one that is its text."""
    notes: tuple[Note, ...] = ()
    """In the order of the passages that they quote."""
    places: Mapping[int, tuple[int, int]] | None = None
    """Where these passages stand in the text, by the ids of the notes, where that is known."""


class Documents(Struct, frozen=True, kw_only=True):
    """What is to be exported."""

    entries: Iterable[Entry]
    """Read once, one after the other: there may be more than memory holds."""
    feeds: tuple[Feed, ...] = ()
    queries: Mapping[int, Fields] = {}
    """Saved queries by their numbers."""
    rules: Mapping[int, Fields] = {}
    """Rules by their numbers."""
    pinned: tuple[Tag, ...] = ()
    aliases: Mapping[str, str] = {}
    """The tags that are taken for others, and for which."""
    apart: tuple[tuple[str, str], ...] = ()
    """Pairs of tags that are not the same."""
    made: datetime
    title: str = "octavo"
    history: Callable[[], Iterable[Operation]] = tuple
    """What was done to the documents, asked for after they have all gone."""
    titles: Iterable[tuple[int, str]] = ()
    """Of all entries, by their ids, for what has to name one before its turn."""
    own: Set[int] = frozenset()
    """The notes among them."""
    targets: Mapping[int, int] = {}
    """The notes on articles to which notes link, by their ids: the articles, which go, too."""
    picture: Callable[[str], bytes | None] | None = None
    """What is at an address of a picture, None where it is to stay there; None if all are."""
    names: Mapping[str, str] = {}
    """The files that some have had in the folder, by what they are about."""
    taken: Iterable[str] = ()
    """Other files that are in the folder."""

    def articles(self) -> Iterator[tuple[Article, Entry]]:
        """The articles with their entries, without the notes that stand on their own."""
        for entry in self.entries:
            if entry.article:
                yield entry.article, entry


class File(Struct, frozen=True):
    """A file of a folder or a zip."""

    name: str
    """Its path there, with slashes."""
    content: bytes
    about: str = ""
    """The id of what it holds."""
    is_as_before: bool = False
    """Whether it is in the folder already, and its content need not be said."""
    is_stored: bool = False
    """Whether it is not to be compressed in a zip."""


PICTURES = "pictures"
"""The folder in the folder that has the pictures."""


class Kind(StrEnum):
    """What a format puts at its place."""

    FILE = "file"
    ZIP = "zip"
    FOLDER = "folder"


class Trait(StrEnum):
    """What a document may have and a format may have no place for, as the ledger names it."""

    UNMARKED = "{article|articles} without highlights or notes"
    ADDRESS = "{address|addresses}"
    NO_ADDRESS = "{article|articles} without an address"
    TEXT = "{text|texts}"
    EARLIER = "earlier {text|texts}"
    HIGHLIGHT = "{highlight|highlights}"
    NOTE = "{note|notes} on articles"
    OWN_NOTE = "{note|notes} on nothing"
    SEAM = "{boundary|boundaries} between notes"
    MARK_SEAM = "{boundary|boundaries} between highlights"
    TIE = "{tie|ties} of notes to their highlights"
    LOOSE_NOTE = "{note|notes} on no passage"
    LOOSE_TAG = "{tag|tags} of notes on no passage"
    TAG = "{tag|tags}"
    SPACED_TAG = "{space|spaces} in tags"
    NOTE_TAG = "{tag|tags} of notes"
    LINK = "{link|links} of notes"
    LOOSE_LINK = "{link|links} of notes to what does not go along"
    READ = "{mark|marks} as read"
    BEGUN = "{mark|marks} as begun"
    ARCHIVED = "archive {flag|flags}"
    OPEN = "{mark|marks} as unread or begun in the archive"
    STAR = "{star|stars}"
    LATER = "{date|dates} until which something is put off"
    AUTHOR = "{author|authors}"
    COAUTHOR = "further {author|authors}"
    SITE = "{name|names} of sites"
    PUBLISHED = "{date|dates} of publication"
    LANGUAGE = "{language|languages}"
    EXCERPT = "{excerpt|excerpts}"
    ADDED = "{date|dates} of saving"
    FEED = "{feed|feeds}"
    QUERY = "saved {query|queries}"
    RULE = "{rule|rules}"
    PLACE = "{place|places} where reading stopped"
    DECLARATION = "{declaration|declarations} of pages"


_FORMS = re.compile(r"\{([^{|}]*)\|([^{|}]*)\}")
"""Of a noun, for one and for more."""


def worded(counts: Mapping[Trait, int]) -> list[str]:
    """Such as `3 highlights` and `1 text`."""
    said = [(number, trait) for trait, number in counts.items() if number]
    forms = (r"\1" if number == 1 else r"\2" for number, _ in said)
    return [f"{grouped(n)} {_FORMS.sub(f, t)}" for (n, t), f in zip(said, forms, strict=True)]


def nouns(traits: Iterable[Trait]) -> str:
    """Such as `highlights, texts`."""
    chosen = {*traits}
    return ", ".join(_FORMS.sub(r"\2", each) for each in Trait if each in chosen)


def traits_of(entry: Entry) -> Iterator[tuple[Trait, int]]:
    """What an entry has, and how much of it."""
    article, notes = entry.article, entry.notes
    if article is None:
        yield Trait.OWN_NOTE, len(notes)
        yield Trait.NOTE_TAG, sum(len(note.tags) for note in notes)
        yield Trait.LINK, sum(len(links_in(note.text)) for note in notes)
        return
    yield Trait.UNMARKED, not notes
    yield Trait.ADDRESS, bool(article.url)
    yield Trait.NO_ADDRESS, not article.url
    yield Trait.TEXT, bool(entry.text)
    yield Trait.EARLIER, max(0, len(article.versions) - 1)
    yield Trait.HIGHLIGHT, sum(1 for note in notes if note.highlight)
    yield Trait.NOTE, sum(1 for note in notes if note.text)
    yield Trait.NOTE_TAG, sum(len(note.tags) for note in notes)
    yield Trait.LINK, sum(len(links_in(note.text)) for note in notes)
    yield Trait.SEAM, max(0, sum(1 for note in notes if note.text) - 1)
    yield Trait.MARK_SEAM, max(0, sum(1 for note in notes if note.highlight) - 1)
    yield Trait.TIE, sum(1 for note in notes if note.text and note.highlight)
    yield Trait.LOOSE_NOTE, sum(1 for note in notes if not note.highlight)
    yield Trait.LOOSE_TAG, sum(len(note.tags) for note in notes if not note.highlight)
    yield Trait.TAG, len(article.tags)
    yield Trait.SPACED_TAG, sum(1 for tag in article.tags if " " in tag)
    yield Trait.READ, article.state is State.READ
    yield Trait.BEGUN, article.state is State.READING
    yield Trait.ARCHIVED, article.archived
    yield Trait.OPEN, article.archived and article.state is not State.READ
    yield Trait.STAR, article.starred
    yield Trait.LATER, article.later is not None
    yield Trait.AUTHOR, min(1, len(article.authors))
    yield Trait.COAUTHOR, max(0, len(article.authors) - 1)
    yield Trait.SITE, bool(article.site)
    yield Trait.PUBLISHED, article.published is not None
    yield Trait.LANGUAGE, bool(article.language)
    yield Trait.EXCERPT, bool(article.excerpt)
    yield Trait.ADDED, 1
    yield Trait.PLACE, bool(article.progress or article.position)
    declared = article.provenance.declared if article.provenance else ()
    yield Trait.DECLARATION, len(declared)


JOINED = frozenset({Trait.SEAM, Trait.MARK_SEAM, Trait.TIE, Trait.LOOSE_NOTE, Trait.LOOSE_TAG})
"""What is lost where several notes are written as one."""

ALL = (
    frozenset(Trait) - JOINED - {*(Trait.UNMARKED, Trait.ADDRESS, Trait.OPEN, Trait.LOOSE_LINK)}
)
"""What a format of links that says no more than an address and a title has no place for."""


ESSENTIAL = (Trait.NO_ADDRESS, Trait.UNMARKED, Trait.OWN_NOTE)
"""What has one of these is left out as a whole by a format that lacks it."""


class ExportFormat(Struct, frozen=True, kw_only=True):
    """One format of exports: how it is written, and what it cannot say."""

    name: str
    """What `--to` calls it."""
    title: str
    """What people call it, in the middle of a sentence."""
    suffix: str = ""
    """Of its files: `.jsonl`."""
    kind: Kind = Kind.FILE
    write: Callable[[Documents], Iterator[str]] | None = None
    """The content of the file, in pieces."""
    files: Callable[[Documents], Iterator[File]] | None = None
    """The files of the folder or of the zip."""
    lacks: frozenset[Trait] = frozenset()
    """What it has no place for."""
    is_of_feeds: bool = False
    """Whether it is of nothing but feeds, whichever articles are asked for."""
    takes_pictures: bool = False
    """Whether pictures can be files in it."""


_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """A text without the characters that XML has no way to write."""
    return _NO_XML.sub("\ufffd", text)


def quoted(text: str) -> str:
    """A passage as a quotation in Markdown."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n")) if text else ""


def day_of(article: Article) -> str:
    """When an article was published, such as `2026-03-04`; empty where nobody says."""
    return f"{article.published:%Y-%m-%d}" if article.published else ""


def stamp(time: datetime | None) -> str:
    """A time as ISO 8601 in UTC."""
    return time.isoformat().replace("+00:00", "Z") if time else ""
