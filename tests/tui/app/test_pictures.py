"""A dozen pictures of the app, to be looked at whenever one of them changes.

`pytest tests/tui/app/test_pictures.py --snapshot-update` draws them anew.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from octavo.library.library import Library
from octavo.markdown.aligned_text import highlight_of
from octavo.model.article import Source, State
from octavo.model.feed import Feed
from octavo.model.note import Highlight
from octavo.model.tag import Tag, TagEdit
from octavo.tui.app import Octavo
from tests.making import Clock, MakeArticle, draft
from tests.tui.app.conftest import Reader

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


ARABIC = """الكتاب خير جليس في الزمان، وفيه كلمة paper وعدد 2024 (وقوسان) ورابط [إلى البيت](https://house.example/).

- تطوى الورقة مرة
- ثم تطوى مرة **أخرى**
   - حتى تصير ثماني أوراق

> من طوى ورقة فقد صنع كتابا.

| اسم | أوراق |
|:----|------:|
| ربع | 4 |
| ثمن | 8 |

```python
name = "كتاب"
```
"""
HEBREW = """הגיליון מקופל פעם אחת, ועוד פעם: שמונה דפים, 16 עמודים.

1. מניחים את הגיליון (הגדול) על השולחן.
2. מקפלים אותו `in half`, שלוש פעמים.

See [עברית](https://hebrew.example/) within English, and *שלום עולם!* too.
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

    def compare(
        *keys: str, size: tuple[int, int] = (120, 40), theme: str = "", **how: object
    ) -> bool:
        app = Octavo(library, state=tmp_path / "state.json")
        if theme:
            app.theme = theme

        async def press(pilot: Pilot[None]) -> None:
            reader = Reader(app, pilot)
            await reader.settle()
            await reader.press(*keys)
            for area in app.screen.query(TextArea):
                area.cursor_blink = False

        how = {"run_before": press} | how
        return snap_compare(app, terminal_size=size, **how)

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


@pytest.mark.usefixtures("shelf", "feeds")
@pytest.mark.parametrize("size", [(160, 40), (80, 24)], ids=str)
def test_the_sidebar(picture: Compare, library: Library, size: tuple[int, int]) -> None:
    library.saved.save("Crafts", "tag:craft sort:title")

    async def open_it(pilot: Pilot[None]) -> None:
        """Wait for what is counted in a thread, too."""
        await pilot.press("B", "b", "down", "down")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()

    assert picture(size=size, run_before=open_it)


@pytest.mark.usefixtures("shelf")
def test_the_help(picture: Compare) -> None:
    assert picture("question_mark", *"tag")


@pytest.mark.parametrize("text", [ARABIC, HEBREW], ids=["Arabic", "Hebrew"])
def test_a_text_from_the_right(picture: Compare, make_article: MakeArticle, text: str) -> None:
    make_article(text.split("،")[0].split(",")[0], text, tags="folding")
    assert picture("enter", size=(90, 24))


@pytest.fixture
def feeds(library: Library, clock: Clock) -> None:
    """Feeds of several kinds, one of which cannot be had, and what came from one."""

    def feed(title: str, tags: str = "", error: str = "", days: float | None = 0.1) -> Feed:
        return Feed(
            id=0,
            url=f"https://{title[:4].strip().lower()}.example/feed",
            title=title,
            tags=TagEdit.parse(tags).add,
            full=not tags,
            added=clock.now,
            checked=None if days is None else clock.now - timedelta(days=days),
            error=error,
        )

    library.feeds.follow(
        [
            feed("Tides and clocks", "sea craft/books"),
            feed("Fog [red]and[/] weather", "sea", "the page is gone for good (410)"),
            feed("읽을거리", days=None),
            feed("A feed with a title that goes on, and on, and past the edge of most screens"),
        ]
    )
    source = Source(kind="feed", key="1 a")
    library.add([draft("Ebb", source=source)])


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("size", [(200, 40), (50, 15)], ids=str)
def test_the_outline(picture: Compare, size: tuple[int, int]) -> None:
    assert picture("enter", "O", size=size)


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("size", [(120, 40), (50, 15)], ids=str)
def test_letters_over_links(picture: Compare, size: tuple[int, int]) -> None:
    assert picture("enter", "G", "f", size=size)


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("size", [(200, 40), (50, 15)], ids=str)
def test_the_list_of_links(picture: Compare, size: tuple[int, int]) -> None:
    assert picture("enter", "L", size=size)


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("size", [(120, 40), (50, 15)], ids=str)
def test_a_note_in_place(picture: Compare, size: tuple[int, int]) -> None:
    assert picture("enter", "G", "f", "s", size=size)


@pytest.mark.usefixtures("feeds")
@pytest.mark.parametrize("size", [(120, 40), (50, 15)], ids=str)
def test_the_feeds_screen(picture: Compare, size: tuple[int, int]) -> None:
    assert picture("F", "j", size=size)


def test_the_feeds_screen_without_feeds(picture: Compare) -> None:
    assert picture("F", size=(80, 24))


def test_a_link_without_its_page(picture: Compare, library: Library, clock: Clock) -> None:
    url = "https://tides.example/clock"
    error = "the page is gone for good (410)"
    source = Source(kind="page", name=url, fetched=clock.now, error=error)
    library.add([draft("The tide clock", "", url=url, tags="sea", source=source)])
    assert picture(size=(120, 40))


def test_the_box_for_adding_on_a_low_screen(picture: Compare) -> None:
    assert picture("a", size=(50, 15))


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("size", [(200, 50), (80, 24)], ids=str)
def test_a_note_that_is_being_written(picture: Compare, size: tuple[int, int]) -> None:
    assert picture("c", *"Folded", "enter", "enter", *"twice.", size=size)


RIVER = """\
The river runs to the sea.

- a bridge over it
- and a ferry

| Boat | Built |
|:-----|:------|
| Ferry of the north | 1911 |
| Barge | 1952 |

한국어 문장입니다. 그리고 둘째 문장.
"""


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
def test_highlights_and_a_caret(
    picture: Compare, library: Library, make_article: MakeArticle, theme: str
) -> None:
    id = make_article("Boats", RIVER).id
    for first, last in (
        ("bridge", "ferry"),
        ("of the", "1911"),
        ("문장", "둘째"),
        ("and", "a f"),
    ):
        start = RIVER.index(first)
        quote = highlight_of(RIVER, start, RIVER.index(last, start) + len(last))
        library.notes.add("", articles=[id], highlight=quote)
    library.mark([id], State.READ)  # as it is told to be once somebody has been slow
    keys = ("enter", "slash", *"river", "enter", "v", "j", "w", "v", "j", "j", "l")
    assert picture(*keys, size=(80, 24), theme=theme)


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("size", [(120, 40), (50, 15)], ids=str)
def test_the_notes_screen(picture: Compare, library: Library, size: tuple[int, int]) -> None:
    [leaves, *_] = library.articles()
    quoted = Highlight("A book is a device for keeping things apart.")
    library.notes.add("Apart from *what*?", articles=[leaves.id], highlight=quoted)
    library.notes.add("[red]x[/] 책", tags=[Tag("language/ko")])
    assert picture("M", size=size)


@pytest.mark.parametrize("size", [(200, 50), (80, 24)], ids=str)
def test_the_list_of_highlights(
    picture: Compare, library: Library, make_article: MakeArticle, size: tuple[int, int]
) -> None:
    id = make_article("Boats", RIVER).id
    start = RIVER.index("bridge")
    library.notes.add("To see.", articles=[id], highlight=highlight_of(RIVER, start, start + 6))
    library.notes.add("", articles=[id], highlight=Highlight("Nowhere in this text at all"))
    library.notes.add("On the whole.", articles=[id])
    assert picture("enter", "A", "j", size=size)
