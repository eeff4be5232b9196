"""Highlights in their places: in the same text, in marks, and in a text that was edited."""

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from octavo.markdown.aligned_text import Span, highlight_of
from octavo.markdown.anchor import anchor, anchors, anchors_through, distances
from octavo.model.note import Highlight
from tests.markdown.edits import ALPHABETS, EditedText

TEXT = """# The tide clock

It *stopped* at noon, “they said”, and the [keeper](https://x.org/a_b) &amp; his
wife wound it again.

- A brass wheel
- A rope of **old** hemp

| Part | Age |
|---|---|
| Wheel | 90 years |

> It is said that it never
> stopped[^1] before.

[^1]: The keeper said so.

```
turn(*wheel, 3)
```
"""


@pytest.mark.parametrize(
    ("exact", "found"),
    [
        pytest.param("stopped at noon", "stopped* at noon", id="emphasis"),
        pytest.param(
            "the keeper & his wife",
            "the [keeper](https://x.org/a_b) &amp; his\nwife",
            id="links",
        ),
        pytest.param('"they said", and', "“they said”, and", id="other quotes"),
        pytest.param("stopped  at \n noon", "stopped* at noon", id="other blanks"),
        pytest.param("stopped at noon …", "stopped* at noon,", id="an ellipsis"),
        pytest.param(
            "A brass wheel\n\nA rope of old hemp",
            "A brass wheel\n- A rope of **old** hemp",
            id="items",
        ),
        pytest.param(
            "The tide clock It stopped", "The tide clock\n\nIt *stopped", id="headings"
        ),
        pytest.param("Wheel 90 years", "Wheel | 90 years", id="cells"),
        pytest.param(
            "that it never stopped before.",
            "that it never\n> stopped[^1] before.",
            id="a quote",
        ),
        pytest.param("The keeper said so.", "The keeper said so.", id="a footnote"),
        pytest.param("turn(*wheel, 3)", "turn(*wheel, 3)", id="code"),
        pytest.param("wife", "wife", id="a word"),
        pytest.param("”,", "”,", id="signs"),
        pytest.param(
            "It stoped at noon, they say, and the keeper",
            "It *stopped* at noon, “they said”, and the [keeper",
            id="nearly the same",
        ),
    ],
)
def test_words_are_found_in_marks_and_other_signs(exact: str, found: str) -> None:
    """As other programs write them, without what stands around them."""
    span = anchor(TEXT, Highlight(exact))

    assert span is not None
    assert TEXT[slice(*span)] == found


@pytest.mark.parametrize(
    "exact",
    ["", "…", "Nothing of the kind is written here.", "brass keeper", "x"],
    ids=repr,
)
def test_what_is_not_there_is_nowhere(exact: str) -> None:
    assert anchor(TEXT, Highlight(exact)) is None


@pytest.mark.parametrize(
    ("text", "exact", "found"),
    [
        pytest.param(
            "문이 **열렸다**. 물이 올랐다.",
            "열렸다. 물이",
            "열렸다**. 물이",
            id="Korean",
        ),
        pytest.param(
            "吾輩は**猫**で\nある。名前はまだ無い。",
            "猫である",
            "猫**で\nある",
            id="Japanese",
        ),
        pytest.param(
            "น้ำขึ้น**ทุกวัน**ที่ท่าเรือ",
            "ทุกวันที่",
            "ทุกวัน**ที่",
            id="Thai",
        ),
        pytest.param(
            "قال *الحارس* إن النهر ارتفع",
            "الحارس إن النهر",
            "الحارس* إن النهر",
            id="Arabic",
        ),
        pytest.param(
            "Un cafe\u0301 noir",
            "caf\u00e9 noir",
            "cafe\u0301 noir",
            id="accents apart",
        ),
        pytest.param(
            "Un caf\u00e9 noir",
            "cafe\u0301 noir",
            "caf\u00e9 noir",
            id="accents composed",
        ),
    ],
)
def test_words_of_any_script(text: str, exact: str, found: str) -> None:
    span = anchor(text, Highlight(exact))

    assert span is not None
    assert text[slice(*span)] == found


def test_the_same_words_are_told_apart_by_what_stands_around_them() -> None:
    text = "The gate rose at one. The gate rose at two. The gate rose at three."
    start = text.index("The gate rose at two")
    made = highlight_of(text, start, start + 13)
    assert made is not None

    later = "A new line at the head, of some length. " + text
    for offset in (made.offset, None, 0):
        span = anchor(later, replace(made, offset=offset))
        assert span is not None
        assert later[span[0] :].startswith("The gate rose at two")


def test_the_same_words_with_the_same_around_them_are_told_apart_by_the_offset() -> None:
    verse = "Row, row, row your boat gently down the stream, says the keeper of the lock. "
    text = verse * 9
    starts = [index * len(verse) + 15 for index in range(9)]

    made = [highlight_of(text, start, start + 8) for start in starts]

    assert anchors(text, [each for each in made if each]) == [(at, at + 8) for at in starts]


