"""Feeds: whatever they are written in, the same entries come out."""

import html
import json
from datetime import UTC, datetime

import pytest

from octavo.importers.feeds.parse import feed_of
from octavo.model.errors import DraftRejected
from tests.importers.feeds.samples import (
    ATOM_03,
    JSON_FEED,
    NOW,
    RSS_091,
    RSS_10,
    RSS_IN_JSON,
    URL,
    atom,
    only,
    read,
    rss,
)
from tests.importers.words import lost, words_shown


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(RSS_091, id="RSS 0.91 with the document type of Netscape"),
        pytest.param(RSS_10, id="RSS 1.0"),
        pytest.param(ATOM_03, id="Atom 0.3"),
        pytest.param(JSON_FEED, id="JSON Feed"),
        pytest.param(RSS_IN_JSON, id="RSS in JSON"),
        pytest.param("\ufeff\n  " + RSS_10, id="a byte order mark and space in front"),
        pytest.param("<br/><b>Warning</b>: line 3\n" + RSS_091, id="a warning in front"),
        pytest.param(RSS_091.replace("</item></channel></rss>", ""), id="a document cut short"),
        pytest.param(RSS_091.replace("again", "<b>again"), id="a tag that is not closed"),
        pytest.param(RSS_091.replace("lifts", "lifts & lowers &nbsp;"), id="loose ampersands"),
    ],
)
def test_every_format_gives_the_entry(text: str) -> None:
    entry = only(text)

    assert entry.title == "The crane is back"
    assert entry.url == "http://quay.example/crane"
    assert entry.text.startswith("It lifts")


def test_what_a_feed_says_of_itself() -> None:
    content = read(rss("<title>One</title>", channel="<language>en-gb</language><ttl>90</ttl>"))

    assert (content.title, content.page) == ("Harbour News", "https://harbour.example/")
    assert (content.language, content.interval) == ("en-GB", 90 * 60)


def test_the_period_of_updates_is_a_hint_too() -> None:
    period = (
        "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
    )

    assert read(rss(channel=period)).interval == 6 * 3600


def test_a_feed_may_be_empty() -> None:
    assert read(rss()).entries == ()
    assert read(atom()).entries == ()


def test_json_feed_whole() -> None:
    entry = only(JSON_FEED)

    assert entry.key == "7"
    assert entry.authors == ("Ann Lee",)
    assert entry.tags == ("crane", "quay")
    assert entry.excerpt == "News of the crane."
    assert entry.published == datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    assert entry.text == (
        "It lifts [again](http://quay.example/again).\n\n"
        "[Audio: crane.mp3](<http://quay.example/crane.mp3>) (1:02:03, 43 MB)"
    )


