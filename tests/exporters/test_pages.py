"""Pages and books are well-formed whatever the texts say, and keep what epubcheck asks for."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from octavo.exporters.html import at_its_address, html_of
from octavo.importers.exports.files.parts import part_of
from octavo.importers.exports.registry import arrivals_from
from octavo.importers.exports.registry import format_named as export_named
from octavo.library.library import Library
from octavo.markdown.aligned_text import highlight_of
from octavo.model.draft import Draft, DraftNote
from octavo.model.errors import DraftRejected
from octavo.model.note import Highlight
from octavo.services.export import Export, format_named
from tests.making import Clock, draft, examples, passing_folder

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
HOSTILE = (
    "<script>alert(1)</script> <b>bold</i> <sup>2</sup> <br> &amp; &nosuch; \x00\x0b\ufffe\n\n"
    "[a](javascript:alert(1)) [b](../x) ![p](http://pics.example/a.png) [c][]\n\n"
    "<img src=x onerror=alert(1)>\n\n[c]: data:text/html,x\n\n"
    '| a | b |\n|:-:|---|\n| <u> | "" |'
)
PIECES = st.sampled_from(
    [*HOSTILE.split(), "# h", "> q", "- a", "1. b", "`c`", "```", "~~x~~", "[^1]", "[^1]: n"]
)
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=12).map("\n".join) | st.text(
    max_size=60
)


Had = Callable[[str], bytes | None]


def written(library: Library, name: str, picture: Had | None = None) -> bytes:
    format = format_named(name)
    assert format
    file = io.BytesIO()
    Export(library, format, picture=picture).stream(file)
    return file.getvalue()


def book(library: Library, picture: Had | None = None) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(written(library, "epub", picture))) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert (first.extra, first.flag_bits & 0x8) == (b"", 0)
        assert len({*archive.namelist()}) == len(archive.namelist())
        return {name: archive.read(name) for name in archive.namelist()}


def faults(files: dict[str, bytes]) -> list[str]:
    """What is wrong with a book by the rules of epubcheck that a library can tell."""
    found = [] if files["mimetype"] == b"application/epub+zip" else ["mimetype"]
    trees = {
        name: etree.fromstring(content)
        for name, content in files.items()
        if name.endswith((".xhtml", ".opf", ".ncx", ".xml"))
    }
    [root] = trees["META-INF/container.xml"].iter("{*}rootfile")
    package = trees[str(root.get("full-path"))]
    items = {item.get("id"): item for item in package.iter(f"{OPF}item")}
    listed = {f"book/{item.get('href')}" for item in items.values()}
    inside = {name for name in files if name.startswith("book/")} - {"book/content.opf"}
    found += [f"not in the manifest: {name}" for name in inside - listed]
    found += [f"not there: {name}" for name in listed - inside]
    ids = [item.get("id") for item in package.iter(f"{OPF}item")]
    found += ["an id twice"] if len({*ids}) < len(ids) else []
    spine = [each.get("idref") for each in package.iter(f"{OPF}itemref")]
    found += [f"in the spine alone: {id}" for id in spine if id not in items]
    found += ["no nav"] if not any(i.get("properties") == "nav" for i in items.values()) else []
    named = {element.tag.rpartition("}")[2] for element in package.iter("{*}*")}
    found += [name for name in ("identifier", "title", "language") if name not in named]
    for name, tree in trees.items():
        lists = tree.iter("{*}ol", "{*}ul", "{*}navMap")
        found += [f"{name}: an empty list" for each in lists if not len(each)]
        if name.endswith(".xhtml"):
            found += [f"{name}: {fault}" for fault in _in_page(tree, files)]
    return found


def _in_page(tree: etree._Element, files: dict[str, bytes]) -> list[str]:
    ids = [str(element.get("id")) for element in tree.iter() if element.get("id")]
    found = ["an id twice"] if len({*ids}) < len(ids) else []
    found += [f"a tag {e.tag}" for e in tree.iter(f"{XHTML}script")]
    shown = {f"book/{e.get('src')}" for e in tree.iter(f"{XHTML}img")}
    found += [f"not there: {name}" for name in shown - files.keys()]
    found += ["no title"] if not (tree.findtext(f".//{XHTML}title") or "").strip() else []
    for link in tree.iter(f"{XHTML}a"):
        address = str(link.get("href"))
        if address.startswith("#"):
            found += [] if address[1:] in ids else [f"leads nowhere: {address}"]
        elif not address.startswith(("http://", "https://", "mailto:")):
            found += [] if f"book/{address}" in files else [f"leads nowhere: {address}"]
        found += ["a link in a link"] if link.find(f".//{XHTML}a") is not None else []
    return found


def test_a_book_of_nothing_is_a_book(library: Library) -> None:
    assert faults(book(library)) == []


def test_a_book_has_a_chapter_for_each_article_and_notes_as_footnotes(
    library: Library,
) -> None:
    mark = DraftNote(text="Do *they*?", highlight=Highlight(exact="rise and fall"))
    library.add(
        [
            draft("Tides & locks", "They rise and fall.", notes=(mark,), authors=("Ida Lund",)),
            draft("Weirs", "Plain.", notes=(DraftNote(text="On the whole"),)),
        ]
    )
    files = book(library)

    assert faults(files) == []
    nav = files["book/nav.xhtml"].decode()
    assert '<a href="c1.xhtml">Tides &amp; locks</a>' in nav
    first, second = files["book/c1.xhtml"].decode(), files["book/c2.xhtml"].decode()
    assert 'fall<sup class="footnote-ref octavo-note">' in first
    assert "<p>Do <em>they</em>?" in first
    assert "Ida Lund" in first
    assert "On the whole" in second


def test_a_book_has_its_pictures_once_each(library: Library) -> None:
    picture, other = "https://a.example/Ä (1).png", "https://a.example/2"
    library.add(
        [
            draft("Tides", f'One ![of "one" & two](<{picture}>) and ![two]({other}).'),
            draft("Weirs", f"![again](<{picture}>) ![none](https://a.example/3)"),
        ]
    )
    had = {"https://a.example/%C3%84%20(1).png": b"\x89PNG.", other: b"RIFF1234WEBP"}
    asked: list[str] = []

    def picture_at(url: str) -> bytes | None:
        asked.append(url)
        return had.get(url)

    files = book(library, picture_at)

    assert faults(files) == []
    kept = {name: content for name, content in files.items() if "/pictures/" in name}
    assert {*kept.values()} == {*had.values(), files["book/pictures/none.gif"]}
    assert b'webp" fallback="pnone"' in files["book/content.opf"]
    assert asked == [*had, "https://a.example/3"]
    first, second = files["book/c1.xhtml"].decode(), files["book/c2.xhtml"].decode()
    assert (first.count("<img "), 'alt="of &quot;one&quot; &amp; two"' in first) == (2, True)
    assert (second.count("<img "), "[none]" in second) == (1, True)


def test_a_note_is_followed_through_the_versions_of_the_text(library: Library) -> None:
    first = "The gate rose at one, and the keeper went home."
    library.add([draft("Locks", first)])
    library.notes.add("Why?", articles=[1], highlight=highlight_of(first, 0, 20))
    for text in (
        "The lock gate rose at one, and the keeper went home.",
        "The old lock gate rose at one o'clock, and the keeper went home.",
        "The old lock gate rose at about one o'clock, and its keeper had gone.",
        "The old lock's gate rose at about one or two o'clock; its keeper had gone.",
    ):
        library.intake.renew({1: draft("Locks", text)}, label="fetch {}")
    chapter = book(library)["book/c1.xhtml"].decode()
    assert '<sup class="footnote-ref octavo-note">' in chapter


def test_a_note_inside_of_code_stands_below(library: Library) -> None:
    mark = DraftNote(text="Why?", highlight=Highlight(exact="rise and fall"))
    library.add([draft("Tides", "As `rise and fall()` says.", notes=(mark,))])
    chapter = book(library)["book/c1.xhtml"].decode()
    assert "<code>rise and fall()</code>" in chapter
    assert "Why?" in chapter


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x<A>y", "xy"),
        ("x<B>y</B>", "x<b>y</b>"),
        ("x<p>y", "x<br />y"),
        ("Vec<T>", "Vec&lt;T&gt;"),
        ('x<a href="/y">', "x&lt;a href=&quot;/y&quot;&gt;"),
    ],
)
def test_a_page_shows_those_tags_as_words_that_the_app_does(text: str, shown: str) -> None:
    """Or that say more than their name."""
    assert html_of(text, pictures=at_its_address).strip() == f"<p>{shown}</p>"


@settings(deadline=None)
@given(TEXTS)
@example(HOSTILE)
@example("<b>a <i>b</b> c</i>")
def test_any_text_is_well_formed(text: str) -> None:
    for pictures in (at_its_address, lambda _: ""):
        written = html_of(text, pictures=pictures)
        tree = etree.fromstring(f"<div>{written}</div>")
        tags = {str(element.tag) for element in tree.iter()}
        assert not tags & {"script", "iframe", "object", "form", "input"}
        assert not [e for e in tree.iter() if any(str(a).startswith("on") for a in e.attrib)]
        assert not [e for e in tree.iter("a") if "script:" in str(e.get("href"))]


@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.text(max_size=9), TEXTS, TEXTS), min_size=1, max_size=3))
@example([("</title>&", HOSTILE, HOSTILE)])
def test_any_library_is_a_book(pieces: list[tuple[str, str, str]]) -> None:
    with (
        passing_folder() as outer,
        Library.create(Path(outer) / "library", Clock()) as library,
    ):
        for number, (title, text, note) in enumerate(pieces):
            mark = Highlight(exact=text[2:9] or "x")
            notes = (DraftNote(text=note, highlight=mark), DraftNote(text=note))
            library.add([Draft(title=title, text=f"{number} {text}", notes=notes)])
        assert faults(book(library)) == []


def test_a_page_runs_nothing(library: Library) -> None:
    library.add([draft("</title><script>alert(1)</script>", HOSTILE)])
    page = written(library, "html").decode()
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert '<a href="#octavo-1">' in page


@pytest.mark.parametrize("name", ["epub", "omnivore"])
def test_a_zip_is_the_same_twice(library: Library, name: str) -> None:
    library.add([draft("Tides")])
    assert written(library, name) == written(library, name)


@pytest.mark.parametrize("name", ["html", "epub"])
def test_a_page_that_breaks_off_or_lies_is_no_error(library: Library, name: str) -> None:
    mark = DraftNote(text="Why?", highlight=Highlight(exact="rise"))
    library.add([draft("Tides", "They rise.", url="https://a.example/", notes=(mark,))])
    whole = written(library, name)
    lies = [whole.replace(b"https://a.example/", b"javascript:alert(1)")]
    lies += [whole.replace(b"&quot;", b"["), whole.replace(b"&quot;notes&quot;: [", b"[[[[")]
    for data in (*lies, *(whole[:cut] for cut in range(0, len(whole), 211))):
        for arrival in arrivals_from([part_of(data, name)], export_named(name)):
            assert isinstance(arrival.row.draft, Draft | DraftRejected)
