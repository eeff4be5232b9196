"""What pages do that is easily lost: pictures, footnotes without links, dates, late pieces."""

from datetime import UTC, datetime

import pytest

from octavo.importers.formats.html.draft import draft_of_html, markdown_of_fragment
from octavo.model.article import Source
from octavo.model.draft import Draft

LONG = (
    "Above the door of the old harbour office hangs a clock that shows the tide and not the "
    "time, and nobody has wound it since the keeper left the town in the year of the storm. "
)
PARAGRAPH = f"<p>{LONG * 3}</p>"


def read(text: str, url: str = "") -> Draft:
    return draft_of_html(text, Source(kind="page", name="x"), url)


def test_words_after_an_element_count_as_its_text() -> None:
    draft = read(f"<title>The tide clock - X</title><h1>The <i>tide</i> clock</h1>{PARAGRAPH}")
    assert draft.title == "The tide clock"


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(
            "<picture><source srcset='/a.webp'><source srcset='/a.avif'><img src='/a.png'>"
            "</picture>",
            id="with sources",
        ),
        pytest.param(
            "<figure><div><img src='/a.png'></div><figcaption>In spring</figcaption></figure>",
            id="with a caption",
        ),
        pytest.param(
            "<div class='elementor-widget elementor-widget-image'><img src='/a.png'></div>",
            id="in a box of a page builder",
        ),
        pytest.param("<img data-src='/a.png' src='/blank.gif'>", id="that loads late"),
    ],
)
def test_pictures_between_paragraphs_stay(picture: str) -> None:
    page = f"<nav><a href=/>Home</a></nav><main>{PARAGRAPH}{picture}{PARAGRAPH}</main>"
    assert read(page, "https://a.example/x").text.count("![](https://a.example/a.png)") == 1


@pytest.mark.parametrize(
    "notes",
    [
        pytest.param("<p><sup>1</sup> In spring.</p><p><sup>2</sup> At noon.</p>", id="raised"),
        pytest.param(
            "<aside><ol start=1><li>In spring.</li></ol></aside>"
            "<aside><ol start=2><li>At noon.</li></ol></aside>",
            id="in the margin",
        ),
    ],
)
def test_notes_that_are_not_linked_are_notes(notes: str) -> None:
    text = read(f"<p>{LONG}<sup>1</sup></p><p>{LONG}<sup>2</sup></p>{notes}").text
    assert (text.count("[^1]"), text.count("[^2]")) == (2, 2)
    assert text.endswith("[^1]: In spring.\n\n[^2]: At noon.")


def test_powers_are_no_notes() -> None:
    text = read(f"<p>x<sup>2</sup> and y<sup>3</sup></p>{PARAGRAPH}").text
    assert text.startswith("x² and y³")


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        pytest.param(
            "<a href='https://a.example/x?utm_source=b#n1'>1</a>",
            "<div class=footnote id=n1>In spring.</div>",
            id="by the whole address",
        ),
        pytest.param(
            "<a href='#n1'><span>[</span>1<span>]</span></a>",
            "<ol class=references><li id=n1>In spring.</li></ol>",
            id="in brackets of their own",
        ),
        pytest.param(
            "<a href='#n1'>[1]</a>",
            "<h4>References and notes</h4><ol><li><a id=n1></a>In spring.</li></ol>",
            id="below a heading",
        ),
    ],
)
def test_links_inside_a_page_lead_to_notes(mark: str, note: str) -> None:
    text = read(f"<p>{LONG}{mark}</p>{PARAGRAPH}{note}", "https://a.example/x").text
    assert text.endswith("[^1]: In spring.")


def test_pieces_that_are_sent_late_are_put_in_their_place() -> None:
    page = (
        f"<article><h1>The clock</h1><template id='B:0'></template></article>"
        f"<footer>End</footer><div hidden id='S:0'>{PARAGRAPH}<h2>Below</h2>{PARAGRAPH}</div>"
    )
    text = read(page).text
    assert text.startswith("Above the door")
    assert "## Below" in text


