"""Whole texts as lines, as `octavo show` prints them."""

import pytest
from hypothesis import given, settings

from octavo.markdown.layout import chunk_renderer
from octavo.markdown.layout.layout import lay_out
from octavo.markdown.layout.typesetter import NOTICE
from tests.making import examples
from tests.markdown.test_any_text import NESTED, TREES


def printed(text: str, width: int = 80) -> list[str]:
    return [line.text.rstrip() for line in lay_out(text, width)]


@pytest.mark.parametrize("width", [20, 80])
@pytest.mark.parametrize("depth", [5, 2000])
@pytest.mark.parametrize("opening", NESTED.values(), ids=NESTED.keys())
def test_words_are_printed_however_deep_they_are(opening: str, depth: int, width: int) -> None:
    shown = "".join(printed(f"{opening * depth}xyz\nlazy\n", width))
    assert "xyz" in shown.replace(" ", "").replace("▎", "")


def test_what_cannot_be_set_is_printed_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("on purpose")

    monkeypatch.setattr(chunk_renderer, "flow_of", fail)
    assert printed("# Head\n\n*words* [b]\n") == [NOTICE, "", "# Head", "", "*words* [b]"]


@given(TREES)
@settings(max_examples=examples(50), deadline=None)
def test_any_text_is_printed(text: str) -> None:
    assert NOTICE not in printed(text)
