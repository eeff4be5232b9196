"""Books: one article with its chapters, or one article a chapter."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from octavo.importers.dispatch import draft_of_document, drafts_of_chapters
from octavo.importers.files import drafts_of
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from tests.importers.formats.epub.binding import ABOUT, CONTAINER, epub, page, zipped

SOURCE = Source(kind="file", name="clock.epub")
ONE = page("<h1>The clock</h1><p>It shows the tide &ndash; not the time.</p>")
TWO = page("<h1>The keeper</h1><p>She looks at it before she looks at the sea.</p>")


def read(*args: object, **kwargs: object) -> Draft:
    return draft_of_document(epub(*args, **kwargs), SOURCE)  # type: ignore[arg-type]


def test_a_book_is_one_article_with_its_chapters() -> None:
    draft = read({"a.xhtml": ONE, "b.xhtml": TWO})

    assert draft.text == (
        "## The clock\n\nIt shows the tide – not the time.\n\n"
        "## The keeper\n\nShe looks at it before she looks at the sea."
    )
    assert (draft.title, draft.authors) == ("The tide clock", ("Ann Lee",))
    assert (draft.site, draft.language) == ("Quay Press", "en")
    assert draft.published == datetime(2026, 3, 1, tzinfo=UTC)


def test_a_chapter_without_a_heading_takes_it_from_the_contents() -> None:
    texts = {"a.xhtml": page("<p>Text of a.</p>"), "b.xhtml": page("<p>The end</p><p>B.</p>")}
    draft = read(texts, contents={"a.xhtml": "The beginning", "b.xhtml#x": "The end"})

    assert draft.text == "## The beginning\n\nText of a.\n\n## The end\n\nB."


def test_contents_covers_and_page_numbers_are_left_out() -> None:
    texts = {
        "cover.xhtml": page(
            '<section epub:type="cover"><img src="c.jpg" alt="Cover"/></section>'
        ),
        "toc.xhtml": page(
            "".join(f'<p><a href="a.xhtml">Chapter {n}</a></p>' for n in range(9))
        ),
        "a.xhtml": page('<p>One <span epub:type="pagebreak">12</span>line.</p>'),
    }

    assert read(texts).text == "One line."


def test_a_cover_that_tells_of_the_author_is_read() -> None:
    said = "Ann Roe (3 March 1867 to 9 May 1916) wrote of tides, locks and the people at them."
    texts = {
        "cover.xhtml": page(
            f'<section epub:type="cover"><h1>Tides</h1><p>{said}</p></section>'
        ),
        "a.xhtml": page("<p>One line.</p>"),
    }
    assert said in read(texts).text


def test_notes_find_their_marks_in_other_files() -> None:
    texts = {
        "a.xhtml": page(
            '<p>High water<a epub:type="noteref" href="n.xhtml#n1">1</a> came.</p>'
        ),
        "n.xhtml": page('<aside epub:type="footnote" id="n1"><p>Twice a day.</p></aside>'),
    }

    assert read(texts).text == "High water[^1] came.\n\n[^1]: Twice a day."


def test_links_inside_the_book_are_words_and_others_are_links() -> None:
    texts = {
        "a.xhtml": page(
            '<p>See <a href="b.xhtml#x">the second chapter</a> and <a href="b.xhtml#y">b</a>'
            ' or <a href="https://quay.example/">the quay</a>.</p>'
        ),
        "b.xhtml": TWO,
    }

    assert read(texts).text.startswith(
        "See the second chapter and b or [the quay](https://quay.example/)."
    )


def test_pictures_are_told_by_their_captions() -> None:
    body = (
        '<p>A <img src="a.png" alt="brass chain"/> and <img src="b.png" alt="b.png"/>so on.</p>'
    )

    assert read({"a.xhtml": page(body)}).text == "A brass chain and so on."


@pytest.mark.parametrize(
    "broken",
    ["<p class=first>One tide</p>", "<p>One<br>tide</p>", "<a id='x'/><p>One & tide</p></div>"],
)
def test_a_chapter_that_is_no_xml_is_read_as_a_page(broken: str) -> None:
    text = read({"a.xhtml": page(f"{broken}<p>and <i/>another.</p>")}).text

    assert re.findall(r"\w+", text)[-4:] == ["One", "tide", "and", "another"]


def test_an_empty_element_swallows_nothing() -> None:
    body = '<p>Before <a id="x"/>the mark.</p><div class="gap"/><p>After it.</p>'

    assert read({"a.xhtml": page(body)}).text == "Before the mark.\n\nAfter it."


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param("ar", "تظهر الساعة المد والجزر ولا تظهر الوقت.", id="from right to left"),
        pytest.param("ja", "時計は潮の満ち引きを示します。", id="Japanese"),
    ],
)
def test_other_scripts(language: str, text: str) -> None:
    about = ABOUT.replace(">en<", f">{language}<")
    draft = read({"章.xhtml": page(f"<p>{text}</p>")}, about=about)

    assert (draft.text, draft.language) == (text, language)


def test_one_article_a_chapter() -> None:
    code = page("<h1>Code</h1><pre>## no heading\n</pre><p>Done.</p>")
    data = epub({"a.xhtml": ONE, "b.xhtml": TWO, "c.xhtml": code})
    chapters = drafts_of_chapters(data, SOURCE)

    assert [chapter.title for chapter in chapters] == ["The clock", "The keeper", "Code"]
    assert {chapter.site for chapter in chapters} == {"The tide clock"}
    assert chapters[1].text == "She looks at it before she looks at the sea."
    assert len({chapter.source.key for chapter in chapters}) == 3


def test_a_heading_that_nothing_stands_below_ends_the_last_chapter() -> None:
    data = epub({"a.xhtml": ONE, "b.xhtml": TWO, "c.xhtml": page("<h1>The end</h1>")})
    chapters = drafts_of_chapters(data, SOURCE)

    assert [chapter.title for chapter in chapters] == ["The clock", "The keeper"]
    assert chapters[1].text.endswith("the sea.\n\n## The end")


def test_books_in_a_folder_are_taken_apart_too(tmp_path: Path) -> None:
    (tmp_path / "book.epub").write_bytes(epub({"a.xhtml": ONE, "b.xhtml": TWO}))
    found = [draft for _, draft in drafts_of([tmp_path], chapters=True)]

    assert [each.title for each in found if isinstance(each, Draft)] == [
        "The clock",
        "The keeper",
    ]


def test_a_chapter_takes_its_notes_along() -> None:
    noted = page(
        '<h1>A</h1><p>High water<a href="#n1" epub:type="noteref">1</a>.</p>'
        '<aside epub:type="footnote" id="n1"><p>Twice a day.</p></aside>'
    )
    first, second = drafts_of_chapters(epub({"a.xhtml": noted, "b.xhtml": TWO}), SOURCE)

    assert first.text.endswith("[^1]: Twice a day.")
    assert "Twice" not in second.text


@pytest.mark.parametrize(
    "notes",
    [
        pytest.param(
            '<h2>Notes</h2><p id="n1"><a href="a.xhtml">1</a> Twice a day.</p>', id="a"
        ),
        pytest.param('<h2>Notes</h2><p>Of all.</p><p id="n1">1 Twice a day.</p>', id="b"),
        pytest.param('<div><p id="n1"><b>1.</b> Twice a day.</p></div>', id="c"),
    ],
)
def test_notes_in_a_file_of_their_own_stand_below_the_text(notes: str) -> None:
    mark = '<a epub:type="noteref" href="n.xhtml#n1"><sup>1</sup></a>'
    text = page(f"<h1>A</h1><p>High water{mark} came.</p>")
    draft = read({"a.xhtml": text, "b.xhtml": TWO, "n.xhtml": page(notes)})

    assert "High water[^1] came." in draft.text
    assert draft.text.endswith("[^1]: Twice a day.")


@pytest.mark.parametrize(
    "heading",
    [
        pytest.param("<h1><b>Thirty-<i>three</i></b></h1>", id="a bold heading"),
        pytest.param("<p><b>Thirty-<i>three</i></b></p>", id="a bold paragraph"),
        pytest.param("<h1>Thirty-<em>three</em></h1>", id="a word that is stressed"),
    ],
)
def test_titles_of_chapters_are_plain(heading: str) -> None:
    texts = {"a.xhtml": page(f"{heading}<p>It begins here.</p>"), "b.xhtml": TWO}
    data = epub(texts, contents={"a.xhtml": "Thirty-three", "b.xhtml": "The keeper"})

    assert [chapter.title for chapter in drafts_of_chapters(data, SOURCE)] == [
        "Thirty-three",
        "The keeper",
    ]


LOCK = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
 xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>
<enc:EncryptionMethod Algorithm="{}"/></enc:EncryptedData></encryption>"""


