"""A dozen pictures of the app, to be looked at whenever one of them changes.

`pytest tests/tui/app/test_pictures.py --snapshot-update` draws them anew.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.tui.app import Octavo
from tests.making import Clock, MakeArticle

Compare = Callable[..., bool]

ESSAY = """The sheet is folded once, and once more, and **once again**: eight leaves.

## How it is folded

1. Lay the sheet flat.
2. Fold it `in half`, three times.
   - Sharp folds lie flat.
   - [x] So do wet ones.

> A book is a device for keeping things apart.

| format | folds | leaves |
|:-------|------:|:------:|
| folio  |     1 |   2    |
| quarto |     2 |   4    |
| octavo |     3 |   8    |

```python
def leaves(folds: int) -> int:
    return 2**folds
```

---

See [the bindery](https://bindery.example/) for more.[^1] ![A folded sheet](sheet.png)

[^1]: It is open on Tuesdays.
"""


@pytest.fixture
def shelf(make_article: MakeArticle, clock: Clock) -> None:
    """Articles in several scripts, states and lengths."""
    make_article("창이 셋 있는 방", "방에는 창이 셋 있다.", tags="language/ko essay")
    make_article("枝を折る", "山道で枝を折りながら歩く。", tags="language/ja essay")
    make_article("خير جليس", "الكتاب خير جليس.", tags="language/ar")
    make_article(
        "A title that goes on and on, past the edge of any list and most of the headlines, "
        "because somebody thought that titles are where one should say everything at once",
        "Short.",
        tags="long",
    )
    make_article("[red]Markup[/] and [1]", "Text is *text*.", starred=True)
    clock.advance(days=2)
    make_article("Eight leaves", ESSAY, tags="craft/books guide", site="bindery.example")


@pytest.fixture
def picture(library: Library, tmp_path: Path, snap_compare: Compare) -> Callable[..., bool]:
    """Compares the app after some keys with its picture."""

    def compare(*keys: str, size: tuple[int, int] = (120, 40), theme: str = "") -> bool:
        app = Octavo(library, state=tmp_path / "state.json")
        if theme:
            app.theme = theme
        return snap_compare(app, press=keys, terminal_size=size)

    return compare


def test_an_empty_library(picture: Compare) -> None:
    assert picture()


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (50, 15), (40, 10)], ids=str)
def test_the_list(picture: Compare, size: tuple[int, int]) -> None:
    assert picture(size=size)


@pytest.mark.usefixtures("shelf")
def test_the_list_in_light(picture: Compare) -> None:
    assert picture(theme="textual-light")


@pytest.mark.usefixtures("shelf")
def test_the_text_on_a_narrow_screen(picture: Compare) -> None:
    assert picture("enter", size=(50, 15))


@pytest.mark.usefixtures("shelf")
def test_a_long_title(picture: Compare) -> None:
    assert picture("j", "j")


@pytest.mark.usefixtures("shelf")
def test_marks_and_mixed_chips_in_the_tag_editor(picture: Compare) -> None:
    assert picture("asterisk", "t", "e")


@pytest.mark.usefixtures("shelf")
def test_a_query_that_cannot_be_read(picture: Compare) -> None:
    assert picture("slash", *"tagg:x", "space")


@pytest.mark.usefixtures("shelf")
def test_the_tags_screen(picture: Compare) -> None:
    assert picture("T")


@pytest.mark.usefixtures("shelf")
def test_the_help(picture: Compare) -> None:
    assert picture("question_mark", *"tag")
