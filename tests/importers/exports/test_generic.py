"""Tables and objects that nobody declares a format for, read by the names of their columns."""

import csv
import io
import json
from datetime import UTC, datetime
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octavo.importers.exports.files import json_items
from octavo.importers.exports.files.parts import part_of
from octavo.importers.exports.generic import ADDRESSES, TABLE, fields_of
from octavo.importers.exports.registry import arrivals_from
from octavo.model.article import State
from octavo.model.draft import Draft, Record
from octavo.model.errors import DraftRejected, NothingToMend
from tests.importers.exports.samples import ANY_TABLE, arrivals_in, drafts_in, faults_in, tagged
from tests.making import examples


def test_columns_are_known_by_their_names() -> None:
    lamp, bread = drafts_in(ANY_TABLE)
    assert (lamp.title, lamp.url) == ("A lamp", "https://lamp.example/window")
    assert lamp.tags == tagged("light", "night")
    assert [note.text for note in lamp.notes] == ["Mine."]
    assert str(lamp.added).startswith("2020-09-13")
    assert (bread.title, bread.url) == ("Bread; salt", "")


def test_a_plain_date_is_when_it_was_published_unless_that_is_said() -> None:
    [one] = drafts_in("title,url,when\nA,https://a.example/,2024-05-06\n")
    assert (str(one.published)[:10], one.added) == ("2024-05-06", None)
    [two] = drafts_in("title,url,date,published\nA,https://a.example/,2024-05-06,2020-01-02\n")
    assert (str(two.published)[:4], str(two.added)[:4]) == ("2020", "2024")


@pytest.mark.parametrize(
    "cell",
    [
        "[My [own] words](https://a.example/b_(c))",
        '"=HYPERLINK(""https://a.example/b_(c)"",""My [own] words"")"',
        "<a href='https://a.example/b_(c)'>My [own] words</a>",
    ],
)
def test_the_words_of_a_link_are_the_title_where_there_is_no_other(cell: str) -> None:
    [draft, titled] = drafts_in(f"url,title\n{cell},\n{cell},Mine\n")
    assert (draft.url, draft.title) == ("https://a.example/b_(c)", "My [own] words")
    assert titled.title == "Mine"


@pytest.mark.parametrize("cell", ["St.Pauli/Hamburg", "notes.txt:12"])
def test_a_place_and_a_line_of_a_file_are_no_address(cell: str) -> None:
    [reason] = faults_in(f"url,title\n{cell},A\n")
    assert "address" in reason


def test_objects_say_what_their_fields_are_and_nothing_is_no_flag() -> None:
    site = {"name": "The Paper", "url": "https://paper.example/"}
    item = {"url": "https://a.example/", "title": "A", "unread": None, "site": site}
    [draft] = drafts_in(json.dumps([item]))
    assert (draft.state, draft.site) == (State.UNREAD, "The Paper")


def test_a_location_is_a_status_only_in_the_words_of_one() -> None:
    item = {"url": "https://a.example/", "title": "A", "location": "Berlin"}
    assert fields_of(item, {})["location"] == ""
    assert fields_of(item | {"location": "Archive"}, {})["location"] == "status"


@pytest.mark.parametrize(
    ("said", "reason"),
    [("[[1,2],[3,4]]", "a list without fields"), ("{}", "empty"), ("null", "empty")],
)
def test_json_without_fields_is_called_that(said: str, reason: str) -> None:
    [fault] = faults_in(said)
    assert reason in fault


@pytest.mark.parametrize(
    ("highlight", "note"),
    [
        pytest.param('"A passage."', ("", "A passage."), id="a text"),
        pytest.param('{"text": "A passage."}', ("", "A passage."), id="its text"),
        pytest.param('{"quote": "A.", "text": "Mine."}', ("Mine.", "A."), id="a quotation"),
        pytest.param('{"content": "A.", "note": "Mine."}', ("Mine.", "A."), id="with a note"),
        pytest.param(
            '{"colour": "red", "n": 1}', ("colour: red\nn: 1", ""), id="unknown names"
        ),
    ],
)
def test_highlights_are_kept_whatever_they_are(highlight: str, note: tuple[str, str]) -> None:
    [draft] = drafts_in(f'[{{"url": "https://a.example/", "highlights": [{highlight}]}}]')
    [kept] = draft.notes
    assert (kept.text, kept.highlight.exact if kept.highlight else "") == note


