"""The nearest: most of the words when none has all, and the nearest spelling."""

import pytest

from octavo.index.search.nearest import nearest
from octavo.index.search.suggestions import is_near, one_slip, suggest
from octavo.model.errors import QueryError
from octavo.query import parse
from octavo.query.parser import question
from tests.growth import calls
from tests.index.world import NOON, Room


@pytest.fixture
def room() -> Room:
    """A few articles, the last one not in the index yet."""
    room = Room()
    room.put(
        "Folding paper", "A sheet is folded three times to make an octavo of sixteen pages."
    )
    room.put("Cutting paper", "The sheet is cut with a long knife.", tags="tools")
    room.put("読書", "本は紙でできている。紙は木からできている。")
    room.put("หนังสือ", "กระดาษทำจากต้นไม้")
    room.put("Whales", "The whale is not a fish.", deleted=True)
    room.catch_up()
    room.put("Sewing", "Folded sheets are sewn with thread.")
    return room


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param("how many times is a sheet folded?", [1, 6, 2], id="a whole question"),
        pytest.param("which thread sews the sheets", [6, 2, 1], id="what is new counts too"),
        pytest.param("紙は何からできているか。", [3], id="Japanese"),
        pytest.param("กระดาษทำจากอะไร", [4], id="Thai"),
        pytest.param("whale fish", [], id="not what is in the trash"),
        pytest.param("is the whale a fish", [2, 1], id="common words, if no other is there"),
        pytest.param("peper knive", [2, 1], id="words as something spells them"),
        pytest.param("sheet knife tag:tools", [2], id="within the fields"),
        pytest.param("sheet -folded", [2], id="not what is left out"),
        pytest.param("submarine", [], id="nothing at all"),
    ],
)
def test_the_nearest(room: Room, asked: str, expected: list[int]) -> None:
    found = nearest(parse(asked), room, room.index, NOON)
    assert list(found.ids) == expected
    assert found.total == len(expected)
    scores = [found.score(id) for id in found.ids]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)


@pytest.mark.parametrize(
    ("scattered", "together", "asked"),
    [
        pytest.param(
            "The sails of the mill turn. An old man reads the paper. Grain is dear this year.",
            "The mill grinds grain. A young man walks down the road. Nobody sails there today.",
            "which mills are grinding grains",
            id="English",
        ),
        pytest.param(
            "Die Mühle steht. Das Korn ist teuer. Ein Mann mahlt Kaffee am Abend.",
            "Die Mühle mahlt das Korn. Ein Mann geht fort. Kaffee trinkt er am Abend.",
            "wann mahlt die Mühle Korn",
            id="German",
        ),
        pytest.param(
            "水車が回る。町は静かだ。米は高い。老人が粉を買う。",
            "水車が米を粉にする。町は静かだ。老人が回る。高い。",
            "水車は米を粉にするか",
            id="Japanese",
        ),
    ],
)
def test_words_in_one_sentence_come_first(scattered: str, together: str, asked: str) -> None:
    for texts in ((scattered, together), (together, scattered)):
        room = Room()
        for text in texts:
            room.put("", text)
        room.catch_up()
        found = nearest(parse(asked), room, room.index, NOON)
        assert next(iter(found.ids)) == texts.index(together) + 1


def test_only_so_many_are_offered(room: Room) -> None:
    found = nearest(parse("sheet"), room, room.index, NOON, limit=2)
    assert found.total == len(found.ids) == 2


def test_fields_are_met_also_far_down_the_ranking() -> None:
    room = Room()
    for number in range(300):
        room.put("Paper", "paper " * (1 + number % 3), tags="" if number else "rare")
    room.catch_up()
    found = nearest(parse("paper tag:rare"), room, room.index, NOON, limit=1)
    assert list(found.ids) == [1]


@pytest.mark.parametrize(
    "asked",
    ["paper - and thread", 'is this "open', "what (in the world is paper", "a) paper"],
)
def test_a_question_is_not_a_query_with_faults(room: Room, asked: str) -> None:
    with pytest.raises(QueryError):
        parse(asked)
    assert question(asked).where


@pytest.mark.parametrize("asked", ["tag:(open", "is:nothing paper", "..."])
def test_a_fault_in_a_field_stays_one(asked: str) -> None:
    with pytest.raises(QueryError):
        question(asked)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("shet", "sheet", id="a letter too few"),
        pytest.param("sheeet", "sheet", id="a letter too many"),
        pytest.param("shaet", "sheet", id="a wrong letter"),
        pytest.param("hseet", "sheet", id="letters in each other's place"),
        pytest.param("octabbo", "octavo", id="two slips in a long word"),
        pytest.param("Whlae", "whale", id="whatever the case"),
        pytest.param("sheet", None, id="a known word"),
        pytest.param("xyzzyx", None, id="nothing like it"),
        pytest.param("sx", None, id="too short to tell"),
        pytest.param("紙木", None, id="no letters"),
        pytest.param("two words", None, id="more than a word"),
    ],
)
def test_the_nearest_spelling(room: Room, typed: str, expected: str | None) -> None:
    found = suggest(typed, room.index)
    assert found[:1] == ([expected] if expected else [])


def test_the_most_frequent_spelling_comes_first() -> None:
    room = Room()
    room.put("", "the cart")
    for _ in range(3):
        room.put("", "the card")
    room.catch_up()
    assert suggest("carx", room.index) == ["card", "cart"]


def test_no_slips_are_looked_for_in_what_is_longer_than_any_word(room: Room) -> None:
    longest = "a1" * 127
    assert len([*one_slip(longest)]) > calls(lambda: suggest(longest * 4, room.index))
    assert suggest(longest * 4, room.index) == []


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("octavo", "octavo", True),
        ("octavo", "ocatvo", True),
        ("octavo", "ottava", True),
        ("octavo", "quarto", False),
        ("octavo", "oct", False),
    ],
)
def test_two_slips_are_near(one: str, other: str, near: bool) -> None:
    assert is_near(one, other) is near
    assert is_near(other, one) is near


def test_one_slip_is_near() -> None:
    assert all(is_near("octavo", slip, 1) for slip in one_slip("octavo"))
