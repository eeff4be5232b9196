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


SAID = [
    "The lock on the upper gate has been stiff since the frost, and two cannot turn it.",
    "Pour hot water over the spindle first, then work it to and fro until the rust lets go.",
    "We had that last year at the mill, and it was the collar that was bent, no spindle.",
    "If the collar is bent you must take the gate out, for nobody straightens it in its place.",
    "Thank you all, it was the collar indeed, and the smith has a new one on Tuesday.",
]
MENU = "".join(f'<li><a href="/{n}">Part {n} of the site</a></li>' for n in range(8))
REMARK = "And mind that the paint is not new."


def discussion(post: str) -> str:
    posts = "".join(post.format(n=n, said=said) for n, said in enumerate(SAID))
    return (
        f'<title>A stiff lock</title><div class="top"><ul>{MENU}</ul></div>'
        f'<h1>A stiff lock</h1><div>{posts}</div><div class="low"><ul>{MENU}</ul></div>'
    )


@pytest.mark.parametrize(
    "post",
    [
        pytest.param(
            '<div class="answer" id="a{n}"><div class="votes"><span>{n}</span></div>'
            '<div class="post-text"><p>{said}</p></div></div>',
            id="answers",
        ),
        pytest.param(
            '<div class="post post-{n}"><div class="who">ann{n}</div>'
            '<div class="content">{said}<br><br>Good luck.</div></div>',
            id="posts of a forum",
        ),
        pytest.param(
            '<div class="thing comment depth-{n}"><p class="tagline"><a>ann{n}</a> 3 points</p>'
            '<div class="md"><p>{said}</p></div></div>',
            id="a thread of comments",
        ),
        pytest.param(
            "<table><tr><td><b>ann{n}</b><br>Member</td><td>{said}</td></tr></table>",
            id="a table for each post",
        ),
    ],
)
def test_all_that_is_said_in_a_discussion_is_its_article(post: str) -> None:
    text = draft_of_html(discussion(post), Source(name="a.html")).text
    assert [said for said in SAID if said not in text] == []
    assert "Part 3 of the site" not in text


def test_comments_below_each_of_several_answers_belong_to_the_discussion() -> None:
    post = (
        '<div class="answer"><div class="body"><p>{said}</p></div>'
        f'<ul class="comments"><li class="comment">{REMARK} {{n}}</li></ul></div>'
    )
    text = draft_of_html(discussion(post), Source(name="a.html")).text
    assert text.count("paint is not new") == len(SAID)


def test_the_comments_below_an_article_stay_outside() -> None:
    comments = "".join(f'<li class="comment">{REMARK} {n}</li>' for n in range(4))
    page = PAGE.replace("</article>", f'<ul class="comments">{comments}</ul></article>')
    assert "paint is not new" not in draft_of_html(page, Source(name="a.html")).text


@pytest.mark.parametrize(
    "heading",
    ["Related articles", "You may also like", "More talks from this speaker", "Read next"],
)
def test_other_pages_below_an_article_stay_outside(heading: str) -> None:
    cards = "".join(
        f'<div class="card"><h3><a href="/{n}">Another page {n}</a></h3><p>{said}</p></div>'
        for n, said in enumerate(SAID)
    )
    paragraphs = "".join(
        f"<p>{said} And so it went on for the rest of the year.</p>" for said in SAID
    )
    others = f"<div><h2>{heading}</h2>{cards}</div>"
    page = f"<title>A lock</title><div class='a'>{paragraphs}</div>{others}"
    text = draft_of_html(page, Source(name="a.html")).text
    assert heading not in text
    assert "Another page 2" not in text
    assert all(f"{said} And so" in text for said in SAID)


def test_a_sentence_with_a_long_link_ends_an_article_and_a_list_of_links_does_not() -> None:
    link = f'<a href="/x">{"nobody would have thought that boats go without a noise, " * 2}</a>'
    others = "".join(
        f"<div><a href='/{n}'>Another page of the town {n}</a></div>" for n in "abc"
    )
    end = f"<div>As the master of the harbour said, {link} and he was right.</div>"
    page = PAGE.replace("</article>", f"{end}{others}</article>")
    text = draft_of_html(page, Source(name="a.html")).text
    assert "As the master of the harbour said" in text
    assert "Another page" not in text