@pytest.mark.parametrize(
    ("table", "titles"),
    [
        pytest.param("title\nA lamp\nBread\n", ["A lamp", "Bread"], id="one column of titles"),
        pytest.param(
            "title,url,tags\nA lamp\nBread,https://a.example,x\n", ["Bread"], id="short"
        ),
    ],
)
def test_a_table_is_known_by_its_columns(table: str, titles: list[str]) -> None:
    rows = [arrival.row.draft for arrival in arrivals_in({"list.csv": table})]
    assert [row.title for row in rows if isinstance(row, Draft)] == titles


def test_a_note_that_is_an_object_has_its_words_and_its_time() -> None:
    note = '{"body": "Mine.", "created": "2024-03-04", "tags": ["night"]}'
    [draft] = drafts_in(f'[{{"url": "https://a.example/", "notes": [{note}]}}]')
    [kept] = draft.notes
    assert (kept.text, kept.tags) == ("Mine.", tagged("night"))
    assert str(kept.added).startswith("2024")


def test_a_date_that_is_none_is_noted() -> None:
    _, bread = drafts_in(ANY_TABLE)
    assert bread.added is None
    assert [note.text for note in bread.notes] == ["saved: first of May"]


@pytest.mark.parametrize(
    ("names", "columns", "fields"),
    [
        pytest.param("Title URL Words", {}, ["title", "url", ""], id="one says nothing"),
        pytest.param("name title", {}, ["", "title"], id="the surer name wins"),
        pytest.param("Naam Waar", {"title": "naam"}, ["title", ""], id="a person says which"),
        pytest.param("Title Name", {"title": "Name"}, ["", "title"], id="and is believed"),
        pytest.param("dateAdded is_archived", {}, ["added", "archived"], id="in any spelling"),
        pytest.param("tags category", {}, ["tags", "tags"], id="all that are tags"),
    ],
)
def test_fields(names: str, columns: dict[str, str], fields: list[str]) -> None:
    assert [*fields_of(dict.fromkeys(names.split(), ""), columns).values()] == fields


@pytest.mark.parametrize(
    "objects",
    [
        '[{"url": "https://lamp.example/1", "title": "A lamp"}]',
        '{"version": 2, "data": [{"url": "https://lamp.example/1", "title": "A lamp"}]}',
        '{"url": "https://lamp.example/1", "title": "A lamp"}\n',
        '{\n "url": "https://lamp.example/1",\n "title": "A lamp",\n "sizes": [{"n": 2}]\n}\n',
        '{"k1": {"url": "https://lamp.example/1", "title": "A lamp"}}',
        '{"https://lamp.example/1": {"title": "A lamp"}}',
        '{"by": {"name": "Ann"}, "data": {"k1": ["https://lamp.example/1", "A lamp"]}}',
        '[["A lamp", "https://lamp.example/1"]]',
    ],
)
def test_objects_are_found_wherever_they_are(objects: str) -> None:
    [draft] = drafts_in(objects)
    assert (draft.title, draft.url) == ("A lamp", "https://lamp.example/1")


def test_all_lists_of_a_file_come_in_and_what_is_none_is_said() -> None:
    bookmark = '{"url": "https://lamp.example/1", "title": "A lamp"}'
    note = '{"title": "Bread", "text": "Salt it."}'
    people = '[{"id": 1, "name": "Ann"}, {"id": 2, "name": "Bo"}]'
    file = f'{{"people": {people}, "articles": [{bookmark}], "notes": [{note}], "version": 2}}'
    *rows, left_out = (each.row.draft for each in arrivals_in(file))
    assert [row.title for row in rows if isinstance(row, Draft)] == ["A lamp", "Bread"]
    assert isinstance(left_out, NothingToMend)
    assert left_out.reason == (
        "nothing in it has an address or a title that is known, or a text (2)"
    )


