"""What holds for the exports of every service."""

import json
import re
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from octavo.importers import child_process
from octavo.importers.exports.files import json_items
from octavo.importers.exports.files.parts import part_of
from octavo.importers.exports.format import Row, row_of
from octavo.importers.exports.registry import (
    FORMATS,
    arrivals_from,
    format_named,
    format_of,
    rows_of,
)
from octavo.importers.text.clean import clean
from octavo.model.draft import Draft, Record
from octavo.model.errors import DraftRejected
from tests.importers.exports.bookmarks.bookmark_samples import BOOKMARK_SAMPLES
from tests.importers.exports.samples import (
    SAMPLES,
    arrivals_in,
    drafts_in,
    faults_in,
    told_of,
    zipped,
)
from tests.making import examples

NEED_NO_ADDRESS = frozenset(
    [
        "readwise",
        "readwise-json",
        "readwise-reader-json",
        "evernote",
        "google-keep",
        "mymind",
        "zotero-rdf",
    ]
)

APART = frozenset(
    (
        "apple-books",
        "epub",
        "firefox-places",
        "html",
        "jsonl",
        "kobo",
        "notion",
        "safari",
        "twitter",
        "zotero-csv",
    )
)
"""Databases and the like, and folders of several files: tests of their own make samples."""

each = pytest.mark.parametrize("name", SAMPLES)


@each
def test_a_format_is_told_by_its_content_alone(name: str) -> None:
    part = part_of(SAMPLES[name].encode(), "export")

    assert told_of(part) == [name]


@each
def test_a_format_is_told_with_a_byte_order_mark_and_other_line_ends(name: str) -> None:
    sample = SAMPLES[name].replace("\n", "\r\n")

    found = format_of(part_of(b"\xef\xbb\xbf" + sample.encode(), "export"))

    assert found
    assert found.name == name


def test_every_format_has_a_sample() -> None:
    sampled = SAMPLES.keys() | BOOKMARK_SAMPLES.keys() | APART
    missing = {format.name for format in FORMATS} - sampled
    assert not missing, "SAMPLES wants an export of it, from which the tests of all run"


def test_no_two_formats_have_one_name() -> None:
    names = [format.name for format in FORMATS]

    assert len(names) == len(set(names))
    assert all(format_named(name.upper()) for name in names)
    assert format_named("papyrus") is None


@each
def test_each_row_keeps_how_it_stood(name: str) -> None:
    assert all(arrival.row.raw for arrival in arrivals_in(SAMPLES[name]))


@pytest.mark.parametrize(
    "name", [name for name in SAMPLES | BOOKMARK_SAMPLES if name not in ("csv", "kindle")]
)
def test_what_is_escaped_once_more_says_the_same(name: str) -> None:
    """Titles, names and what was written: not where a semicolon parts cells, or on a device."""

    def said_in(text: str) -> list[tuple[str, tuple[str, ...], list[str], object]]:
        drafts = [draft for draft in drafts_in(text) if isinstance(draft, Draft)]
        return [(d.title, d.authors, [n.text for n in d.notes], d.added) for d in drafts]

    sample = (SAMPLES | BOOKMARK_SAMPLES)[name]
    words = {
        word
        for title, authors, notes, _ in said_in(sample)
        for word in (title, *authors, *notes)
        if word[:1].isalpha() and "://" not in word and f"/{word}" not in sample
    }
    mark = "&amp;" if sample.lstrip("\ufeff \n").startswith("<") else "&"
    escaped = sample
    for word in sorted(words, key=len, reverse=True):
        escaped = escaped.replace(word, f"{mark}#{ord(word[0])};{word[1:]}")
    assert said_in(escaped) == said_in(sample)


@each
def test_rows_are_written_as_a_file_that_is_read_again(name: str) -> None:
    arrivals = arrivals_in(SAMPLES[name])
    [format] = {id(arrival.format): arrival.format for arrival in arrivals}.values()
    assert format

    raws = [arrival.row.raw for arrival in arrivals]
    part = arrivals[0].part
    assert part
    again = format.collected(part, raws)

    assert drafts_in(again) == [arrival.row.draft for arrival in arrivals]