def test_what_stands_between_the_headline_and_what_is_found_belongs_to_the_article() -> None:
    points = "".join(
        f"<li>It has a handle that turns both ways, {n} of them.</li>" for n in range(4)
    )
    page = (
        f"<title>A winch</title><div class='top'><ul>{MENU}</ul></div><div class='right'>"
        f"<h1>A winch</h1><ul class='points'>{points}</ul></div>"
        f"<div class='about'>{''.join(f'<p>{said}</p>' for said in SAID)}</div>"
    )
    text = draft_of_html(page, Source(name="a.html")).text
    assert text.count("turns both ways") == 4
    assert "Part 3 of the site" not in text


ENCYCLOPEDIA = """<title>Lake Arno - Wikipedia</title><h1>Lake Arno</h1>
<div id="siteSub">From Wikipedia, the free encyclopedia</div>
<a class="mw-jump-link" href="#mw-head">Jump to navigation</a>
<div class="mw-parser-output"><div class="hatnote">For the river, see <a>Arno</a>.</div>
<span id="coordinates"><a href="/Geo">Coordinates</a>: 46°N 10°E</span>
<table class="infobox"><tr><th colspan="2">Lake Arno</th></tr>
<tr><td colspan="2"><img src="/lake.jpg" width="250" height="166"><div>In spring</div></td></tr>
<tr><th>Location</th><td><a href="/Alps">Alps</a></td></tr>
<tr><th>Inflows</th><td><div><ul><li>Rio Uno</li><li>Rio Due</li></ul></div></td></tr>
<tr><th>Depth</th><td>78 m<br>(256 ft)</td></tr></table>
<p><b>Lake Arno</b> is a lake in the mountains, whose water has been used for making power since
the beginning of the last century, and which lies at eighteen hundred metres over the sea.</p>
<h2>History<span class="mw-editsection">[<a href="/e">edit</a>]</span></h2>
<p>It is first named in a letter of 1412, in which the monks of the valley ask for the right to
fish in it during Lent, and the bishop refuses with many words.</p></div>"""


def test_an_article_of_an_encyclopedia_is_read_without_what_leads_elsewhere() -> None:
    text = draft_of_html(ENCYCLOPEDIA, Source(name="a.html")).text
    assert "| Inflows | Rio Uno; Rio Due |\n| Depth | 78 m (256 ft) |" in text
    assert "## History\n" in text
    for outside in ("Jump to", "For the river", "46°N", "free encyclopedia", "edit"):
        assert outside not in text


def text_of(page: str) -> str:
    return draft_of_html(f"<title>A stiff lock</title>{page}", Source(name="a.html")).text


MORE = " And so it went on for the rest of the year."


def test_an_item_of_a_list_has_its_heading_and_not_what_stands_at_each() -> None:
    items = "".join(
        f'<div class="item"><h3><a href="/{n}">Heading {n}</a></h3>'
        f'<div class="url">lock.example</div><p class="said">{said}</p>'
        f'<div><a href="/{n}">Continue reading</a></div></div>'
        for n, said in enumerate(SAID)
    )
    text = text_of(f"<ul>{MENU}</ul><h1>A stiff lock</h1><div class='items'>{items}</div>")
    assert all(f"Heading {n}" in text for n in range(len(SAID)))
    assert all(said in text for said in SAID)
    assert "Continue reading" not in text


def test_an_answer_that_stands_as_its_question_does_belongs_to_it() -> None:
    def post(kind: str, said: str) -> str:
        body = f'<div class="prose"><p>{said}{MORE}</p></div>'
        cell = f'<div class="layout"><div class="cell">{body}</div></div>'
        return f'<div class="{kind}">{cell}</div>'

    answers = "".join(
        post("answer accepted" if n < 2 else "answer", SAID[n]) for n in (1, 2, 3)
    )
    text = text_of(f"<ul>{MENU}</ul><h1>A</h1>{post('question', SAID[0])}<div>{answers}</div>")
    assert [said for said in SAID[:4] if said not in text] == []


