"""The shapes that scripts rely on. A field may be added here; none may change or go."""

from datetime import UTC, datetime

from octavo.library.library import Library
from octavo.model.article import Source, State
from octavo.model.draft import DraftNote
from octavo.model.note import Highlight
from tests.cli.conftest import Octavo
from tests.making import MakeArticle, draft

SOURCE = {
    "kind": "",
    "name": "",
    "key": "",
    "reached": "",
    "fetched": None,
    "content_type": "",
    "hash": "",
    "error": "",
    "private": False,
}
ARTICLE = {
    "id": 1,
    "title": "Weirs",
    "url": "https://rivers.example/weirs",
    "site": "rivers.example",
    "authors": ["Ada Ford", "Bo Lock"],
    "published": "2026-01-02T00:00:00Z",
    "added": "2026-03-04T08:01:00Z",
    "language": "en",
    "words": 7,
    "excerpt": "A weir is a low wall.",
    "tags": ["ai", "policy/industry"],
    "state": "reading",
    "archived": False,
    "starred": True,
    "later": None,
    "progress": 0.25,
    "source": SOURCE | {"kind": "file", "name": "weirs.md"},
}


def _weirs(make_article: MakeArticle) -> None:
    make_article(
        "Weirs",
        "## Walls\n\nA weir is a *low* wall.\n",
        tags="policy/industry ai",
        url="https://rivers.example/weirs",
        site="rivers.example",
        authors=("Ada Ford", "Bo Lock"),
        published=datetime(2026, 1, 2, tzinfo=UTC),
        language="en",
        state=State.READING,
        starred=True,
        progress=0.25,
        source=Source("file", "weirs.md"),
    )


def test_an_article(octavo: Octavo, make_article: MakeArticle) -> None:
    _weirs(make_article)
    [line] = octavo.objects("list")
    assert line == ARTICLE
    assert list(line) == list(ARTICLE)


def test_show_adds_the_text(octavo: Octavo, make_article: MakeArticle) -> None:
    _weirs(make_article)
    text = "## Walls\n\nA weir is a *low* wall.\n"
    assert octavo.objects("show", "1") == [ARTICLE | {"text": text, "provenance": None}]


def test_search_adds_how_well_it_fits_and_where(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    _weirs(make_article)
    [line] = octavo.objects("search", "weir")
    assert line.keys() - ARTICLE.keys() == {"score", "snippet"}
    assert isinstance(line["score"], float)
    assert line["score"] > 0
    assert "A weir is a low wall." in str(line["snippet"])


def test_what_is_not_known_is_empty_and_not_left_out(
    octavo: Octavo, make_article: MakeArticle
) -> None:
    make_article("Bare")
    [line] = octavo.objects("list")
    assert line.keys() == ARTICLE.keys()
    assert (line["url"], line["published"], line["authors"]) == ("", None, [])
    assert line["source"] == SOURCE


def test_a_note_has_the_same_fields_and_says_what_it_is_on(
    octavo: Octavo, library: Library
) -> None:
    remark = DraftNote(text="# Why?\n\nSo low.", highlight=Highlight(exact="a low wall"))
    library.add([draft("Weirs", notes=(remark,))])
    [line] = octavo.objects("list", "in:notes")
    assert list(line)[: len(ARTICLE)] == list(ARTICLE)
    assert line["title"] == "Why?"
    assert line["source"] == SOURCE | {"kind": "note"}
    assert (line["article"], line["quote"]) == (1, "a low wall")


def test_changes_print_what_became_of_each(octavo: Octavo, make_article: MakeArticle) -> None:
    _weirs(make_article)
    assert octavo.objects("tag", "1", "+new") == [
        ARTICLE | {"tags": ["ai", "new", "policy/industry"]}
    ]
    assert octavo.objects("archive", "1")[0]["archived"] is True


def test_tags(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("Weirs", tags="river")
    octavo("tags", "pin", "river")
    assert octavo.objects("tags") == [{"tag": "river", "count": 1, "key": 1, "notes": 0}]
    assert octavo.objects("tags", "rename", "river", "rivers") == [
        {"tag": "river", "to": "rivers", "count": 1}
    ]
    assert octavo.objects("tags", "delete", "rivers") == [
        {"tag": "rivers", "to": None, "count": 1}
    ]


def test_undo_and_redo(octavo: Octavo, make_article: MakeArticle) -> None:
    make_article("Weirs")
    octavo("star", "1")
    assert octavo.objects("undo", "--list")[0] == {"label": "star ‘Weirs’"}
    assert octavo.objects("undo") == [{"label": "star ‘Weirs’", "ids": [1]}]
    assert octavo.objects("redo") == [{"label": "star ‘Weirs’", "ids": [1]}]


def test_keys(octavo: Octavo) -> None:
    archive = next(line for line in octavo.objects("keys") if line["id"] == "archive")
    assert archive == {
        "id": "archive",
        "keys": ["e"],
        "title": "Archive",
        "contexts": ["list", "text", "triage"],
    }


def test_stats(octavo: Octavo, library: Library, make_article: MakeArticle) -> None:
    _weirs(make_article)
    library.delete([make_article("Gone").id])
    [line] = octavo.objects("stats")
    sizes = {name: line.pop(name) for name in ("bytes", "text_bytes", "journal_bytes")}
    assert all(isinstance(size, int) and size > 0 for size in sizes.values())
    line.pop("index_bytes")
    assert line == {
        "folder": str(library.folder),
        "articles": 1,
        "unread": 0,
        "reading": 1,
        "read": 0,
        "starred": 1,
        "archived": 0,
        "notes": 0,
        "trash": 1,
        "tags": 2,
        "words": 7,
        "last_backup": line["last_backup"],
    }