@pytest.mark.parametrize(
    ("markup", "day"),
    [
        pytest.param("<p>4 March 2026</p><h1>Tides</h1>", 4, id="above the headline"),
        pytest.param(
            "<h1>Tides</h1><p>March 4, 2026</p><ul><li><time datetime=2026-03-01>x</time></ul>",
            4,
            id="nearer than a marked one",
        ),
        pytest.param(
            "<h1>Tides</h1><span class=age title='2026-03-04T09:00:00'>an hour ago</span>",
            4,
            id="in a title",
        ),
        pytest.param(
            '<script type="application/ld+json">/*<![CDATA[*/{"@type": "Article", '
            '"datePublished": "2026-03-04"}/*]]>*/</script><h1>Tides</h1>',
            4,
            id="in wrapped JSON",
        ),
    ],
)
def test_the_date_of_a_page(markup: str, day: int) -> None:
    published = read(f"{markup}{PARAGRAPH}").published
    assert published
    assert published.replace(hour=0) == datetime(2026, 3, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("markup", "month", "day"),
    [
        ("<meta name=citation_publication_date content=2026/03>", 3, 1),
        ("<meta name=DC.date content=2026>", 1, 1),
        ("<meta name=DC.date content=2026><meta name=pubdate content=2026-03-04>", 3, 4),
        ("<meta name=DC.date content=2026><h1>Tides</h1><p>March 4, 2026</p>", 3, 4),
        ("<meta name=DC.date content=2026><h1>Tides</h1><p>March 4, 2019</p>", 1, 1),
    ],
)
def test_a_year_or_a_month_is_a_date_where_no_day_is_said(
    markup: str, month: int, day: int
) -> None:
    assert read(markup + PARAGRAPH).published == datetime(2026, month, day, tzinfo=UTC)


@pytest.mark.parametrize("around", ["infobox vcard", "mw-ambox ambox-notice ambox"])
def test_a_date_of_what_a_page_is_about_is_not_its_own(around: str) -> None:
    day = "<td><span class='bday dtstart published'>1998-02-28</span></td>"
    box = f"<table class='{around}'><tr><th>Founded</th>{day}</tr></table>"
    assert read(f"<h1>The harbour</h1>{box}{PARAGRAPH}").published is None


def test_a_fragment_keeps_its_pictures() -> None:
    markup = "<picture><source srcset=/a.webp><img src=/a.png alt=b></picture>"
    assert markdown_of_fragment(markup) == "![b](/a.png)"


def test_a_table_is_kept_with_its_cells_of_links() -> None:
    row = "<tr><td><a href=/{0}>Harbour {0}</a></td><td>high water at half past {0}</td></tr>"
    rows = "".join(map(row.format, range(1, 7)))
    page = (
        f"<nav><a href=/>Home</a></nav><main>{PARAGRAPH}<table>{rows}</table>{PARAGRAPH}</main>"
    )
    assert read(page).text.count("| [Harbour ") == 6


def test_sections_at_the_end_of_an_article_stay() -> None:
    heading = "<a href='#b'><div><h2>How to wind it</h2></div></a>"
    end = (
        f"<div><div>{heading}<div><p>Nobody has the key, so that nobody can wind it.</p></div>"
    )
    text = read(f"<nav><a href=/>Home</a></nav><article>{PARAGRAPH * 3}{end}</article>").text
    assert "How to wind it" in text
    assert text.endswith("nobody can wind it.")


def test_a_page_of_comments_has_them_as_its_text() -> None:
    said = "".join(
        f"<div class='comment'><a href=/u/{i}>user{i}</a><p>{LONG} Says number {i}.</p></div>"
        for i in range(5)
    )
    text = read(f"<table><tr><td><a href=/x>The tide clock</a></td></tr></table>{said}").text
    assert text.count("Says number") == 5


def test_comments_below_an_article_are_left_out() -> None:
    words = "Really? " + "I never saw it. " * 99
    said = f"<div class='comments'><div class='comment'><p>{words}</p></div></div>"
    assert "Really" not in read(f"<main><div>{PARAGRAPH * 3}</div></main>{said}").text


@pytest.mark.parametrize(
    "formula",
    [
        pytest.param(
            "<span data-math='\\frac{a}{b}'><span class=katex><span>ab</span></span></span>",
            id="named beside what is drawn",
        ),
        pytest.param("<img src='/eq.svg' alt='\\frac{a}{b}'>", id="the text of an image"),
        pytest.param(
            "<img src='https://latex.codecogs.com/svg.image?%5Cfrac%7Ba%7D%7Bb%7D'>",
            id="the address of an image",
        ),
    ],
)
def test_formulas_are_read_from_what_draws_them(formula: str) -> None:
    assert markdown_of_fragment(f"<p>It is {formula}.</p>") == "It is $\\frac{a}{b}$."
