"""Signs: what belongs to a search beside its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.index.text.symbols import is_symbol, normalized, parts_with_symbols, symbols_in


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        pytest.param("C++", ("c++",), id="signs behind"),
        pytest.param("$100", ("$100",), id="a sign before"),
        pytest.param("(C#),", ("c#",), id="punctuation around it is left out"),
        pytest.param("100% of C++ code", ("100%", "c++"), id="each part by itself"),
        pytest.param("❤\ufe0f", ("❤",), id="what is not seen is left out"),
        pytest.param("９９％", ("99%",), id="full-width signs are plain ones"),
        pytest.param(
            "a+b x=y AT&T me@home.example", (), id="signs between words only part them"
        ),
        pytest.param("“don't” .NET — foo_bar… `code` ½", (), id="punctuation is not meant"),
    ],
)
def test_the_parts_with_signs(asked: str, parts: tuple[str, ...]) -> None:
    assert parts_with_symbols(asked) == parts


def test_no_sign_is_overlooked() -> None:
    """The index has each sign that a part can have, whatever character it comes from."""
    for code in range(0x20000):
        char = chr(code)
        assert symbols_in(char) >= set(filter(is_symbol, normalized(char))), hex(code)


@given(st.text(), st.text())
def test_signs_are_those_of_all_parts(one: str, other: str) -> None:
    assert symbols_in(f"{one} {other}") == symbols_in(one) | symbols_in(other)
