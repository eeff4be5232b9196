# ruff: noqa: PLW0108 - what is large is only made when it is asked for
"""Files that are made to take all time or memory of whoever reads them."""

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator

Bomb = Callable[[], bytes]

_FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>%s</channel></rss>'
_ITEM = (
    "<item><title>T</title><link>https://a.example/</link><description>%s</description></item>"
)
_PAGE = (
    "<!doctype html><html><head><title>T</title></head>"
    "<body><article>%s</article></body></html>"
)
_MAIL = "From: a@b.example\nTo: c@d.example\nSubject: S\nDate: Mon, 2 Mar 2026 08:00:00 +0000\n"

RUNS = " \t\n-_*#>`~[](){}<&;:.,!|\\/=+\"'0aA é한ไ界\u202e\u200b"
"""Characters of which there is a file of nothing else."""


def bombs() -> Iterator[tuple[str, Bomb]]:
    """All of them, by the names that their files get."""
    yield from _markup()
    yield from _pages()
    yield from _archives()
    yield from _pdfs()
    yield from _texts()
    yield from _data()
    for sign in RUNS:
        yield f"run-{ord(sign):04x}.txt", lambda sign=sign: (sign * 3_000_000).encode()  # type: ignore[misc]
        yield f"run-{ord(sign):04x}.html", lambda s=sign: (_PAGE % (s * 1_000_000)).encode()  # type: ignore[misc]
        yield f"run-{ord(sign):04x}.md", lambda s=sign: f"# T\n\n{s * 300_000}\n".encode()  # type: ignore[misc]


def _markup() -> Iterator[tuple[str, Bomb]]:
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
    doctype = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'
    huge = f'<!DOCTYPE x [<!ENTITY a "{"a" * 100_000}">]>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///dev/zero">]>'
    for name, kind, said in (
        ("laughs", doctype, "&l12;"),
        ("quadratic", huge, "&a;" * 100_000),
        ("outside", outside, "&a;"),
    ):
        feed = '<rss version="2.0"><channel><title>F</title>'
        opml = '<opml version="2.0"><body><outline text="'
        yield (
            f"{name}.xml",
            lambda k=kind, s=said, f=feed: (  # type: ignore[misc]
                f'<?xml version="1.0"?>{k}{f}{_ITEM % s}</channel></rss>'.encode()
            ),
        )
        yield (
            f"{name}.opml",
            lambda k=kind, s=said, o=opml: (  # type: ignore[misc]
                f'<?xml version="1.0"?>{k}{o}{s}" xmlUrl="https://a.example/"/></body></opml>'.encode()
            ),
        )
        yield f"{name}.html", lambda k=kind, s=said: (k + _PAGE % s).encode()  # type: ignore[misc]
    nested = "<div>" * 200_000 + "x" + "</div>" * 200_000
    escaped = nested.replace("<", "&lt;")
    yield "nested-description.xml", lambda: (_FEED % (_ITEM % escaped)).encode()
    yield "nested.xml", lambda: (_FEED % ("<a>" * 200_000 + "</a>" * 200_000)).encode()
    items = _ITEM % "x"
    yield "many-entries.xml", lambda: (_FEED % (items * 100_000)).encode()
    outlines = '<outline text="a">' * 200_000 + "</outline>" * 200_000
    yield "nested.opml", lambda: f'<opml version="2.0"><body>{outlines}</body></opml>'.encode()
    note = "<note><title>T</title><content><![CDATA[<en-note>%s</en-note>]]></content></note>"
    yield "nested.enex", lambda: f"<en-export>{note % nested}</en-export>".encode()


