"""Finding: what is meant by a query, in which order, and how soon a change is seen."""

from collections.abc import Iterator
from threading import Thread

import pytest

from octavo.index.search.engine import IteratedIds, find
from octavo.index.search.word_search import AT_HAND, RankedResults
from octavo.model.search import Scan, Scores
from octavo.query import parse
from tests.index.world import NOON, Room


@pytest.fixture(params=[True, False], ids=["indexed", "pending"])
def room(request: pytest.FixtureRequest) -> Room:
    """A library on its own; what is put in is in the index at once, or not yet."""
    return Room(eager=request.param)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        pytest.param("negotiation", "They negotiated.", id="another inflection"),
        pytest.param("Korea's", "in Korea", id="a possessive"),
        pytest.param("cafe", "Café", id="accents"),
        pytest.param("lodz", "Łódź", id="strokes"),
        pytest.param("nego*", "a negotiator", id="a beginning"),
        pytest.param("e-mail", "E mail", id="parts side by side"),
        pytest.param('"white whale"', "the White Whale", id="a phrase"),
        pytest.param("研究所", "国立研究所の", id="Japanese inside running text"),
        pytest.param("研", "国立研究所", id="a single character"),
        pytest.param("所", "国立研究所", id="the last character of a run"),
        pytest.param("AI研究", "国立AI研究所", id="letters and running text"),
        pytest.param("2026年", "2026年度", id="digits and running text"),
        pytest.param("한국", "한국어를 배우다", id="Korean inside a word"),
        pytest.param("ไทย", "ภาษาไทยก่อน", id="Thai inside running text"),
        pytest.param("हिन्दी", "हिन्दी में", id="Hindi"),
        pytest.param("C++", "in C++, by hand", id="signs"),
        pytest.param("🎉", "it works 🎉!", id="emoji"),
        pytest.param('="É"', "É is a letter", id="this very letter"),
        pytest.param('="№ 5"', "see № 5", id="a letter that folds to others"),
        pytest.param("whale OR shark -sea", "a shark", id="one of two, and not a third"),
    ],
)
def test_it_finds(room: Room, query: str, text: str) -> None:
    id = room.put("A title", text)
    assert room.find(query) == [id]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        pytest.param('"negotiation"', "They negotiated.", id="inflections, not in quotes"),
        pytest.param('"white whale"', "white and whale", id="a phrase is side by side"),
        pytest.param("whale", "narwhale", id="words, not parts of words"),
        pytest.param("究研", "研究", id="the order of characters"),
        pytest.param("C++", "in C, by hand", id="signs count"),
        pytest.param("C#", "in C++", id="other signs"),
        pytest.param("$10", "$100", id="a sum to its end"),
        pytest.param('="É"', "e é École", id="case and accents count when asked for"),
        pytest.param("title:whale", "whale", id="titles are not texts"),
        pytest.param("whale sea", "whale", id="all words count"),
    ],
)
def test_it_does_not_find(room: Room, query: str, text: str) -> None:
    room.put("A title", text)
    assert room.find(query) == []


def test_words_in_the_title_come_first_and_then_those_in_the_notes(room: Room) -> None:
    room.put("A text", "The whale, the whale, and again the whale." + " Filling words." * 9)
    room.put("A note", "Nothing here." + " Filling words." * 9, notes=["a whale"])
    room.put("The whale", "Nothing here." + " Filling words." * 9)
    room.put("Nothing", "Nothing at all.")
    assert room.titles("whale") == ["The whale", "A note", "A text"]


def test_among_equals_the_newest_comes_first(room: Room) -> None:
    for _ in range(5):
        room.put("Same", "the same text")
    assert room.find("text") == [5, 4, 3, 2, 1]
    assert room.find("") == [5, 4, 3, 2, 1]
    assert room.find("text sort:-added") == [1, 2, 3, 4, 5]


def test_words_and_fields_narrow_together(room: Room) -> None:
    room.put("Whale", tags="sea")
    room.put("Whale", tags="zoo")
    room.put("Shark", tags="sea")
    assert room.find("whale tag:sea") == [1]
    assert room.find("whale OR tag:zoo") == [2, 1]
    assert room.find("tag:sea -whale") == [3]


def test_the_trash_and_notes_are_found_only_where_they_are_looked_for(room: Room) -> None:
    room.put("Whale", deleted=True)
    room.put("Whale", archived=True)
    room.note("A whale by itself")
    assert room.find("whale") == [2]
    assert room.find("whale in:trash") == [1]
    assert room.find("whale in:notes") == [3]
    assert set(room.find("whale in:all")) == {1, 2, 3}