def test_a_book_whose_fonts_alone_are_garbled_is_open() -> None:
    files = {"META-INF/encryption.xml": LOCK.format("http://www.idpf.org/2008/embedding")}

    assert read({"a.xhtml": ONE}, files=files).text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(
            epub(
                {"a.xhtml": ONE},
                files={
                    "META-INF/encryption.xml": LOCK.format(
                        "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
                    )
                },
            ),
            "it is locked (DRM)",
            id="a locked book",
        ),
        pytest.param(epub({}), "there is no text in this book", id="a book without texts"),
        pytest.param(
            epub({f"{n}.xhtml": page('<img src="a.png"/>') for n in range(3)}),
            "3 of the 3 pages of this book are pictures, and cannot be read here."
            " There is no text in it",
            id="a book of pictures",
        ),
        pytest.param(
            zipped({"META-INF/container.xml": CONTAINER}),
            "it does not say where its contents are",
            id="a book without a package",
        ),
        pytest.param(
            zipped({"META-INF/container.xml": CONTAINER.replace("OPS", "../../etc")}),
            "it does not say where its contents are",
            id="a package outside of the book",
        ),
        pytest.param(
            epub({"a.xhtml": ONE}).replace(b"OPS/book.opf", b"OPS/book.opx"),
            "it does not say where",
            id="a member that is missing",
        ),
    ],
)
def test_what_cannot_be_read_is_told_why(data: bytes, reason: str) -> None:
    with pytest.raises(DraftRejected) as rejection:
        draft_of_document(data, SOURCE)

    assert reason in rejection.value.reason


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(DraftRejected) as rejection:
        read({"a.xhtml": page("<p>" + "a" * 70_000_000 + "</p>")})

    assert "it unpacks to far too much" in rejection.value.reason


