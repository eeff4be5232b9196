"""Files with control characters, overrides and half characters in every field of text."""

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress

from tests.faults.bombs import Bomb, epub, pdf, zipped
from tests.importers.exports.bookmarks.bookmark_samples import BOOKMARK_SAMPLES
from tests.importers.exports.samples import SAMPLES

SIGNS = (
    "\x1b]52;c;ZXZpbA==\x07\x1b]0;t\x1b\\\x1b[2J\x9b6n\x1bP+q\x1b\\"
    "\x00\x07\x08\x0c\x7f\x85\u202ed\u2066b\u2069"
)
"""What sets the clipboard and the title, clears the screen, asks the terminal, turns lines."""

Written = Callable[[str], str]
"""How a format writes some text, if all of it may be written."""

_PAGE = """<!doctype html><html lang="en{}"><head><title>Title {}</title>
<meta name="author" content="Author {}"><meta property="og:site_name" content="Site {}">
<meta name="description" content="Description {}"><link rel="canonical" href="https://a.example/{}">
<meta name="keywords" content="word{}, more"></head>
<body><article><h1>Heading {}</h1><p>A paragraph {} with <a href="https://b.example/{}"
title="t {}">a link {}</a>, <code>code {}</code> and <em>more {}</em> of it, which goes on.</p>
<pre>pre {}</pre><ul><li>item {}</li></ul><table>
<tr><th>head {}</th></tr><tr><td>cell {}</td></tr></table>
<img src="i{}.png" alt="alt {}"><blockquote>quote {}</blockquote>
</article></body></html>"""

_RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Feed {}</title><link>https://a.example/{}</link>
<description>About {}</description>
<item><title>Entry {}</title><link>https://a.example/1{}</link><guid>g{}</guid>
<dc:creator>Author {}</dc:creator><category>tag{}</category><pubDate>Mon, 2 Mar 2026{}</pubDate>
<description>Words {} of an entry</description></item></channel></rss>"""

_ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Feed {}</title>
<entry><title type="html">Entry {}</title><id>i{}</id><author><name>Author {}</name></author>
<link href="https://a.example/{}"/><category term="tag{}"/>
<updated>2026-03-02T08:00:00Z{}</updated>
<content type="html">Words {} of it</content></entry></feed>"""

_JSON_FEED = """{{"version": "https://jsonfeed.org/version/1.1", "title": "Feed {}", "items": [
{{"id": "i{}", "title": "Entry {}", "url": "https://a.example/{}", "content_text": "Words {}",
"authors": [{{"name": "Author {}"}}], "tags": ["tag{}"]}}]}}"""

_OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>List {}</title></head><body>
<outline text="Folder {}"><outline type="rss" text="Feed {}" title="Feed {}"
xmlUrl="https://a.example/{}" htmlUrl="https://a.example/{}" odd{}="x"/></outline>
</body></opml>"""

_ENEX = """<?xml version="1.0"?><en-export><note><title>Title {}</title><tag>tag{}</tag>
<note-attributes><author>Author {}</author><source-url>https://a.example/{}</source-url>
</note-attributes><content><![CDATA[<en-note><div>Words {}</div></en-note>]]></content></note>
</en-export>"""

_MARKDOWN = """---
title: "Title {}"
author: ["Author {}"]
tags: ["tag{}"]
url: "https://a.example/{}"
date: "2026-03-02{}"
lang: "en{}"
---
# Heading {}

