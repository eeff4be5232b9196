"""Web pages: the article in them, with its structure."""

import contextlib
import html
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from octavo.importers.formats.html.draft import draft_of_html, markdown_of_fragment
from octavo.importers.text.clean import clean
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from tests.growth import grows_in_proportion

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)

PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<title>The tide clock | Harbour News</title>
<link rel="canonical" href="https://www.harbour.example/clock?utm_source=feed">
<meta property="og:site_name" content="Harbour News">
<meta property="og:title" content="The tide clock | Harbour News">
<meta name="description" content="Nobody winds it any more.">
<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "Harbour News"},
 {"@type": "NewsArticle", "headline": "The tide clock",
  "datePublished": "2026-03-04T09:30:00+09:00",
  "author": [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bo Ek"}]}]}
</script>
</head>
<body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<div class="cookie-banner"><p>We use cookies to make this site better for all of you.</p></div>
<main><article>
<h1>The tide clock</h1>
<p class="byline">By Ann Lee and Bo Ek</p>
<p>Above the door of the old harbour office hangs a clock that shows the tide and not the
time. It was put up in the year of the great storm, when nobody in the town trusted the sea
any more and everybody wanted to know when it would come back.</p>
<h2>How it works</h2>
<p>A float in a pipe below the quay rises and falls with the water, and a chain takes its
movement up to the <em>single</em> hand. There is no spring and no weight, so that it has
never been wound and has never been wrong by more than a few minutes, as
<a href="/keeper">the keeper</a> says.</p>
<blockquote><p>I look at it before I look at the sea.</p></blockquote>
<ul><li>The float is oak.</li><li>The chain is brass:
  <ol><li>new links</li><li>old links</li></ol></li></ul>
<pre class="highlight"><code class="language-python">def tide(hour):
    return hour % 12
</code></pre>
<table><tr><th>Harbour</th><th>Range</th></tr><tr><td>Old quay</td><td>4 m</td></tr></table>
<figure><img src="/clock.jpg" alt="The clock above the door"><figcaption>The clock in
spring.</figcaption></figure>
<p>Visitors ask for the time and are told that it is high water. Most of them laugh, and some
of them sit down on the wall to wait until the hand has moved, which takes a while.</p>
</article></main>
<aside><h3>Related stories</h3><ul><li><a href="/a">A lamp for the pier</a></li></ul></aside>
<footer><p>Copyright Harbour News. All rights reserved.</p></footer>
</body></html>
"""

ARTICLE = """\
Above the door of the old harbour office hangs a clock that shows the tide and not the time. \
It was put up in the year of the great storm, when nobody in the town trusted the sea any more \
and everybody wanted to know when it would come back.

## How it works

A float in a pipe below the quay rises and falls with the water, and a chain takes its \
movement up to the *single* hand. There is no spring and no weight, so that it has never been \
wound and has never been wrong by more than a few minutes, as \
[the keeper](https://www.harbour.example/keeper) says.

> I look at it before I look at the sea.

- The float is oak.
- The chain is brass:
  1. new links
  2. old links

```python
def tide(hour):
    return hour % 12
```

| Harbour | Range |
| --- | --- |
| Old quay | 4 m |

![The clock above the door](https://www.harbour.example/clock.jpg)

*The clock in spring.*

Visitors ask for the time and are told that it is high water. Most of them laugh, and some of \
them sit down on the wall to wait until the hand has moved, which takes a while."""


MANY = "9" * 5_000
"""Digits, more than Python reads as a number."""


def read(text: str, name: str = "page.html") -> Draft:
    return draft_of_html(text, Source(kind="file", name=name))


def test_the_article_of_a_page_keeps_its_structure() -> None:
    draft = read(PAGE)
    assert draft.text == ARTICLE


def test_a_page_says_what_it_is() -> None:
    draft = read(PAGE)
    assert draft.title == "The tide clock"
    assert draft.authors == ("Ann Lee", "Bo Ek")
    assert draft.site == "Harbour News"
    assert draft.published == datetime(2026, 3, 4, 0, 30, tzinfo=UTC)
    assert draft.language == "en-GB"
    assert draft.excerpt == "Nobody winds it any more."
    assert draft.url == "https://www.harbour.example/clock"


@pytest.mark.parametrize(
    ("markup", "markdown"),
    [
        pytest.param("<p>a <b>b </b>c <i> d</i></p>", "a **b** c *d*", id="spaces outside"),
        pytest.param("<p><b>a</b><b>b</b></p>", "**ab**", id="emphasis side by side"),
        pytest.param("<p><b>a <b>b</b></b></p>", "**a b**", id="emphasis in itself"),
        pytest.param("<p>彼は<b>「本」</b>を</p>", "彼は「**本**」を", id="marks beside CJK"),
        pytest.param("<p><s>old</s> <del>x</del></p>", "~~old x~~", id="struck out"),
        pytest.param("<p>a<br>b<br><br>c</p>", "a\\\nb\n\nc", id="line breaks"),
        pytest.param("<p>x<sup>2</sup> H<sub>2</sub>O</p>", "x² H₂O", id="raised and lowered"),
        pytest.param("<p>2<sup>n+1</sup> x<sub>i</sub> 1<sup>st</sup> 1941<sub>85ya</sub></p>",
            "2ⁿ⁺¹ xᵢ 1st 1941₈₅ya", id="raised letters, and numbers that are none of it"),
        pytest.param("<p><ruby>本<rt>ほん</rt></ruby></p>", "本(ほん)", id="readings"),
        pytest.param("<p><q>a</q></p>", "“a”", id="a quote in a line"),
        pytest.param("<p>use <code>a`b</code></p>", "use ``a`b``", id="code in a line"),
        pytest.param("<p>*a* _b_ [c] #d</p>", "\\*a\\* \\_b\\_ \\[c] #d", id="marks"),
        pytest.param("<p># a</p>", "\\# a", id="a mark at the beginning"),
        pytest.param("<p><a href=' x y\n z'>a</a></p>", "[a](x%20yz)", id="blanks in it"),
        pytest.param("<p><a href='/x(y)'>a</a></p>", "[a](</x(y)>)", id="brackets in it"),
        pytest.param("<p><a href='javascript:x()'>a</a></p>", "a", id="a script for a link"),
        pytest.param("<p><a href='data:text/html,x'>a</a></p>", "a", id="data for a link"),
        pytest.param("<p>a!<a href='/x'>b</a></p>", "a\\![b](/x)", id="no image by chance"),
        pytest.param("<a href='/x'><h2>a</h2></a>", "## [a](/x)", id="a link around a heading"),
        pytest.param("<h2>a <a class='anchor' href='#a'>#</a></h2>", "## a", id="a permalink"),
        pytest.param("<h2><div><span>a</span></div></h2>", "## a", id="a box in a heading"),
        pytest.param("<h2><p>a</p><p>b</p></h2>", "a\n\nb", id="a heading that is none"),
        pytest.param("<h3>C #</h3>", "### C \\#", id="a hash at the end of a heading"),
        pytest.param("<img src='/a.png' alt='a [b]'>", "![a \\[b\\]](/a.png)", id="an image"),
        pytest.param("<img src='data:x' data-src='/a.png'>", "![](/a.png)", id="a lazy image"),
        pytest.param(
            "<img srcset='/s.png 1x, /l.png 2x' alt='a'>", "![a](/l.png)", id="a set of images"
        ),
        pytest.param("<img src='data:x' data-image-loader='/a.png'>", "![](/a.png)",
            id="an image from any attribute"),
        pytest.param("<picture><source srcset='/l.png 2x, /s.png'><img src='data:x'></picture>",
            "![](/l.png)", id="an image from the sources of a picture"),
        pytest.param("<figure><img src='/60/a.jpg?q=2'><img src='/900/a.jpg'></figure>"
            "<p><a href=/b.jpg><img src='/b-128x72.jpg'></a><img src='/b.jpg'></p>",
            "![](/900/a.jpg)\n\n![](/b.jpg)", id="one image in two sizes"),
        pytest.param("<img src='/2/a.jpg'><img src='/b/a.jpg'><img src='/b/a.jpg'>",
            "![](/2/a.jpg)![](/b/a.jpg)![](/b/a.jpg)", id="images that are not one"),
        pytest.param("<img src='/1042/a.jpg'><img src='/1043/a.jpg'>",
            "![](/1042/a.jpg)![](/1043/a.jpg)", id="images by their numbers"),
        pytest.param("<p class=brand-logo><img src='/1980.png' alt='As it was'></p>",
            "![As it was](/1980.png)", id="an image of a logo"),
        pytest.param("<a class=user-avatar><img src='/ann.png'></a>a", "a", id="an avatar"),
        pytest.param("<img src='/a.gif' width='1' height='1'>", "", id="a counter"),
        pytest.param("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b", id="nested"),
        pytest.param("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b", id="badly nested"),
        pytest.param("<ul>a <i>b</i> c</ul>", "a *b* c", id="words set in by a list"),
        pytest.param("<ul>a <i>b</i> c<li>d</ul>", "- a *b* c\n- d", id="words before items"),
        pytest.param("<ol start=3><li>a</li><li>b</li></ol>", "3. a\n4. b", id="a later start"),
        pytest.param("<ul><li><p>a</p><p>b</p></li></ul>", "- a\n\n  b", id="paragraphs in it"),
        pytest.param(
            "<ul><li><input type=checkbox checked> a</li></ul>", "- [x] a", id="a task list"
        ),
        pytest.param(
            "<div role=table><div role=row><span role=columnheader>a</span>"
            "<span role=columnheader>b</span></div><div role=row><span role=cell>c</span>"
            "<span role=cell>d</span></div></div>",
            "| a | b |\n| --- | --- |\n| c | d |",
            id="boxes that are said to be a table",
        ),
        pytest.param(
            "<p>a<a href='#n' epub:type=noteref>*</a> b</p>"
            "<aside id=n epub:type=footnote>* c d</aside>",
            "a[^1] b\n\n[^1]: c d",
            id="a note with a star",
        ),
        pytest.param(
            "<p>a<label class='margin-toggle sidenote-number'></label>"
            "<input type=checkbox class=margin-toggle><span class=sidenote>c d</span> b</p>",
            "a[^1] b\n\n[^1]: c d",
            id="a note in the margin",
        ),
        pytest.param(
            "<p>a<label class=margin-toggle></label><input type=checkbox class=margin-toggle>"
            "<span class=footnote>c d</span> b</p>",
            "a[^1] b\n\n[^1]: c d",
            id="a footnote in the margin",
        ),
        pytest.param("<dl><dt>a</dt><dd>b</dd></dl>", "**a**\n\nb", id="terms"),
        pytest.param("<pre>a\n  b ```</pre>", "````\na\n  b ```\n````", id="a fence in code"),
        pytest.param(
            "<pre><code class='lang-js'><span class=line>a</span><span class=line>b</span>"
            "</code></pre>",
            "```js\na\nb\n```",
            id="lines of code",
        ),
        pytest.param(
            "<pre><i>1</i>a\n<i>2</i>b\n<i>3</i>c</pre>", "```\na\nb\nc\n```", id="line numbers"
        ),
        pytest.param(
            "<pre>The tide <a href='/t'>comes in</a> twice a day and goes out, and\n"
            "nobody here has asked for it.  See <a href='#s2'>2</a>.\n\n&gt; Who asked it to\n"
            "&gt; come in, then? We did.\n\n    x = <a href='/f'>f</a>(1);</pre>",
            "The tide [comes in](/t) twice a day and goes out, and nobody here has asked for "
            "it. See 2.\n\n> Who asked it to come in, then? We did.\n\n```\nx = f(1);\n```",
            id="prose with lines kept, its links, quotes and code",
        ),
        pytest.param(
            "<pre>The first page of a long text ends with a whole sentence.</pre><hr><pre>"
            "<a name=1 href='#1'>1</a> The second goes on below it, and says so.</pre>",
            "The first page of a long text ends with a whole sentence.\n\n"
            "1 The second goes on below it, and says so.",
            id="pages of prose, whose numbers count no lines",
        ),
        pytest.param(
            "<pre><code>The tide comes in twice a day and goes out.</code></pre>",
            "```\nThe tide comes in twice a day and goes out.\n```",
            id="code that is marked",
        ),
        pytest.param(
            "<pre>if tide > 3:  # It comes in twice a day.\n    print('high')\n\n"
            "while True: pass</pre>",
            "```\nif tide > 3:  # It comes in twice a day.\n    print('high')\n\n"
            "while True: pass\n```",
            id="code that is not",
        ),
        pytest.param(
            "<table class=highlight><tr><td>1\n2</td><td><pre>a\nb</pre></td></tr></table>",
            "```\na\nb\n```",
            id="line numbers in a table",
        ),
        pytest.param(
            "<table><tr><td colspan=2>a</td></tr><tr><td rowspan=2>b</td><td>c|d</td></tr>"
            "<tr><td>e</td></tr></table>",
            "| a |  |\n| --- | --- |\n| b | c\\|d |\n|  | e |",
            id="cells that span others",
        ),
        pytest.param(
            "<table><tr><td><p>a</p><ul><li>b</li></ul></td><td>c</td></tr></table>",
            "a\n\n- b\n\nc",
            id="a table for the layout",
        ),
        pytest.param(
            "<table><tr><td>a</td><td>b</td></tr>"
            "<tr><td>c</td><td><ul><li>d<ol><li>e</li></ol></li><li>f</li></ul></td></tr></table>",
            "| a | b |\n| --- | --- |\n| c | d; e; f |",
            id="lists in a cell",
        ),
        pytest.param(
            "<object data=x><param name=y><p>a</p><embed src=x></object><p>b</p>",
            "a\n\nb",
            id="what stands for a film that cannot be played",
        ),
        pytest.param("<xmp><b>\n &amp;</xmp>b", "```\n<b>\n &amp;\n```\n\nb", id="an example"),
        pytest.param("<listing>a\n  b</listing>", "```\na\n  b\n```", id="a listing"),
        pytest.param("a<plaintext>b\n <i>", "a\n\n```\nb\n <i>\n```", id="nothing but text"),
        pytest.param("<p>a <math><mfrac><mi>b</mi><mi>c</mi></mfrac></math></p>",
            "a $\\frac{b}{c}$", id="a formula"),
        pytest.param(
            "<p><span class=katex><math><annotation encoding='application/x-tex'>x^2"
            "</annotation></math></span></p>",
            "$x^2$",
            id="a formula with its source",
        ),
        pytest.param(
            "<p>a<sup><a href='#n' id='r'>1</a></sup></p><ol><li id='n'>b <a href='#r'>↩</a>"
            "</li></ol>",
            "a[^1]\n\n[^1]: b",
            id="a footnote",
        ),
        pytest.param("<div class='callout'><p>a</p></div>", "> a", id="a remark in a box"),
        pytest.param("<p style='display: none'>a</p><p>b c d e</p>", "b c d e", id="hidden"),
        pytest.param(
            "<iframe src='https://www.youtube.com/embed/x1'></iframe>",
            "<https://www.youtube.com/watch?v=x1>",
            id="a film",
        ),
        pytest.param("<p><code>a</code><code>b</code></p>", "`a` `b`", id="code beside code"),
        pytest.param("<p>A <code>vec![1]</code></p>", "A `vec![1]`", id="code like a picture"),
        pytest.param("<p>a<script>x</script><style>y</style></p>", "a", id="scripts"),
        pytest.param("<p>a\x00b &#27;[31mc &#x202e;d</p>", "ab c d", id="controls"),
    ],
)  # fmt: skip
def test_markup_becomes_markdown(markup: str, markdown: str) -> None:
    assert markdown_of_fragment(markup) == markdown


@pytest.mark.parametrize(
    ("head", "title"),
    [
        pytest.param(
            "<title>Spring tides - Harbour News</title>", "Spring tides", id="the site"
        ),
        pytest.param(
            "<title>Tides: in and out</title>", "Tides: in and out", id="a colon stays"
        ),
        pytest.param(
            "<title>Tides</title><meta property='og:title' content='Tides &amp;amp; more'>",
            "Tides & more",
            id="escaped twice",
        ),
        pytest.param(
            "<meta property='og:title' content='{{title}}'>", "Page", id="a placeholder"
        ),
        pytest.param("", "Page", id="the name of the file"),
    ],
)
def test_titles(head: str, title: str) -> None:
    assert read(f"<head>{head}</head><p>In and out it goes, twice a day.</p>").title == title


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        pytest.param("<meta name=author content='Ann Lee'>", ("Ann Lee",), id="the head"),
        pytest.param("<a rel=author href=/a>Ann Lee</a>", ("Ann Lee",), id="a link"),
        pytest.param("<p>By Ann Lee and Bo Ek</p>", ("Ann Lee", "Bo Ek"), id="a line"),
        pytest.param(
            "<div class=author><a>Ann Lee</a><span>Editor</span></div>",
            ("Ann Lee",),
            id="a box",
        ),
        pytest.param(
            "<p>In it goes.</p><div class=replies><div class=reply><a class='p-author h-card'>"
            "<span class=author>Bo Ek</span></a><p>So true.</p></div></div>",
            (),
            id="who answers",
        ),
        pytest.param(
            "<div class=comment><a class=author>Ann Lee</a></div>",
            ("Ann Lee",),
            id="the first post of a discussion",
        ),
        pytest.param(
            "<div class=author-bio><p>Ann Lee</p><p>Writes of tides.</p></div>", (), id="a bio"
        ),
        pytest.param("<meta name=author content='https://a.example'>", (), id="an address"),
        pytest.param("<meta name=author content='admin'>", (), id="nobody"),
    ],
)
def test_authors(markup: str, names: tuple[str, ...]) -> None:
    assert read(f"{markup}<p>In and out it goes, twice a day.</p>").authors == names


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<time datetime='2026-03-04'>x</time>", id="a time"),
        pytest.param(
            "<meta property='article:published_time' content='2026-03-04'>", id="head"
        ),
        pytest.param("<span class=date>March 4, 2026</span>", id="a marked date"),
        pytest.param("<h1>Tides</h1><p>4 March 2026</p>", id="a line below the headline"),
    ],
)
def test_dates(markup: str) -> None:
    published = read(f"{markup}<p>In and out it goes, twice a day.</p>").published
    assert published == datetime(2026, 3, 4, tzinfo=UTC)


def test_links_start_from_the_base() -> None:
    text = "<base href='https://a.example/b/'><p>In and <a href='c'>out</a> it goes.</p>"
    assert read(text).text == "In and [out](https://a.example/b/c) it goes."


def test_a_short_page_is_read_whole() -> None:
    draft = read("<h1>Tides</h1><p>In.</p><p>Out.</p><ul><li>Twice a day</li></ul>")
    assert (draft.title, draft.text) == ("Tides", "In.\n\nOut.\n\n- Twice a day")


def test_the_language_of_the_text_wins_over_a_template() -> None:
    assert read("<html lang=en><p>바다는 하루에 두 번 들어오고 나갑니다.</p>").language == "ko"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("<!-- -->", id="a comment"),
        pytest.param("<html><head><title>x</title></head></html>", id="no body"),
        pytest.param("<script>let x = 1</script>", id="only a script"),
    ],
)
def test_a_page_without_text_is_refused(text: str) -> None:
    with pytest.raises(DraftRejected):
        read(text)


@pytest.mark.parametrize(
    ("page", "size"),
    [
        pytest.param(lambda size: "<p>" + "<b>a</b><i>b</i>" * size, 2_000, id="emphasis"),
        pytest.param(lambda size: "<p>" + "a<br>" * size, 4_000, id="breaks"),
        pytest.param(
            lambda size: "<p>Some words of a page.</p>" * size, 2_000, id="paragraphs"
        ),
        pytest.param(
            lambda size: "<ol>" + "<li>a few words here</li>" * size, 1_000, id="items"
        ),
        pytest.param(
            lambda size: (
                "".join(f"<p>a<a href='#n{i}'>{i}</a></p>" for i in range(size))
                + "".join(f"<p id='n{i}'>b</p>" for i in range(size))
            ),
            400,
            id="footnotes",
        ),
        pytest.param(
            lambda size: "<p>x<a>" + "<a>" * size + "<div>" * size + "</a>" * size,
            400,
            id="boxes in links",
        ),
        pytest.param(
            lambda size: "<p>x<div>" + "<div>" * size + "</section>" * size,
            6_000,
            id="ends of what never began",
        ),
        pytest.param(
            lambda size: "<p>x<div><td>" + "<main>" * size + "</div>" * size,
            6_000,
            id="ends that reach out of a cell",
        ),
        pytest.param(
            lambda size: f"<p>hi there</p><noscript>{'x y ' * 55}</noscript>" * size,
            800,
            id="fallbacks",
        ),
    ],
)
def test_a_page_of_much_takes_time_in_proportion(page: Callable[[int], str], size: int) -> None:
    assert grows_in_proportion(lambda size: read(page(size)), size)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<div>" * 50_000 + "x", id="deep"),
        pytest.param("<b>" * 20_000 + "x", id="deep emphasis"),
        pytest.param("<ul><li>" * 5_000 + "x", id="deep lists"),
        pytest.param("<table><tr><td>" * 2_000 + "x", id="deep tables"),
        pytest.param(f"<p {' '.join(f'a{i}=1' for i in range(20_000))}>x</p>", id="attributes"),
        pytest.param("<td colspan=99999 rowspan=99999>x" * 200, id="spans"),
        pytest.param(
            "<script type='application/ld+json'>" + "[" * 50_000 + "</script>x", id="JSON"
        ),
        pytest.param(
            '<script type=\'application/ld+json\'>{"@type": "Article", "author": '
            + "[" * 900
            + "]" * 900
            + "}</script><p>x",
            id="authors in authors",
        ),
        pytest.param(
            f"<title>&amp;#{MANY};</title><meta name=description content='&amp;#{MANY};'>"
            f"<aside><ol start={MANY}><li>x</ol></aside><td colspan={MANY}>x &#{MANY};",
            id="digits",
        ),
        pytest.param("<!--" * 50_000, id="comments"),
        pytest.param("<" * 200_000, id="open brackets"),
    ],
)
def test_hostile_pages_take_bounded_time(text: str) -> None:
    started = time.process_time()
    with contextlib.suppress(DraftRejected):
        read(text)
    assert time.process_time() - started < 20


def test_cells_that_claim_all_of_a_table_take_time_in_proportion() -> None:
    def read_rows(count: int) -> None:
        row = f"<tr><td colspan={10**9} rowspan={10**9}>tide</td></tr>"
        read(f"<p>{'The tide comes in. ' * 40}</p><table>{row * count}</table>")

    assert grows_in_proportion(read_rows, 120)


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=60))
def test_text_shows_as_the_page_has_it(text: str) -> None:
    """All that a paragraph says is shown, whatever Markdown would make of it."""
    seen = " ".join(clean(text).split())
    markdown = markdown_of_fragment(f"<p>{html.escape(text)}</p>")
    inline = [token.content for token in READER.parse(markdown) if token.type == "inline"]
    children = READER.parseInline("".join(inline))[0].children or [] if inline else []
    shown = "".join(child.content or "\n" for child in children)
    assert [char for char in shown if char.isalnum()] == [c for c in seen if c.isalnum()]


NAMES = """
p div b i a~href=x ul ol li table tr td pre code blockquote h1 h2 br img~src=y~alt=z figure sup
span~id=n a~href=#n section dl dt dd math ruby rt script /p /div /ul /table
"""
tags = st.sampled_from([name.replace("~", " ") for name in NAMES.split()])
entities = st.integers(0, 0x11FFFF).map(lambda code: f"&#{code};")
pieces = st.one_of(tags.map(lambda name: f"<{name}>"), entities, st.text(max_size=8))


@settings(deadline=None)
@given(st.lists(pieces, max_size=30).map("".join))
def test_any_page_is_a_draft_or_refused(text: str) -> None:
    with contextlib.suppress(DraftRejected):
        assert read(text).text.strip()


def test_the_number_of_a_page_is_its_title_only_where_nothing_better_stands() -> None:
    body = "<p>The lamp was lit at six, and nobody came before the bell had gone.</p>"
    for headline, title in (("<h1>Page 1</h1>", "Page 1"), ("<h1>Of lamps</h1>", "Of lamps")):
        page = f"<html><title>Page 1</title><body>{headline}{body}</body></html>"
        assert draft_of_html(page, Source()).title == title


@pytest.mark.parametrize(
    ("page", "title"),
    [
        pytest.param("<title>Untitled Document</title><h1>Ebb</h1>", "Ebb", id="a placeholder"),
        pytest.param("<title>v2.1.0</title><h1>Ebb</h1>", "Ebb", id="a release"),
        pytest.param("<h2>Ebb and *flow*</h2>", "Ebb and *flow*", id="a lower heading"),
        pytest.param(
            "<title>&lt;i&gt;Ebb&lt;/i&gt; &amp;amp; flow</title>", "Ebb & flow", id="i"
        ),
        pytest.param(
            "<title>The ebb – and the flow</title><h1>The ebb – and the flow</h1>",
            "The ebb – and the flow",
            id="a dash that the headline has, too",
        ),
        pytest.param("", "In, and out again.", id="its words, where nothing names it"),
    ],
)
def test_a_title_is_the_best_that_a_page_has_in_plain_words(page: str, title: str) -> None:
    text = f"{page}<p>In, <em>and</em> out again.</p>"
    assert draft_of_html(text, Source("page", "index.html")).title == title
