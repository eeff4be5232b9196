"""A paste is one message whatever is in it, and however it comes in pieces."""

import inspect

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from octavo.tui.terminal.app import END, START, PasteParser

TEXTS = st.text(st.sampled_from("ab \n\t[20~;m\x07é家"), max_size=30).filter(
    lambda text: END not in text
)


def told(messages: list[Message]) -> list[str]:
    """Keys by their names, pastes by their texts."""
    return [
        f"paste {message.text}" if isinstance(message, events.Paste) else message.key
        for message in messages
        if isinstance(message, events.Paste | events.Key)
    ]


def fed(*pieces: str) -> list[str]:
    parser = PasteParser()
    return told([message for piece in pieces for message in parser.feed(piece)])


@pytest.mark.parametrize(
    ("pasted", "text"),
    [
        pytest.param("hello \x1b[31mred\x1b[0m d", "hello red d", id="colours"),
        pytest.param("a\x1bd\x1b\x1b[Bq", "aq", id="what would be keys"),
        pytest.param("\x1b]0;title\x07x\x00\x08y", "xy", id="a title, and controls"),
        pytest.param("one\r\ntwo\tthree", "one\r\ntwo\tthree", id="lines and tabs stay"),
    ],
)
def test_escape_sequences_in_a_paste_are_no_keys(pasted: str, text: str) -> None:
    assert fed(f"x{START}{pasted}{END}y") == ["x", f"paste {text}", "y"]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("xyz"), TEXTS), max_size=3), st.data())
def test_pieces_make_no_difference(pastes: list[tuple[str, str]], data: st.DataObject) -> None:
    sent = "".join(f"{key}{START}{text}{END}" for key, text in pastes)
    marks = {at + n for n in (1, 2) for at in range(len(sent)) if sent.startswith(START, at)}
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, len(sent) - 1)))) - marks)
    pieces = [sent[a:b] for a, b in zip([0, *cuts], [*cuts, None], strict=True)]
    whole = [
        word for key, text in pastes for word in (key, f"paste {text}".replace("\x07", ""))
    ]
    assert fed(*filter(None, pieces)) == whole


def test_textual_takes_its_parser_from_where_octavo_puts_another() -> None:
    assert "XTermParser(" in inspect.getsource(LinuxDriver.run_input_thread)
