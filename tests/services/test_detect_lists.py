"""Addresses in what was pasted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octavo.model.url import is_web
from octavo.services.detect import urls_in

A, B = "https://a.example/one?x=1,2", "http://b.example/two_(three)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(A, [A], id="one"),
        pytest.param(f"\n  {A}\r\n\n{B}\n", [A, B], id="one a line"),
        pytest.param(f"{A} {B}", [A, B], id="apart by white space"),
        pytest.param(f"{A}, {B},", [A, B], id="apart by commas"),
        pytest.param(f"{A},{B};{A}", [A, B], id="apart by commas alone, and each once"),
        pytest.param(f"<{A}>\n<{B}>", [A, B], id="in angle brackets"),
        pytest.param(f"{A} | One: the start\n{B} | Two | B", [A, B], id="as OneTab has them"),
        pytest.param(f"[One [1]]({A})\n", [], id="brackets that do not match are no link"),
        pytest.param(f'[One]({A} "First")\n[Two](<{B}>)', [A, B], id="Markdown links"),
        pytest.param(f"- [One]({A})\n* {B}\n2. {A}#x", [A, B, f"{A}#x"], id="a list"),
        pytest.param(f"- [ ] {A}\n- [x] {B}", [A, B], id="a list of tasks"),
        pytest.param("HTTPS://A.Example/", ["HTTPS://A.Example/"], id="in capitals"),
        pytest.param("a.example", ["https://a.example"], id="a bare host"),
        pytest.param("blog.a.co.uk", ["https://blog.a.co.uk"], id="a bare host abroad"),
        pytest.param("a.example/x.md", ["https://a.example/x.md"], id="a bare address"),
        pytest.param("www.a.rs", ["https://www.a.rs"], id="www says that it is a host"),
        pytest.param("docs.rs/serde", ["https://docs.rs/serde"], id="a path says it too"),
        pytest.param("b\u00fccher.de", ["https://b\u00fccher.de"], id="in other letters"),
        pytest.param("localhost:8000/x", ["http://localhost:8000/x"], id="this machine"),
        pytest.param("10.0.0.1/x", ["http://10.0.0.1/x"], id="a number with a path"),
        pytest.param("", [], id="nothing"),
        pytest.param(f"Look at {A}", [], id="a sentence"),
        pytest.param(f"{A}\nis what I read today.", [], id="an address above a text"),
        pytest.param(f"Reading list\n\n{A}\n{B}", [], id="a heading above a list"),
        pytest.param("a.example b.example", [], id="two bare hosts could be words"),
        pytest.param(
            f"{A}\na.example/c", [A, "https://a.example/c"], id="a bare one among whole"
        ),
        pytest.param("a.example/c\nb.example/d", [], id="bare ones alone are lines of words"),
        pytest.param(f"{A}\nnotes.md", [], id="the name of a file among addresses"),
        pytest.param("notes.md", [], id="the name of a file"),
        pytest.param("main.rs", [], id="the name of a file with an ending of a country"),
        pytest.param("report.final", [], id="two words with a dot"),
        pytest.param("e.g.", [], id="an abbreviation"),
        pytest.param("3.14", [], id="a number"),
        pytest.param("1.2.3.4", [], id="a version"),
        pytest.param("me@a.example", [], id="a mail address"),
        pytest.param("file:///etc/passwd", [], id="a file"),
        pytest.param(f"javascript:alert(1)\n{A}", [], id="another scheme in a list"),
        pytest.param("https://", [], id="a scheme alone"),
        pytest.param("Essays", [], id="a word"),
        pytest.param("../notes/x.txt", [], id="a path"),
    ],
)
def test_urls_in(text: str, expected: list[str]) -> None:
    assert urls_in(text) == expected


PIECES = st.lists(
    st.sampled_from(
        [
            *"[]()<>|,;-. \n\t\"'!*",
            A,
            B,
            "a.example",
            "https://",
            "1. ",
            "Words",
            "[x] ",
            "\x1b",
        ]
    )
)


@settings(deadline=None)
@given(st.one_of(st.text(), PIECES.map("".join)))
def test_only_addresses_come_out(text: str) -> None:
    for url in urls_in(text):
        assert is_web(url)
        assert url.split("://", 1)[-1] in text


@settings(deadline=None)
@given(st.lists(st.sampled_from([A, B, "https://c.example/x-y"]), unique=True, min_size=1))
def test_a_list_comes_back_whole(urls: list[str]) -> None:
    assert urls_in("\n".join(urls)) == urls


def test_a_long_line_of_brackets_is_read_at_once() -> None:
    assert urls_in("[" * 200_000) == []
    assert urls_in("[a](" * 100_000) == []
    assert urls_in("a." * 300_000) == []
    assert urls_in("[x](https://" * 50_000) == []
