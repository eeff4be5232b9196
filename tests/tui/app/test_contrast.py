"""All that is on the screen can be read, in every theme."""

from collections.abc import Iterator

import pytest
from textual.theme import BUILTIN_THEMES

from octavo.library.library import Library
from octavo.model.article import Source
from octavo.tui.app import Octavo
from octavo.tui.terminal.painting import LINE_CONTRAST, TEXT_CONTRAST, contrast
from tests.making import MakeArticle, draft
from tests.tui.app.conftest import Open, Reader

TEXT = """## Rivers

A *river* with [a link](https://x.example/), ![a picture](https://x.example/a.png), `code`,
~~gone~~, <u>drawn</u>, <mark>set off</mark>, H<sub>2</sub>O and **more**[^1].

> quoted, with `code` and [a link](https://x.example/)

- [x] done

| a | b |
|---|---|
| 1 | 2 |

```python
@river
class River:
    def flows(self, by: str = "sea") -> int:
        return 1  # comment
```

#### Fourth

##### Fifth

###### Sixth

[^1]: A note.
"""
FAINTEST = ("textual-dark", "textual-light", "solarized-light")
"""Of all themes those that would print the most too faintly."""
COLOURED = [name for name, theme in BUILTIN_THEMES.items() if not name.startswith("ansi")]
TEXT_AND_LIST = ("enter", "/", *"river", "enter", "v", "w", "v", "w")
"""What is tried in all themes: the list is beside the text."""
OTHERS = {
    "the list, marks and hits": (("/", *"river", "enter", "x", "k"), ("x", "escape")),
    "the tag editor": (("t", "r"), ("escape",)),
    "a query that cannot be read": (("/", *"tagg:"), ("escape",)),
    "the help": (("?",), ("escape",)),
    "the tags screen": (("T",), ("escape",)),
    "the feeds screen": (("F",), ("escape",)),
    "the box for adding": (("a",), ("escape",)),
    "the menu of orders": (("comma",), ("escape",)),
    "a note being written": (("c", *"word"), ()),
}
"""What else there is, by the keys that lead to it and back; all but the text."""


def faint(app: Octavo) -> Iterator[tuple[str, str, float]]:
    """What stands out too little, where, and by how much."""
    for strip in app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if not text.strip() or style is None or style.color is None:
                continue
            ink, ground = style.color.triplet, style.bgcolor and style.bgcolor.triplet
            if ink is None or ground is None:
                continue
            is_line = all("\u2500" <= letter <= "\u259f" or letter == " " for letter in text)
            least = LINE_CONTRAST if is_line else TEXT_CONTRAST
            if (ratio := contrast(ink, ground)) < least:
                yield app.theme, text, round(ratio, 2)


@pytest.fixture
def rivers(library: Library, make_article: MakeArticle) -> None:
    make_article("River", TEXT, tags="river/wide essay", starred=True)
    make_article("Archived", "A river.", tags="essay")
    library.add([draft("Lost", "", source=Source(kind="page", error="gone"))])


async def take(reader: Reader, theme: str) -> None:
    reader.app.theme = theme
    await reader.pilot.pause()


@pytest.mark.usefixtures("rivers")
async def test_all_text_has_contrast_in_every_theme(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("G", "k", "g", *TEXT_AND_LIST)
        for theme in COLOURED:
            await take(reader, theme)
            assert list(faint(reader.app)) == []


@pytest.mark.usefixtures("rivers")
async def test_all_that_is_shown_has_contrast_in_the_faintest_themes(open_room: Open) -> None:
    async with open_room() as reader:
        await reader.press("G", "k", "g")
        for what, (there, back) in OTHERS.items():
            before = reader.app.screen
            await reader.press(*there)
            for theme in FAINTEST:
                await take(reader, theme)
                assert list(faint(reader.app)) == [], what
            await reader.press(*back)
            assert reader.app.screen is before, what