def test_replies_that_look_as_the_post_belong_to_it_whatever_they_are_called() -> None:
    def said_in(kind: str, said: str) -> str:
        body = f'<div class="body"><div class="md"><p>{said}</p></div></div>'
        return f'<div class="{kind}"><form class="usertext">{body}</form></div>'

    lead = " ".join(f"{said}{MORE}" for said in SAID)
    replies = "".join(said_in("thing comment", f"{n}. {said}") for n, said in enumerate(SAID))
    text = text_of(
        f"<ul>{MENU}</ul><div>{said_in('thing link', lead)}</div>"
        f'<div class="commentarea"><div class="list">{replies}</div></div>'
    )
    assert [n for n, said in enumerate(SAID) if said not in text.replace(lead, "")] == []


def test_what_is_said_in_the_main_part_of_a_page_belongs_and_teasers_do_not() -> None:
    people = "".join(
        f'<div class="member"><h3>Ann</h3><p>{said}</p></div>' for said in SAID[:2]
    )
    prose = f"<h2>What we do</h2><p>{SAID[2]}{MORE}</p><p>{SAID[3]}{MORE}</p><p>{MORE}</p>"
    teasers = "".join(
        f'<li><h3><a href="/{n}">Another page</a></h3><p>Page {n} tells of a lock.</p></li>'
        for n in range(3)
    )
    main = f'<div class="text">{prose}</div><div>{people}</div><ul>{teasers}</ul>'
    text = text_of(f"<ul>{MENU}</ul><main>{main}</main>")
    assert all(said in text for said in SAID[:4])
    assert "Page 2" not in text


def test_a_remark_in_an_aside_stays_with_its_title_and_an_offer_does_not() -> None:
    prose = "".join(f"<p>{said}{MORE}</p>" for said in SAID)
    box = (
        "<aside class='{}'><b>{}</b><div><p>{} lock with <a href=/o>oil</a>.</p></div></aside>"
    )
    boxes = box.format("callout tip", "Why so?", "Grease the") + box.format(
        "x", "Buy", "Buy the"
    )
    text = text_of(f"<article>{prose}{boxes}{prose}</article>")
    assert "> **Why so?**\n>\n> Grease the lock" in text
    assert "Buy" not in text


def test_what_ends_in_a_colon_leads_to_the_list_below_it() -> None:
    prose = "".join(f"<p>{said}{MORE}</p>" for said in SAID)
    listed = (
        "<div>You need:<ul><li>some oil of the mill</li><li>a cloth of linen</li></ul></div>"
    )
    assert "You need:\n" in text_of(f"<nav>{MENU}</nav>{prose}<b>Oil</b>{listed}{prose}")


def test_a_heading_stays_that_links_and_markers_say_too() -> None:
    parts = "".join(f"<h4>Lock {n}</h4><p>{said}{MORE}</p>" for n, said in enumerate(SAID))
    marks = "".join(f"<div><b>Lock {n % 2}</b></div>" for n in range(6))
    assert "#### Lock 1" in text_of(f"<div>{marks}</div><div>{parts}</div>")


def test_facts_below_a_heading_like_that_of_the_text_are_part_of_it() -> None:
    rows = "".join(f"<tr><td>Gate {n}</td><td>{n} m</td></tr>" for n in range(3))
    facts = f"<section class=facts><h2>Figures</h2><table>{rows}</table></section>"
    prose = f"<section><h2>The lock</h2><p>{SAID[0]}{MORE}</p><p>{SAID[1]}{MORE}</p></section>"
    leads = "".join(f'<li><a href="/{n}">Lock {n}</a> 4 m</li>' for n in range(3))
    text = text_of(f"<ul>{MENU}</ul><div>{prose}{facts}<section><h2>Nearby</h2>{leads}</div>")
    assert "## Figures" in text
    assert "| Gate 2 | 2 m |" in text
    assert "Nearby" not in text


def test_a_section_of_links_below_the_other_sections_is_one_of_them() -> None:
    prose = "".join(
        f"<section><h2>Part {n}</h2><p>{said}{MORE}</p></section>"
        for n, said in enumerate(SAID)
    )
    links = ", ".join(f'<a href="/{n}">lock({n})</a>' for n in range(6))
    see = f"<section><h2>See also</h2><p>{links}</p></section>"
    assert "## See also\n\n[lock(0)](/0), " in text_of(f"<main>{prose}{see}</main>")


