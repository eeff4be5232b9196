"""Narrowing the known tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.model.tag import Tag, TagCount
from octavo.tui.widgets.tags.order import Narrowing, begins, folded, matched

NAMES = [
    "industry",
    "policy/industry",
    "draft",
    "drama",
    "dr/aft",
    "Résumé",
    "a^b",
    "[x]",
    "인쇄",
]
TAGS = Narrowing([TagCount(Tag(name), count) for count, name in enumerate(NAMES, 1)])


def test_what_is_taken_for_a_tag_finds_it_once() -> None:
    ml = TagCount(Tag("machine-learning"), 2, aliases=(Tag("ml"), Tag("machines")))
    tags = Narrowing([TagCount(Tag("html"), 9), ml])
    assert found(tags, "ml") == ["machine-learning", "html"]
    assert found(tags, "mac") == ["machine-learning"]
    assert Tag("ml") in tags.tags


def found(narrowing: Narrowing, typed: str) -> list[str]:
    return [str(entry.tag) for entry in narrowing.find(typed)]


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        pytest.param("ind", ["industry", "policy/industry"], id="beginnings before steps"),
        pytest.param("dra", ["drama", "draft", "dr/aft"], id="the most used first, then fuzzy"),
        pytest.param("draft", ["draft", "dr/aft"], id="the tag itself"),
        pytest.param("dustr", ["policy/industry", "industry"], id="any part"),
        pytest.param("resu", ["Résumé"], id="without accents"),
        pytest.param("RÉSU", ["Résumé"], id="with accents and in capitals"),
        pytest.param("^", ["a^b"], id="a sign that means something in patterns"),
        pytest.param("[", ["[x]"], id="another one"),
        pytest.param("쇄", ["인쇄"], id="other scripts"),
        pytest.param("qqq", [], id="nothing"),
        pytest.param("  ", NAMES, id="nothing typed: all in the order given"),
    ],
)
def test_letters_mean_tags(typed: str, tags: list[str]) -> None:
    assert found(TAGS, typed) == tags


@given(
    st.lists(st.text("abc/", min_size=1, max_size=6), unique=True), st.text("abc/", max_size=3)
)
def test_exactly_those_with_the_letters_in_order_from_a_word_are_found(
    names: list[str], typed: str
) -> None:
    good = [name for name in names if "//" not in name and name.strip("/") == name]
    narrowing = Narrowing([TagCount(Tag(name), 1) for name in good])

    def means(name: str) -> bool:
        words = [at for at in range(len(name)) if at == 0 or name[at - 1] == "/"]
        return typed in name or any(
            name[at] == typed[0] and in_order(typed, name[at:]) for at in words
        )

    assert sorted(found(narrowing, typed)) == sorted(filter(means, good))


def in_order(letters: str, name: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in letters)


@given(st.sampled_from(NAMES), st.text("adrftpolicy/ x", max_size=5))
def test_what_is_set_off_is_what_was_typed(name: str, typed: str) -> None:
    places = matched(name, typed)

    letters = "".join(folded(name[start:end]) for start, end in places)
    assert letters in ("", folded(typed.strip()))


def test_the_beginning_of_a_word_is_set_off() -> None:
    assert matched("policy/ind/industry", "indu") == [(11, 15)]
    assert matched("draft", "dft") == [(0, 1), (3, 4), (4, 5)]


@pytest.mark.parametrize(
    ("name", "typed", "so"),
    [
        pytest.param("Trust", "trus", True, id="the beginning of a name"),
        pytest.param("open-Résumé", "resu", True, id="of a word, whatever its accents"),
        pytest.param("policy/ai", "AI", True, id="of a level, whatever its case"),
        pytest.param("trust in rust", "rust", True, id="of a word that stands elsewhere too"),
        pytest.param("trust", "rust", False, id="a part of a word"),
        pytest.param("plain-language", "ai", False, id="a part of the first word"),
        pytest.param("draft", "dft", False, id="scattered letters"),
    ],
)
def test_beginnings(name: str, typed: str, so: bool) -> None:
    assert begins(name, typed) is so
