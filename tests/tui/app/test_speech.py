"""The text read aloud, sentence by sentence, by a command that writes what it is told."""

import shlex
import sys
from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.settings.commands import Context
from octavo.settings.config import Config
from tests.making import MakeArticle
from tests.tui.app.conftest import Open, Reader

VOICE = """\
import pathlib, sys, time
folder = pathlib.Path(sys.argv[1])
with (folder / "said").open("a") as said:
    said.write(sys.stdin.read())
while (folder / "held").exists():
    time.sleep(0.005)
"""

TEXT = """\
# A heading

The first [sentence](https://link.example/a) is here. The second *goes*
on to the next line! Is this the third?

- An item.
- 한국어 문장이다. 또 하나.
"""

SENTENCES = [
    "A heading",
    "The first sentence is here.",
    "The second goes on to the next line!",
    "Is this the third?",
    "An item.",
    "한국어 문장이다.",
    "또 하나.",
]


class Spoken:
    """What the command was told to say."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "voice.py").write_text(VOICE)
        self.config = Config(
            speak=shlex.join([sys.executable, "-S", str(folder / "voice.py"), str(folder)])
        )

    @property
    def lines(self) -> list[str]:
        said = self._folder / "said"
        return said.read_text().splitlines() if said.exists() else []

    def hold(self) -> None:
        """Go on speaking until `release`."""
        (self._folder / "held").touch()

    def release(self) -> None:
        (self._folder / "held").unlink()


@pytest.fixture
def spoken(tmp_path: Path) -> Spoken:
    return Spoken(tmp_path)


def lit(reader: Reader) -> str:
    """The words of the sentence that is lit."""
    caret = reader.text.caret
    return reader.text.text[slice(*caret.passage)] if caret and caret.passage else ""


async def test_it_reads_sentence_by_sentence_to_the_end(
    make_article: MakeArticle, open_room: Open, spoken: Spoken
) -> None:
    make_article("One", TEXT)
    async with open_room(config=spoken.config) as reader:
        await reader.press("enter", "P")
        await reader.until(lambda: reader.text.caret is None)

        assert spoken.lines == SENTENCES
        assert reader.footer.context is Context.TEXT
        assert reader.footer.asks == ""


async def test_the_sentence_is_lit_and_space_pauses_it(
    make_article: MakeArticle, open_room: Open, spoken: Spoken
) -> None:
    make_article("One", TEXT)
    spoken.hold()
    async with open_room(config=spoken.config) as reader:
        await reader.press("enter", "P")
        await reader.until(lambda: spoken.lines == SENTENCES[:1])
        assert lit(reader) == "A heading"
        assert reader.footer.asks == "reading aloud · Space pauses · Esc stops"

        await reader.press("space")
        assert reader.footer.asks == "paused · Space goes on · Esc stops"
        assert lit(reader) == "A heading"
        await reader.press("space")
        await reader.until(lambda: spoken.lines == [SENTENCES[0]] * 2)
        spoken.release()
        await reader.until(lambda: reader.text.caret is None)
        assert spoken.lines == [SENTENCES[0], *SENTENCES]


@pytest.mark.parametrize("key", ["escape", "P"])
async def test_a_key_stops_it(
    make_article: MakeArticle, open_room: Open, spoken: Spoken, key: str
) -> None:
    make_article("One", TEXT)
    spoken.hold()
    async with open_room(config=spoken.config) as reader:
        await reader.press("enter", "P")
        await reader.until(lambda: len(spoken.lines) == 1)
        await reader.press(key)

        assert reader.text.caret is None
        assert reader.footer.context is Context.TEXT
        spoken.release()
        await reader.pilot.pause()
        assert len(spoken.lines) == 1


async def test_leaving_the_article_stops_it(
    make_article: MakeArticle, open_room: Open, library: Library, spoken: Spoken
) -> None:
    make_article("One", TEXT)
    make_article("Two", TEXT)
    spoken.hold()
    async with open_room(config=spoken.config) as reader:
        await reader.press("enter", "P")
        await reader.until(lambda: len(spoken.lines) == 1)
        reader.controllers.reading.pass_to(1)
        await reader.pilot.pause()

        assert reader.text.caret is None
        assert reader.footer.asks == ""


async def test_it_begins_at_the_top_of_the_screen_and_scrolls_along(
    make_article: MakeArticle, open_room: Open, spoken: Spoken
) -> None:
    numbers = "\n\n".join(f"Sentence {number}." for number in range(40))
    make_article("Many", numbers)
    async with open_room(config=spoken.config) as reader:
        await reader.press("enter", "space", "P")
        await reader.until(lambda: reader.text.caret is None)

        first = spoken.lines[0]
        assert first != "Sentence 0."
        assert spoken.lines[-1] == "Sentence 39."
        assert reader.text.progress == 1.0


async def test_it_stays_with_its_sentence_at_another_width(
    make_article: MakeArticle, open_room: Open, spoken: Spoken
) -> None:
    make_article("One", TEXT)
    spoken.hold()
    async with open_room(config=spoken.config) as reader:
        await reader.press("enter", "P")
        await reader.until(lambda: len(spoken.lines) == 1)
        await reader.pilot.resize_terminal(70, 24)
        await reader.pilot.pause()

        assert lit(reader) == "A heading"
        spoken.release()
        await reader.until(lambda: reader.text.caret is None)
        assert spoken.lines == SENTENCES


async def test_without_a_command_it_says_how_to_set_one(
    make_article: MakeArticle, open_room: Open
) -> None:
    make_article("One", TEXT)
    async with open_room() as reader:
        await reader.press("enter", "P")
        assert 'speak = "espeak-ng --stdin"' in reader.toasts()


async def test_a_command_that_is_missing_is_named(
    make_article: MakeArticle, open_room: Open
) -> None:
    make_article("One", TEXT)
    async with open_room(config=Config(speak="no-such-voice -x")) as reader:
        await reader.press("enter", "P")
        await reader.until(lambda: bool(reader.toasts()))
        assert "no program “no-such-voice”" in reader.toasts()
        assert reader.text.caret is None


async def test_no_process_outlives_the_app(
    make_article: MakeArticle, open_room: Open, spoken: Spoken, tmp_path: Path
) -> None:
    make_article("One", TEXT)
    spoken.hold()
    async with open_room(config=spoken.config) as reader:
        await reader.press("enter", "P")
        await reader.until(lambda: len(spoken.lines) == 1)
        [voice] = [
            p for p in Path("/proc").glob("[0-9]*/cmdline") if str(tmp_path).encode() in read(p)
        ]
    assert not voice.exists()


def read(path: Path) -> bytes:
    """What a file of a process holds; nothing once that is gone."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
