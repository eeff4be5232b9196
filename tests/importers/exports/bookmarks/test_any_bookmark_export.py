"""What holds for the exports of browsers, bookmark services, citation managers and devices."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octavo.importers.exports.files.parts import part_of
from octavo.importers.exports.format import Row
from octavo.importers.exports.registry import FORMATS, arrivals_from, format_named
from octavo.importers.text.clean import clean
from octavo.model.draft import Draft, Record
from octavo.model.errors import DraftRejected
from tests.importers.exports.bookmarks.bookmark_samples import BOOKMARK_SAMPLES, ITEMS
from tests.importers.exports.samples import told_of
from tests.making import examples

each = pytest.mark.parametrize("name", BOOKMARK_SAMPLES)


def rows_in(data: str | bytes, name: str) -> list[Row]:
    """The rows of an export that is read as of this format."""
    format = format_named(name)
    assert format
    part = part_of(data.encode() if isinstance(data, str) else data, "export")
    return [arrival.row for arrival in arrivals_from((part,), format)]


@each
def test_a_format_is_told_by_its_content_alone(name: str) -> None:
    part = part_of(BOOKMARK_SAMPLES[name].encode(), "export")

    assert told_of(part) == [name]


@each
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_it_is_told_and_read_with_a_byte_order_mark_and_other_line_ends(
    name: str, ends: str
) -> None:
    sample = "\ufeff" + BOOKMARK_SAMPLES[name].lstrip("\ufeff").replace("\n", ends)
    part = part_of(sample.encode(), "export")

    assert next(format.name for format in FORMATS if format.recognises(part)) == name
    assert len(rows_in(sample, name)) == ITEMS[name]


@each
def test_each_item_is_one_row(name: str) -> None:
    rows = rows_in(BOOKMARK_SAMPLES[name], name)

    assert len(rows) == ITEMS[name]
    assert all(isinstance(row.draft, Draft) and row.raw for row in rows)
    assert len({row.place for row in rows}) == len(rows)


@each
def test_raw_items_make_a_file_that_is_known_and_read_again(name: str) -> None:
    format = format_named(name)
    assert format
    rows = rows_in(BOOKMARK_SAMPLES[name], name)

    part = part_of(BOOKMARK_SAMPLES[name].encode(), "export")
    again = format.collected(part, [row.raw for row in rows])

    assert format.recognises(part_of(again.encode(), "again"))
    assert [row.draft for row in rows_in(again, name)] == [row.draft for row in rows]


@each
def test_wherever_a_file_breaks_off_its_rows_are_rows(name: str) -> None:
    sample = BOOKMARK_SAMPLES[name].encode()

    for cut in range(0, len(sample), 11):
        assert len(rows_in(sample[:cut], name)) <= ITEMS[name] + 1


@settings(deadline=None, max_examples=examples(75))
@given(name=st.sampled_from(sorted(BOOKMARK_SAMPLES)), data=st.data())
def test_any_change_of_a_file_gives_safe_rows(name: str, data: st.DataObject) -> None:
    sample = BOOKMARK_SAMPLES[name].encode()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(sample)))
        put = data.draw(st.binary(max_size=4) | st.sampled_from(HOSTILE))
        sample = sample[:at] + put + sample[at + data.draw(st.integers(0, 6)) :]

    assert all(map(is_safe, rows_in(sample, name)))


@settings(deadline=None, max_examples=examples(50))
@given(st.sampled_from(sorted(BOOKMARK_SAMPLES)), st.binary(max_size=400))
def test_any_bytes_give_safe_rows(name: str, data: bytes) -> None:
    part = part_of(data, "export")
    for format in FORMATS:
        format.recognises(part)

    assert all(map(is_safe, rows_in(data, name)))


HOSTILE = [
    b"\0",
    b"\x1b[2J",
    b"&#27;[31m",
    b"\\u001b[31m",
    b"\\ud800",
    b"&#xD800;",
    "\u202e".encode(),
    b'"',
    b"<",
    b"<DL>",
    b"</DL>",
    b"</A>",
    b"<A HREF='",
    b"{",
    b"}",
    b"\\",
    b"==========\n",
    b"ER  - \n",
    b"[[[[",
    b"1e999",
    b"99999999999999999999",
    b"null",
    b"\xff\xfe",
    b"http://[",
]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("bookmarks", "<DL>" * 100_000, id="lists inside lists"),
        pytest.param(
            "bookmarks", "<DT><H3>a</H3><DL><p>" * 100_000, id="folders inside folders"
        ),
        pytest.param("bookmarks", "<" * 1_000_000, id="tags that never begin"),
        pytest.param("bookmarks", "<a " * 200_000, id="tags that never end"),
        pytest.param("bookmarks", "<a '" * 200_000, id="quotes that never end"),
        pytest.param("bookmarks", "<!--" * 200_000, id="comments that never end"),
        pytest.param("bookmarks", "<a href=" + "b" * 1_000_000, id="an endless attribute"),
        pytest.param("bookmarks", "<a" + " " * 1_000_000, id="an endless space"),
        pytest.param("firefox", '{"children":[' * 100_000, id="a tree without a bottom"),
        pytest.param("chrome", '{"roots":' * 100_000, id="roots inside roots"),
        pytest.param("pinboard", "[{" * 100_000, id="objects inside objects"),
        pytest.param("csl-json", "[" * 1_000_000, id="arrays inside arrays"),
        pytest.param("hypothesis", '{"annotations":[' * 100_000, id="lists of lists"),
        pytest.param("bibtex", "@a{" * 20_000, id="entries inside entries"),
        pytest.param("bibtex", "@a{b,c=" + "{" * 500_000, id="braces that never close"),
        pytest.param("bibtex", "@a{" + " " * 900_000, id="an entry of spaces"),
        pytest.param(
            "bibtex", "@a{b,author={" + " " * 900_000 + "}}", id="an author of spaces"
        ),
        pytest.param("bibtex", "@a{b,title={" + "\\" * 900_000 + "}}", id="only backslashes"),
        pytest.param("ris", "TY  - A\n" + "x\n" * 400_000, id="a citation without an end"),
        pytest.param(
            "kindle", "a\n- b | c\n\n" + "=\n" * 400_000, id="a clipping without an end"
        ),
        pytest.param(
            "kindle", "a\n- b 1-9|c\n\nd\n==========\n" * 10_000, id="one clipping often"
        ),
        pytest.param("onetab", "http://a.b/" * 100_000, id="one endless line"),
        pytest.param("raindrop", '"' * 500_000, id="only quotes"),
    ],
)
def test_hostile_files_are_read_in_bounded_time(name: str, data: str) -> None:
    begun = time.process_time()

    rows = rows_in(data, name)
    for format in FORMATS:
        format.recognises(part_of(data.encode(), "export"))

    assert all(map(is_safe, rows))
    assert time.process_time() - begun < 20


def is_safe(row: Row) -> bool:
    """Whether all that a row says is cleaned, and can be written."""
    draft = row.draft
    assert not isinstance(draft, Record)
    if isinstance(draft, DraftRejected):
        return bool(draft.reason) and clean(draft.reason) == draft.reason
    said = [draft.title, draft.text, draft.url, draft.excerpt, draft.site, draft.source.key]
    said += [*draft.authors, *draft.tags, draft.language]
    for note in draft.notes:
        said.append(note.text)
        if note.highlight:
            said += [note.highlight.exact, note.highlight.prefix, note.highlight.suffix]
    "".join(said).encode()
    return bool(draft.title) and all(clean(text) == text for text in said)