def test_a_change_is_found_at_once() -> None:
    """Before the index has it, and what it replaces no more."""
    room = Room()
    id = room.put("Old", "whale")
    gone = room.put("Gone", "whale")
    room.catch_up()
    room.put("New", "shark", id=id)
    room.drop(gone)
    assert room.find("whale") == []
    assert room.find("shark") == [id]
    assert room.find("new -whale") == [id]


def test_a_long_ranking_keeps_its_order_as_more_of_it_is_asked_for() -> None:
    room = Room()
    for number in range(AT_HAND * 2):
        room.put(
            "Whale" * (number % 3 == 0), "whale " * (number % 7 + 1) + "sea " * (number % 5)
        )
    room.catch_up()
    room.put("Whale", "the newest whale")
    room.put("", "sea " * 50 + "whale")
    found = find(parse("whale"), room, room.index, NOON)
    first = found.ids[:10]
    assert len(found.ids) == found.total == AT_HAND * 2 + 2
    every = list(found.ids)
    assert every[:10] == list(first) == list(found.ids[:10])
    assert every[-1] == found.ids[-1]
    assert len(set(every)) == found.total
    scores = [found.score(id) for id in every]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0
    assert found.score(-1) == 0


def test_more_in_the_trash_than_can_be_left_out_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("octavo.index.search.word_search.MANY", 2)
    room = Room()
    for number in range(6):
        room.put("Whale", "the whale", deleted=number % 2 == 0)
    room.catch_up()
    assert room.find("whale") == [6, 4, 2]


def test_a_beginning_with_very_many_endings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A phrase then looks for them in portions."""
    monkeypatch.setattr("octavo.index.search.tantivy_query._EXPANSIONS", 3)
    room = Room()
    for ending in ("", "a", "ab", "abc", "b", "bcd", "研", "ca", "cab"):
        room.put("", f"white wh{ending}")
    room.put("", "white shark")
    room.catch_up()
    assert set(room.find("white-wh*")) == {*range(1, 10)}
    assert set(room.find("white-wha*")) == {2, 3, 4}


def test_the_best_are_the_same_before_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("octavo.index.search.word_search.AT_HAND", 3)
    monkeypatch.setattr("octavo.index.search.token_query.COMPLETIONS", 2)
    monkeypatch.setattr("octavo.index.search.token_query._TOLD_APART", 0)
    room, words = Room(), ["whale", "whip", "whelk", "whale", "white", "whom", "whim", "whit"]
    for number in range(24):
        room.put(words[number % 7] * (number % 3 == 0), " ".join(words[number % 8 :]))
    room.note("whim", on=1)
    room.catch_up()
    counted = []
    for query in map(parse, ("wh*", "whi*", "whale*", "whelk*", "title:wh*")):
        found = find(query, room, room.index, NOON)
        soon = find(query, room, room.index, NOON, Scan(counts_later=True))
        assert isinstance(found, RankedResults)
        assert isinstance(soon, RankedResults)
        assert soon[:3] == found[:3]
        assert [*map(soon.score, soon[:3])] == pytest.approx([*map(found.score, found[:3])])
        assert found.is_counted
        assert soon.total == found.total or not soon.is_counted
        counted.append(soon.is_counted)
    assert not all(counted)


def test_who_asks_for_what_is_at_hand_does_not_wait_for_the_rest() -> None:
    """A letter is typed while all that was found before is being fetched."""
    seen: list[int] = []

    def fetched() -> Scores:
        asking = Thread(target=lambda: seen.append(results[0]))
        asking.start()
        asking.join(60)
        return {1: 2.0, 2: 1.0}

    results = RankedResults({1: 2.0}, {}, 2, fetched)
    assert [*results] == [1, 2]

    def put_in_order() -> Iterator[int]:
        yield 3
        asking = Thread(target=lambda: seen.append(lazy[0]))
        asking.start()
        asking.join(60)
        yield 4

    lazy = IteratedIds(put_in_order(), 2)
    assert [lazy[0], *lazy] == [3, 3, 4]
    assert seen == [1, 3]


@pytest.mark.parametrize("id", [1, 2, 700, 999, 5_000, 9_000, 9_001])
def test_a_lazy_id_stands_where_it_would_in_a_list_and_no_more_is_fetched(id: int) -> None:
    asked: list[int] = []

    def one_by_one() -> Iterator[int]:
        for each in range(1, 9_001):
            asked.append(each)
            yield each

    lazy, every = IteratedIds(one_by_one(), 9_000), [*range(1, 9_001)]
    if id in every:
        assert lazy.index(id) == every.index(id)
        assert len(asked) <= max(1_000, 9 * id)
        assert lazy.index(id, id - 1) == id - 1
    for start, stop in ((id, 9_000), (0, id - 1), (9_000, 9_900)):
        with pytest.raises(ValueError, match=str(id)):
            lazy.index(id, start, stop)