def test_a_damaged_chapter_is_named_in_its_place() -> None:
    data = epub({"a.xhtml": ONE, "b.xhtml": TWO, "c.xhtml": page("<p>C.</p>")})
    place = data.index(b"OPS/b.xhtml") + len("OPS/b.xhtml")
    draft = draft_of_document(data[:place] + b"\xff" * 30 + data[place + 30 :], SOURCE)

    assert draft.text.startswith("## The clock")
    assert "*What stood here is damaged or missing in the file" in draft.text
    assert draft.text.endswith("C.")


def test_small_entities_of_a_document_are_read_and_no_others() -> None:
    many = "".join(f"<!ENTITY e{n + 1} '{f'&e{n};' * 10}'>" for n in range(9))
    text = (
        f'<!DOCTYPE html [<!ENTITY a "Ann"><!ENTITY b "&a; Lee"><!ENTITY x SYSTEM "file:///x">'
        f"<!ENTITY e0 'ha'>{many}<!ENTITY o '&o;'>]>"
        '<html xmlns="http://www.w3.org/1999/xhtml"><body>'
        "<p>By &b; &x;: &e9; &o;</p></body></html>"
    )

    said = "By Ann Lee \\&x;: \\[e9: left out, too large] \\[o: left out, too large]"
    assert read({"a.xhtml": text}).text == said


def test_what_a_book_declares_is_kept_word_for_word() -> None:
    about = (
        f"{ABOUT}<dc:rights>CC BY 4.0</dc:rights><meta name='generator' content='Quill 3'/>"
        "<meta property='dcterms:modified'>2026-03-04T08:00:00Z</meta>"
        "<meta property='Iptc4xmpExt:DigitalSourceType'>"
        "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia</meta>"
    )
    made = page("<h1>One</h1><p>Written.</p><p ai-disclosure='ai-generated'>Made at once.</p>")
    known = read({"a.xhtml": made, "b.xhtml": TWO}, about).provenance

    assert known
    assert {(each.what, each.value, each.where) for each in known.declared} == {
        ("publisher", "Quay Press", "package"),
        ("license", "CC BY 4.0", "package"),
        ("generator", "Quill 3", "package"),
        ("dateModified", "2026-03-04T08:00:00Z", "package"),
        (
            "digitalSourceType",
            "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
            "package",
        ),
        ("ai-disclosure", "ai-generated", "<p>"),
    }
    assert [author.name for author in known.author] == ["Ann Lee", "Bo Ek"]
    [part] = [each for each in known.declared if each.span]
    assert part.span
    assert part.span.exact == "Made at once."
    one, two = drafts_of_chapters(epub({"a.xhtml": made, "b.xhtml": TWO}, about), SOURCE)
    assert one.provenance
    assert two.provenance
    assert part in one.provenance.declared
    assert part not in two.provenance.declared


