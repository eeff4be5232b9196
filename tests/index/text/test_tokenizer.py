"""Texts as search sees them."""

import unicodedata
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.index.schema import tokens_of
from octavo.index.text import tokenizer as analysis
from octavo.index.text.compounds import compounds
from octavo.index.text.token_spans import spans
from octavo.index.text.tokenizer import (
    CODE_PAGES,
    LONGEST,
    THAI,
    CodePage,
    fold,
    irregular_stems,
    stem,
    tokens,
)
from octavo.query.characters import plain
from tests.growth import calls

texts = st.text(max_size=60) | st.text(
    "aé\u0301ßﬁŁ각ᄀ\u1161ガｶﾞ研究ไทก่ -'_.🎉\u00ad\u200d١२", max_size=40
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Don't panic!", "don t panic", id="words end at apostrophes and signs"),
        pytest.param("Don’t “panic” — yet…", "don t panic yet", id="so they do at curly ones"),
        pytest.param("state_of-the.art", "state of the art", id="and at any joining mark"),
        pytest.param("ÉCOLE e\u0301cole", "ecole ecole", id="accents and case do not matter"),
        pytest.param("Łódź Straße İstanbul", "lodz strasse istanbul", id="nor do strokes"),
        pytest.param("ﬁne ＡＢＣ ½", "fine abc 1 2", id="nor compatibility forms"),
        pytest.param("٢٠٢٦ ๒๕๖๙", "2026 2569", id="digits of all scripts are plain digits"),
        pytest.param("שָׁלוֹם مُحَمَّد", "שלום محمد", id="points are left out"),
        pytest.param("हिन्दी में", "हिन्दी में", id="the vowels of Hindi stay"),
        pytest.param("soft\u00adhyphen a\u200bb", "softhyphen ab", id="what is not seen joins"),
        pytest.param("研究所", "研究 究所 所", id="Chinese becomes pairs and a single"),
        pytest.param("ﾊﾝｶｸ ガ", "ハン ンカ カク ク ガ", id="half-width kana are kana"),
        pytest.param("한국어", "한국 국어 어", id="Korean becomes pairs"),
        pytest.param("서울 길  책", "서울 울 길 책", id="its words stay apart"),
        pytest.param("研 究\n所", "研 究 所", id="and so do lines of Chinese"),
        pytest.param("Москва — это", "москва это", id="one alphabet and a dash"),
        pytest.param("Ça coûte ½ œuvre…", "ca coute 1 2 oeuvre", id="letters that become two"),
        pytest.param("각".join("ab"), "a 각 b", id="runs end where words begin"),
        pytest.param("ก่อน", "ก่ ่อ อน น", id="the tones of Thai stay"),
        pytest.param(
            "AI研2026年", "ai 研 2026 年", id="digits and letters stand by themselves"
        ),
        pytest.param("C++ 🎉 !!!", "c", id="signs are no words"),
        pytest.param("x" * 300, "x" * 255, id="a word that is too long is cut"),
    ],
)
def test_a_text_becomes_tokens(text: str, expected: str) -> None:
    assert " ".join(tokens(text)) == expected


@given(texts)
def test_the_index_gets_the_same_tokens(text: str) -> None:
    assert tokens_of(text).split() == tokens(text)


@pytest.mark.parametrize("length", [254, 255, 256, 400, 1_000])
def test_a_long_word_is_cut_wherever_it_stands(length: int) -> None:
    for before in range(0, 260, 13):
        text = f"{'a ' * before}{'x' * length} end"
        assert tokens_of(text).split() == tokens(text)


def test_what_is_taken_as_folded_is_folded() -> None:
    """The short cut for Chinese, Japanese and Korean changes nothing."""
    for code in range(0x10000):
        char = chr(code)
        if analysis._SETTLED.fullmatch(char):
            expected = " " if analysis._PUNCTUATION.fullmatch(char) else char
            assert plain(char).translate(analysis._kept).strip() == expected.strip()


@pytest.mark.parametrize("name", CODE_PAGES)
def test_a_code_page_folds_as_one_does_by_hand(name: str) -> None:
    """Each of its characters stands alone, and becomes what it becomes without the page."""
    page = CodePage(name, analysis._letters_of)
    for char in bytes(range(256)).decode(name, "ignore"):
        assert page.folded(char) == analysis._letters_of(char)
        assert char.isascii() or analysis._stands_alone(char)


@given(st.text("กขนะำิุ่้๊๑๏“–…a1 .", max_size=12))
def test_thai_is_folded_by_its_page_as_by_hand(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    by_hand = analysis._FOREIGN.sub(analysis._letters, analysis._lowered(composed))
    assert CodePage(THAI, analysis._letters_of).folded(composed).split() == by_hand.split()


@given(texts | st.text("ะำ่้๊ຳ່ｶﾞか\u3099ㄱㅏ각ᆨᾳ\u0345ό☕「（々", max_size=8))
def test_letters_fold_alike_by_themselves_and_together(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)

    assert fold(composed).split() == fold(unicodedata.normalize("NFD", text)).split()


@given(texts)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)).split() == fold(text).split()


@given(texts, st.integers(0, 60), st.integers(0, 60))
def test_tokens_know_where_they_stand(text: str, start: int, stop: int) -> None:
    """All of them in order, each in the text that it comes from; a part has some of them."""
    found = list(spans(text))
    assert [span.token for span in found] == tokens(text)
    assert all(0 <= s.start < s.first_end <= s.end <= len(text) for s in found)
    part = list(spans(text, min(start, len(text)), min(stop, len(text))))
    assert set(part) <= set(found)
    assert {span for span in found if start <= span.start < stop} <= set(part)


@pytest.mark.parametrize(
    ("inflections", "same"),
    [
        ("negotiation negotiations negotiate negotiating", "negoti"),
        ("cat cats", "cat"),
        ("happy happiness", "happi"),
        ("die dying dies", "die"),
        ("研究 россия 2026", None),
    ],
    ids=["a verb and its noun", "a plural", "an adjective", "an odd one", "only English ones"],
)
def test_inflections_have_a_stem_in_common(inflections: str, same: str | None) -> None:
    for word in inflections.split():
        assert stem(word) == (same or word)


@given(
    st.from_regex(
        r"[a-z]{1,12}(ational|ization|bility|ingly|edly|ies|ying|ness)?", fullmatch=True
    )
)
def test_a_stem_differs_in_its_last_two_letters_at_most(word: str) -> None:
    """What highlighting takes for granted, to look at few words."""
    base = stem(word)
    assert word.startswith(base[: max(1, len(base) - 2)]) or base in irregular_stems()


def test_in_a_word_without_an_end_compounds_are_looked_for_nearby() -> None:
    text = "a" * 10_000
    assert [*compounds("a", 0)] == []  # patterns are made at their first use
    assert calls(lambda: list(compounds(text, len(text) - 9))) < 20 * LONGEST


@given(st.text("aB-_ 1,.vé字", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_a_part_of_a_text_has_the_compounds_that_stand_there(
    text: str, start: int, stop: int
) -> None:
    found, part = {*compounds(text)}, {*compounds(text, start, stop)}
    assert part <= found
    assert {each for each in found if start <= each.start < stop} <= part


def test_a_book_is_not_held_once_it_is_folded() -> None:
    class Book(str):
        __slots__ = ("__weakref__",)

    book = Book("An island in a river. 漢字 " * 10_000)
    held = weakref.ref(book)
    assert tokens(book)[:2] == ["an", "island"]
    del book
    assert held() is None
