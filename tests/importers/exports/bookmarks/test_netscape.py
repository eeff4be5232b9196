"""Bookmark files in HTML, of browsers and of bookmark services."""

from datetime import UTC, datetime

import pytest

from octavo.importers.exports.bookmarks.netscape import BOOKMARKS
from octavo.importers.exports.files.parts import part_of
from octavo.model.article import State
from octavo.model.draft import Draft, Record
from octavo.model.errors import DraftRejected
from tests.importers.exports.bookmarks.bookmark_samples import NETSCAPE
from tests.importers.exports.samples import arrivals_in, tagged

DOCTYPE = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n"


def read(data: str | bytes) -> list[Draft | DraftRejected]:
    """What a bookmark file becomes, row by row."""
    part = part_of(data.encode() if isinstance(data, str) else data, "b.html")
    rows = (row.draft for row in BOOKMARKS.rows(part, ()))
    return [draft for draft in rows if not isinstance(draft, Record)]


def one(data: str | bytes) -> Draft:
    """The draft of a file with one bookmark."""
    [draft] = read(data)
    assert isinstance(draft, Draft)
    return draft


def reason(data: str) -> str:
    """Why the one bookmark of a file is rejected."""
    [rejected] = read(data)
    assert isinstance(rejected, DraftRejected)
    return rejected.reason


def test_a_browsers_file_keeps_folders_notes_and_times() -> None:
    lamp, bread, river = read(NETSCAPE)

    assert isinstance(lamp, Draft)
    assert isinstance(bread, Draft)
    assert isinstance(river, Draft)
    assert (lamp.title, lamp.url) == ("A <lamp>", "https://lamp.example/?a=1&b=2")
    assert lamp.added == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
    assert [note.text for note in lamp.notes] == ["It burned all night,\nand the next."]
    assert lamp.tags == frozenset()
    assert bread.tags == tagged("salt", "long words", "House/Kitchen & cellar")
    assert river.tags == frozenset()
    assert lamp.source.kind == "bookmarks"


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("1600000000", id="in seconds"),
        pytest.param("1600000000000", id="in milliseconds"),
        pytest.param("1600000000000000", id="in microseconds"),
    ],
)
def test_a_time_is_told_by_its_size(written: str) -> None:
    draft = one(f'<DL><DT><A HREF="https://a.example" ADD_DATE="{written}">A</A>')

    assert draft.added == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


@pytest.mark.parametrize("written", ["0", "", "soon", "-5", "9" * 30])
def test_a_time_that_is_none_is_left_out(written: str) -> None:
    assert one(f'<DL><DT><A HREF="https://a.example" ADD_DATE="{written}">A').added is None


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param('<dl><dt><a href="https://a.example">A</a></dl>', id="in small letters"),
        pytest.param("<DL><DT><A HREF=https://a.example>A", id="without quotes or an end"),
        pytest.param(
            "<DL><DT><A HREF='https://a.example'>A</DL></DL></DL>", id="closed too often"
        ),
        pytest.param('<DT><A\nHREF="https://a.example"\n>A\n<DT>', id="on many lines"),
        pytest.param('<A HREF="https://a.example">A</A>', id="outside of any list"),
        pytest.param(
            '<DT><A HREF="https://a.example" X="a "b" c">A</A>', id="quotes in quotes"
        ),
        pytest.param('<DT><A HREF="https://a.example" X="5" wide">A</A>', id="an odd quote"),
        pytest.param(
            '<DT><A X="a > b" HREF="https://a.example">A</A>', id="a bracket in quotes"
        ),
    ],
)
def test_a_bookmark_is_found_however_it_is_written(markup: str) -> None:
    draft = one(markup)

    assert (draft.title, draft.url) == ("A", "https://a.example")


def test_an_odd_quote_swallows_no_bookmark() -> None:
    rows = "".join(f'<DT><A HREF="https://a.example/{n}" T="5" w">A</A>\n' for n in range(9))

    assert len(read(rows)) == 9


def test_an_icon_of_half_a_megabyte_is_passed_over() -> None:
    icon = "data:image/png;base64," + "A" * 400_000

    assert one(f'<DT><A HREF="https://a.example" ICON="{icon}">A</A>').title == "A"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        (
            "javascript:alert(1)",
            "its address begins with javascript:; only http and https are kept",
        ),
        ("place:sort=8", "its address begins with place:; only http and https are kept"),
        ("data:text/html,x", "its address begins with data:; only http and https are kept"),
        ("", "it has no address"),
        ("?wDcAb1", "'?wDcAb1' is no web address"),
    ],
)
def test_an_address_that_cannot_be_kept_is_a_reason(address: str, why: str) -> None:
    assert reason(f'<DL><DT><A HREF="{address}">A</A>') == why


def test_a_bookmarklet_with_markup_in_it_swallows_no_bookmark() -> None:
    script = "javascript:document.write('<b>x</b>')"
    rows = read(f'<DT><A HREF="{script}">A</A>\n<DT><A HREF="https://b.example">B</A>')

    assert [isinstance(row, Draft) for row in rows] == [False, True]


