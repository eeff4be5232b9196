"""A scan passes by what lacks the letters of a word, and misses nothing by it."""

from unittest.mock import PropertyMock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octavo.index.search.scanner import ScannedText, analyzed
from octavo.query.ast import Word
from octavo.query.characters import searchable
from tests.index.search.test_same_as_scan import languages, pieces
from tests.making import examples

_MARKS = "\u0301\u0345\u08e1\u093c\u094d\u09be\u09c7\u0e38\u3099\u1161\u11a8"
"""Accents, an iota that becomes a letter, vowels and what is one with the letter before."""

_others = st.text(f"aΣςκк가ᄒक\u09c7か{_MARKS}-‑'.·\u0387_ ", min_size=1, max_size=6)
_texts = st.lists(
    st.builds("{}{}".format, pieces | _others, st.sampled_from(["", " ", "-", "’", "."])),
    max_size=6,
).map("".join)


@settings(max_examples=examples(100), deadline=None)
@given(_texts, st.data(), st.booleans(), languages)
def test_nothing_that_stands_in_a_text_is_passed_by(
    text: str, data: st.DataObject, begun: bool, language: str
) -> None:
    """Whatever its script, and whatever stands between its letters."""
    stretch = st.builds(slice, st.integers(0, len(text)), st.integers(0, len(text)))
    asked = data.draw((pieces | _others | stretch.map(text.__getitem__)).filter(searchable))
    term = analyzed(Word(asked, begun))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ScannedText, "letters", PropertyMock(return_value=None))
        found = ScannedText(text, language).holds(term)
    assert ScannedText(text, language).holds(term) == found


def test_most_texts_are_passed_by_without_a_look_at_their_compounds() -> None:
    """Which takes ten times as long."""
    text = ScannedText("Wi-Fi at O’Brien’s café, for $10,000")
    assert not text.holds(analyzed(Word("harbour")))
    assert "compounds" not in vars(text)
    assert text.holds(analyzed(Word("10000")))