def test_another_process_reads_them_as_this_one_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is larger than a megabyte is read there."""
    (tmp_path / "exports").mkdir()
    for name, sample in SAMPLES.items():
        (tmp_path / "exports" / name).write_text(sample)
    (tmp_path / "all.zip").write_bytes(zipped(SAMPLES))
    parts = [*map(part_of, map(str.encode, SAMPLES.values()), SAMPLES)]
    paths = [tmp_path / "exports", tmp_path / "all.zip"]

    def read() -> list[Row]:
        found = [*map(rows_of, paths), *map(rows_of, parts)]
        return [arrival.row for arrivals in found for arrival in arrivals]

    here = read()
    monkeypatch.setattr(child_process, "_SMALL", 0)
    there = read()

    assert len(here) > 3 * len(SAMPLES)
    assert there == here


def test_a_large_export_goes_on_after_an_item_that_takes_too_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    child = child_process.Child(seconds=1)
    monkeypatch.setattr(child_process, "_idle", [child])
    sound = "@book{%s, title={Of lamps}}\n"
    said = (r"\'{e}" * 3_600 + str(number) for number in range(20))
    names = ("title", "abstract", "note", "annote")
    values = (" ".join(f"{{{each}}}" for each in islice(said, 5)) for _ in names)
    fields = ", ".join(f"{name}={{{value}}}" for name, value in zip(names, values, strict=True))
    text = f"{sound % 'a'}@book{{b, {fields}}}\n{sound % 'c'}% {'x' * 1_000_000}"
    rows = [row.row.draft for row in rows_of(part_of(text.encode(), "c.bib"))]
    child.end()

    assert [isinstance(row, Draft) for row in rows] == [True, False, True]
    assert str(rows[1]) == "c.bib, line 2: it takes more than 1 s to read"


def test_time_may_run_out_in_a_library_that_catches_all_there_is() -> None:
    def draft() -> Draft:
        try:
            raise DraftRejected("", "it takes more than 1 s to read")
        except DraftRejected as rejected:
            raise TypeError("unsupported callable") from rejected

    row = row_of("c.bib, line 2", "@book", draft)
    assert str(row.draft) == "c.bib, line 2: it takes more than 1 s to read"


def test_an_error_while_a_rejection_is_looked_at_is_no_rejection() -> None:
    def draft() -> Draft:
        try:
            raise DraftRejected("", "it has no address")
        except DraftRejected:
            raise KeyError("a fault of ours")  # noqa: B904 - as it happens

    with pytest.raises(KeyError):
        row_of("c.bib, line 2", "@book", draft)


def test_a_file_that_cannot_be_told_in_time_is_refused_for_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each line after a quote that is never closed may be a row, and none is."""
    child = child_process.Child(seconds=1)
    monkeypatch.setattr(child_process, "_child", child)
    part = part_of(b'title,url\n"' + b"a:,\n" * 2_000_000, "c.csv")
    [row] = rows_of(part)
    child.end()

    assert isinstance(row.row.draft, DraftRejected)
    assert row.row.draft.reason == "it takes more than 1 s to read"


@pytest.mark.parametrize("name", sorted(SAMPLES.keys() - NEED_NO_ADDRESS))
@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html", "place:sort=8"]
)
def test_an_address_of_another_scheme_is_a_reason(name: str, address: str) -> None:
    changed = re.sub(r"https://lamp\.example/window[^\s\",;]*", address, SAMPLES[name])

    arrivals = arrivals_in(changed)

    [bad] = [row.row for row in arrivals if isinstance(row.row.draft, DraftRejected)]
    assert isinstance(bad.draft, DraftRejected)
    assert bad.draft.reason == (
        f"its address begins with {address.partition(':')[0]}:; only http and https are kept"
    )
    assert bad.raw
    assert len(arrivals) == len(arrivals_in(SAMPLES[name]))


@each
def test_a_file_that_breaks_off_never_stops_with_an_error(name: str) -> None:
    sample = SAMPLES[name].encode()

    for cut in range(0, len(sample), 7):
        assert all(
            isinstance(arrival.row.draft, Draft | DraftRejected)
            for arrival in arrivals_from([part_of(sample[:cut], "export")], format_named(name))
        )


@settings(deadline=None, max_examples=examples(75))
@given(name=st.sampled_from(sorted(SAMPLES)), data=st.data())
def test_any_change_of_a_file_gives_safe_rows(name: str, data: st.DataObject) -> None:
    sample = SAMPLES[name].encode()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(sample)))
        put = data.draw(st.binary(max_size=4) | st.sampled_from(HOSTILE))
        sample = sample[:at] + put + sample[at + data.draw(st.integers(0, 6)) :]

    for arrival in arrivals_from([part_of(sample, "export")], format_named(name)):
        assert _is_safe(arrival.row.draft)


HOSTILE = [
    b"\0",
    b"\x1b[2J",
    b"\\u001b[31m",
    b"\\ud800",
    "\u202e".encode(),
    b'"',
    b"}",
    b"[[[[",
    b"1e999",
    b"-1",
    b"NaN",
    b"99999999999999999999",
    b"null",
    b"\xff\xfe",
    b"http://[",
    b"http://a:99999999/",
]


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from([None, *FORMATS]))
@example(b"PK\x03\x04", None)
def test_any_bytes_give_rows(data: bytes, format: object) -> None:
    asked = next((each for each in FORMATS if each is format), None)

    assert all(_is_safe(arrival.row.draft) for arrival in arrivals_in(data, asked))