def test_a_rejected_bookmark_keeps_its_folders_to_be_read_again() -> None:
    markup = (
        '<DL><DT><H3>House &amp; home</H3><DL><DT><A HREF="htp://a.example">A</A></DL></DL>'
    )
    part = part_of(markup.encode(), "b.html")
    [row] = BOOKMARKS.rows(part, ())
    mended = BOOKMARKS.collected(part, [row.raw.replace("htp:", "http:")])

    assert isinstance(row.draft, DraftRejected)
    assert one(mended).tags == tagged("House & home")


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        ('<H3 UNFILED_BOOKMARKS_FOLDER="true">Rest</H3>', ()),
        ("<H3>Bookmarks bar</H3>", ()),
        ("<H3>Weitere Lesezeichen</H3>", ()),
        ("<H3>その他のブックマーク</H3>", ()),
        ("<H3>News</H3>", ("News",)),
    ],
)
def test_a_browsers_own_folders_are_no_tags(markup: str, names: tuple[str, ...]) -> None:
    draft = one(f"<DL><p><DT>{markup}<DL><p><DT><A HREF=https://a.example>A</A></DL></DL>")

    assert draft.tags == tagged(*names)


def test_linkding_writes_notes_into_its_description_and_archived_as_a_tag() -> None:
    draft = one(
        '<DT><A HREF="https://a.example" PRIVATE="1" TOREAD="0" '
        'TAGS="a,linkding:bookmarks.archived">A</A>\n'
        "<DD>A page.[linkding-notes]Read **twice**.[/linkding-notes]"
    )

    assert [note.text for note in draft.notes] == ["A page.", "Read **twice**."]
    assert draft.tags == tagged("a")
    assert (draft.archived, draft.state) == (True, State.READ)


@pytest.mark.parametrize(
    ("mark", "state"),
    [('TOREAD="1"', State.UNREAD), ('TOREAD="0"', State.READ), ("", State.UNREAD)],
)
def test_what_is_not_to_be_read_any_more_is_read(mark: str, state: State) -> None:
    assert one(f'<DT><A HREF="https://a.example" {mark}>A</A>').state == state


def test_a_note_of_shaarli_is_a_text_without_an_address() -> None:
    draft = one('<DT><A HREF="?wDcAb1" ADD_DATE="1600000000">Thoughts</A>\n<DD>On lamps.')

    assert (draft.title, draft.url, draft.text) == ("Thoughts", "", "On lamps.")
    assert draft.source.key == "?wDcAb1"


def test_a_link_inside_a_note_is_no_bookmark() -> None:
    draft = one(
        '<DT><A HREF="https://a.example">A</A><DD>See <a href="https://b.example">b</a>.'
    )

    assert [note.text for note in draft.notes] == ["See [b](https://b.example)."]


@pytest.mark.parametrize(
    ("title", "encoding", "declared"),
    [
        ("Größe", "utf-8", "UTF-8"),
        ("Größe", "utf-16", "UTF-8"),
        ("Größe “x”", "cp1252", "windows-1252"),
        ("Größe “x”", "cp1252", "ISO-8859-1"),
        ("Читатели снова собрались", "koi8-r", "KOI8-R"),
        ("Читатели снова собрались", "cp1251", "UTF-8"),
        ("図書館に集まりました", "shift_jis", "Shift_JIS"),
    ],
)
def test_any_encoding_is_read(title: str, encoding: str, declared: str) -> None:
    many = "".join(f"<DT><A HREF=https://a.example/{n}>{n}</A>\n" for n in range(3000))
    meta = f'<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={declared}">\n'
    last = f"<DT><A HREF=https://a.example>{title}</A>\n"

    *_, draft = read((DOCTYPE + meta + many + last).encode(encoding))

    assert isinstance(draft, Draft)
    assert draft.title == title


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<html><body><p>A page about NETSCAPE-Bookmark-file-1</p>", id="a page"),
        pytest.param("<h1>Unread</h1><ul><li><a href='https://a.example'>A</a>", id="Pocket's"),
        pytest.param("<dl><dt>A word<dd>What it means</dl>", id="a glossary"),
        pytest.param(
            "<html><head><link rel=icon href=/i.png></head><body><div><dl><dt>"
            "<a href='https://a.example'>A</a><dd>What I think of it, at length.</dl></div>",
            id="a page with a list of links",
        ),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_bookmark_file_is_left_to_others(text: str) -> None:
    assert not BOOKMARKS.recognises(part_of(text.encode(), "bookmarks.html"))


@pytest.mark.parametrize(
    ("tags", "names"),
    [
        ("one,two words", ("one", "two words")),
        ("\",$\",$',',Bash,`,quotes", ("$", "$'", "'", "Bash", "`", "quotes")),
        ('say "hello" again,last', ("say hello again", "last")),
        ("", ()),
    ],
)
@pytest.mark.parametrize("after", ["", ' PRIVATE="0"', " toread=1 "])
def test_a_quote_inside_of_the_tags_costs_none(
    tags: str, names: tuple[str, ...], after: str
) -> None:
    item = f'<DT><A HREF="https://lamp.example/" TAGS="{tags}"{after}>A lamp</A>'
    draft = one(f"{DOCTYPE}<DL><p>\n{item}\n</DL>")
    assert draft.tags == tagged(*names)
    assert draft.title == "A lamp"


def test_a_title_about_markup_keeps_its_words() -> None:
    title = "Use of <textarea> and <title>, and <script>"
    item = f'<DT><A HREF="https://lamp.example/">{title}</A>\n<DD>The <script> element'
    draft = one(f"{DOCTYPE}<DL><p>\n{item}\n</DL>")
    assert draft.title == title
    assert [note.text for note in draft.notes] == ["The <script> element"]


def test_a_file_that_breaks_off_inside_of_a_bookmark_says_so() -> None:
    text = f'{DOCTYPE}<DL><p><DT><A HREF="https://lamp.example/">A</A><DT><A HREF="https://b'
    lamp, end = arrivals_in(text)
    assert isinstance(lamp.row.draft, Draft)
    assert str(end.row.draft) == "export: it breaks off; more may be missing"
