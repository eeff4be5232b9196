"""What `--json` prints: one object a line, with these fields in this order.

Scripts rely on them: a field may be added, none renamed or taken away. Times are ISO 8601
in UTC; what is not known is an empty text, or null for a time. What `check` finds is printed
as the `Finding` that it is, and what becomes of an input of `add` as a `LedgerEntry`.

Long because it has the shapes of all commands.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from octavo.cli.output.streams import on_terminal, put, put_fields
from octavo.cli.shared.options import as_json
from octavo.model.article import Article, Source, excerpt_of
from octavo.model.feed import Feed
from octavo.model.note import Note
from octavo.model.provenance import Author, Declaration, Provenance
from octavo.model.tag import sorted_names
from octavo.patterns import lazy_pattern

Item = Article | Note

_UNSAFE = lazy_pattern(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
"""Characters that JSON need not escape, and that could still confuse a terminal."""


class SourceShape(Source, frozen=True, omit_defaults=False):
    """How an article came in; of a note the `kind` is `note`, and nothing else is known."""


class DeclarationShape(Declaration, frozen=True, omit_defaults=False):
    """Something that a page declares, word for word; `span` and `to` are null for all of it."""


class AuthorShape(Author, frozen=True, omit_defaults=False):
    """An author that a page names; without a `page` it is a bare name."""


class ProvenanceShape(Provenance, frozen=True, omit_defaults=False):
    """What a page declares of who or what made it."""

    declared: tuple[DeclarationShape, ...] = ()
    author: tuple[AuthorShape, ...] = ()


class ItemShape(Struct, frozen=True, kw_only=True):
    """An article, or a note that was found as an item of its own."""

    id: int
    title: str
    url: str = ""
    site: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    added: datetime
    language: str = ""
    """A BCP 47 tag such as `en`."""
    words: int = 0
    excerpt: str = ""
    tags: list[str]
    """In alphabetical order."""
    state: str = ""
    """`unread`, `reading` or `read`; empty for a note."""
    archived: bool = False
    starred: bool = False
    later: datetime | None = None
    """Until when it is put off; a time that is past means nothing."""
    progress: float = 0.0
    """How much has been read, from 0 to 1."""
    source: SourceShape
    text: str | UnsetType = UNSET
    """Only from `show`: Markdown, without the title."""
    version: int | UnsetType = UNSET
    """Only from `show --version`: which text of it this is."""
    provenance: ProvenanceShape | UnsetType | None = UNSET
    """Only from `show`; null of a note, and where no page was looked at."""
    score: float | UnsetType = UNSET
    """Only from `search`: how well it fits, to compare within one search."""
    snippet: str | UnsetType = UNSET
    """Only from `search`: the passage that fits best, as plain text."""
    article: int | UnsetType | None = UNSET
    """Only of a note: the id of the article that it is on, or null."""
    quote: str | UnsetType = UNSET
    """Only of a note: the passage that it highlights, or empty."""


class NoteShape(Struct, frozen=True, kw_only=True):
    """A note or highlight, from `note` and `notes`."""

    id: int
    article: int | None
    """The id of the article that it is on, or null."""
    text: str
    """Markdown; empty for a highlight without a remark."""
    quote: str
    """The passage that it highlights, as plain text, or empty; so the three below."""
    prefix: str
    """What stands before the passage."""
    suffix: str
    offset: int | None
    """Where the passage was when it was highlighted, in characters; null where nobody said."""
    detached: bool
    """Whether the text of the article no longer has the passage."""
    tags: list[str]
    """In alphabetical order."""
    added: datetime
    changed: datetime | None
    """When it was edited last, or null."""
    version: int | None
    """In which version of the text it was highlighted; null where that is not known."""


class VersionShape(Struct, frozen=True, kw_only=True):
    """A text that an article has had, from `show --versions`."""

    id: int
    """That of the article."""
    version: int
    """Counted from 1, the oldest."""
    added: datetime
    """When it came in; of the first one, when it was last found to be so."""
    edited: bool
    """Whether it is yours, and did not come from its source."""
    title: str
    """What it was called where it came from; empty if that is the title of the article."""
    current: bool
    """Whether it is the text that the article has now."""
    words: int
    against: int | None
    """The version that it is compared with; null, as the two below, where there is none."""
    plus: int | None
    """How many words are new."""
    minus: int | None
    """How many words are gone."""
    highlights: int
    """How many passages were highlighted in it."""
    digest: str
    """SHA-256 of the text with its white space folded."""


class WordsShape(Struct, frozen=True):
    """Some words of a difference."""

    kind: str
    """`same`, `added` or `removed`."""
    text: str


class DiffShape(Struct, frozen=True, kw_only=True):
    """What a version says otherwise, from `show --diff`."""

    id: int
    version: int
    against: int
    plus: int
    minus: int
    words: list[WordsShape]
    """Those that are not removed are the text of the version, those not added that before."""


class RowShape(Struct, frozen=True, kw_only=True):
    """What became of one row of an `import`."""

    place: str
    """Where it stands, such as `part_000000.csv, line 12`."""
    result: str
    """`added`, `merged` with what is here, `unchanged` or `rejected`."""
    id: int | None = None
    """The article that it is now; null for a feed, and where it was rejected."""
    reason: str = ""


class FetchedShape(Struct, frozen=True, kw_only=True):
    """What became of the page of one article, from `fetch`."""

    id: int
    result: str
    """`fetched` or `failed`."""
    reason: str = ""
    """Why it could not be had."""


class FeedShape(Struct, frozen=True, kw_only=True):
    """A feed, from `feeds`."""

    id: int
    title: str
    url: str
    page: str
    """The address of the page that it belongs to, or empty."""
    tags: list[str]
    """What its articles are tagged with, in alphabetical order."""
    untagged: bool
    """Whether that is switched off, as a rule is."""
    full: bool
    """Whether the pages of its entries are fetched."""
    added: datetime
    checked: datetime | None
    error: str
    """Why it could not be had the last time; empty if it could."""
    new: Sequence[int] | UnsetType = UNSET
    """Only from `refresh`: the ids of the articles that came in."""
    edited: Sequence[int] | UnsetType = UNSET
    """Only from `refresh`: those whose text is another now."""


class EntryShape(Struct, frozen=True, kw_only=True):
    """An entry of a feed that is not followed, from `feeds add --dry-run`."""

    feed: str
    """The address of the feed."""
    title: str
    url: str
    published: datetime | None
    words: int


class TagShape(Struct, frozen=True, kw_only=True):
    """A tag, from `tags`."""

    tag: str
    count: int
    """How many articles carry it, those in the trash left out."""
    key: int | None = None
    """The key that it is pinned to, from 1 to 9, or null."""
    notes: int = 0
    """How many notes carry it, which `tag:` only finds with `in:notes` or `in:all`."""


class TagChangeShape(Struct, frozen=True, kw_only=True):
    """What becomes of a tag, from `tags rename`, `tags merge` and `tags delete`."""

    tag: str
    to: str | None
    """The tag in its place, or null where it goes."""
    count: int
    """How many articles and notes carried it."""


class TagReviewShape(Struct, frozen=True, kw_only=True):
    """What may be done about a tag, from `tags review`."""

    act: str
    """`merge`, `unpin`, or `once` for what only one thing carries."""
    tag: str
    count: int
    into: str = ""
    """What it would be merged into."""
    into_count: int = 0
    reason: str = ""


class SavedQueryShape(Struct, frozen=True, kw_only=True):
    """A saved query, from `queries`."""

    name: str
    query: str
    """As it is typed, its order in it."""
    count: int | None
    """How many articles and notes it finds, or null where it cannot be read."""
    key: str
    """The letter that lists it in the app, behind `;`; empty where all are taken."""
    error: str = ""
    """Why it cannot be read."""


class RuleShape(Struct, frozen=True, kw_only=True):
    """A rule, from `rules`."""

    name: str
    query: str
    acts: list[str]
    """What it does: tags with their signs, `star`, `archive`, `read`."""
    on: bool
    error: str = ""
    """Why it cannot be read, and is passed over."""


class RuledShape(Struct, frozen=True, kw_only=True):
    """What rules set of an article."""

    tags: list[str]
    starred: bool
    archived: bool
    state: str


class EffectShape(Struct, frozen=True, kw_only=True):
    """What rules do to an article, from `rules test` and `rules apply`."""

    id: int
    title: str
    rules: list[str]
    """Those that have a part in it."""
    before: RuledShape
    after: RuledShape


class ChangeShape(Struct, frozen=True, kw_only=True):
    """A change that `undo` took back or `redo` did again."""

    label: str
    """What was done, such as `tag 12 articles +ai`."""
    ids: list[int] | UnsetType = UNSET
    """The articles and notes that it touched; `undo --list` leaves them out."""


class CopiesShape(Struct, frozen=True, kw_only=True):
    """Articles of which each has nearly the text of another, from `duplicates`."""

    ids: list[int]
    """The one that came first is first."""
    titles: list[str]
    """In the same order."""


class KeyShape(Struct, frozen=True, kw_only=True):
    """A command of the app, from `keys`."""

    id: str
    """Its name in the settings file."""
    keys: tuple[str, ...]
    title: str
    contexts: list[str]
    """Where it works: `list`, `text`, `query line`, `tag editor`, `prompt`, …"""


class DifferenceShape(Struct, frozen=True, kw_only=True):
    """Some of what differs between a backup and today."""

    count: int
    titles: list[str]
    """Of the first few."""


class BackupShape(Struct, frozen=True, kw_only=True):
    """A backup, from `check --backups`."""

    number: int
    """What `--back-to` takes; 1 is the newest."""
    made: datetime
    articles: int
    notes: int
    feeds: int
    added: DifferenceShape | None
    """What is here today and not in it; null, as the next two, where that cannot be told."""
    changed: DifferenceShape | None
    gone: DifferenceShape | None
    """What only the backup has."""
    problem: str
    """Why it is of no use, or empty."""


def item_shape(item: Item) -> ItemShape:
    """An item as `list` prints it."""
    return _note_shape(item) if isinstance(item, Note) else _article_shape(item)


def feed_shape(
    feed: Feed,
    new: Sequence[int] | UnsetType = UNSET,
    edited: Sequence[int] | UnsetType = UNSET,
) -> FeedShape:
    """A feed as `--json` prints it, with what a refresh brought if there was one."""
    shape = msgspec.convert(feed, FeedShape, from_attributes=True)
    return replace(shape, tags=sorted_names(feed.tags), new=new, edited=edited)


def put_json(shape: Struct) -> None:
    """Print a line of JSON."""
    put(_UNSAFE.sub(_escaped, msgspec.json.encode(shape).decode()))


def put_shape(shape: Struct, fields: Iterable[object], line: str = "") -> None:
    """Print something: its JSON if that is asked for, its line to a person, else its fields."""
    if as_json():
        put_json(shape)
    elif line and on_terminal():
        put(line)
    else:
        put_fields(fields)


def put_all_json(shapes: Iterable[Struct]) -> None:
    """Print some lines of JSON."""
    for shape in shapes:
        put_json(shape)


def provenance_shape(item: Item) -> ProvenanceShape | None:
    """What the page of an item declares, as `show` prints it."""
    known = item.provenance if isinstance(item, Article) else None
    return msgspec.convert(known, ProvenanceShape, from_attributes=True) if known else None


def _article_shape(article: Article) -> ItemShape:
    shape = msgspec.convert(article, ItemShape, from_attributes=True)
    return replace(shape, tags=sorted_names(article.tags), provenance=UNSET)


def _note_shape(note: Note) -> ItemShape:
    from octavo.markdown.plain_text import plain_paragraphs, word_count  # of notes only

    return ItemShape(
        id=note.id,
        title=note.title,
        added=note.added,
        words=word_count(note.text),
        excerpt=excerpt_of(plain_paragraphs(note.text)),
        tags=sorted_names(note.tags),
        source=SourceShape(kind="note"),
        article=note.article,
        quote=note.highlight.exact if note.highlight else "",
    )


def _escaped(character: re.Match[str]) -> str:
    return f"\\u{ord(character[0]):04x}"