def test_each_thing_of_a_list_has_all_that_is_said_of_it_but_no_buttons() -> None:
    jobs = "".join(
        f'<li class=job><a href="/{n}"><h3>Keeper of lock {n}</h3><div>Mill {n} Ltd</div>'
        f"<div>Town {n % 3}</div></a><p>{said}</p><div class=day>{n} May</div>"
        f'<div><a href="/do/{n}">Apply</a></div></li>'
        for n, said in enumerate(SAID)
    )
    text = text_of(f"<ul>{MENU}</ul><div class=box><h1>Work</h1><ul>{jobs}</ul></div>")
    assert all(f"Mill {n} Ltd" in text and f"{n} May" in text for n in range(5))
    assert "Town 0" in text
    assert "Apply" not in text


@pytest.mark.parametrize("tell", [SAID[:1], SAID])
def test_a_page_of_cards_is_a_list_of_them_unless_an_article_stands_above(
    tell: list[str],
) -> None:
    cards = "".join(
        f'<tr><td><a href="/{n}"><p>Keeper of lock {n}</p><p>Town {n}</p></a></td></tr>'
        for n in range(40)
    )
    lead = "".join(f"<p>{said}{MORE}</p>" for said in tell)
    text = text_of(f"<ul>{MENU}</ul><main><h1>Work</h1>{lead}<table>{cards}</table></main>")
    assert ("Keeper of lock 20" in text) is (len(tell) == 1)


def test_other_pages_below_an_article_each_with_its_linked_heading_stay_outside() -> None:
    prose = "".join(f"<p>{said}{MORE}</p>" for said in SAID * 2)
    teasers = "".join(
        f'<div class="item"><h4><a href="/{n}">Another page</a></h4><p>{SAID[n]}</p></div>'
        for n in range(3)
    )
    opinions = f"<div><h2>Other columns</h2></div><div>{teasers}</div>"
    assert "columns" not in text_of(f"<div class=story>{prose}{opinions}</div>")
    assert SAID[1] in text_of(f"<div class=story>{opinions}{prose}</div>")


@pytest.mark.parametrize(("to", "is_kept"), [("https://a.example", True), ("", False)])
def test_a_list_of_what_stands_elsewhere_is_of_its_article(to: str, is_kept: bool) -> None:
    books = "".join(
        f"<li><h3><a href='{to}/{n}'>Book {n}</a></h3>I read it twice.</li>" for n in range(3)
    )
    page = f"<main><h1>A stiff lock</h1>{PROSE}<h2>Books</h2><ul>{books}</ul></main>"
    page = f"<nav><a href=/a>A</a></nav>{page}"
    draft = draft_of_html(page, Source(name="a.html"), "https://www.harbour.example/lock")
    assert ("I read it twice." in draft.text) is is_kept


@pytest.mark.parametrize(
    ("kind", "shown"),
    [("d-none d-md-block", True), ("hidden md:flex", True), ("d-none", False)],
)
def test_what_shows_on_wider_screens_only_is_shown(kind: str, shown: bool) -> None:
    prose = "".join(f"<p>{said}{MORE}</p>" for said in SAID)
    assert (
        "Low water" in text_of(f'{prose}<p class="{kind}">Low water comes late.</p>')
    ) is shown


def test_two_other_pages_below_a_heading_that_says_so_stay_outside() -> None:
    prose = "".join(f"<p>{said}{MORE}</p>" for said in SAID)
    others = "".join(
        f'<article><h3><a href="/{n}">Other {n}</a></h3></article>' for n in range(2)
    )
    text = text_of(f"{prose}<div><h2>Related Stories</h2><div>{others}</div></div>{prose}")
    assert "Other 1" not in text


def test_who_says_what_in_a_chat_is_a_heading_also_where_it_is_only_read_aloud() -> None:
    turns = "".join(
        f'<div class="turn"><h5 class="sr-only">{who} said:</h5><p>{said}{MORE}</p></div>'
        for who, said in zip(
            ("Ann", "Bo", "Ann", "Bo", "Ann", "Bo"), (*SAID, SAID[0]), strict=True
        )
    )
    assert text_of(f"<main>{turns}</main>").count("said:") == 6


def test_a_heading_over_headings_comes_with_these() -> None:
    rooms = "".join(
        f'<div class="room"><img src="/{n}.jpg"><h3>Lock {n}</h3><p>{said}{MORE}</p></div>'
        for n, said in enumerate(SAID)
    )
    text = text_of(f"<ul>{MENU}</ul><section><h2>All locks</h2>{rooms}</section>")
    assert "## All locks" in text


