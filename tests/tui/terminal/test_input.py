"""A paste is one message whatever is in it, and however it comes in pieces."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from octavo.tui.terminal.app import copier, fill_clipboard
from octavo.tui.terminal.input import END, START, AfterEscape, BackgroundReported, PasteParser

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


class Silent(PasteParser):
    """Reads what comes from a terminal that sends nothing more."""

    def is_silent(self, seconds: float) -> bool:
        assert seconds < 0.05
        return True


def test_escape_is_a_key_as_soon_as_nothing_more_comes() -> None:
    parser = Silent()
    assert told(list(parser.feed("\x1b"))) == ["escape"]
    assert told(list(parser.feed("\x1b[A"))) == ["up"]
    assert told(list(parser.feed("x\x1b"))) == ["x", "escape"]


@pytest.mark.parametrize(
    ("pieces", "bright"),
    [
        pytest.param(("\x1b]11;rgb:ffff/ffff/ffff\x1b\\",), True, id="white"),
        pytest.param(("\x1b]11;rgb:1e/1e/2e\x07",), False, id="two digits, a bell"),
        pytest.param(("\x1b]11;rgb:fdf6/f6", "e3/e3e3\x1b", "\\"), True, id="in pieces"),
    ],
)
def test_the_background_of_the_terminal_is_no_keys(
    pieces: tuple[str, ...], bright: bool
) -> None:
    parser = PasteParser()
    messages = [m for piece in ("j", *pieces, "k") for m in parser.feed(piece)]

    [ground] = [message for message in messages if isinstance(message, BackgroundReported)]
    assert (ground.brightness > 0.5) == bright
    assert told(messages) == ["j", "k"]


def meant(sent: str, bound: frozenset[str] = frozenset()) -> list[str]:
    """The keys in what a terminal sends, where some are bound."""
    keys: list[str] = []
    for message in Silent().feed(sent):
        if isinstance(message, AfterEscape):
            keys += [key.key for key in message.meant(bound)]
        elif isinstance(message, events.Key):
            keys.append(message.key)
    return keys


@pytest.mark.parametrize(
    ("sent", "bound", "keys"),
    [
        pytest.param("\x1bjd", "", "escape j d", id="two keys after it"),
        pytest.param("\x1bj" + "k" * 50, "", "escape j" + " k" * 50, id="fifty keys after it"),
        pytest.param("\x1bj\x1bk\x1b", "", "escape j escape k escape", id="more than one"),
        pytest.param("\x1bJ", "", "escape J", id="a capital"),
        pytest.param("\x1b]", "", "escape right_square_bracket", id="a bracket"),
        pytest.param("\x1b[", "", "escape left_square_bracket", id="the other bracket"),
        pytest.param("\x1bO", "", "escape O", id="a capital that begins sequences"),
        pytest.param("\x1b\r", "", "escape enter", id="Enter"),
        pytest.param("\x1bf\x1b1", "", "escape f escape 1", id="what has names of its own"),
        pytest.param("\x1bf", "ctrl+right", "ctrl+right", id="such a name is bound"),
        pytest.param("\x1b1\x1bJ", "alt+1 alt+shift+j", "alt+1 alt+shift+j", id="alt is bound"),
        pytest.param("\x1b[1;3D\x1b[A\x1bOA", "", "alt+left up up", id="arrows"),
    ],
)
def test_a_key_behind_an_escape_is_one_with_alt_where_that_is_bound(
    sent: str, bound: str, keys: str
) -> None:
    assert meant(sent, frozenset(bound.split())) == keys.split()


def test_a_copy_goes_to_the_clipboard_of_the_system_too(tmp_path: Path) -> None:
    program, got = tmp_path / "wl-copy", tmp_path / "got"
    program.write_text(f'#!/bin/sh\ncat > "{got}"\n')
    program.chmod(0o755)
    here = {"PATH": str(tmp_path), "WAYLAND_DISPLAY": "wayland-0"}
    command = copier(here, "linux")
    assert command == ("wl-copy",)
    fill_clipboard([str(program)], "Gezeiten – 潮\n")
    assert got.read_text(encoding="utf-8") == "Gezeiten – 潮\n"
    fill_clipboard(["no-such-program"], "x")
    for other in ({"SSH_TTY": "/dev/pts/1"}, {"WAYLAND_DISPLAY": ""}, {"PATH": "/nowhere"}):
        assert copier(here | other, "linux") == ()
    assert copier({"PATH": str(tmp_path), "DISPLAY": ":0"}, "linux") == ()