@pytest.mark.parametrize(
    ("item", "text"),
    [
        pytest.param(
            "<description>Cut short…</description>"
            "<content:encoded><![CDATA[<p>The <em>whole</em> of it.</p>]]></content:encoded>",
            "The *whole* of it.",
            id="the content stands over the description, in either order",
        ),
        pytest.param(
            "<content:encoded><![CDATA[<p>The whole of it.</p>]]></content:encoded>"
            "<description>Cut short…</description>",
            "The whole of it.",
            id="the content stands over a description that comes later",
        ),
        pytest.param(
            "<content:encoded> </content:encoded><description>All there is.</description>",
            "All there is.",
            id="an empty content gives way to the description",
        ),
        pytest.param(
            "<description>&lt;p&gt;Fish &amp;amp; chips&lt;/p&gt;</description>",
            "Fish & chips",
            id="markup that is escaped is markup",
        ),
        pytest.param(
            "<description>2 &lt; 3 is *true*</description>",
            "2 < 3 is \\*true\\*",
            id="a plain text means what it says",
        ),
        pytest.param(
            "<description><![CDATA[<a href='/map'>map</a>]]></description>",
            "[map](https://harbour.example/map)",
            id="relative links start from the page",
        ),
        pytest.param(
            "<link>https://harbour.example/a/b</link>"
            "<description><![CDATA[<img src='c.png' alt='Chart'>]]></description>",
            "![Chart](https://harbour.example/a/c.png)",
            id="relative images start from the address of the entry",
        ),
        pytest.param(
            "<media:group><media:description>What the film shows.</media:description>"
            "</media:group>",
            "What the film shows.",
            id="the description of a film",
        ),
        pytest.param(
            "<description>All three.\n\nMore:\nhttps://a.example/b\nOn paper:\n"
            "www.a.example/c</description>",
            "All three.\n\nMore:\\\n<https://a.example/b>\\\nOn paper:\\\n"
            "[www.a.example/c](<https://www.a.example/c>)",
            id="an address stays below the line that announces it",
        ),
        pytest.param(
            "<title>One</title><description>&lt;h1&gt;One&lt;/h1&gt;&lt;p&gt;Text.&lt;/p&gt;"
            "</description>",
            "Text.",
            id="a title that stands in the text once more goes",
        ),
        pytest.param(
            "<description><![CDATA[<p>Hi</p><script>alert(1)</script>]]></description>",
            "Hi",
            id="scripts are left out",
        ),
    ],
)
def test_the_text_of_an_item(item: str, text: str) -> None:
    assert only(rss(f"<guid isPermaLink='false'>1</guid>{item}")).text == text


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        pytest.param(
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>High '
            "<strong>water</strong> &amp; low</p></div></content>",
            "High **water** & low",
            id="elements of XHTML",
        ),
        pytest.param(
            '<content type="html" xml:base="https://base.example/x/">'
            '&lt;a href="y"&gt;y&lt;/a&gt;</content>',
            "[y](https://base.example/x/y)",
            id="links start from xml:base",
        ),
        pytest.param(
            '<summary type="text">1 &lt; 2 &amp; 3</summary>',
            "1 < 2 & 3",
            id="a summary where there is no content",
        ),
        pytest.param(
            '<content type="html">&lt;pre&gt;&lt;code class="language-python"&gt;a = 1'
            "&lt;/code&gt;&lt;/pre&gt;</content>",
            "```python\na = 1\n```",
            id="code keeps its language",
        ),
    ],
)
def test_the_text_of_an_atom_entry(entry: str, text: str) -> None:
    assert only(atom(f"<id>1</id><title>T</title>{entry}")).text == text


def test_of_a_summary_and_a_content_the_shorter_is_the_excerpt() -> None:
    short, long = "Why a lock is stiff.", "The lock has been stiff since the frost. " * 3
    for names in (("summary", "content"), ("content", "summary")):
        said = "".join(f"<{n}>{t}</{n}>" for n, t in zip(names, (short, long), strict=True))
        entry = only(atom(f"<id>1</id><title>T</title>{said}"))
        assert (entry.text, entry.excerpt) == (long.strip(), short)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        pytest.param("Plain", "Plain", id="words"),
        pytest.param("A &lt;b&gt;bold&lt;/b&gt; step", "A bold step", id="escaped markup"),
        pytest.param("<![CDATA[Fish &amp; chips]]>", "Fish & chips", id="entities in CDATA"),
        pytest.param("Fish &amp;amp; chips", "Fish & chips", id="entities escaped twice"),
        pytest.param("Use of &lt;div&gt;", "Use of <div>", id="a tag that is spoken of"),
        pytest.param("Close &amp;lt;/p&amp;gt;", "Close </p>", id="an end spoken of"),
        pytest.param(
            "It&amp;#8217;s &amp;apos;so&amp;apos;", "It’s 'so'", id="marks escaped twice"
        ),
        pytest.param("&lt;![CDATA[High water]]&gt;", "High water", id="escaped CDATA"),
        pytest.param("C&amp;ouml;ln &amp;copy;", "Cöln ©", id="names escaped twice"),
        pytest.param("&lt;script&gt;a()&lt;/script&gt;Tide", "Tide", id="a script in front"),
        pytest.param(
            "&lt;script&gt;a()&lt;/script&gt; considered", "a() considered", id="a script named"
        ),
        pytest.param("The &lt;script&gt; tag", "The <script> tag", id="one that is spoken of"),
        pytest.param("Ebb&lt;br&gt;and flow", "Ebb and flow", id="a break"),
        pytest.param(
            "Cast &amp;lt;em&amp;gt;off&amp;lt;/em&amp;gt;", "Cast off", id="tags escaped twice"
        ),
        pytest.param("Two\n   lines", "Two lines", id="line breaks"),
        pytest.param("Ring \u202ethe bell", "Ring the bell", id="no reversed direction"),
    ],
)
def test_titles_are_plain_lines(title: str, shown: str) -> None:
    assert only(rss(f"<title>{title}</title>")).title == shown


