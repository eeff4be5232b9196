"""Text from the world is made safe to show."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.importers.text.clean import clean, clean_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "a\r\nb\rc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\n\nf", id="line ends are one"
        ),
        pytest.param("\x1b[1;31mred\x1b[0m", "red", id="colours go"),
        pytest.param("\x9b31mred", "red", id="colours in eight bits go"),
        pytest.param("\x1b]0;a title\x07x", "x", id="a window's title goes"),
        pytest.param(
            "\x1b]8;;https://a.example\x1b\\link\x1b]8;;\x1b\\",
            "link",
            id="links go, not words",
        ),
        pytest.param("\x1b]0;open\nx", "0;open\nx", id="a string that is not closed stays"),
        pytest.param("\x1b(Bx\x1bc", "x", id="short sequences go"),
        pytest.param("a\x1b", "a␛", id="an escape that begins nothing is shown"),
        pytest.param("N\x08NA\x08A_\x08b", "NAb", id="overstruck letters are single"),
        pytest.param("a\x00b\x07", "a␀b␇", id="controls are shown"),
        pytest.param("a\x7fb\x80c", "a␡b�c", id="delete and high controls are shown"),
        pytest.param("a\ud800b\uffffc", "a�b�c", id="what is no character is replaced"),
        pytest.param("if \u202e{ x \u2066ok\u2069", "if { x ok", id="direction overrides go"),
        pytest.param("\u05d0\u200e!\u200f", "\u05d0\u200e!\u200f", id="direction marks stay"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="a non-joiner stays"),
        pytest.param("👩\u200d🚀 ❤\ufe0f", "👩\u200d🚀 ❤\ufe0f", id="joined emoji stay"),
        pytest.param("cafe\u0301", "cafe\u0301", id="letters are not composed"),
        pytest.param("\ufeffa\ufeffb", "ab", id="byte order marks go"),
        pytest.param("hy\u00adphen", "hyphen", id="soft hyphens go"),
        pytest.param(
            "🏴\U000e0067\U000e0062\U000e007f",
            "🏴\U000e0067\U000e0062\U000e007f",
            id="a flag's letters stay",
        ),
        pytest.param("a\U000e0068\U000e0069b", "ab", id="hidden letters go"),
        pytest.param("one\ttwo\n", "one\ttwo\n", id="tabs and newlines stay"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(st.text(alphabet=st.characters(categories=None)))
def test_nothing_unsafe_is_left(text: str) -> None:
    """Neither controls nor surrogates are left, and cleaning again changes nothing."""
    cleaned = clean(text)
    left = {char for char in cleaned if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")}
    assert left <= {"\n", "\t"}
    assert clean(cleaned) == cleaned


@given(st.text(alphabet=st.characters(categories=["L", "M", "N", "P", "S", "Zs"])))
def test_what_can_be_seen_stays(text: str) -> None:
    assert clean(text) == text


def test_a_line_is_one_line() -> None:
    assert clean_line("  A\x1b[1m title\n over two  lines ") == "A title over two lines"
