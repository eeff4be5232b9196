"""What a page has, its article gets: nothing of it is lost to the markup around it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.exporters.html import html_of
from octavo.importers.formats.html.draft import (
    article_or_all,
    draft_of_html,
    markdown_of_fragment,
)
from octavo.importers.formats.html.tree import tree_of
from octavo.library.ingest.dedup import letters
from octavo.model.article import Source
from tests.importers.words import lost, words_shown
from tests.markdown.setting import drawn

ONE = "The ferry had left before the bell, and nobody on the pier could say what for."
TWO = "A boy who sold ropes had seen the captain look at the sky and shake his head."
THREE = "In the evening it was back, with all who had been on it, and none of them spoke."

VOID = """
<area> <base> <br> <col> <embed> <hr> <img> <input> <link> <meta> <param> <source> <track> <wbr>
"""
OPEN_INSIDE = """
<button><div><div></button> | <button class="copy"><span><div></button> | <nav><div><div></nav>
<select><div></select> | <svg><g><div></svg> | <object><div></object> | <label><div></label>
<aside><section><div></aside> | <dialog><div></dialog> | <noscript><div></noscript>
<form><button><div></button></form> | <template><div></template> | <button>
<button><table><tr><td></table><div></button> | <header><div></header> | <div><aside></div>
<audio> | <video> | <canvas> | <iframe> | <svg> | <select> | <option> | <noscript> | <object>
<textarea> | <title> | <xmp> | <noframes> | <progress> | <template> | <map> | <output>
<section><footer></section> | <div><nav></div> | <button><svg><g></button>
"""
SWALLOWING = [
    each.strip() for each in OPEN_INSIDE.replace("\n", "|").split("|") if each.strip()
]


def page(*parts: str) -> str:
    return f"<title>A ferry</title><body><article>{''.join(parts)}</article></body>"


def text_of(markup: str) -> str:
    return draft_of_html(markup, Source(name="a.html")).text


@pytest.mark.parametrize("left", [*VOID.split(), *SWALLOWING])
@pytest.mark.parametrize("place", range(2))
def test_what_is_left_open_swallows_no_paragraph(left: str, place: int) -> None:
    parts = [f"<p>{each}</p>" for each in (ONE, TWO, THREE)]
    markup = page(*parts[:place], left, *parts[place:])
    assert not lost(words_shown(markup), text_of(markup))


@given(st.lists(st.sampled_from(["div", "section", "p", "span", "li", "ul"]), max_size=6))
def test_all_that_is_open_in_a_button_ends_with_it(opened: list[str]) -> None:
    inside = "".join(f"<{name}>" for name in opened)
    root = tree_of(f"<body><button>{inside}Menu</button><p id=after>{ONE}</p></body>")
    assert root is not None
    assert root.xpath("boolean(//p[@id='after'][not(ancestor::button)])")


@pytest.mark.parametrize("name", ["ul", "ol", "menu", "table", "dl", "map", "output", "tt"])
def test_words_stay_where_no_words_should_be(name: str) -> None:
    """No item and no cell has them, and a browser shows them all the same."""
    cells = "<tr><td>Tide</td><td>Ebb</td></tr>loose<tr>rope<td>Bell</td><td>Pier</td></tr>"
    inside = cells if name == "table" else "<li>Tide</li>loose<li><b>Bell</b></li>rope"
    markup = f"<p>{ONE}</p><{name}>lamp <b>mast</b>{inside} gate</{name}><p>{TWO}</p>"
    assert not lost(words_shown(markup), markdown_of_fragment(markup))


@pytest.mark.parametrize("around", ["article", "div"])
def test_a_paragraph_that_is_a_link_stays_among_others(around: str) -> None:
    links = {"A map of the pier": "https://pier.example/map", "Its tides": "https://a.example/"}
    linked = "".join(f'<p><a href="{url}">{said}</a></p>' for said, url in links.items())
    prose = [f"<p>{each}</p>" for each in (ONE, TWO, THREE)]
    text = text_of(page(f"<{around}>", *prose[:2], linked, prose[2], f"</{around}>"))
    written = [f"[{said}]({url})" for said, url in links.items()]
    assert text == "\n\n".join([ONE, TWO, *written, THREE])


def test_a_link_ends_where_it_is_closed() -> None:
    markup = page(f'<a href="https://pier.example/"><div>{ONE}</a></div><p>{TWO}</p>')
    assert text_of(markup) == f"[{ONE}](https://pier.example/)\n\n{TWO}"


@pytest.mark.parametrize("around", ["article", "div", "section", "li", "main"])
@pytest.mark.parametrize(
    "behind",
    [
        "<p>A gull.<p>Rain.",
        "</p><p>A gull.</p><div>Rain.</div>",
        "<blockquote>A gull.<blockquote>Rain.</blockquote></blockquote>",
        "<ul><li>A gull.<li>Rain.</ul>",
        '<p><a href="https://gull.example/">A gull.</a> It rained.</p><h2>Rain.</h2><p>Wet.',
    ],
)
def test_a_link_without_an_end_takes_no_other_block(around: str, behind: str) -> None:
    opened = f'<p>See <a href="https://pier.example/">the pier{behind}'
    markup = page(f"<{around}><p>{ONE}</p><p>{TWO}</p>{opened}</{around}>")
    text = text_of(markup)
    assert not lost(words_shown(markup), text)
    assert "See [the pier](https://pier.example/)\n" in text


@pytest.mark.parametrize(
    "between",
    [
        pytest.param("</body></html>", id="the end of the page"),
        pytest.param("</body></html><html><body>", id="another document"),
        pytest.param(
            "</BODY></HTML><!doctype html><html><head><style>p {}</style><title>B</title>"
            "</head><body class=b>",
            id="another document with a head",
        ),
    ],
)
def test_what_stands_behind_the_end_of_a_page_stays(between: str) -> None:
    markup = f"<html><body><p>{ONE}</p>{between}<p>{TWO}</p><p>{THREE}</p></body></html>"
    for read in (markdown_of_fragment, article_or_all, text_of):
        assert read(markup) == f"{ONE}\n\n{TWO}\n\n{THREE}"


def test_tags_in_scripts_and_comments_close_nothing() -> None:
    inside = "<script>var a = '<nav></div>';</script><!-- <button><div> --><p>"
    markup = page(f"<div><div><p>{ONE}</p>{inside}{TWO}</p></div></div><p>{THREE}</p>")
    assert text_of(markup) == f"{ONE}\n\n{TWO}\n\n{THREE}"


def test_the_words_of_a_heading_that_is_a_button_stay() -> None:
    markup = page(f"<h2><button>When does it sail?</button></h2><p>{ONE}</p><p>{TWO}</p>")
    assert text_of(markup) == f"## When does it sail?\n\n{ONE}\n\n{TWO}"


@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param("<p>{}</p>", id="paragraphs"),
        pytest.param("<div>{}</div>", id="boxes"),
        pytest.param('<div class="a"><div><span>{}</span></div></div>', id="boxes in boxes"),
        pytest.param('<div style="margin: 1em"><span>{}</span></div>', id="styled boxes"),
    ],
)
def test_short_paragraphs_stay_among_long_ones(wrap: str) -> None:
    said = [ONE, "“No.”", "“Why?”", TWO, "Nothing.", "A gull.", "Rain.", THREE, "“Well?”"]
    markup = page("<h1>A ferry</h1>", "<div>", *map(wrap.format, said), "</div>")
    assert text_of(markup) == "\n\n".join(said)


def test_what_a_server_sends_late_stands_in_its_place() -> None:
    late = (
        f'<div hidden id="S:0"><p>{ONE}</p><template id="P:1"></template><p>{THREE}</p></div>'
        f'<div hidden id="S:1"><p>{TWO}</p></div>'
    )
    assert (
        text_of(page('<template id="B:0"></template>') + late) == f"{ONE}\n\n{TWO}\n\n{THREE}"
    )


@pytest.mark.parametrize(
    "around",
    [
        pytest.param("<body><noscript>{}</noscript><div id=root></div>", id="without scripts"),
        pytest.param("<frameset><frame src=a><noframes>{}</noframes></frameset>", id="frames"),
        pytest.param("<x-a><template shadowrootmode=open>{}</template></x-a>", id="shadow"),
    ],
)
def test_what_a_page_has_for_others_is_read_where_it_has_nothing_else(around: str) -> None:
    parts = "".join(f"<p>{each}</p>" for each in (ONE, TWO, THREE))
    assert text_of(f"<html><title>A ferry</title>{around.format(parts)}</html>") == (
        f"{ONE}\n\n{TWO}\n\n{THREE}"
    )


def test_a_request_to_turn_scripts_on_is_left_out() -> None:
    said = "<noscript>Turn on scripts, please, to read all of this page.</noscript>"
    assert text_of(page(said, f"<p>{ONE}</p><p>{TWO}</p>")) == f"{ONE}\n\n{TWO}"


def test_words_that_a_server_sends_late_stand_in_their_sentence() -> None:
    late = '<div hidden id="S:1">long <b>before</b></div>'
    markup = f'<p>It was <template id="P:1"></template> the bell.</p>{late}'
    assert markdown_of_fragment(markup) == "It was long **before** the bell."


@pytest.mark.parametrize(
    ("markup", "written"),
    [
        pytest.param(
            "<ul><li>a</ul><ul><li>b</ul><ul><li>c</ul>", "- a\n\n* b\n\n- c", id="lists"
        ),
        pytest.param(
            "<ol><li>a<li>b</ol><div><ol><li>c</ol></div>",
            "1. a\n2. b\n\n1) c",
            id="numbered lists",
        ),
        pytest.param(
            "<ol start=3><li>a<li value=7>b<li>c</ol>",
            "3. a\n\n7) b\n8) c",
            id="a number skipped",
        ),
        pytest.param(
            "<ol reversed><li>c<li>b<li>a</ol>",
            "3. c\n\n2) b\n\n1. a",
            id="numbers that count down",
        ),
        pytest.param(
            "<ol reversed start=9><li>a<ul><li>x</ul><li>b</ol>",
            "9. a\n   - x\n\n8) b",
            id="numbers that count down from one that is given",
        ),
        pytest.param(
            "<ul><li>x<ul><li>a</ul><ul><li>b</ul></ul>",
            "- x\n\n  - a\n\n  * b",
            id="lists in an item",
        ),
        pytest.param(
            "<ul><li>a</ul><ol><li>b</ol><ul><li>c</ul>",
            "- a\n\n1. b\n\n- c",
            id="lists of two kinds",
        ),
    ],
)
def test_neighbouring_lists_stay_apart(markup: str, written: str) -> None:
    assert markdown_of_fragment(markup) == written


@pytest.mark.parametrize(
    ("markup", "written"),
    [
        pytest.param(
            '<div style="white-space: pre-wrap">a\nb\n\nc</div>', "a\\\nb\n\nc", id="pre-wrap"
        ),
        pytest.param(
            '<p class="whitespace-pre-line">a\nb <b>c</b>\nd</p>',
            "a\\\nb **c**\\\nd",
            id="a class",
        ),
        pytest.param("<div><code>a\n  b</code></div>", "```\na\n  b\n```", id="code alone"),
        pytest.param("<p><code>a<br>b</code></p>", "```\na\nb\n```", id="code with breaks"),
        pytest.param(
            "<p>Type <code>a\nb</code> here.</p>", "Type `a b` here.", id="code inside"
        ),
        pytest.param("<div><samp>a<br>b</samp></div>", "```\na\nb\n```", id="what is printed"),
        pytest.param(
            "<p>Type <tt>a<br>b</tt>.</p>", "Type `a`\\\n`b`.", id="code with breaks inside"
        ),
        pytest.param(
            "<pre><div>bash<button>Copy</button></div>"
            '<code class="hljs language-bash">ls -l\nls</code></pre>',
            "```bash\nls -l\nls\n```",
            id="a label and a button",
        ),
        pytest.param(
            "<table class=file> <tbody><tr>\n <td data-line-number=1></td>\n <td>if a:</td>\n"
            "</tr> <tr><td data-line-number=2></td><td>  b()</td></tr></tbody></table>",
            "```\nif a:\n  b()\n```",
            id="code in a table whose numbers are drawn",
        ),
        pytest.param(
            "<textarea readonly>cd x\nmake</textarea><textarea>cd y\nmake</textarea>",
            "```\ncd x\nmake\n```",
            id="lines to copy",
        ),
        pytest.param(
            "<span style='display:block'>a</span><span style='display: block'>b</span>"
            "<h2><span style='display:block'>c</span><span>d</span></h2>"
            "<pre><span style='display:block'>e = 1</span><span>f = 2</span></pre>",
            "a\n\nb\n\n## c d\n\n```\ne = 1\nf = 2\n```",
            id="boxes that look as blocks",
        ),
        pytest.param(
            "<p>a</p><button><span><p>Copy<button>Share</button></button><p>b</p>",
            "a\n\nb",
            id="a button in one",
        ),
    ],
)
def test_lines_that_show_are_kept(markup: str, written: str) -> None:
    assert markdown_of_fragment(markup) == written


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("<div itemprop='articleBody'>{}</div>", id="itemprop"),
        pytest.param("<article>{}</article>", id="article"),
        pytest.param("<main><article>{}</article></main>", id="article in main"),
        pytest.param("<div role='main'>{}</div>", id="role"),
    ],
)
def test_what_a_page_marks_as_its_article_is_read_whole(marked: str) -> None:
    """Short lines stay, too, where the page says that they are the text."""
    lines = "".join(f"<div><div>Line {n} of the song</div></div>" for n in range(30))
    whole = marked.format(f"<p>{ONE}</p>{lines}")
    assert not lost(words_shown(whole), text_of(f"<title>A song</title><body>{whole}</body>"))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"{ONE}\\n\\n{TWO}\\n\\n{THREE}", id="in lines"),
        pytest.param(f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>", id="in tags"),
        pytest.param(f"{ONE} &amp; {TWO} {THREE}", id="with entities"),
    ],
)
def test_an_article_that_a_page_tells_programs_alone_is_read(body: str) -> None:
    data = f'{{"@type": "NewsArticle", "headline": "A ferry", "articleBody": "{body}"}}'
    script = f'<script type="application/ld+json">{data}</script>'
    markup = f"<title>A ferry</title>{script}<body><p>Please wait for the page.</p></body>"
    text = text_of(markup)
    assert not lost(f"{ONE} {TWO} {THREE}", text)
    assert "&amp;" not in text
    assert "<p>" not in text


def test_an_article_that_a_page_has_is_not_told_twice() -> None:
    data = f'{{"@type": "Article", "headline": "A ferry", "articleBody": "{ONE} {TWO}"}}'
    script = f'<script type="application/ld+json">{data}</script>'
    text = text_of(
        f"<title>A</title>{script}<article><p>{ONE}</p><p><b>{TWO}</b></p></article>"
    )
    assert f"**{TWO}**" in text
    assert text.count(ONE) == 1


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(f"<div role=tabpanel hidden><p>{TWO}</p></div>", id="a panel below a tab"),
        pytest.param(
            f"<button role=tab aria-controls=b>B</button><div id=b hidden><p>{TWO}</p></div>",
            id="what a tab names",
        ),
        pytest.param(
            f"<h3><button aria-controls=c>W</button></h3><div id=c hidden><p>{TWO}</p></div>",
            id="an answer that is folded",
        ),
        pytest.param(f'<iframe srcdoc="&lt;p>{TWO}&lt;/p>"></iframe>', id="a frame's own page"),
    ],
)
def test_what_the_reader_of_a_page_can_turn_over_is_of_the_article(part: str) -> None:
    text = draft_of_html(page(f"<p>{ONE}</p>", part, f"<p>{THREE}</p>"), Source()).text
    assert [line for line in text.split("\n\n") if line in (ONE, TWO, THREE)] == [
        ONE,
        TWO,
        THREE,
    ]


def test_a_section_of_data_is_text_where_a_page_is_xml() -> None:
    xhtml = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><article>'
    section = f"<p>{ONE}</p><p><![CDATA[{TWO} <b> & so on.]]></p></article></body></html>"
    assert f"{TWO} \\<b> & so on." in draft_of_html(xhtml + section, Source()).text


def test_a_section_of_a_script_stays_as_it_is() -> None:
    said = (
        '{"@type": "Article", "author": {"name": "Ann O\'Hara"}, "datePublished": "2026-03-04"}'
    )
    xhtml = (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head>'
        f'<script type="application/ld+json">//<![CDATA[\n{said}\n//]]></script></head>'
        f"<body><article><p>{ONE}</p><p><![CDATA[{TWO} & so on.]]></p></article></body></html>"
    )
    draft = draft_of_html(xhtml, Source())
    assert draft.authors == ("Ann O'Hara",)
    assert f"{TWO} & so on." in draft.text


SCRAPS = ["(tide)", "[tide](ebb)", ": tide", "tide", " ", "(", "]", "!", "`tide`", "\\", ""]
SET_IN = ["{}", "<b>{}</b>", "-<code>{}</code>-", "<br>{}"]
SIDE = st.lists(
    st.builds(lambda form, said: form.format(said), *map(st.sampled_from, (SET_IN, SCRAPS))),
    max_size=3,
).map("".join)


@given(SIDE, SIDE, st.sampled_from(["p", "li", "h2", "td"]))
def test_a_footnote_is_one_whatever_stands_around_its_mark(
    before: str, after: str, block: str
) -> None:
    """In the text, on the screen, and in a page that is made of it and read once more."""
    notes = '<section class="footnotes"><ol><li id="f1">A bell.</li></ol></section>'
    mark = '<sup id="r1"><a href="#f1">1</a></sup>'
    around = {"li": "<ul>{}</ul>", "td": "<table><tr><td>Sea</td>{}</tr></table>"}
    marked = around.get(block, "{}").format(f"<{block}>{before}{mark}{after}</{block}>")
    text = text_of(page(f"<p>{ONE}</p>", marked, f"<p>{TWO}</p>", notes))
    said = letters(re.sub("<[^>]*>", "", before + after))
    for each in (text, text_of(page(html_of(text)))):
        lines = " ".join(drawn(each, 400))
        assert "¹" in lines
        assert lines.endswith("A bell.")
        assert said in letters(lines.replace("¹", ""))