def test_categories_are_plain_lines_too() -> None:
    entry = only(rss("<title>T</title><category>&lt;b&gt;K&amp;ouml;ln&lt;/b&gt;</category>"))

    assert entry.tags == ("Köln",)


def test_elements_inside_of_others_are_not_the_entrys() -> None:
    of_a_page = "<og xmlns:og='http://ogp.me/ns#'><title>Other</title><description>Less.</description></og>"
    item = (
        "<title>Tide</title><description>It comes in and goes out.</description>"
        f"{of_a_page}<author><name>Ann</name><title>Manager</title></author>"
    )
    entry = only(rss(item))
    assert (entry.title, entry.text) == ("Tide", "It comes in and goes out.")


def test_an_entry_without_a_title_is_known_by_its_opening() -> None:
    for said in ("The lamp was lit at six. Nobody came.", "<p>The lamp.</p><p>*It* burns</p>"):
        entry = only(rss(f"<description>{html.escape(said)}</description>"))
        assert entry.title == " ".join(words_shown(said).split())


def test_an_item_that_says_nothing_is_no_entry() -> None:
    assert read(rss("<title> </title><description/>")).entries == ()


ONE_SAID = "<p>The lamp was <b>lit</b> at six, and nobody came.</p><p>So it went out.</p>"


@pytest.mark.parametrize(
    "escaped",
    [
        pytest.param(ONE_SAID, id="not at all"),
        pytest.param(html.escape(ONE_SAID), id="once"),
        pytest.param(f"<![CDATA[{ONE_SAID}]]>", id="as CDATA"),
        pytest.param(html.escape(f"<![CDATA[{ONE_SAID}]]>"), id="with the marks of its CDATA"),
        pytest.param(f"&lt;![CDATA[{html.escape(ONE_SAID)}]]&gt;", id="and these by hand"),
        pytest.param(
            html.escape(html.escape(f"<![CDATA[{html.escape(ONE_SAID)}]]>")), id="thrice"
        ),
        pytest.param(f"]]&gt;<![CDATA[{ONE_SAID}]]>", id="with the end of one in front"),
        pytest.param(f"<![CDATA[<![CDATA[{ONE_SAID}]]]]>", id="in another"),
    ],
)
@pytest.mark.parametrize("field", ["description", "content:encoded", "itunes:summary"])
def test_no_word_is_lost_by_how_a_text_is_escaped(field: str, escaped: str) -> None:
    entry = only(rss(f"<title>A lamp</title><{field}>{escaped}</{field}>"))

    assert not lost(words_shown(ONE_SAID), entry.text)
    assert "]]" not in entry.text


LINES = "We fold a sheet.\n\n0:00 Opening\n2:15 First &amp; last fold\n\nThat is all."


def test_what_is_in_signs_in_a_plain_text_is_no_tag() -> None:
    said = "It is high.\n\nAnd &lt;very low&gt;"
    entry = only(rss(f"<title>T</title><description>{said}</description>"))

    assert entry.text == "It is high.\n\nAnd \\<very low>"


@pytest.mark.parametrize("field", ["description", "media:description", "itunes:summary"])
def test_plain_text_keeps_its_lines(field: str) -> None:
    entry = only(rss(f"<title>A sheet</title><{field}>{LINES}</{field}>"))

    assert entry.text == (
        "We fold a sheet.\n\n0:00 Opening\\\n2:15 First & last fold\n\nThat is all."
    )