def test_the_first_line_may_say_what_the_other_objects_are() -> None:
    lines = '{"version": 2}\n{"url": "https://lamp.example/1", "author": {"name": "Ann"}}\n'
    first, lamp = (each.row.draft for each in arrivals_in(lines))
    assert isinstance(first, DraftRejected)
    assert isinstance(lamp, Draft)
    assert lamp.authors == ("Ann",)


def test_an_object_a_line_may_hold_a_text_of_any_length() -> None:
    text = "A lamp burns. " * 100_000
    line = '{{"title": "{}", "url": "https://lamp.example/{}", "text": "{}"}}\n'
    drafts = drafts_in("".join(line.format(name, name, text) for name in ("one", "two")))
    assert [(draft.title, draft.text.strip()) for draft in drafts] == [
        ("one", text.strip()),
        ("two", text.strip()),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CR LF"])
@pytest.mark.parametrize("long", [51, 101, 130, 151], ids="{} characters".format)
def test_a_line_that_is_too_long_is_refused_once(
    monkeypatch: pytest.MonkeyPatch, long: int, end: str
) -> None:
    monkeypatch.setattr(json_items, "_LARGEST_ITEM", 50)
    small = '{"title": "A", "url": "https://a.example/"}'
    large = small.replace("A", "A" * (1 + long - len(small)))
    rows = [
        each.row for each in arrivals_in("".join(each + end for each in (small, large, small)))
    ]
    assert [isinstance(row.draft, Draft) for row in rows] == [True, False, True]
    assert "line 2: it is longer than 50 characters" in str(rows[1].draft)
    assert "line 3" in rows[2].place


def test_objects_may_stand_behind_one_another() -> None:
    one = '{"title": "A lamp",\n "url": "https://lamp.example/%d"}'
    drafts = drafts_in("".join(one % number for number in range(3)))
    assert [draft.url[-1] for draft in drafts] == ["0", "1", "2"]


def _in_folders(items: list[str], shape: st.DataObject) -> object:
    """Some items in lists, maps and folders with children."""
    objects: list[object] = [
        {"url": f"https://lamp.example/{item}", "title": item} for item in items
    ]
    for _ in range(shape.draw(st.integers(0, 6))):
        at = shape.draw(st.integers(0, len(objects) - 1))
        inner = objects[at:]
        way = shape.draw(st.sampled_from("list folder map"))
        objects[at:] = [
            {"name": "Some", "children": inner}
            if way == "folder"
            else {"by": {f"k{n}": {"is": [each]} for n, each in enumerate(inner)}}
            if way == "map"
            else inner
        ]
    return objects


@settings(deadline=None, max_examples=examples(60))
@given(
    items=st.lists(st.from_regex(r"[a-z]{3,8}", fullmatch=True), min_size=1, unique=True),
    shape=st.data(),
)
def test_every_object_of_a_tree_comes_in(items: list[str], shape: st.DataObject) -> None:
    drafts = drafts_in(json.dumps(_in_folders(items, shape)))
    assert [draft.title for draft in drafts] == items


@pytest.mark.parametrize(
    ("folders", "tag"),
    [
        (
            '[{"title": "House", "children": [{"name": "Kitchen", "children": [%s]}]}]',
            "House/Kitchen",
        ),
        ('{"name": "All", "groups": [{"name": "House", "links": [%s]}]}', "House"),
    ],
)
def test_a_folder_of_objects_is_a_tag(folders: str, tag: str) -> None:
    [draft] = drafts_in(folders % '{"url": "https://lamp.example/1", "title": "A lamp"}')
    assert draft.tags == tagged(tag)


@pytest.mark.parametrize(
    "above",
    [
        pytest.param("My links\nMade 2024-03-04\n\n", id="lines"),
        pytest.param("# made by hand\n# 1 row\n", id="comments"),
        pytest.param("Report,,\nDate:,2024-01-01,\n,,\n", id="cells of a sheet"),
        pytest.param('"Links, all of them"\n', id="a quoted line"),
        pytest.param("sep=,\n", id="what parts the cells"),
    ],
)
def test_a_table_may_have_lines_above_its_columns(above: str) -> None:
    file = f"{above}Title,URL,Tags\nA lamp,https://lamp.example/1,light\n"
    [draft] = drafts_in(file)
    assert (draft.title, draft.url, draft.tags) == (
        "A lamp",
        "https://lamp.example/1",
        tagged("light"),
    )


def test_a_table_without_names_has_its_first_row() -> None:
    rows = "A lamp,https://lamp.example/1,12\nBread,https://lamp.example/2,13\n"
    assert [draft.title for draft in drafts_in(rows)] == ["A lamp", "Bread"]
    [swapped] = arrivals_in({"links.csv": "https://lamp.example/1,A lamp\n"})
    assert isinstance(swapped.row.draft, Draft)
    assert swapped.row.draft.title == "A lamp"


def test_a_comma_is_a_comma_where_there_is_one_column() -> None:
    [draft] = drafts_in("url\nhttps://lamp.example/1,2.html\n")
    assert draft.url == "https://lamp.example/1,2.html"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "Naam,Waar,Woorden\nA lamp,here,12\n",
            (
                "it is a table, and none of its columns is known as an address or a title:"
                " naam, waar, woorden"
            ),
        ),
        (
            '{"a": 1, "b": [{"c": 2}]}',
            "it is JSON, and none of its fields is known as an address or a title: a, b",
        ),
        ('{"a": 1, "b": [{"c"', "it is JSON that breaks off before its end; export it again"),
        ("a\0\1,b\2\3,c\4\n" * 9, "it is binary data, not a text"),
        ("Link\n\nA text about links.\n", "octavo does not know this kind of file"),
    ],
)
def test_what_is_unknown_says_what_it_has(text: str, reason: str) -> None:
    assert faults_in(text) == [reason]


