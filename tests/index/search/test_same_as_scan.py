"""What the index finds is what a plain scan finds, whatever is asked of whatever library."""

from datetime import date, timedelta
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octavo.index import reader, writer
from octavo.index.search import engine, word_search
from octavo.index.search.engine import count, find
from octavo.index.search.word_search import WordSearch
from octavo.model.search import Scan
from octavo.model.tag import Tag
from octavo.query.ast import (
    Ago,
    And,
    Days,
    FieldTerm,
    Flag,
    Node,
    Not,
    Numbers,
    Or,
    Phrase,
    Query,
    Scope,
    Sort,
    SortField,
    TagName,
    TextTerm,
    Where,
    Word,
    sort_of,
)
from octavo.query.fields import FIELDS
from tests.index.world import NOON, Room
from tests.making import examples

_WORDS = (
    *("the", "negotiation", "Negotiations", "negotiate", "cat", "cats", "Cat's", "don't"),
    *("organ", "organise", "abilities", "skies", "dying", "e-mail", "e-mails"),
    *("state-of-the-art", "Café", "cafe", "Łódź", "lodz", "Straße", "STRASSE"),
    *("e\u0301te\u0301", "İstanbul", "soft\u00adhyphen", "softhyphen"),
    *("C++", "C#", "c", "100%", "$5", "5", "3.14", "foo_bar", "a@b.example", "#ai", "AT&T"),
    *("研究", "研究所", "研", "究所", "所", "AI研究所", "2026年", "２０２６年", "年度末"),
    *("ﾊﾝｶｸ", "ハンカク", "한국어", "한국", "국어를", "ภาษาไทย", "ไทย", "ก่อน", "हिन्दी"),
    *("שָׁלוֹם", "שלום", "مُحَمَّد", "🎉", "❤️", "👩\u200d💻", "👩", "—", "…", "!!!", "½", "№"),
    *(
        "Häuser",
        "Haus",
        "hauser",
        "Dampfschiff",
        "Haus-verwal-tung",
        "Hausverwaltung",
        "Hausverwaltungen",
        "Verwaltung",
        "книги",
        "книга",
        "новый",
        "новая",
        "si",
        "sí",
    ),
    *("canción", "canciones", "والكتاب", "كتاب", "kitabı", "kitap", "İyi", "iyi", "mã", "ma"),
    *(
        "도서관에서",
        "도서관의",
        "도서관들은",
        "책을",
        "책은",
        "정책",
        "SNS를",
        "SNS는",
        "ＳＮＳ",
    ),
    *("ספרייה", "בספרייה", "הספריות", "ספר", "הספרים", "חכם", "וחכמים", "בית-ספר", "הבית-ספר"),
    *("x" * 300, "x" * 255),
    *("wifi", "Wi-Fi", "email", "10,000", "10000", "10 000", "v1.2.3", "1.2.3", "1.2"),
    *("O'Brien", "O’Briens", "obrien", "dont", "l'homme", "Node.js", "nodejs", "a.js", "it’s"),
    *("Ph.D.", "phd", "U.S.A", "usa", "v2.0-beta", "2.0-beta", "geese", "goose", "analysis"),
    *("knihy", "kniha", "книжку", "книжка", "analyses", "username", "getUserName"),
    *("XMLHttpRequest", "http", "requests", "snake_case_name", "snakecase", "casename"),
)

pieces = st.sampled_from(_WORDS) | st.text(
    "aábcsAB-_'’+,./v研究所ไทก่ 12🎉", min_size=1, max_size=5
)
texts = st.lists(
    st.builds("{}{}".format, pieces, st.sampled_from([" ", "\n", ", ", "", "*", ". "])),
    max_size=8,
).map("".join)
wheres = st.sampled_from([Where.ANYWHERE, Where.ANYWHERE, Where.TITLE, Where.NOTE])
phrases = st.lists(pieces, min_size=1, max_size=3).map(" ".join)

terms: st.SearchStrategy[TextTerm] = st.builds(
    Word, pieces.filter(str.strip), st.booleans(), wheres
) | st.builds(Phrase, phrases.filter(str.strip), st.booleans(), wheres)
fields: st.SearchStrategy[Node] = st.sampled_from(
    [
        FieldTerm("tag", TagName(Tag("a"))),
        FieldTerm("tag", TagName(Tag("b"))),
        FieldTerm("is", Flag.NOTED),
        FieldTerm("is", Flag.ARCHIVED),
        FieldTerm("is", Flag.STARRED),
        FieldTerm("lang", "de"),
        FieldTerm("lang", "es"),
        FieldTerm("words", Numbers(low=1)),
        FieldTerm("published", Days(date(2026, 3, 1))),
        FieldTerm("added", Days(None, date(2026, 3, 4))),
        FieldTerm("site", "ledger"),
        FieldTerm("minutes", Numbers(high=4)),
        FieldTerm("added", Ago(timedelta(hours=1))),
    ]
)
nodes: st.SearchStrategy[Node] = st.recursive(
    terms | terms | fields,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=5,
)
languages = st.sampled_from(["", "en", "de", "es-MX", "ru", "ar", "tr", "vi", "ja", "cs", "uk"])
positions = st.sampled_from([None, None, None, *Scope])
sorts = st.sampled_from([None, None, Sort(SortField.ADDED), Sort(SortField.RELEVANCE, True)])