@pytest.mark.parametrize(
    ("element", "when"),
    [
        pytest.param("<pubDate>Sun, 01 Mar 2026 10:00:00 +0100</pubDate>", (9, 0), id="mail"),
        pytest.param("<pubDate>Sun, 1 Mar 2026 04:00 EST</pubDate>", (9, 0), id="named zone"),
        pytest.param("<dc:date>2026-03-01T09:00:00Z</dc:date>", (9, 0), id="Dublin Core"),
        pytest.param("<pubDate>2026-03-01 09:00:00</pubDate>", (9, 0), id="no zone"),
        pytest.param("<pubDate>March 1, 2026 9:00 am</pubDate>", (9, 0), id="in words"),
    ],
)
def test_dates_in_any_shape(element: str, when: tuple[int, int]) -> None:
    assert only(rss("<title>T</title>" + element)).published == datetime(
        2026, 3, 1, *when, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "date",
    [
        pytest.param("soon", id="no date"),
        pytest.param("Mon, 01 Jan 2029 00:00:00 GMT", id="years ahead"),
        pytest.param("Thu, 01 Jan 1970 00:00:00 GMT", id="the zero of a clock"),
        pytest.param("0001-01-01T00:00:00Z", id="the zero of another clock"),
        pytest.param("9999-12-31T23:59:59-23:00", id="the end of time"),
    ],
)
def test_a_date_that_cannot_be_is_none(date: str) -> None:
    content = read(rss(f"<title>T</title><pubDate>{date}</pubDate>"))
    assert content.entries[0].published is None
    is_no_time = "1970" in date or date.startswith("0001") or "2029" in date
    assert content.doubt == ("" if is_no_time else "the time of an entry cannot be read")


def test_authors_and_categories() -> None:
    entry = only(
        rss(
            "<title>T</title><author>ann@harbour.example (Ann Lee)</author>"
            "<category>tide</category><category>tide</category><category>quay</category>"
        )
    )

    assert entry.authors == ("Ann Lee",)
    assert entry.tags == ("tide", "quay")


def test_the_author_of_the_feed_that_an_entry_is_from_stands_before_that_of_this_one() -> None:
    source = "<source><title>Quay</title><author><name>Cy Fox</name></author></source>"
    feed = "<author><name>Ann Lee</name></author>"
    entry = only(atom(f"<id>1</id><title>A</title>{source}", feed=feed))

    assert entry.authors == ("Cy Fox",)


def test_the_author_of_the_feed_stands_in_for_a_missing_one() -> None:
    feed = "<author><name>Ann Lee</name></author>"
    own, other = read(
        atom(
            "<id>1</id><title>A</title>",
            "<id>2</id><title>B</title><author><name>Bo Ek</name></author>",
            feed=feed,
        )
    ).entries

    assert (own.authors, other.authors) == (("Ann Lee",), ("Bo Ek",))


def test_a_podcast_links_to_its_recording() -> None:
    entry = only(
        rss(
            "<title>T</title><description>Notes.</description>"
            "<itunes:duration>62:03</itunes:duration>"
            '<enclosure url="https://cdn.example/e%201.mp3" type="audio/mpeg" length="9000000"'
            "/>"
        )
    )

    assert entry.text == (
        "Notes.\n\n[Audio: e 1.mp3](<https://cdn.example/e%201.mp3>) (1:02:03, 9 MB)"
    )


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "data:,x"])
def test_an_address_of_another_scheme_is_none(address: str) -> None:
    assert only(rss(f"<title>T</title><link>{address}</link>")).url == ""


@pytest.mark.parametrize(
    ("guid", "url"),
    [
        pytest.param("https://quay.example/a?b&amp;c", "https://quay.example/a?b&c", id="one"),
        pytest.param(
            "<![CDATA[https://quay.example/a]]>", "https://quay.example/a", id="CDATA"
        ),
        pytest.param("a-12", "", id="an id that nobody said is none"),
    ],
)
def test_an_id_may_be_the_address(guid: str, url: str) -> None:
    assert only(rss(f"<title>T</title><guid>{guid}</guid>")).url == url


def test_what_has_no_link_leads_to_what_it_is_about() -> None:
    about = RSS_10.replace("<link>http://quay.example/crane</link>", "")
    source = '<id>1</id><title>A</title><content src="/a.pdf" type="application/pdf"/>'
    assert (only(about).url, only(atom(source)).url) == (
        "http://quay.example/crane",
        "https://harbour.example/a.pdf",
    )


def test_a_json_feed_may_name_its_authors_alone_and_escape_its_text() -> None:
    item = {"id": "1", "authors": "Ann Lee", "content_html": "&lt;p&gt;Of tides&lt;/p&gt;"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "A", "items": [item]}
    entry = only(json.dumps(feed))
    assert (entry.authors, entry.title, entry.text) == (("Ann Lee",), "Of tides", "Of tides")
    feed["items"] = [item | {"authors": [{"name": "Lee &amp; Sons"}]}]
    assert only(json.dumps(feed)).authors == ("Lee & Sons",)