def test_words_in_other_cases_are_told_from_those_that_are_much_like_them() -> None:
    lines = [f"Line {n} of the weir speaks about water of the river.\n\n" for n in range(12)]
    text = "".join(lines)
    made = [highlight_of(text, at := text.index(each), at + 48) for each in lines]

    shouted = text.replace("water", "WATER")
    found = [span and shouted[slice(*span)] for span in anchors(shouted, filter(None, made))]

    assert found == [each[:48].replace("water", "WATER") for each in lines]


def test_words_that_are_gone_are_not_taken_for_the_same_words_elsewhere() -> None:
    text = (
        "In the morning the gate rose slowly. Nobody came. At night the lamps burned for hours."
    )
    start = text.index("the gate")
    made = highlight_of(text, start, start + 8)
    assert made is not None

    assert (
        anchor("Nobody came. At night the lamps burned; the gate of the park was open.", made)
        is None
    )


@pytest.mark.parametrize("language", ALPHABETS)
def test_highlights_survive_edits_of_up_to_a_tenth_of_the_words(language: str) -> None:
    """Of those of which most words are left together 95 % are in place, and none is elsewhere.

    A place is right if it has half of those words, and not as many of others.
    """
    kept = right = 0
    for seed in range(12):
        rng = Random(f"{language} {seed}")
        text = EditedText(rng, language)
        before, places = text.text, text.places()
        sizes = [int(2 ** rng.uniform(1, 6)) for _ in range(25)]
        ranges = [range(at := rng.choice([*places]), at + size) for size in sizes]
        wanted = [[id for id in each if id in places] for each in ranges]
        made = [highlight_of(before, places[ids[0]][0], places[ids[-1]][1]) for ids in wanted]
        text.edit(rng.uniform(0.01, 0.1))
        after, now = text.text, text.places()
        found = anchors(after, [each for each in made if each])
        for ids, span in zip(wanted, found, strict=True):
            left = {id for id in ids if id in now}
            inside = _within(span, now)
            assert not span or left & inside, (language, seed, ids, after[slice(*span)])
            ends = [now[id] for id in left]
            around = _within((min(ends)[0], max(ends)[1]) if ends else None, now)
            if 2 * len(left) >= max(len(ids), len(around)):
                kept += 1
                right += 2 * len(left & inside) >= len(left | inside)

    assert right >= 0.95 * kept, (right, kept)


def test_highlights_are_followed_through_edits_that_add_up() -> None:
    """Ten edits, of up to a tenth of the words each.

    Of those of which most words are left together two of three are in place, twice as many as
    are found by their words as they were made; and none is elsewhere.
    """
    kept = right = unaided = 0
    for language in ("English", "Thai", "Korean"):
        rng = Random(f"{language} 1")
        text = EditedText(rng, language, blocks=8)
        before, places = text.text, text.places()
        sizes = [int(2 ** rng.uniform(1, 6)) for _ in range(20)]
        ranges = [range(at := rng.choice([*places]), at + size) for size in sizes]
        wanted = [[id for id in each if id in places] for each in ranges]
        made = [highlight_of(before, places[ids[0]][0], places[ids[-1]][1]) for ids in wanted]
        texts = []
        for _ in range(10):
            text.edit(rng.uniform(0.01, 0.1))
            texts.append(text.text)
        now = text.places()
        quotes = [each for each in made if each]
        found = anchors_through(texts, quotes), anchors(texts[-1], quotes)
        for ids, span, direct in zip(wanted, *found, strict=True):
            left = {id for id in ids if id in now}
            inside = _within(span, now)
            assert not span or left & inside, (language, ids, texts[-1][slice(*span)])
            ends = [now[id] for id in left]
            around = _within((min(ends)[0], max(ends)[1]) if ends else None, now)
            if 2 * len(left) >= max(len(ids), len(around)):
                kept += 1
                right += 2 * len(left & inside) >= len(left | inside)
                unaided += direct is not None

    assert right >= max(2 * unaided, 0.66 * kept), (right, unaided, kept)


def _within(span: Span | None, places: Mapping[int, Span]) -> set[int]:
    """The words that stand in a range of a text."""
    if span is None:
        return set()
    return {id for id, (start, end) in places.items() if span[0] < end and start < span[1]}


@given(st.text("ab", max_size=8), st.text("ab", max_size=8), st.booleans())
def test_distances_are_levenshteins(words: str, text: str, anchored: bool) -> None:
    starts = range(1 if anchored else len(text) + 1)
    slow = [
        min(_distance(words, text[start:end]) for start in starts if start <= end)
        for end in range(len(text) + 1)
    ]
    assert distances(words, text, anchored=anchored) == slow


def _distance(a: str, b: str) -> int:
    """As it is defined, row by row (Wagner and Fischer 1974)."""
    row = list(range(len(b) + 1))
    for count, one in enumerate(a, 1):
        last, row = row, [count]
        for place, other in enumerate(b):
            changed = last[place] + (one != other)
            row.append(min(changed, last[place + 1] + 1, row[place] + 1))
    return row[-1]
