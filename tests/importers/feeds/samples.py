"""Feeds written for the tests: one document each of what feeds are written in."""

from datetime import UTC, datetime

from octavo.importers.feeds.content import FeedContent
from octavo.importers.feeds.parse import feed_of
from octavo.model.feed import Entry

NOW = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
URL = "https://harbour.example/feed.xml"


def read(text: str, url: str = URL, content_type: str = "") -> FeedContent:
    """What a feed says that is written here as text."""
    return feed_of(text.encode(), url=url, content_type=content_type, now=NOW)


def only(text: str, url: str = URL) -> Entry:
    """The one entry of a feed."""
    [entry] = read(text, url).entries
    return entry


def rss(*items: str, channel: str = "") -> str:
    """An RSS 2.0 document of some items, with more about its channel."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
        ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
        ' xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Harbour News</title>'
        f"<link>https://harbour.example/</link>{channel}{inside}</channel></rss>"
    )


def atom(*entries: str, feed: str = "") -> str:
    """An Atom document of some entries, with more about the feed."""
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Tide tables</title>'
        '<link href="https://tides.example/"/><link rel="self" href="/atom.xml"/>'
        f"{feed}{inside}</feed>"
    )


RSS_091 = """<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Old quay</title><link>http://quay.example/</link>
<language>en-us</language>
<item><title>The crane is back</title><link>http://quay.example/crane</link>
<description>It lifts again.</description></item></channel></rss>"""

RSS_10 = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="http://quay.example/rdf"><title>Old quay</title>
<link>http://quay.example/</link></channel>
<item rdf:about="http://quay.example/crane"><title>The crane is back</title>
<link>http://quay.example/crane</link><description>It lifts again.</description>
<dc:creator>Ann Lee</dc:creator><dc:date>2026-03-01T10:00:00+01:00</dc:date></item></rdf:RDF>"""

ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old quay</title>
<link rel="alternate" type="text/html" href="http://quay.example/"/>
<entry><title>The crane is back</title><id>tag:quay.example,2026:crane</id>
<link rel="alternate" type="text/html" href="http://quay.example/crane"/>
<issued>2026-03-01T10:00:00Z</issued>
<content type="text/html" mode="escaped">&lt;p&gt;It lifts again.&lt;/p&gt;</content>
</entry></feed>"""

JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "Old quay",
"home_page_url": "http://quay.example/", "language": "en",
"authors": [{"name": "Ann Lee"}],
"items": [{"id": 7, "url": "/crane", "title": "The crane is back",
"content_html": "<p>It lifts <a href='again'>again</a>.</p>", "summary": "News of the crane.",
"date_published": "2026-03-01T10:00:00+01:00", "tags": ["crane", "quay"],
"attachments": [{"url": "http://quay.example/crane.mp3", "mime_type": "audio/mpeg",
"size_in_bytes": 43000000, "duration_in_seconds": 3723}]}]}"""

RSS_IN_JSON = """{"rss": {"version": "2.0", "channel": {"title": "Old quay",
"link": "http://quay.example/", "item": [{"title": "The crane is back",
"link": "http://quay.example/crane", "description": "It lifts again.",
"pubDate": "Sun, 01 Mar 2026 09:00:00 GMT", "guid": {"#value": "crane"}}]}}}"""
