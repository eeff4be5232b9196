"""Texts as `octavo show` sets them on a terminal."""

from io import StringIO

import pytest
from hypothesis import given, settings
from rich.console import Console

from octavo.cli.output import markdown
from octavo.cli.output.markdown import Typeset
from octavo.markdown.layout.plain import NOTICE
from tests.markdown.test_any_text import NESTED, TREES

DEEP = {name: opening for name, opening in NESTED.items() if "[^" not in opening}


def printed(text: str, width: int = 80) -> str:
    console = Console(file=StringIO(), width=width)
    with console.capture() as capture:
        console.print(Typeset(text))
    return capture.get()


@pytest.mark.parametrize("width", [20, 40, 80])
@pytest.mark.parametrize("depth", [1, 5, 9, 10, 18, 19, 60, 4000])
@pytest.mark.parametrize("opening", DEEP.values(), ids=DEEP.keys())
def test_words_are_printed_however_deep_they_are(opening: str, depth: int, width: int) -> None:
    shown = printed(opening * depth + "xyz", width)
    assert "xyz" in shown.replace("\n", "").replace(" ", "").replace("▌", "")


def test_lists_of_nine_levels_are_set() -> None:
    shown = printed("- " * 9 + "xyz")
    assert NOTICE not in shown
    assert shown.count("•") == 9


def test_what_is_too_deep_is_printed_as_it_stands() -> None:
    assert printed("> " * 30 + "xyz\n").splitlines() == [NOTICE, "", "> " * 30 + "xyz"]


def test_what_cannot_be_set_is_printed_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("on purpose")

    monkeypatch.setattr(markdown, "_without_pictures", fail)
    assert printed("# Head\n\n*words* [b]\n").splitlines() == [
        NOTICE,
        "",
        "# Head",
        "",
        "*words* [b]",
    ]


@given(TREES)
@settings(max_examples=100, deadline=None)
def test_any_text_is_printed(text: str) -> None:
    assert NOTICE not in printed(text)