def _pages() -> Iterator[tuple[str, Bomb]]:
    for tag in ("div", "b", "ul><li", "blockquote", "table><tr><td", "span", "a", "font", "p"):
        opening, closing = f"<{tag}>", "".join(f"</{t}>" for t in tag.split("><")[::-1])
        name = tag.partition(">")[0]
        yield (
            f"deep-{name}.html",
            lambda o=opening, c=closing: (  # type: ignore[misc]
                (_PAGE % (o * 100_000 + "x" + c * 100_000)).encode()
            ),
        )
        yield f"open-{name}.html", lambda o=opening: (_PAGE % (o * 300_000)).encode()  # type: ignore[misc]
    attributes = " ".join(f'a{n}="x"' for n in range(300_000))
    yield "attributes.html", lambda: (_PAGE % f"<p {attributes}>x</p>").encode()
    title = "x" * 20_000_000
    yield "one-attribute.html", lambda: (_PAGE % f'<p title="{title}">x</p>').encode()
    cells = '<tr><td colspan="1000000000" rowspan="1000000000">x</td></tr>' * 100
    yield "spans.html", lambda: (_PAGE % f"<table>{cells}</table>").encode()
    rows = f"<tr>{'<td>x' * 1_000}" * 1_000
    yield "cells.html", lambda: (_PAGE % f"<table>{rows}</table>").encode()
    yield "paragraphs.html", lambda: (_PAGE % ("<p>Some words.</p>" * 500_000)).encode()
    yield "long-paragraph.html", lambda: (_PAGE % f"<p>{'Some words. ' * 2_000_000}").encode()
    yield "entities.html", lambda: (_PAGE % ("&amp;&#x41;&nosuch;" * 1_000_000)).encode()
    yield "blanks.html", lambda: b" " * 8_000_000 + (_PAGE % "<p>x</p>").encode()
    yield "comments.html", lambda: (_PAGE % ("<!--" * 1_000_000)).encode()
    yield "declarations.html", lambda: b"<?xml " * 1_000_000 + (_PAGE % "x").encode()
    meta = '<meta name="author" content="A">'
    yield "metas.html", lambda: ("<html>" + meta * 300_000).encode()
    ld = '<script type="application/ld+json">%s</script>'
    yield "json-ld.html", lambda: (_PAGE % (ld % ("[" * 1_000_000))).encode()
    links = "".join(f'<a href="https://a.example/{n}">x</a> ' for n in range(300_000))
    yield "links.html", lambda: (_PAGE % links).encode()


def _archives() -> Iterator[tuple[str, Bomb]]:
    yield "zeros.zip", lambda: zipped({"a.md": b"\0" * 1_000_000_000})
    yield "words.zip", lambda: zipped({"a.md": b"some words " * 60_000_000})
    yield "many.zip", lambda: zipped({f"{n}.md": b"# T\n\nx" for n in range(100_000)})
    yield "nested.zip", _nested_zip
    outside = [f"{'../' * 50}{n}/etc/passwd.md" for n in range(100)]
    yield "names.zip", lambda: zipped(dict.fromkeys(outside, b"x"))
    yield "zeros.gz", lambda: gzip.compress(b"\0" * 500_000_000)
    yield "words.html.gz", lambda: gzip.compress((_PAGE % ("words " * 50_000_000)).encode())
    chapter = b"<html><body><p>" + b"words " * 60_000_000 + b"</p></body></html>"
    yield "chapter.epub", lambda: epub({"c0.xhtml": chapter})
    few = b"<html><body><h1>C</h1><p>x</p></body></html>"
    yield "chapters.epub", lambda: epub({f"c{n}.xhtml": few for n in range(20_000)})
    nested = b"<div>" * 200_000
    yield "nested.epub", lambda: epub({"c0.xhtml": b"<html><body>" + nested})
    yield "cut.zip", lambda: zipped({"a.md": b"words " * 1_000})[:-30]


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of some files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def _nested_zip() -> bytes:
    content = b"words " * 1_000_000
    for depth in range(30):
        content = zipped({f"{depth}-{n}.zip": content for n in range(4)})
    return content


def epub(chapters: dict[str, bytes], title: str = "B") -> bytes:
    """A book of some chapters."""
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="b.opf" media-type="application/oebps-package+xml"/>'
        "</rootfiles></container>"
    )
    items = "".join(
        f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>'
        for name in chapters
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in chapters)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    named = {"META-INF/container.xml": container.encode(), "b.opf": package.encode()}
    return zipped({"mimetype": b"application/epub+zip", **named, **chapters})


def _pdfs() -> Iterator[tuple[str, Bomb]]:
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 5 0 R>>>>"
    drawn = b"/A Do " * 20
    yield "own-form.pdf", lambda: pdf(drawn, [_stream(form, drawn)])
    text = b"BT /F 12 Tf (words) Tj ET\n"
    yield "packed.pdf", lambda: pdf(text * 20_000_000, [])
    yield "nested-arrays.pdf", lambda: pdf(b"[" * 10_000_000, [])
    yield "many-pages.pdf", lambda: pdf(text, [], pages=200_000)
    yield "own-parent.pdf", lambda: pdf(text, [], kids=b"2 0 R " * 1_000)
    yield "nothing.pdf", lambda: b"%PDF-1.7\n" + b"\0" * 5_000_000