def test_boxes_in_a_row_are_parted() -> None:
    prose = "".join(f"<p>{said}{MORE}</p>" for said in SAID[:3])
    boxes = "<span>It opened in 2012</span><span>5 gates were built</span>"
    row = f'<div class="flex mt-2">{boxes}</div>'
    code = '<pre><code class="flex"><span>a</span><span>b</span></code></pre>'
    text = text_of(f"<article>{prose}{row}{prose}{code}</article>")
    assert "2012 5 gates" in text
    assert "ab" in text


def test_links_between_breaks_in_a_cell_of_a_layout_are_a_menu() -> None:
    links = "<br>".join(f'<a href="/{n}">Part {n} of the site</a>' for n in range(8))
    prose = "".join(f"<p>{said}{MORE}</p>" for said in SAID)
    text = text_of(f"<table><tr><td>{links}</td><td>{prose}</td></tr></table>")
    assert "Part 3 of the site" not in text
    assert all(said in text for said in SAID)


@pytest.mark.parametrize("between", ["", "<aside><p>Words at the side.</p></aside>"])
def test_a_figure_at_the_end_stays(between: str) -> None:
    prose = "".join(f"<p>{said}{MORE}</p>" for said in SAID)
    image = '<img src="/gate.png" alt="The gate"><figcaption>The gate in May.</figcaption>'
    text = text_of(f"<article>{prose}{between}<figure>{image}</figure></article>")
    assert text.rstrip().endswith("*The gate in May.*")
    assert "![The gate](" in text


def test_what_each_post_says_again_of_its_author_is_left_out() -> None:
    said = [
        f"Ebb number {n} came in late, and nobody on the quay had asked for it to."
        for n in range(4)
    ]
    posts = "".join(
        f"<div class=post><div class=user><b>Ann {n}</b>"
        f"<dl><dt>Join Date<dd>May 200{n}</dl></div>"
        f"<h3>Re: Tides</h3><div class=body><p>{text}</p><p>So be it.</p></div>"
        f"<blockquote class=signature>Tides wait for {n} men, and no more</blockquote></div>"
        for n, text in enumerate(said)
    )
    text = draft_of_html(f"<title>Tides</title><h1>Tides</h1>{posts}", Source("page", "a")).text

    assert "Join Date" not in text
    assert "Re: Tides" not in text
    assert "Tides wait for" not in text
    assert text.count("So be it.") == len(said)
    assert all(each in text for each in said)


@pytest.mark.parametrize("look", ["signature", "member-signature"])
def test_letters_in_one_post_keep_their_signatures(look: str) -> None:
    said = "Ebb came in late, and nobody on the quay had asked for it to come at all. " * 3
    letters = "".join(
        f"<h2>Letter {n}</h2><p>{said}</p><p class={look}>Your servant, John Adams {n}</p>"
        for n in range(5)
    )
    page = f"<title>T</title><body class=user-guide><article class=post>{letters}</article>"
    text = draft_of_html(page, Source("page", "a")).text
    assert text.count("John Adams") == 5


def test_what_is_hidden_in_a_cell_or_item_takes_no_number_away() -> None:
    said = "<p>" + "Ebb came in late, and nobody on the quay had asked for it. " * 3 + "</p>"
    note = "<span class=footnote style='display:none'>By the census</span>"
    body = (
        f"{said}<table><tr><th>Year<th>Dead<tr><td>1916<td>42{note}</table><ul><li>B{note}</ul>"
    )
    text = draft_of_html(f"<title>T</title>{body}{said}", Source("page", "a")).text
    assert "| 1916 | 42 |" in text
    assert "- B" in text


def test_the_comments_below_a_short_post_are_what_its_page_is_there_for() -> None:
    lead = "The tide came in on Monday, and nobody had asked for it to do so. " * 5
    said = "".join(
        f"<li class=comment><b>Bo {n}</b><p>{n}. It went out on Tuesday, which is what a tide"
        " does where it is left alone, and we saw it go out as far as the old pier of the town."
        for n in range(9)
    )
    menu = "<nav>" + "<a href=x>Shop and news of it</a> " * 30 + "</nav>"
    box = "<div class=comment-respond><h3>Leave a Reply</h3><p>Your address is not published."
    lead = f"<div class=lead><p>{lead}</p></div>"
    page = f"{menu}{lead}<div id=comments><ol>{said}</ol>{box}</div></div>"
    text = draft_of_html(f"<title>Tides</title><body>{page}", Source("page", "a")).text

    assert text.count("It went out on Tuesday") == 9
    assert "Leave a Reply" not in text