def test_a_book_says_that_most_of_it_is_pictures() -> None:
    drawn = {f"{n}.xhtml": page('<svg><image href="a.png"/></svg>') for n in range(3)}
    book = draft_of_document(epub({"a.xhtml": ONE, **drawn}), Source(name="a.epub"))
    assert book.text.endswith(
        "*3 of the 4 pages of this book are pictures, and cannot be read here.*"
    )


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(
            '<p>Ebb.</p><div id="x"/><p>Flow.</p>',
            "## One\n\nEbb.\n\n## Two\n\nFlow.",
            id="an anchor between blocks",
        ),
        pytest.param(
            '<p>Ebb.</p><p><a id="x"/>Two</p><p>Flow.</p>',
            "## One\n\nEbb.\n\n## Two\n\nFlow.",
            id="an anchor in the line that says it",
        ),
        pytest.param(
            '<p>Ebb.</p><h2 id="x">2</h2><p>Flow.</p>',
            "Ebb.\n\n## 2\n\nFlow.",
            id="headings of its own",
        ),
    ],
)
def test_chapters_that_begin_inside_a_file_have_their_headings(body: str, text: str) -> None:
    contents = {"a.xhtml": "One", "a.xhtml#x": "Two"}
    assert read({"a.xhtml": page(body)}, contents=contents).text == text


def test_a_title_in_two_lines_stands_once() -> None:
    texts = {"a.xhtml": page("<p><b>CHAPTER I</b></p><p>The Lamp</p><p>It burned.</p>")}
    text = read(texts, contents={"a.xhtml": "Chapter I: The Lamp"}).text
    assert text == "## Chapter I: The Lamp\n\nIt burned."


def test_nothing_is_left_of_a_chapter_of_notes() -> None:
    texts = {
        "a.xhtml": page(
            '<h1>One</h1><p>Ebb<a epub:type="noteref" href="n.xhtml#n1">1</a>.</p>'
        ),
        "n.xhtml": page(
            '<h1>Notes</h1><h2>One</h2><p id="n1">1. Low. <a href="a.xhtml">↩</a></p>'
        ),
    }
    assert read(texts).text == "## One\n\nEbb[^1].\n\n[^1]: Low."


def test_of_a_note_goes_its_number_and_no_other() -> None:
    mark = '<p>Ebb<a epub:type="noteref" href="#n">1</a>.</p><p id="n" epub:type="footnote">'
    texts = {
        "a.xhtml": page(f"<h1>One</h1>{mark}1984. A novel.</p>"),
        "b.xhtml": page(f"<h1>Two</h1>{mark}1. Low.</p>"),
    }
    text = read(texts).text
    assert text.endswith("\n\n[^1]: 1984\\. A novel.\n\n[^2]: Low.")


def test_marks_in_headings_of_notes_are_looked_at_once() -> None:
    heading = " # ".join("a" * 60)
    texts = {"a.xhtml": page(f"<h1>Notes</h1><h2>{heading}</h2><p>Ebb.</p>")}
    assert read(texts).text.startswith(f"## Notes\n\n### {heading}\n\nEbb.")


def test_lines_of_a_poem_stay_together_and_words_in_drawings_are_read() -> None:
    said = ["The keeper of the light has been here for years", *["and waits for ships"] * 4]
    stanza = "".join(f'<p class="verse">{line}</p>' for line in said)
    drawn = "<svg><text>Quay</text><text>of <tspan>Hull</tspan></text></svg>"
    poem = page(f"<h1>Tides</h1>{stanza}<p>\xa0</p>{stanza}<p>So it is.</p>{drawn}")
    lines = "\\\n".join(said)
    text = read({"a.xhtml": poem}).text
    assert text.endswith(f"{lines}\n\n{lines}\n\nSo it is.\n\nQuay\\\nof Hull")