def test_an_address_is_known_by_what_it_is_where_no_column_is_called_so() -> None:
    table = "Cover,Adresse,Titel\nhttps://a.example/a.png,https://lamp.example/1,A lamp\n"
    [draft] = drafts_in(table)
    assert (draft.title, draft.url) == ("A lamp", "https://lamp.example/1")


@pytest.mark.parametrize(
    ("columns", "url", "site"),
    [
        ("Name,Website,Other,Read?", "https://a.example/1", ""),
        ("Name,Site:,Cover,Read?", "https://a.example/1", ""),
        ("Name,Website,URL,Read?", "https://b.example/2", "https://a.example/1"),
        ("Name,Website,Elsewhere,Read?", "https://b.example/2", "https://a.example/1"),
    ],
)
def test_the_address_of_a_site_is_that_of_an_article_without_a_better_one(
    columns: str, url: str, site: str
) -> None:
    other = "https://b.example/2" if url.startswith("https://b") else "5"
    rows = f"A lamp,https://a.example/1,{other},yes\nBread,,,no\n"
    lamp, bread = drafts_in(f"{columns}\n{rows}")
    assert (lamp.url, lamp.site, lamp.state) == (url, site, State.READ)
    assert (bread.title, bread.url, bread.state) == ("Bread", "", State.UNREAD)


def test_a_text_with_an_address_in_some_line_is_no_table() -> None:
    text = "octavo: 124; of a talk\nIt was held; in May\nSee; https://a.example/1\n"
    assert not TABLE.recognises(part_of(text.encode(), "talk.md"))
    assert TABLE.recognises(part_of(text.encode(), "talk.csv"))
    page = "<p>A lamp, on the quay, <img srcset='https://a.example/s.jpg 1w, l.jpg 2w'>.</p>"
    assert not TABLE.recognises(part_of(page.encode(), "page.html"))


def test_links_with_words_behind_them_are_a_note() -> None:
    links = "- [One](https://a.example/1)\n- [Two](https://a.example/2)"
    assert ADDRESSES.recognises(part_of(links.encode(), "links.md"))
    assert not ADDRESSES.recognises(part_of(f"{links} about".encode(), "note.md"))


