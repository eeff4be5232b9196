"""Small texts for single lines."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from octavo.text import (
    age,
    grouped,
    label,
    minutes,
    natural,
    percent,
    shortened,
    truncated,
    unescape,
    visible,
)

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("Seoul weighs 서울", "Seoul weighs 서울", id="plain text as it is"),
        pytest.param("[red]x[/]", "[red]x[/]", id="markup as it is"),
        pytest.param("\x1b[31mred", "␛[31mred", id="an escape sequence"),
        pytest.param("a\nb\tc\u2028d", "a b c d", id="breaks and tabs"),
        pytest.param("evil\u202etxt.exe", "evil�txt.exe", id="a right-to-left override"),
        pytest.param("\x9b31m\x7f\x00", "�31m␡␀", id="C1, delete and nul"),
        pytest.param("half \ud83d", "half �", id="a lone surrogate"),
        pytest.param("नमस्ते 👩‍👩‍👧", "नमस्ते 👩‍👩‍👧", id="joined characters as they are"),
    ],
)
def test_what_could_harm_a_line_is_made_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters(codec=None)))
def test_a_safe_line_keeps_its_length_and_can_be_written(text: str) -> None:
    shown = visible(text)

    assert len(shown) == len(text)
    shown.encode()
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in shown)


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("Seoul weighs", 12, "Seoul weighs"),
        ("Seoul weighs", 11, "Seoul weig…"),
        ("Seoul weighs", 7, "Seoul…"),
        ("서울의 봄", 5, "서울…"),
        ("서울의 봄", 6, "서울…"),
        ("cafe\u0301s", 5, "cafe\u0301s"),
        ("anything", 1, "…"),
        ("anything", 0, ""),
    ],
)
def test_long_texts_end_in_an_ellipsis(text: str, width: int, cut: str) -> None:
    assert truncated(text, width) == cut


@given(st.text(), st.integers(0, 40))
def test_a_cut_text_fits(text: str, width: int) -> None:
    assert cell_len(truncated(visible(text), width)) <= width


@pytest.mark.parametrize(
    ("passed", "told"),
    [
        (timedelta(seconds=-5), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=5), "5 min"),
        (timedelta(hours=23, minutes=59), "23 h"),
        (timedelta(days=2), "2 d"),
        (timedelta(days=13), "13 d"),
        (timedelta(days=15), "2 wk"),
        (timedelta(days=65), "2 mo"),
        (timedelta(days=800), "2 yr"),
    ],
)
def test_ages_are_told_in_their_largest_unit(passed: timedelta, told: str) -> None:
    assert age(NOW - passed, NOW) == told


def test_numbers_read_well() -> None:
    assert [minutes(count) for count in (1, 59, 60, 65)] == [
        "1 min",
        "59 min",
        "1 h",
        "1 h 5 min",
    ]
    assert [grouped(number) for number in (12, 3407, 1234567)] == ["12", "3 407", "1 234 567"]
    assert [percent(share) for share in (0, 0.38, 0.999, 1)] == ["0 %", "38 %", "99 %", "100 %"]
    assert [percent(share) for share in (-3.5, 1e308, math.inf)] == ["0 %", "100 %", "100 %"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("sea\u200d", "sea\ufffd [U+200D]", id="a joiner at the end"),
        pytest.param("s\u200cea", "s\ufffdea [U+200C]", id="a joiner among Latin letters"),
        pytest.param("\u200bsea", "\ufffdsea [U+200B]", id="a blank of no width"),
        pytest.param("se\u00ada", "se\ufffda [U+00AD]", id="a soft hyphen"),
        pytest.param("sea\ufe0f", "sea\ufffd [U+FE0F]", id="a variation selector"),
        pytest.param("se\u034fa", "se\ufffda [U+034F]", id="a grapheme joiner"),
        pytest.param("sea\u200e", "sea\ufffd [U+200E]", id="a direction among Latin letters"),
        pytest.param(
            "sea\u2063\u2064",
            "sea\ufffd\ufffd [U+2063 U+2064]",
            id="operators that are not seen",
        ),
        pytest.param("바다\u3164", "바다\ufffd [U+3164]", id="a filler"),
        pytest.param("s\u202eea", "s\ufffdea [U+202E]", id="an override"),
        pytest.param("\U000e0041sea", "\ufffdsea [U+E0041]", id="a tag letter"),
        pytest.param("pаypal", "pаypal [а is Cyrillic]", id="Cyrillic among Latin"),
        pytest.param(
            "кoт и пeс", "кoт и пeс [o is Latin] [e is Latin]", id="Latin in Cyrillic"
        ),
        pytest.param("ΡayΡal news", "ΡayΡal news [Ρ is Greek]", id="Greek among Latin"),
    ],
)
def test_a_name_is_told_from_another_that_looks_like_it(name: str, shown: str) -> None:
    assert label(name) == shown


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Café, naïve – “déjà vu”", id="accents"),
        pytest.param("می‌خواهم", id="a joiner in Persian"),
        pytest.param("क्‍ष", id="a joiner in Hindi"),
        pytest.param("👩‍💻 ❤️ ☺️ 1️⃣ ©️", id="emoji"),
        pytest.param("🏴󠁧󠁢󠁳󠁣󠁴󠁿", id="a flag"),
        pytest.param("葛󠄀城", id="a variant of an ideograph"),
        pytest.param("שלום\u200f!", id="a direction in Hebrew"),
        pytest.param("ภาษา\u200bไทย", id="a place to break in Thai"),
        pytest.param("SQL-запрос о COVIDом", id="Latin and Cyrillic words"),
        pytest.param("5 μm, Δx", id="Greek signs"),
        pytest.param("T恤 Aさん", id="Latin with ideographs"),
        pytest.param("Москва и Αθήνα", id="whole words of each"),
    ],
)
def test_what_is_of_use_is_left_as_it_is(name: str) -> None:
    assert label(name) == name


@given(st.text(st.sampled_from("a日\u0301 😀") | st.characters()), st.integers(-2, 40))
def test_what_is_cut_fits(text: str, width: int) -> None:
    for cut in truncated(text, width), shortened(text, width):
        assert cell_len(cut) <= max(0, width)


@given(st.text())
def test_a_label_begins_as_long_as_the_name(name: str) -> None:
    """So that places in the name hold for it; and it is safe to draw."""
    shown = label(name)
    assert shown == visible(shown)
    assert len(shown) >= len(name)
    assert "[" in shown[len(name) :] or len(shown) == len(name)


UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u2060\u2064\ufe0f\ufeff\U000e0061"
)
ALIKE = st.text(st.sampled_from("ao \u202e" + UNSEEN), max_size=6)


@given(ALIKE, ALIKE)
@example("pay\u200dpal", "pay\ufe0fpal")
def test_two_names_look_the_same_only_if_they_are(one: str, other: str) -> None:
    assert (label(one) == label(other)) is (one == other)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("&amp;&copy &#60;&#x3c;", "&© <<"),
        (f"&#{'0' * 5000}60;", "<"),
        (f"&#{'9' * 5000};", "\ufffd"),
        (f"&#{'0' * 5000};", "\ufffd"),
    ],
)
def test_references_of_any_length_are_read(said: str, meant: str) -> None:
    assert unescape(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"), [("12", 12), ("", None), ("1x", None), ("9" * 5000, None)]
)
def test_a_number_is_read_only_if_it_can_be_one(said: str, meant: int | None) -> None:
    assert natural(said) == meant