def test_a_heading_comes_also_where_an_advertisement_parts_it_from_its_words() -> None:
    parts = "".join(
        f"<h2><a id=''></a>Part {n}</h2><h3><a id=''></a>The {n}</h3>"
        f"<figure><div><img src=/{n}.png></div></figure>"
        f"<div class=ad><p>Advertisement</p></div><p>{said}{MORE}</p>"
        for n, said in zip(("ebb", "flood", "slack", "neap"), SAID, strict=False)
    )
    text = text_of(f"<article><h1>Tides</h1>{parts}</article>")
    assert text.count("\n## Part ") == text.count("\n### The ") == 4


def test_a_block_inside_a_run_of_words_loses_none_of_these() -> None:
    prose = "".join(f"<p>{said}{MORE}</p>" for said in SAID)
    cited = (
        '<ol><li><cite>Roe, Ann (29 July 2013). <a href="https://a.example/long">A title of'
        " many words that leads to its page</a><div class=icon></div>. <i>The Tide Table</i>."
        " Retrieved 1 May 2015 from the harbour office.</cite></li></ol>"
    )
    text = text_of(f"<article><h1>Tides</h1>{prose}{cited}</article>")
    assert "Roe, Ann (29 July 2013)" in text
    assert "Retrieved 1 May 2015" in text


NOTED = "He took the lock for the gate, and nobody told him."


@pytest.mark.parametrize(
    "mark",
    [
        pytest.param(
            '<span data-definition=n1><a href="#">*</a></span></p>'
            f'<aside id=n1 class=footnote style="display: none">{NOTED}</aside>',
            id="named by its mark",
        ),
        pytest.param(
            f'<span class=fn>1<span class=footnote-content style="display:none">{NOTED}</span>'
            "</span></p>",
            id="inside its mark",
        ),
    ],
)
def test_a_note_that_shows_on_a_click_is_a_footnote(mark: str) -> None:
    prose = "".join(f"<p>{said}{MORE}</p>" for said in SAID)
    text = text_of(f"<article><h1>Tides</h1>{prose}<p>It was the gate.{mark}</article>")
    assert text.endswith(f"It was the gate.[^1]\n\n[^1]: {NOTED}")


def test_what_is_folded_below_its_title_is_read() -> None:
    prose = "".join(f"<p>{said}{MORE}</p>" for said in SAID)
    folded = (
        '<div class="callout is-collapsed"><div>A word on locks</div>'
        f'<div style="display: none"><p>{NOTED}</p></div></div>'
    )
    assert NOTED in text_of(f"<article><h1>Tides</h1>{prose}{folded}<p>{SAID[0]}</p></article>")


def test_captions_of_pictures_among_paragraphs_are_read() -> None:
    prose = [f"<p>{said}{MORE}</p>" for said in SAID]
    pictures = "".join(
        f'<div class=single><div class=thumb><a href=/f{n}><img src=/{n}.png alt="A {n}"></a>'
        f"</div><div class=thumbcaption>The <a href=/{n}>{n}</a></div></div>"
        for n in ("spindle", "collar")
    )
    row = f"<div class=multi><div class=row>{pictures}</div></div>"
    text = text_of(f"<article><h1>Tides</h1>{prose[0]}{row}{''.join(prose[1:])}</article>")
    assert "The [spindle](/spindle)" in text
    assert "The [collar](/collar)" in text