def test_a_column_is_what_it_is_in_some_rows() -> None:
    rows = "X;a.example/1\nY;https://b.example/2\nZ;ftp://c.example/3\n"
    made = [arrival.row.draft for arrival in arrivals_in({"a.csv": f"Wat;Waar\n{rows}"})]
    urls = [draft.url if isinstance(draft, Draft) else "" for draft in made]
    assert urls == ["https://a.example/1", "https://b.example/2", ""]


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        pytest.param("03/02/2021 31/12/2020 4-2-2021", "02-03 12-31 02-04", id="the day first"),
        pytest.param("03/02/2021 12/31/2020 4-2-2021", "03-02 12-31 04-02", id="the month"),
        pytest.param("31/12/2020 12/31/2020 03/02/2021", "12-31 12-31 -", id="not known"),
    ],
)
def test_a_column_of_dates_is_in_one_order(dates: str, days: str) -> None:
    rows = (f"https://a.example/{n},{date}\n" for n, date in enumerate(dates.split()))
    drafts = drafts_in("url,added\n" + "".join(rows))
    assert [f"{d.added:%m-%d}" if d.added else "-" for d in drafts] == days.split()


@pytest.mark.parametrize(
    ("rows", "titles"),
    [
        pytest.param(",\nhttps://a.example/,A lamp\n", ["A lamp"], id="a blank row first"),
        pytest.param(",\n,\n", [], id="blank rows only"),
    ],
)
def test_a_table_is_known_by_its_first_row_that_says_something(
    rows: str, titles: list[str]
) -> None:
    came = [arrival.row.draft for arrival in arrivals_in(f"url,title\n{rows}")]
    assert [draft.title for draft in came if isinstance(draft, Draft)] == titles
    assert len(came) == rows.count("\n")


@pytest.mark.parametrize(
    ("columns", "title", "authors"),
    [
        ("Book Title,Author,ISBN", "Lamps", ("Ann",)),
        ("Bookmark Name,Author Name,Note", "Lamps", ("Ann",)),
        ("Series Title,Author,Title", "3", ("Ann",)),
        ("Link Title,Journal Title,Notes", "Lamps", ()),
    ],
)
def test_a_column_is_known_by_the_last_word_of_its_name(
    columns: str, title: str, authors: tuple[str, ...]
) -> None:
    [draft] = drafts_in(f"{columns}\nLamps,Ann,3\n")
    assert (draft.title, draft.authors) == (title, authors)


def test_a_title_that_is_escaped_twice_is_no_note() -> None:
    [draft] = drafts_in("url,title\nhttps://a.example/,Tom &amp;amp; Jerry\n")
    assert (draft.title, draft.notes) == ("Tom & Jerry", ())


def test_what_is_escaped_once_more_is_decoded_in_titles_names_and_tags() -> None:
    [draft] = drafts_in(
        '[{"url": "https://a.example/", "title": "Fish &amp; it&#8217;s",'
        ' "author": "J&ouml;rg", "tags": ["K&ouml;ln"]}]'
    )
    assert (draft.title, draft.authors, draft.tags) == (
        "Fish & it’s",
        ("Jörg",),
        tagged("Köln"),
    )


def test_a_title_that_is_too_long_for_a_list_is_a_note_too() -> None:
    title = "It shows the tide. " * 30
    [draft] = drafts_in(f"url,title\nhttps://a.example/,{title}\n")
    assert len(draft.title) <= 300
    assert [note.text for note in draft.notes] == [title.strip()]


def test_a_person_says_which_column_is_which() -> None:
    part = part_of(b"Naam,Waar,Woorden\nA lamp,https://lamp.example/1,12\n", "export")
    [row] = arrivals_from([part], columns={"title": "Naam", "url": "waar", "note": "Woorden"})
    draft = row.row.draft
    assert isinstance(draft, Draft)
    assert (draft.title, draft.url) == ("A lamp", "https://lamp.example/1")
    assert [note.text for note in draft.notes] == ["12"]


words = st.text(st.characters(categories=("Ll", "Lu", "Nd")), min_size=1, max_size=12).filter(
    lambda word: word.lower() not in ("null", "none")
)


@settings(deadline=None, max_examples=examples(50))
@given(
    rows=st.lists(st.tuples(words, words, words, words), min_size=1, max_size=8),
    delimiter=st.sampled_from(",;\t|"),
)
def test_every_row_and_every_word_of_a_table_comes_in(
    rows: list[tuple[str, str, str, str]], delimiter: str
) -> None:
    file = io.StringIO()
    table = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    table.writerow(["Title", "URL", "Tags", "Notes", "Date"])
    for title, path, tag, note in rows:
        table.writerow([title, f"https://lamp.example/{path}", tag, note, f"on {note}"])

    found = [
        row.row.draft for row in arrivals_from([part_of(file.getvalue().encode(), "export")])
    ]

    assert len(found) == len(rows)
    for draft, row in zip(found, rows, strict=True):
        if isinstance(draft, DraftRejected):
            assert draft.reason
            continue
        assert not isinstance(draft, Record)
        kept = [draft.title, draft.url, *draft.tags, *(note.text for note in draft.notes)]
        said = normalize("NFC", "\n".join(kept))
        assert all(normalize("NFC", word) in said for word in row)