def _is_safe(draft: Draft | Record | DraftRejected) -> bool:
    """Whether all that a draft says is cleaned, and can be written; a record stays as it is."""
    if isinstance(draft, Record):
        return True
    if isinstance(draft, DraftRejected):
        return bool(draft.reason)
    said = [draft.title, draft.text, draft.url, draft.excerpt, draft.source.key, *draft.authors]
    said += [note.text for note in draft.notes] + list(draft.tags)
    said += [note.highlight.exact for note in draft.notes if note.highlight]
    "".join(said).encode()
    whole = 0 <= draft.progress <= 1 and bool(draft.title)
    return whole and all(clean(text) == text for text in said)


@pytest.mark.parametrize("nothing", [b"\0", b" ", b"\n"])
def test_what_begins_with_nothing_is_read_no_further_than_its_head(
    nothing: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file with holes may seem to be larger than its disk."""
    monkeypatch.setattr(json_items, "elements", lambda _: pytest.fail("it is read on"))
    part = part_of(nothing * 200_000, "export")

    assert [format.name for format in FORMATS if format.recognises(part)] == []


def test_a_file_of_no_known_format_is_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear nobody,")

    [arrival] = rows_of(path)

    assert arrival.format is None
    assert faults_in("Dear nobody,") == ["octavo does not know this kind of file"]


ROWS = sorted(name for name, sample in SAMPLES.items() if sample[:1] in "[{" and "[" in sample)


def _lists(value: object) -> list[list[object]]:
    """The lists of objects in a value, those further out first."""
    below = value if isinstance(value, list) else []
    below = list(value.values()) if isinstance(value, dict) else below
    inner = [each for one in below for each in _lists(one)]
    is_list = isinstance(value, list) and bool(value) and isinstance(value[0], dict)
    return [value, *inner] if is_list and isinstance(value, list) else inner


@settings(deadline=None, max_examples=examples(60))
@given(name=st.sampled_from(ROWS), count=st.integers(2, 40))
def test_of_any_number_of_items_each_is_a_row(name: str, count: int) -> None:
    try:
        file = json.loads(SAMPLES[name])
    except ValueError:
        file = None
    if file is None or name in ("readeck", "google-keep"):
        return
    before = len(arrivals_in(SAMPLES[name]))
    items = max(_lists(file), key=lambda each: (len(each) == before, "url" in str(each)))
    items += [items[-1]] * count

    found = arrivals_in(json.dumps(file))

    assert len(found) == before + count
    assert all(isinstance(row.row.draft, Draft) for row in found)


NO_LISTS = ("google-keep", "json", "readeck")
WRONG: tuple[object, ...] = ({}, None, 5, "x", [], {"url": None}, {"url": {}, "title": 7})
"""Items that are none, or say nothing that can be kept."""


@pytest.mark.parametrize("name", [name for name in ROWS if name not in NO_LISTS])
def test_items_that_are_wrong_or_come_twice_are_rows_each(name: str) -> None:
    file = json.loads(SAMPLES[name])
    before = len(arrivals_in(SAMPLES[name]))
    items = max(_lists(file), key=lambda each: (len(each) == before, "url" in str(each)))
    sound = items[-1]
    for wrong in WRONG:
        items += [wrong, sound]
    found = [row.row.draft for row in arrivals_in(json.dumps(file))]
    assert len(found) == before + 2 * len(WRONG)
    assert all(isinstance(draft, Draft) for draft in found[before + 1 :: 2])


@pytest.mark.parametrize(
    "name",
    [format.name for format in FORMATS if format.suffix == ".csv" and format.name in SAMPLES],
)
def test_lines_of_a_table_that_are_wrong_are_rows_each(name: str) -> None:
    table = SAMPLES[name].rstrip("\n")
    before = len(arrivals_in(table))
    comma = max(",;\t", key=table.partition("\n")[0].count)
    more = comma * table.partition("\n")[0].count(comma)
    lines = [table, more, "x", "", "   ", f"{more}{comma * 2}y", "\x01", '"never closed']
    assert len(arrivals_in("\n".join(lines))) == before + 5


LINK = '<DT><A HREF="https://e.example/1">a</A>'
CITED = "TY  - JOUR\nTI  - A\nUR  - https://e.example/1\nER  - \n"
CLIPPED = (
    "Book (A)\n- Your Highlight on page 3 | Location 40-41 | Added on Thursday, January 2, "
    "2020 3:04:05 AM\n\nWords.\n==========\n"
)
NOTE = "<note><title>T</title><content><![CDATA[<en-note>w</en-note>]]></content></note>"


@pytest.mark.parametrize(
    ("file", "count"),
    [
        pytest.param(
            '{"url": "https://e.example/1"}\nno json\n\n{}\n[1]\n5\n{"url": "https://e',
            6,
            id="an object a line",
        ),
        pytest.param(
            f"<!DOCTYPE NETSCAPE-Bookmark-file-1><DL>{LINK}{LINK}<DT><A HREF=''>b</A>"
            "<DT><A>c</A><DT><A HREF=javascript:x>d</A><DT><A HREF=https://e.example/2>e"
            "<DT><A HREF='https://e.example/3'></A><DT><H3>f</H3><DL></DL></DL>",
            7,
            id="bookmarks",
        ),
        pytest.param(
            "https://e.example/1 | a\n\nno address\nhttps://e.example/1 | a\nchrome://x | y\n"
            + "https://e.example/2\n" * 4,
            8,
            id="addresses",
        ),
        pytest.param(
            f"{CITED}{CITED}TY  - JOUR\nER  - \nTY  - JOUR\nTI  - open\n{CITED}TI  - b\n"
            "ER  - \n",
            6,
            id="RIS",
        ),
        pytest.param(
            "@misc{a, title={T}}\n@misc{}\n@comment{c}\n@misc{b, title={open\n"
            "@misc{c, title={T}}\n",
            4,
            id="BibTeX",
        ),
        pytest.param(
            f"{CLIPPED}{CLIPPED}==========\nno clipping\n==========\n"
            + CLIPPED.replace("Words.", ""),
            4,
            id="clippings",
        ),
        pytest.param(
            f"<en-export>{NOTE}{NOTE}<note/><note><content>a <b></content></note>{NOTE}"
            "</en-export>",
            5,
            id="Evernote",
        ),
        pytest.param(
            '<posts><post href="https://e.example/1" description="a"/><post/><post href="x"/>'
            '<post href="https://e.example/2" description="open"></posts>',
            4,
            id="posts",
        ),
    ],
)
def test_each_item_of_a_file_is_a_row_whatever_is_wrong_with_it(file: str, count: int) -> None:
    assert len(arrivals_in(file)) == count


_NESTED = {
    "xbel": (
        '<?xml version="1.0"?><xbel>',
        '<folder><title>f</title><bookmark href="https://lamp.example/{}"/>',
        "</folder>",
        "</xbel>",
    ),
    "firefox": (
        '{"root": "placesRoot", "children": [',
        '{"title": "f", "children": [{"uri": "https://lamp.example/{}"}, ',
        "]}",
        "]}",
    ),
    "json": (
        "[",
        '{"title": "f", "children": [{"url": "https://lamp.example/{}", "title": "t"}, ',
        "]}",
        "]",
    ),
    "bookmarks": (
        "<!DOCTYPE NETSCAPE-Bookmark-file-1><DL>",
        '<DT><H3>f</H3><DL><DT><A HREF="https://lamp.example/{}">t</A>',
        "</DL>",
        "</DL>",
    ),
}


@pytest.mark.parametrize("depth", [10, 300, 1200, 5000])
@pytest.mark.parametrize("name", _NESTED)
def test_folders_in_folders_are_read_or_said_to_be_too_deep(name: str, depth: int) -> None:
    start, opening, closing, end = _NESTED[name]
    inside = "".join(opening.replace("{}", str(number), 1) for number in range(depth))
    part = part_of((start + inside.rstrip(", ") + closing * depth + end).encode(), "export")
    drafts = [arrival.row.draft for arrival in arrivals_from([part])]

    reasons = [each.reason for each in drafts if isinstance(each, DraftRejected)]
    if any("nested too deeply" in reason for reason in reasons):
        assert depth > 300
    else:
        assert sum(isinstance(each, Draft) for each in drafts) == depth


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ('[{"url": "https://a.example", "title": "A", "added": "soon"}]', "when it was saved"),
        ("url,title,published\nhttps://a.example,A,someday\n", "date of publication"),
        (
            '[{"url": "https://a.example", "highlights": [{"quote": "A", "created": "soon"}]}]',
            "a note on it",
        ),
        ("Book (Ann)\n- Your Highlight | Added on Blursday\n\nwords\n==========\n", "saved"),
    ],
)
def test_a_time_that_cannot_be_read_is_told(data: str, said: str) -> None:
    [draft] = drafts_in(data)

    assert said in draft.doubt
    assert draft.doubt.endswith("cannot be read")


def test_the_log_of_a_terminal_is_no_table() -> None:
    log = b"See \x1b]8;;https://tides.example/\x1b\\it\x1b]8;;\x1b\\.\n"
    assert format_of(part_of(log, "a.log")) is None