PROSE = "".join(f"<p>{said}{MORE}</p>" for said in SAID)
LINKS = "".join(f'<li><a href="/lock/{n}">Lock {n}</a></li>' for n in range(4))


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        pytest.param(
            f"<div>{PROSE}<ul><li>Open now:<ul>{LINKS}</ul></li></ul>{PROSE}</div>",
            "- Open now:\n  - [Lock 0](/lock/0)",
            id="a list of links within a list",
        ),
        pytest.param(
            "<div><h2>Locks</h2><ul>"
            + "".join(f"<li>{said}{MORE}</li>" for said in SAID)
            + f"<li>Open now:<ul>{LINKS}</ul></li></ul></div>",
            "- Open now:\n  - [Lock 0](/lock/0)",
            id="a list of links within a list of sentences",
        ),
        pytest.param(
            f"<div>{PROSE}<h2>Locks</h2><ul>{LINKS}</ul></div>",
            "## Locks\n\n- [Lock 0](/lock/0)",
            id="a list of links at the end of the text itself",
        ),
        pytest.param(
            "<article><h1>A stiff lock</h1><h3>By night</h3><div class=photo><img src=/w.jpg>"
            "<span class=pic-caption>The gate in May (Ann Lee)</span></div>"
            f"<div class=by><p>Ann Lee</p></div>{PROSE}</article>",
            "![](/w.jpg)The gate in May (Ann Lee)",
            id="the caption of a picture above the first paragraph",
        ),
        pytest.param(
            "".join(
                f"<div><b class=head>Step {n}</b><p>{said}{MORE}</p></div><figure>"
                f"<img src=/{n}.jpg><figcaption>Lee {n}</figcaption></figure>"
                for n, said in enumerate(SAID)
            ),
            "Step 3",
            id="a label below a caption",
        ),
        pytest.param(
            f"<article>{PROSE}<p class=footer-line>At the foot of the gate he stopped.</p>"
            f"{PROSE}</article>",
            "At the foot of the gate he stopped.",
            id="a paragraph that is called otherwise",
        ),
        pytest.param(
            f"<section class=block>{PROSE}</section><section class='block share-nothing'>"
            f"<p>He shared nothing.</p></section><section class=block>{PROSE}</section>",
            "He shared nothing.",
            id="a section that is called otherwise",
        ),
        pytest.param(
            f"<article>{PROSE}<div class=social-history><p>The gate was open to all.</p></div>"
            f"{PROSE}</article>",
            "The gate was open to all.",
            id="a box of prose that is called otherwise",
        ),
        pytest.param(
            f"<article>{PROSE}<aside class=box><h3>Tools</h3><p>Bring oil, for nobody there has"
            f" any of it.</p><ul><li>Rope</ul></aside>{PROSE}</article>",
            "### Tools\n\nBring oil, for nobody there has any of it.\n\n- Rope",
            id="a box beside the text with its heading and its list",
        ),
        pytest.param(
            f"<article>{PROSE}<blockquote><p>Never force it.</p><footer>The smith</footer>"
            f"</blockquote>{PROSE}</article>",
            "> Never force it.\n>\n> The smith",
            id="who said what is quoted",
        ),
        pytest.param(
            f"<article>{PROSE}<p style='opacity:0'>It slides in.</p>{PROSE}</article>",
            "It slides in.",
            id="what a script lets appear",
        ),
        pytest.param(
            f"<article>{PROSE}<div><button>Who has the key?</button><p>The miller.</p></div>"
            f"{PROSE}</article>",
            "Who has the key?",
            id="a question that is a button, above its answer",
        ),
        pytest.param(
            f"<article>{PROSE}<div>He said no.<div>Then yes.</div>Nobody heard.</div>{PROSE}"
            "</article>",
            "He said no.\n\nThen yes.\n\nNobody heard.",
            id="short sentences in boxes",
        ),
        pytest.param(
            f"<article>{PROSE}<div class=related-work><h2>Related work</h2><p>Others have bent"
            f" the key before us, and they all were sorry.[<a href='#c'>1</a>]</p></div>{PROSE}"
            "</article>",
            "## Related work\n\nOthers have bent",
            id="a section with a citation that is called otherwise",
        ),
        pytest.param(
            f"<main>{PROSE}<details><summary>Answer</summary>42</details></main>",
            "**Answer**\n\n42",
            id="an answer that shows on a click, at the end",
        ),
        pytest.param(
            f"<article>{PROSE}<footer><p>He gave back the key.</p></footer></article>",
            "He gave back the key.",
            id="a closing remark in the foot of an article",
        ),
        pytest.param(
            f"<article>{PROSE}<picture><source srcset=x.webp><img src=placeholder.gif"
            " data-src=/lazy.jpg alt=Lock></picture></article>",
            "![Lock](/lazy.jpg)",
            id="a picture that is loaded late, at the end",
        ),
    ],
)
def test_what_stands_among_paragraphs_stays(page: str, kept: str) -> None:
    assert kept in text_of(f"<nav><ul>{MENU}</ul></nav>{page}<nav><ul>{MENU}</ul></nav>")