@st.composite
def rooms(draw: st.DrawFn) -> Room:
    """A library, some of which is in the index as it is, and some not yet or as it was.

    Where that began with many, what one in so many holds counts as common in it.
    """
    room = Room()
    for _ in range(draw(st.integers(1, 6))):
        _put(draw, room)
    with pytest.MonkeyPatch.context() as patch:
        if draw(st.booleans()):
            patch.setattr(writer, "FEW", 0)
        room.catch_up()
    for id in draw(st.sets(st.sampled_from([*room.articles]), max_size=2)):
        if draw(st.booleans()):
            _put(draw, room, id)
        else:
            room.drop(id)
    if draw(st.booleans()):
        _put(draw, room)
    if draw(st.booleans()):
        room.catch_up()
    return room


def _put(draw: st.DrawFn, room: Room, id: int | None = None) -> None:
    room.put(
        draw(texts),
        draw(texts),
        id=id,
        notes=draw(st.lists(texts, max_size=1)),
        tags=draw(st.sampled_from(["", "a", "b", "a b"])),
        deleted=draw(st.sampled_from([False, False, False, True])),
        archived=draw(st.booleans()),
        language=draw(languages),
        length=draw(st.sampled_from([0, 300, 2_000])),
        starred=draw(st.booleans()),
        site=draw(st.sampled_from(["", "The Ledger"])),
        published=draw(st.sampled_from([None, NOON, NOON - timedelta(days=9)])),
    )


@st.composite
def queries(draw: st.DrawFn) -> Query:
    """Any query, about one in three for a certain place."""
    node, place = draw(nodes), draw(positions)
    return Query(And((FieldTerm("in", place), node)) if place else node, draw(sorts))


_NARROW = {"_AT_FIRST": 1, "_DEAR": 0, "_FEW_FOR_PHRASE": 1, "IN_SIGHT": 1}
"""As if a few documents were many: each way of finding is then taken."""

_WIDE = {"_ONE_BY_ONE": 0.01}
"""As if it took less to ask for documents one by one."""


@settings(max_examples=examples(30), deadline=None)
@given(rooms(), st.lists(queries(), min_size=6, max_size=12), st.booleans())
def test_the_index_finds_what_a_scan_finds(
    room: Room, asked: list[Query], is_large: bool
) -> None:
    """At once, too: of what it lacks only titles and notes are looked through, as is said."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "_SCATTERED", 1 << 30 if is_large else 1)
        for name, value in (_NARROW if is_large else _WIDE).items():
            patch.setattr(word_search, name, value)
        for query in asked:
            expected = room.scan(query)
            at_once = find(query, room, room.index, NOON, Scan(most_texts=0))
            assert set(at_once.ids) <= expected, query
            assert at_once.unsearched or set(at_once.ids) == expected, query
            found = room.find(query)
            assert set(found) == expected, query
            if sort_of(query) == Sort(SortField.ADDED):
                items = room.articles | room.notes
                newest = sorted(expected, key=lambda id: (items[id].added, id), reverse=True)
                assert found == newest, query
            assert count(query, room, room.index, NOON) == len(expected), query


@settings(max_examples=examples(8), deadline=None)
@given(rooms(), st.lists(queries(), min_size=3, max_size=6), st.data(), st.booleans())
def test_what_is_known_is_found_as_it_is_now(
    room: Room, asked: list[Query], data: st.DataObject, is_large: bool
) -> None:
    """What was asked before is remembered, and so is what is asked often; documents change."""
    room.columns.make({field.column for field in FIELDS.values() if field.column})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "_SCATTERED", 1 << 30)
        patch.setattr(engine, "_LEFT_OUT", 0)
        for name, value in (_NARROW if is_large else _WIDE).items():
            patch.setattr(word_search, name, value)
        for _ in range(3):
            [*_] = WordSearch(room, room.index).prepare()
            first = [Word(text.split()[0]) for text in room.texts.values() if text.split()]
            others = (Query(And((FieldTerm("in", Scope.ALL), Not(word)))) for word in first)
            for query in (*asked, *others):
                expected = room.scan(query)
                assert set(room.find(query)) == expected, query
                assert count(query, room, room.index, NOON) == len(expected), query
            for id in data.draw(st.sets(st.sampled_from([*room.articles, 99]), max_size=2)):
                if id == 99 or data.draw(st.booleans()):
                    _put(cast("st.DrawFn", data.draw), room, id)
                else:
                    room.drop(id)
            if data.draw(st.booleans()):
                room.catch_up()
