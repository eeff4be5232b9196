"""Saved web pages: the article stays, with its structure, and the rest goes."""

from datetime import UTC, datetime

import pytest

from octavo.importers.formats.html.draft import draft_of_html
from octavo.model.article import Source
from octavo.model.draft import Draft

PAGE = """<!doctype html>
<html lang="en-GB"><head>
<title>How weirs are built – The Towpath</title>
<meta property="og:site_name" content="The Towpath">
<meta name="author" content="Ada Lock">
<meta property="article:published_time" content="2026-03-04T10:00:00+02:00">
<link rel="canonical" href="https://towpath.example/weirs?utm_source=feed">
</head><body>
<nav><a href="/">Home</a> <a href="/about">About us</a> <a href="/login">Sign in</a></nav>
<article>
<h1>How weirs are built</h1>
<p>A weir is a <em>low</em> wall across a river, and it is <strong>older</strong> than most
of the mills beside it. It holds the water back a little and lets the rest of it fall.</p>
<h2>What it is made of</h2>
<p>Builders take what the valley has, as <a href="/stone.html">the page on stone</a> tells at
some length, and they have always done so for as long as anybody has written it down.</p>
<ul><li>stone from the bed of the river<ul><li>large ones below</li></ul></li>
<li>timber from its banks</li></ul>
<figure><img src="/weir.jpg" alt="A weir in spring">
<figcaption>High water</figcaption></figure>
<pre><code class="language-python">height = 2
print(height)</code></pre>
<table><tr><th>river</th><th>weirs</th></tr><tr><td>Wye</td><td>7</td></tr></table>
<blockquote><p>Water finds every joint that the mason forgot, and soon.</p></blockquote>
<p>Below the wall the water is quick again, and white for a few yards, and fish that want to
go up wait there for rain, until the river is high enough to carry them over the wall.</p>
</article>
<footer>All rights reserved. Subscribe to our newsletter.</footer>
</body></html>"""


@pytest.fixture(scope="module")
def page() -> Draft:
    return draft_of_html(PAGE, Source(kind="file", name="weirs.html"))


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param("## What it is made of", id="a heading"),
        pytest.param("*low*", id="emphasis"),
        pytest.param("**older**", id="strong emphasis"),
        pytest.param(
            "[the page on stone](https://towpath.example/stone.html)", id="an absolute link"
        ),
        pytest.param("- timber from its banks", id="a list item"),
        pytest.param("  - large ones below", id="a nested list item"),
        pytest.param("A weir in spring", id="the alt text of a picture"),
        pytest.param("```python\nheight = 2\nprint(height)\n```", id="code with its language"),
        pytest.param("| Wye", id="a table"),
        pytest.param("> Water finds every joint", id="a quotation"),
    ],
)
def test_the_structure_is_kept(page: Draft, kept: str) -> None:
    assert kept in page.text


@pytest.mark.parametrize("left_out", ["Sign in", "newsletter", "# How weirs are built"])
def test_what_is_not_the_text_is_left_out(page: Draft, left_out: str) -> None:
    assert left_out not in page.text.replace("## What", "")


def test_what_the_page_says_of_itself_is_kept(page: Draft) -> None:
    assert page.title == "How weirs are built"
    assert page.site == "The Towpath"
    assert page.authors == ("Ada Lock",)
    assert page.url == "https://towpath.example/weirs"
    assert page.published == datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
    assert page.language.startswith("en")