@pytest.mark.parametrize(
    ("lines", "titles"),
    [
        pytest.param(
            "https://a.example/1 One\nhttps://a.example/2 - Two\n", ["One", "Two"], id="titles"
        ),
        pytest.param(
            "- [One](https://a.example/1)\n- [](https://a.example/2)\n",
            ["One", "https://a.example/2"],
            id="links",
        ),
        pytest.param("https://a.example/1 | One\n", ["One"], id="as OneTab has it"),
    ],
)
def test_a_list_of_links_with_their_titles(lines: str, titles: list[str]) -> None:
    drafts = drafts_in(lines)
    assert [draft.title for draft in drafts] == titles
    assert [draft.url for draft in drafts] == [
        f"https://a.example/{n}" for n in range(1, len(titles) + 1)
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("https://a.example/1 is where it stands.\n", id="a sentence"),
        pytest.param(
            "A title\nhttps://a.example/1\n\nOther\nhttps://a.example/2\n", id="titles above"
        ),
    ],
)
def test_what_speaks_of_addresses_is_no_list_of_them(text: str) -> None:
    assert faults_in(text) == ["octavo does not know this kind of file"]


@pytest.mark.parametrize(
    "header",
    [
        "Titel;Adresse;Schlagwörter;Hinzugefügt am;Gelesen",
        "Titre;Lien;Étiquettes;Date d’ajout;Lu",
        "Título;Enlace;Etiquetas;Añadido;Leído",
        "Titolo;Collegamento;Etichette;Aggiunto il;Letto",
        "Название;Ссылка;Теги;Дата добавления;Прочитано",
        "标题;链接;标签;添加时间;已读",
        "タイトル;リンク;タグ;追加日;既読",
        "제목;링크;태그;추가한 날짜;읽음",
    ],
)
def test_the_columns_of_a_table_in_many_languages(header: str) -> None:
    for encoded in (header, normalize("NFD", header)):
        [draft] = drafts_in(f"{encoded}\nA lamp;https://lamp.example/;a, b;25.12.2020;✓\n")

        assert (draft.title, draft.url) == ("A lamp", "https://lamp.example/")
        assert draft.tags == tagged("a", "b")
        assert draft.added == datetime(2020, 12, 25, tzinfo=UTC)
        assert draft.state is State.READ


@pytest.mark.parametrize(
    ("cell", "url"),
    [
        ("<https://lamp.example/a>", "https://lamp.example/a"),
        ("[A lamp](https://lamp.example/a)", "https://lamp.example/a"),
        ("www.lamp.example/a", "https://www.lamp.example/a"),
        ("lamp.example/a?b=c", "https://lamp.example/a?b=c"),
        ("//lamp.example/a", "https://lamp.example/a"),
        ("lamp.org", "https://lamp.org"),
        ('"=HYPERLINK(""https://lamp.example/a"",""A"")"', "https://lamp.example/a"),
        ('"<a href=""https://lamp.example/a"">A</a>"', "https://lamp.example/a"),
    ],
)
def test_an_address_in_a_cell_as_people_write_it(cell: str, url: str) -> None:
    [draft] = drafts_in(f"title,url\nA lamp,{cell}\n")
    assert draft.url == url


@pytest.mark.parametrize(
    "cell", ["none", "notes.txt", "n/a", "me@lamp.example", "12.5", "a.b c"]
)
def test_what_is_no_address_in_a_cell_is_rejected(cell: str) -> None:
    [arrival] = arrivals_in(f"title,url\nA lamp,{cell}\n")
    assert isinstance(arrival.row.draft, DraftRejected)