def test_the_charset_of_the_server_and_of_the_document_are_heeded() -> None:
    text = rss("<title>Ærø</title>").replace("UTF-8", "iso-8859-1")
    latin = text.encode("latin-1")
    unsaid = text.replace(' encoding="iso-8859-1"', "").encode("koi8-r", "replace")

    assert feed_of(latin, url=URL).entries[0].title == "Ærø"
    assert feed_of(unsaid, url=URL, content_type="text/xml; charset=koi8-r").entries
    assert feed_of(text.encode("utf-16"), url=URL).entries[0].title == "Ærø"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(
            b"<!DOCTYPE html><html><title>Hi</title><p>Hi</p></html>",
            "it is a web page, not a feed",
            id="a web page",
        ),
        pytest.param(
            b"<?xml version='1.0'?><opml version='2.0'><body/></opml>",
            "it is a list of feeds (OPML), not a feed",
            id="a list of feeds",
        ),
        pytest.param(b"<?xml version='1.0'?><note/>", "it is XML, but not a feed", id="XML"),
        pytest.param(b'{"a": 1}', "it is JSON, but not a feed", id="JSON"),
        pytest.param(b'{"a": ', "it is broken JSON, not a feed", id="broken JSON"),
        pytest.param(b"[" * 100_000, "it is broken JSON, not a feed", id="nested JSON"),
        pytest.param(b"Not found", "it is not a feed", id="a line of text"),
        pytest.param(b"%PDF-1.7 \n", "it is a PDF, not a feed", id="a PDF"),
        pytest.param(b"", "it is empty", id="nothing"),
        pytest.param(
            b'<!DOCTYPE rss [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss><channel>'
            b"<title>&b;</title></channel></rss>",
            "it declares entities of its own, which could do harm",
            id="entities",
        ),
        pytest.param(
            b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss/>',
            "it declares entities of its own, which could do harm",
            id="external entities",
        ),
        pytest.param(
            b"<rss>" + b"<item>" * 300_001,
            "it has more elements than any feed needs",
            id="elements without end",
        ),
        pytest.param(
            b" " * (50 * 1024 * 1024 + 1),
            "it is too large for a feed: more than 50 MB",
            id="too many bytes",
        ),
    ],
)
def test_what_is_no_feed_is_told_why(data: bytes, reason: str) -> None:
    with pytest.raises(DraftRejected) as rejection:
        feed_of(data, url=URL, now=NOW)

    assert rejection.value.reason == reason


@pytest.mark.parametrize(
    ("data", "doubt"),
    [
        pytest.param(RSS_091.encode(), "", id="whole"),
        pytest.param(RSS_10.encode() + b"<!-- served by a -->", "", id="with more behind it"),
        pytest.param(RSS_091[:-20].encode(), "it breaks off", id="cut short"),
        pytest.param(
            RSS_091.replace("Old quay", "Der naïve Kai").encode("cp850"),
            "its encoding is not said",
            id="in an encoding that was guessed",
        ),
    ],
)
def test_what_is_in_doubt_in_a_feed_is_said(data: bytes, doubt: str) -> None:
    content = feed_of(data, url=URL)

    assert content.doubt.startswith(doubt)
    assert bool(content.doubt) is bool(doubt)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("application/xml", '<doc xmlns="urn:x"><head>Tide</head><para>It rose.</para></doc>'),
        (
            "text/xml",
            "<doc><x:title xmlns:x='urn:x'>Tide</x:title><x>It <i>rose</i>.</x></doc>",
        ),
        (
            "application/docbook+xml",
            "<article><title>Tide</title><para>It rose.</para></article>",
        ),
    ],
)
def test_content_in_any_xml_has_its_words(kind: str, words: str) -> None:
    entry = only(atom(f'<title>A</title><content type="{kind}">{words}</content>'))
    assert entry.text == "## Tide\n\nIt rose."


def test_a_link_that_says_what_the_id_says_is_the_page() -> None:
    entry = only(atom('<id>7</id><title>A</title><link href="http://quay.example/7"/>'))
    assert entry.url == "http://quay.example/7"
