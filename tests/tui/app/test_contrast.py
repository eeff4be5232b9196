"""All that is on the screen can be read, in every theme."""

from collections.abc import Iterator

import pytest
from textual.theme import BUILTIN_THEMES

from octavo.library.library import Library
from octavo.model.article import Source
from octavo.tui.app import Octavo
from octavo.tui.terminal.painting import LINE_CONTRAST, TEXT_CONTRAST, contrast
from tests.making import MakeArticle, draft
from tests.tui.app.conftest import Open

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
ALL_THEMES = ("enter", "/", *"river", "enter", "v", "w", "v", "w")
"""What is tried in all themes: the list is beside the text."""


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


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("/", *"river", "enter", "x", "k"), id="the list, marks and hits"),
        pytest.param(ALL_THEMES, id="the text"),
        pytest.param(("t", "r"), id="the tag editor"),
        pytest.param(("/", *"tagg:"), id="a query that cannot be read"),
        pytest.param(("?",), id="the help"),
        pytest.param(("T",), id="the tags screen"),
        pytest.param(("F",), id="the feeds screen"),
        pytest.param(("a",), id="the box for adding"),
        pytest.param(("comma",), id="the menu of orders"),
        pytest.param(("c", *"word"), id="a note being written"),
    ],
)
async def test_all_text_has_contrast_in_every_theme(
    library: Library, make_article: MakeArticle, open_room: Open, keys: tuple[str, ...]
) -> None:
    make_article("River", TEXT, tags="river/wide essay", starred=True)
    make_article("Archived", "A river.", tags="essay")
    library.add([draft("Lost", "", source=Source(kind="page", error="gone"))])
    async with open_room() as reader:
        await reader.press("G", "k", "g", *keys)
        for name in COLOURED if keys == ALL_THEMES else FAINTEST:
            reader.app.theme = name
            await reader.pilot.pause()
            assert list(faint(reader.app)) == []