def test_tags_as_objects_and_maps() -> None:
    for tags in (
        {"a": {"name": "a", "type": "manual"}, "b": {"tag": "b"}},
        {"nodes": [{"name": "a"}, {"name": "b"}]},
        {"edges": [{"node": {"name": "a"}}, {"node": {"name": "b"}}]},
        {"a": True, "b": True, "c": False},
        "a；b",
    ):
        [draft] = drafts_in(json.dumps([{"link": "https://lamp.example/", "tags": tags}]))
        assert draft.tags == tagged("a", "b")


def test_what_is_not_unread_is_read() -> None:
    said = [{"link": f"https://lamp.example/{n}", "unread": n} for n in (False, True, 0, "no")]
    states = [draft.state for draft in drafts_in(json.dumps(said))]
    assert states == [State.READ, State.UNREAD, State.READ, State.READ]


@pytest.mark.parametrize("read", ["", "false", "true", "0", False, 0, None])
def test_what_is_archived_is_read_unless_it_says_no(read: object) -> None:
    item = {"url": "https://lamp.example/", "archived": True, "read": read}
    states = [draft.state for draft in drafts_in(json.dumps([item]))]
    assert states == [State.UNREAD if read in ("false", "0", 0) else State.READ]


def test_of_doubled_columns_the_first_that_says_something_counts() -> None:
    table = "URL,Url,Title,title\nhttps://a.example/,,A,B\n,https://b.example/,,B\n"
    found = [(draft.title, draft.url) for draft in drafts_in(table)]
    assert found == [("A", "https://a.example/"), ("B", "https://b.example/")]
    objects = '[{"url": null, "link": "https://a.example/", "title": "", "name": "A"}]'
    assert [(draft.title, draft.url) for draft in drafts_in(objects)] == found[:1]


def test_an_empty_row_is_counted_and_has_nothing_to_mend() -> None:
    drafts = [each.row.draft for each in arrivals_in("title,url\n,\nA,https://a.example/\n")]
    assert isinstance(drafts[0], NothingToMend)
    assert isinstance(drafts[1], Draft)


def test_highlights_alone_make_no_export_of_pocket() -> None:
    item = {"url": "https://a.example/", "title": "A", "labels": ["x"], "isArchived": True}
    [draft] = drafts_in(
        json.dumps([item | {"highlights": [{"quote": "q", "annotation": "n"}]}])
    )
    assert (draft.tags, draft.archived) == (tagged("x"), True)
    assert [(note.text, note.highlight and note.highlight.exact) for note in draft.notes] == [
        ("n", "q")
    ]


def test_an_excerpt_in_html_loses_its_tags() -> None:
    [draft] = drafts_in(
        '[{"link": "https://a.example/", "description": "<p>x &amp; <b>y</b></p>"}]'
    )
    assert draft.excerpt == "x & y"


def test_a_text_that_an_object_is_put_around() -> None:
    """As the API of WordPress gives pages, and what has made JSON of XML."""
    page = {
        "link": "https://a.example/",
        "title": {"rendered": "Salt &amp; bread"},
        "content": {"rendered": "<p>Both <em>here</em>.</p>", "protected": False},
        "excerpt": {"rendered": "<p>Both.</p>"},
        "tags": [{"text": "x"}],
    }
    [draft] = drafts_in(json.dumps([page]))
    assert (draft.title, draft.text, draft.excerpt) == ("Salt & bread", "Both *here*.", "Both.")
    assert draft.tags == tagged("x")
    [other] = drafts_in('[{"link": {"#text": "https://a.example/"}, "title": {"#text": "A"}}]')
    assert (other.url, other.title) == ("https://a.example/", "A")


def test_blanks_around_a_title_are_no_words_that_were_cut() -> None:
    [draft] = drafts_in('[{"link": "https://a.example/", "title": "&nbsp;A lamp&nbsp;"}]')
    assert (draft.title, draft.notes) == ("A lamp", ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_letter_with_the_byte_of_an_escape_is_a_letter(encoding: str) -> None:
    table = "Title,URL\nЛампа,https://example.org/x\n"  # Л is U+041B
    [draft] = drafts_in(table.encode(encoding))
    assert (draft.title, draft.url) == ("Лампа", "https://example.org/x")
