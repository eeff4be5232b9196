"""Breaking lines."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from octavo.markdown.layout.line_breaks import breaks_cluster, classes, wrap


def broken(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in wrap(text, width)]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        pytest.param("one two three", 7, ["one two", "three"], id="between words"),
        pytest.param("a well-known one", 7, ["a well-", "known", "one"], id="after a hyphen"),
        pytest.param("10-20 and 30-40", 9, ["10-20 and", "30-40"], id="not between numbers"),
        pytest.param("on—and “off”", 5, ["on—", "and", "“off”"], id="after a dash"),
        pytest.param("a b\u00a0c d", 4, ["a", "b\u00a0c", "d"], id="not at a no-break space"),
        pytest.param("one\n\ntwo", 9, ["one", "", "two"], id="where the author wants it"),
        pytest.param(
            "http://x.y/some/where?a=b", 18, ["http://x.y/some/", "where?a=b"], id="an address"
        ),
        pytest.param("abcdefgh", 3, ["abc", "def", "gh"], id="a word that is too long"),
        pytest.param("これは、本だ。", 6, ["これ", "は、本", "だ。"], id="no comma first"),
        pytest.param("あ「い」う", 6, ["あ", "「い」", "う"], id="no bracket last"),
        pytest.param("かーっと走った", 6, ["かーっ", "と走っ", "た"], id="no small kana first"),
        pytest.param("漢字とKanjiを", 9, ["漢字と", "Kanjiを"], id="between scripts"),
        pytest.param("서울은 한국의 수도", 9, ["서울은", "한국의", "수도"], id="Korean"),
        pytest.param("เป็นภาษาที่ไม่เว้น", 10, ["เป็นภาษาที่ไม่", "เว้น"], id="Thai"),
        pytest.param("a\u200bb\u200bc", 2, ["a\u200bb", "c"], id="at a space of no width"),
        pytest.param("e\u0301" * 3, 2, ["e\u0301" * 2, "e\u0301"], id="accents stay on"),
        pytest.param("👩\u200d👧👨\u200d👦", 2, ["👩\u200d👧", "👨\u200d👦"], id="families"),
        pytest.param("🇰🇷🇯🇵🇺🇸", 4, ["🇰🇷🇯🇵", "🇺🇸"], id="flags stay whole"),
        pytest.param("❤\ufe0f❤\ufe0f", 2, ["❤\ufe0f", "❤\ufe0f"], id="variants stay"),
        pytest.param("漢", 1, ["漢"], id="what is wider than a line has one of its own"),
    ],
)
def test_lines_break(text: str, width: int, lines: list[str]) -> None:
    assert broken(text, width) == lines


LETTERS = st.text(
    st.one_of(
        st.sampled_from("ab  -—/.,「」。、漢かッ한ก็เ\u0301\u200d\ufe0f❤🇰👩\u200b\u00a0"),
        st.characters(exclude_categories=("Cc", "Cs")),
    ),
    max_size=60,
)


@given(LETTERS, st.integers(1, 20))
@example("\u0301", 1)
def test_no_line_is_wider_unless_it_is_one_character(text: str, width: int) -> None:
    for line in broken(text, width):
        kinds = classes(line)
        single = all(breaks_cluster(kinds, offset) for offset in range(1, len(line)))
        assert cell_len(line) <= width or single


@given(LETTERS, st.integers(1, 20))
def test_nothing_but_blanks_is_left_out(text: str, width: int) -> None:
    position = 0
    for start, end in wrap(text, width):
        assert not text[position:start].strip()
        assert start <= end
        position = end
    assert not text[position:].strip()


@given(LETTERS, st.integers(1, 20))
def test_no_break_tears_a_character(text: str, width: int) -> None:
    kinds = classes(text)
    for start, end in wrap(text, width):
        if 0 < start < end and text[start - 1] not in " \n\u3000":
            assert not breaks_cluster(kinds, start)


@given(st.text("ab1 -", min_size=20, max_size=60), st.integers(1, 19))
def test_a_text_in_ascii_breaks_as_it_does_beside_others(text: str, width: int) -> None:
    assert broken(text, width) == broken(f"{text}\n漢", width)[:-1]