def test_a_part_below_the_text_that_is_named_as_one_beside_it_stays_outside() -> None:
    said = "<h3>About us</h3><p>We made locks of oak for boats in all the harbours here.</p>"
    below = f"<section class='part footer'>{said}</section>"
    assert "oak" not in text_of(f"<section class=part><div>{PROSE}</div></section>{below}")


def test_a_discussion_ends_below_its_last_post() -> None:
    posts = "".join(
        f"<div class=post><div class=username>Ann {n}</div>"
        f"<div class=body>{said}{MORE}</div></div>"
        for n, said in enumerate(SAID)
    )
    tail = "<h3>Who is online</h3><p>Users browsing this forum: nobody, and three guests.</p>"
    text = text_of(f"<div class=page><h1>A stiff lock</h1>{posts}{tail}</div>")
    assert all(said in text for said in SAID)
    assert "browsing" not in text


def test_a_function_in_a_post_is_no_signature_of_who_posted_it() -> None:
    posts = "".join(
        f"<div class=post><h3>turn_{n}</h3><p>{said}</p>"
        f"<p class=signature>turn_{n}(gate)</p></div>"
        for n, said in enumerate(SAID)
    )
    assert text_of(f"<main>{posts}</main>").count("(gate)") == len(SAID)


def test_a_footnote_that_a_script_leads_to_stands_below() -> None:
    def link(to: str) -> str:
        return f"""<a href="javascript:;" onclick="scrollTo('{to}')">1</a>"""

    mark = f"<p>By night it turns.<sup>{link('note-1')}</sup></p>"
    text = text_of(f"{PROSE}{mark}<div id=note-1 class=footnote>{link('ref')}. Not so.</div>")
    assert "By night it turns.[^1]\n\n[^1]: Not so." in text


def test_a_discussion_in_tables_comes_without_menus_and_what_is_below_each_post() -> None:
    menu = "<a href=n>new</a> | <a href=p>past</a> | <a href=s>some</a>"
    posts = "".join(
        f"<tr class=x><td><table><tr><td class=default><div><a href=u>ann{n}</a></div><br>"
        f"<div class=comment>{said}<div class=reply><a href=r>reply</a></div></div></td></tr>"
        "</table></td></tr>"
        for n, said in enumerate(SAID)
    )
    page = f"<table><tr><td>{menu}</td></tr><tr><td><table>{posts}</table></td></tr></table>"
    text = text_of(f"{page}<img src=/end.png>")
    assert all(said in text for said in SAID)
    assert "/end.png" in text
    assert "past" not in text
    assert "reply" not in text


def test_what_a_row_says_of_its_head_stays_though_it_be_links() -> None:
    languages = "".join(f'<li><a href="/{n}">Tongue {n}</a></li>' for n in range(4))
    box = (
        "<table><tr><th>Spoken</th><td>Once, by all who lived on the island</td></tr>"
        f"<tr><th>Written in these</th><td><ul>{languages}</ul></td></tr>"
        "<tr><td colspan=2><h4>Sea</h4></td></tr></table>"
    )
    text = text_of(f"<div>{box}{PROSE}</div>")
    assert "Tongue 3" in text


def test_pictures_of_amp_are_pictures() -> None:
    image = '<amp-img src="/weir.jpg" alt="A weir" width=9 height=9></amp-img>'
    assert "![A weir](/weir.jpg)" in text_of(f"<article>{PROSE}{image}{PROSE}</article>")


def test_pictures_of_other_numbers_and_with_captions_of_their_own_stay() -> None:
    said = f"<p>{'What is said is said at length. ' * 9}</p>"
    pictures = (
        "<p><img src=/img/12/full.png><img src=/img/57/full.png></p>"
        "<figure class=post-avatar><img src=/still.jpg>"
        "<figcaption>A still.</figcaption></figure>"
    )
    text = draft_of_html(f"<body>{said}{pictures}{said}</body>", Source("page", "a")).text
    assert [each in text for each in ("/12/", "/57/", "still.jpg")] == [True] * 3