A paragraph {} with [a link {}](https://b.example/{} "title {}") and `code {}`[^1].

```lang{}
fenced {}
```

| head {} |
|---|
| cell {} |

![alt {}](i{}.png) <span>{}</span>

[^1]: note {}
"""

_TEXT = "Title {}\nby Author {}\n\nA paragraph {} with more words.\n\n- item {}\n\nhttps://a.example/{}\n"

_MAIL = """From: Author {} <a@b.example>
To: Reader {} <c@d.example>
Subject: Subject {}
Date: Mon, 2 Mar 2026 08:00:00 +0000 {}
Message-ID: <i{}@b.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8; name="n{}"

Words {} of a mail
"""

_RIS = """TY  - JOUR
TI  - Title {}
AU  - Author {}
JO  - Site {}
KW  - tag{}
UR  - https://a.example/{}
AB  - Words {}
PY  - 2026{}
ER  -
"""

_BIB = """@article{{key{}, title = {{Title {}}}, author = {{Author {}}}, keywords = {{tag{}}},
url = {{https://a.example/{}}}, abstract = {{Words {}}}, year = {{2026{}}}, journal = {{S {}}}}}
"""


def escapes() -> Iterator[tuple[str, Bomb]]:
    """All of them, by the names that their files get."""
    for name, form, ways in (
        ("page.html", _PAGE, (str, _referred, _hexadecimal)),
        ("feed.xml", _RSS, (str, _referred, _hexadecimal)),
        ("atom.xml", _ATOM, (str, _referred, _hexadecimal)),
        ("list.opml", _OPML, (str, _referred, _hexadecimal)),
        ("notes.enex", _ENEX, (str, _referred, _hexadecimal)),
        ("feed.json", _JSON_FEED, (str, _in_json, _halved)),
        ("note.md", _MARKDOWN, (str, _in_json, _referred)),
        ("text.txt", _TEXT, (str, _halved)),
        ("mail.eml", _MAIL, (str, _in_mail, _halved)),
        ("works.ris", _RIS, (str, _halved)),
        ("works.bib", _BIB, (str, _in_tex)),
    ):
        for way in ways:
            yield f"{way.__name__.strip('_')}-{name}", _filled(form, way)
    for name, sample in {**SAMPLES, **BOOKMARK_SAMPLES}.items():
        yield f"export-{name}", lambda sample=sample: _export(sample)  # type: ignore[misc]
    yield "a name \x1b]0;X\x07\x9b6n\u202e of a file.md", lambda: b"# Title\n\nWords."
    half = os.fsdecode(b"caf\xe9 \x9b6n.md")
    yield half, lambda: b"# Title\n\nWords."
    yield from _packed()


def _packed() -> Iterator[tuple[str, Bomb]]:
    page = _filled(_PAGE, str)
    names = [f"a{SIGNS[:n]}.md" for n in range(1, len(SIGNS)) if "\0" not in SIGNS[:n]]
    yield "names.zip", lambda: zipped(dict.fromkeys(names, b"# T\n\nWords."))
    yield "book.epub", lambda: epub({"c0.xhtml": page()}, title=f"Book {SIGNS}")
    yield "book-named.epub", lambda: epub({f"c{_referred(SIGNS)}.xhtml": page()})
    signs = SIGNS.encode("utf-16-be").hex()
    titled = f"<</Title<FEFF{signs}>/Author<FEFF{signs}>/Keywords<FEFF{signs}>>>".encode()
    drawn = f"BT /F 12 Tf ({re.escape(SIGNS)}) Tj ET\n"
    yield "text.pdf", lambda: pdf(drawn.encode(), [], about=titled)


def _filled(form: str, way: Written) -> Bomb:
    """A file that has the signs in all its places."""
    count = re.sub(r"\{\{|\}\}", "", form).count("{}")
    return lambda: form.format(*[way(SIGNS)] * count).encode(errors="surrogatepass")


def _referred(text: str) -> str:
    return "".join(f"&#{ord(sign)};" for sign in text)


def _hexadecimal(text: str) -> str:
    return "".join(f"&#x{ord(sign):x};" for sign in text + "\ud800")


def _in_json(text: str) -> str:
    return "".join(f"\\u{ord(sign):04x}" for sign in text)


def _halved(text: str) -> str:
    """With half of a character at the end, as bytes and as JSON has it."""
    return f"{text}\ud800".replace('"', "")


def _in_mail(text: str) -> str:
    return f"=?utf-8?q?{''.join(f'={byte:02X}' for byte in text.encode())}?="


def _in_tex(text: str) -> str:
    return "".join(rf"\char{ord(sign)} " for sign in text)


def _export(sample: str | bytes) -> bytes:
    """An export with the signs after each text that it has."""
    if isinstance(sample, bytes):
        return sample
    if sample.lstrip().startswith(("[", "{")):
        with suppress(ValueError):
            return json.dumps(_marked(json.loads(sample))).encode()
    if sample.startswith("{"):
        lines = (json.dumps(_marked(json.loads(line))) for line in sample.splitlines())
        return "\n".join(lines).encode()
    if "<" in sample:
        return re.sub(r"(?<=\w)(?=<|\"[ >])", SIGNS.replace("\\", r"\\"), sample).encode()
    rows = list(csv.reader(io.StringIO(sample)))
    file = io.StringIO()
    csv.writer(file).writerows([rows[0], *([cell + SIGNS for cell in row] for row in rows[1:])])
    return file.getvalue().encode()


def _marked(value: object) -> object:
    match value:
        case str():
            return value + SIGNS + "\ud800"
        case list():
            return [_marked(each) for each in value]
        case dict():
            return {name: _marked(each) for name, each in value.items()}
        case _:
            return value