def _stream(entries: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    head = entries + b"/Filter/FlateDecode/Length %d>>" % len(packed)
    return head + b"stream\n" + packed + b"\nendstream"


def pdf(
    content: bytes, more: list[bytes], pages: int = 1, kids: bytes = b"", about: bytes = b"<<>>"
) -> bytes:
    """A PDF that draws some content on all its pages, with some objects after the fourth."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources"
    drawn = b"/XObject<</A 5 0 R>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids or b"3 0 R " * pages),
        page + b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>%s>>>>" % drawn,
        _stream(b"<<", content),
        *more,
    ]
    file, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n" % size + table
    tail = b"trailer<</Size %d/Root 1 0 R/Info %s>>\n" % (size, about)
    return file + table + tail + b"startxref\n%d\n%%%%EOF\n" % len(file)


def _texts() -> Iterator[tuple[str, Bomb]]:
    yield "thai.txt", lambda: "ภาษาไทยเขียนติดกันไม่เว้นวรรค".encode() * 120_000
    yield "chinese.txt", lambda: "汉字之间没有空格".encode() * 440_000
    yield "running.txt", lambda: b"Some words that go on and on, line after line.\n" * 1_000_000
    indents = "".join(f"{' ' * (n * 7919 % 97)}- item {n}\n" for n in range(100_000))
    yield "indents.md", indents.encode
    yield "indents.txt", lambda: indents.replace("- ", "").encode()
    yield "quotes.md", lambda: b">" * 300_000 + b" x"
    yield "brackets.md", lambda: b"[" * 300_000 + b"]" * 300_000
    yield "links.md", lambda: b"[a](b" * 200_000
    yield "emphasis.md", lambda: b"*a **b " * 100_000
    yield "ticks.md", lambda: b" ".join(b"`" * n for n in range(1_500))
    many = range(50_000)
    yield "references.md", lambda: b"".join(b"[a%d]: /x\n[a%d] " % (n, n) for n in many)
    yield "footnotes.md", lambda: b"".join(b"x[^%d]\n\n[^%d]: y\n\n" % (n, n) for n in many)
    table = b"|" + b"a|" * 20_000 + b"\n|" + b"-|" * 20_000 + b"\n" + b"|b" * 500_000
    yield "table.md", lambda: table
    yield "headings.md", lambda: b"# x\n\n" * 200_000
    yield "code.md", lambda: b"```\n" * 300_000
    yield "html.md", lambda: b"<a " * 300_000
    yield "frontmatter.md", lambda: b"---\na: " + b"[" * 200_000 + b"\n---\nx"
    alias = "a0: &a0 x\n" + "".join(
        f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 10)}]\n" for n in range(12)
    )
    yield "aliases.md", lambda: f"---\n{alias}title: T\n---\nx".encode()
    yield "digits.txt", lambda: b"1234567890" * 100_000
    yield "brackets.txt", lambda: b"word(" * 300_000


def _data() -> Iterator[tuple[str, Bomb]]:
    yield "nested.json", lambda: b"[" * 5_000_000
    yield "closed.json", lambda: b"[" * 500_000 + b"]" * 500_000
    row = b'[{"title": "T", "url": "https://a.example", "time": %s}]'
    yield "number.json", lambda: row % b"1e999999"
    yield "digits.json", lambda: row % (b"9" * 5_000_000)
    rows = [{"title": f"T{n}", "url": f"https://a.example/{n}"} for n in range(200_000)]
    yield "rows.json", lambda: json.dumps(rows).encode()
    yield "columns.csv", lambda: b"title,url" + b",x" * 500_000 + b"\nT,https://a.example\n" * 5
    yield "quote.csv", lambda: b'title,url\n"' + b"a,\n" * 5_000_000
    yield "commas.csv", lambda: b"title,url\n" + b"," * 10_000_000
    yield "braces.bib", lambda: b"@article{a, title = " + b"{" * 500_000
    yield "entries.bib", lambda: b"".join(b"@book{a%d, title={T}}\n" % n for n in range(50_000))
    yield (
        "strings.bib",
        lambda: (
            b"".join(b"@string{a%d = a%d # a%d}\n" % (n + 1, n, n) for n in range(60))
            + b"@book{x, title = a60}"
        ),
    )
    yield "lines.ris", lambda: b"TY  - JOUR\n" + b"AU  - A, B\n" * 500_000 + b"ER  - \n"
    parts = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(5_000)
    )
    yield "nested.eml", lambda: (_MAIL + "MIME-Version: 1.0\n" + parts).encode()
    yield "header.eml", lambda: (_MAIL + "X-A: " + "a\n " * 2_000_000 + "\n\nx").encode()
    words = "=?utf-8?q?a?= " * 200_000
    yield "words.eml", lambda: (_MAIL.replace("Subject: S", f"Subject: {words}\n\nx")).encode()
    mail = f"From a@b Mon Mar  2 08:00:00 2026\n{_MAIL}\nx\n\n"
    yield "many.mbox", lambda: mail.encode() * 50_000
