"""Libraries that hypothesis makes, to be exported."""

import string
from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import strategies as st

from octavo.library.library import Library
from octavo.model.article import Article, Source, State
from octavo.model.draft import Draft
from octavo.model.feed import Feed
from octavo.model.note import Highlight, Note, link_to
from octavo.model.operation import Fields
from octavo.model.provenance import Author, Declaration, Provenance, Sources
from octavo.model.tag import Tag
from octavo.storage.codec import fields_of

WORDS = st.text(max_size=12)
"""Any characters that UTF-8 has; control characters too."""
LINES = st.text(string.ascii_letters + " éß한é…🦉'\"[]#|<>&=@+-\\", min_size=1, max_size=20)
TAGS = st.frozensets(
    st.sampled_from(["ai", "essay", "policy/industry", "한국", "x-y"]).map(Tag)
)
TIMES = st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)).map(
    lambda time: time.replace(microsecond=0)
)
MAYBE = st.none() | TIMES
URLS = st.sampled_from(
    ["", "https://tides.example/high", "https://tides.example/low#2", "https://a.example/?q=1"]
)
HIGHLIGHTS = st.none() | st.builds(
    Highlight, exact=LINES, prefix=WORDS, suffix=WORDS, offset=st.none() | st.integers(0, 99)
)
PROVENANCES = st.none() | st.builds(
    Provenance,
    declared=st.lists(
        st.builds(
            Declaration, what=WORDS, value=WORDS, where=WORDS, span=HIGHLIGHTS, to=HIGHLIGHTS
        ),
        max_size=2,
    ).map(tuple),
    author=st.lists(st.builds(Author, name=WORDS, kind=WORDS), max_size=2).map(tuple),
    looked_at=st.booleans(),
    sources=st.none() | st.builds(Sources, st.integers(0, 9), st.integers(0, 9)),
)
SOURCES = st.builds(
    Source,
    kind=st.sampled_from(["", "file", "pocket-csv"]),
    name=WORDS,
    key=st.sampled_from(["", "1 entry", "2 other", "id"]),
    fetched=MAYBE,
    private=st.booleans(),
) | st.builds(
    Source,
    kind=st.just("feed"),
    name=WORDS,
    key=st.integers(0, 10**9).map(lambda number: f"{1 + number % 2} entry {number}"),
    fetched=MAYBE,
    private=st.booleans(),
)
ARTICLES = st.builds(
    Article,
    id=st.just(0),
    title=LINES,
    url=URLS,
    authors=st.lists(LINES, max_size=3).map(tuple),
    site=WORDS,
    published=MAYBE,
    language=st.sampled_from(["", "en", "zh-Hant"]),
    excerpt=WORDS,
    words=st.integers(0, 9_999),
    added=TIMES,
    source=SOURCES,
    tags=TAGS,
    unwanted=TAGS,
    state=st.sampled_from(State),
    archived=st.booleans(),
    starred=st.booleans(),
    progress=st.floats(0, 1),
    position=st.integers(0, 9_999),
    read=MAYBE,
    later=MAYBE,
    deleted=st.none() | TIMES,
    provenance=PROVENANCES,
    corrected=st.sampled_from([(), ("title",), ("text", "title")]),
)
NOTES = st.builds(
    Note,
    id=st.just(0),
    text=WORDS,
    article=st.none() | st.integers(0, 4),
    highlight=HIGHLIGHTS,
    tags=TAGS,
    added=TIMES,
    changed=MAYBE,
    deleted=st.none() | TIMES,
)
FEEDS = st.builds(
    Feed,
    id=st.just(0),
    url=st.sampled_from(["https://a.example/feed", "https://b.example/feed"]),
    title=WORDS,
    tags=TAGS,
    full=st.booleans(),
    added=TIMES,
    due=MAYBE,
    seen=st.dictionaries(WORDS, WORDS, max_size=2),
    outline=st.dictionaries(WORDS, WORDS, max_size=2),
)
Fill = Callable[[Library], None]


def _entry(filled: tuple[Article, str]) -> object:
    """What no two articles have in common: of a feed the id, else they would be one article."""
    article, _ = filled
    return article.source.key if article.source.kind == "feed" else object()


@st.composite
def fillings(draw: st.DrawFn) -> Fill:
    """What fills an empty library; the documents are written as a script would write them."""
    articles = draw(st.lists(st.tuples(ARTICLES, WORDS), max_size=4, unique_by=_entry))
    notes = draw(st.lists(NOTES, max_size=4))
    feeds = draw(st.lists(FEEDS, max_size=2, unique_by=lambda feed: feed.url))
    queries: list[dict[str, str]] = draw(
        st.lists(st.builds(dict, name=LINES, query=LINES), max_size=2)
    )
    rules: list[dict[str, str]] = draw(
        st.lists(st.builds(dict, name=LINES, query=LINES), max_size=2)
    )
    gap = draw(st.integers(0, 2))
    edits = draw(st.lists(st.tuples(st.integers(0, 4), WORDS), max_size=3))

    def fill(library: Library) -> None:
        db = library.db
        for number in range(gap):
            library.add([Draft(title=f"Gone {number}")])
        db.articles.truncate()
        for number, (article, text) in enumerate(articles):
            [entry] = library.add([Draft(title=f"{number}", text=text and f"{number} {text}")])
            here = library.article(entry.id or 0)
            fields = fields_of(article) | _own(here)
            db.articles.update(fields, doc_ids=[here.id])
        ids = db.articles.ids()
        for number, text in edits if ids else ():
            library.intake.rewrite(ids[number % len(ids)], f"edited {text}")
        for note in notes:
            place = next(iter(ids[note.article or 0 :]), None) if note.article else None
            linked = link_to(ids[-1], "It") if ids else ""
            library.notes.add("x")
            id = max(db.notes.ids())
            fields = fields_of(note) | {"id": id, "article": place, "text": note.text + linked}
            db.notes.update(fields, doc_ids=[id])
        library.feeds.follow(feeds)
        for query in queries:
            db.queries.insert(query)
        for rule in rules:
            db.rules.insert(rule)
        library.tags.pin([Tag("essay")] if gap else [])
        if gap:
            library.tags.take_for(Tag("ml"), Tag("machine learning"))
            library.tag_cleaner.keep_apart(Tag("cars"), Tag("bars"))

    return fill


def _own(article: Article) -> Fields:
    """What the library says of an article by itself."""
    names = ("id", "digest", "volume")
    return {name: getattr(article, name) for name in names}
