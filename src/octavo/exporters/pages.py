"""Pages to be read elsewhere: one file of HTML, a book (EPUB), and an archive as Omnivore's.

EPUB 3.3: https://www.w3.org/TR/epub-33/, and a table of contents of EPUB 2 for old readers.
Page and book name their generator, and each article says in `data-octavo`, as JSON, what an
import cannot tell from how it looks: its fields and its notes.

Large because the three are one way of writing in different wrappings.
"""

import html
import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime

from msgspec.structs import asdict, replace

from octavo.exporters.format import (
    PICTURES,
    Documents,
    Entry,
    ExportFormat,
    File,
    Kind,
    Trait,
    day_of,
    quoted,
    stamp,
    xml_text,
)
from octavo.exporters.html import NOTE, are_footnotes, at_its_address, html_of, pictures_of
from octavo.markdown.anchor import anchors
from octavo.model.article import Article, State
from octavo.model.note import Note, with_titles
from octavo.model.url import is_web

_GENERATOR = '<meta name="generator" content="octavo 1" />'
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

_STYLE = """body { max-width: 38em; margin: 2em auto; padding: 0 1em; line-height: 1.5; }
pre { overflow-x: auto; } img { max-width: 100%; } table { border-collapse: collapse; }
th, td { border: 1px solid; padding: 0.2em 0.5em; } .about, .picture { font-style: italic; }
"""
_POLICY = "default-src 'none'; img-src http: https:; style-src 'unsafe-inline'"
"""Of a page: nothing runs, and nothing is loaded but pictures."""


def _words(text: str) -> str:
    return html.escape(xml_text(" ".join(text.split())))


def _title(entry: Entry) -> str:
    return entry.article.title if entry.article else entry.notes[0].title


def _heading(entry: Entry) -> str:
    """The title, and who wrote it where and when."""
    article = entry.article
    head = f"<h1>{_words(_title(entry))}</h1>\n"
    if article is None:
        return head
    about = [", ".join(article.authors), article.site, day_of(article)]
    about = [*map(_words, filter(None, about))]
    if is_web(article.url):
        about.append(f'<a href="{_words(article.url)}">{_words(article.url)}</a>')
    about += [_words(f"#{tag}") for tag in sorted(article.tags)]
    return head + (f'<p class="about">{" · ".join(about)}</p>\n' if about else "")


def _body(
    entry: Entry, known: Set[int], pictures: Callable[[str], str], prefix: str = ""
) -> str:
    """An article, or a note on its own, as an element that says what it is.

    The notes on it are footnotes where they belong, and the others stand below it.
    """
    text, placed = _with_footnotes(entry)
    id = (entry.article or entry.notes[0]).id
    said = html.escape(xml_text(json.dumps(_said(entry, known), ensure_ascii=False)))
    head = f'<article id="octavo-{id}"{_language(entry.article)} data-octavo="{said}">'
    written = html_of(text, pictures=pictures, prefix=prefix) if text else ""
    if below := "\n\n".join(_below(note) for note in entry.notes if note.id not in placed):
        rule = "<hr />\n" if text else ""
        noted = html_of(below, pictures=pictures, prefix=f"{prefix}n")
        written += f'<section class="octavo-notes">\n{rule}{noted}</section>\n'
    return f"{head}\n{_heading(entry)}{written}</article>\n"


def _said(entry: Entry, known: Set[int]) -> dict[str, object]:
    """What an article says of its fields and notes, or a note on its own of itself."""
    notes = [_note_said(note, known) for note in entry.notes]
    if (article := entry.article) is None:
        return notes[0]
    fields = {
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "authors": article.authors,
        "site": article.site,
        "published": stamp(article.published),
        "added": stamp(article.added),
        "language": article.language,
        "excerpt": article.excerpt,
        "tags": sorted(map(str, article.tags)),
        "shows": article.digest,
        "notes": notes,
    }
    return {name: value for name, value in fields.items() if value or name == "title"}


def _note_said(note: Note, known: Set[int]) -> dict[str, object]:
    mark = asdict(note.highlight) if note.highlight else {}
    fields = {
        "note": note.id,
        "text": with_titles(note.text, known),
        "added": stamp(note.added),
        "tags": sorted(map(str, note.tags)),
        **mark,
    }
    return {name: value for name, value in fields.items() if value or value == 0}


def _with_footnotes(entry: Entry) -> tuple[str, Set[int]]:
    """A text with notes on it as footnotes where they belong, and which these are."""
    text, placed = entry.text, dict[int, Note]()
    places = _places(entry) if entry.places is None else entry.places
    found = [(places[note.id][1], note) for note in entry.notes if note.id in places]
    for end, note in sorted(found, key=lambda each: each[0], reverse=True):
        text = f"{text[:end]}[^{NOTE}{note.id}]{text[end:]}"
        placed[note.id] = note
    whole = text + "".join(map(_footnote, reversed(placed.values())))
    if placed and not are_footnotes(whole, len(placed)):
        return entry.text, frozenset()
    return whole, placed.keys()


def _places(entry: Entry) -> Mapping[int, tuple[int, int]]:
    """Where the passages of the notes stand by their words."""
    quotes = {note.id: note.highlight for note in entry.notes if note.highlight}
    spans = anchors(entry.text, quotes.values()) if entry.text else ()
    return {id: span for id, span in zip(quotes, spans, strict=False) if span}


def _footnote(note: Note) -> str:
    said = with_titles(note.text) or "Highlighted."
    return f"\n\n[^{NOTE}{note.id}]: " + said.replace("\n", "\n    ")


def _below(note: Note) -> str:
    quote = quoted(note.highlight.exact) if note.highlight else ""
    return "\n\n".join(filter(None, (quote, with_titles(note.text))))


def _page(documents: Documents) -> Iterator[str]:
    yield (
        '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8" />\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}" />\n'
        f'{_GENERATOR}\n<meta name="viewport" content="width=device-width" />\n'
        '<meta name="referrer" content="no-referrer" />\n'
        f"<title>{_words(documents.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    )
    yield "<nav><ol>\n"
    titles = dict(documents.titles)
    known = titles.keys() | documents.targets.keys()
    for id, title in titles.items():
        yield f'<li><a href="#octavo-{id}">{_words(title)}</a></li>\n'
    yield "</ol></nav>\n"
    for entry in documents.entries:
        id = (entry.article or entry.notes[0]).id
        yield _body(entry, known, at_its_address, str(id))
    yield "</body>\n</html>\n"


def _language(article: Article | None) -> str:
    """The attribute that says the language, if that is known."""
    language = article.language if article else ""
    return f' lang="{language}"' if _LANGUAGE.fullmatch(language) else ""


_LACKS = frozenset(
    {
        *(Trait.EARLIER, Trait.READ, Trait.BEGUN, Trait.ARCHIVED, Trait.STAR, Trait.PLACE),
        *(Trait.LATER, Trait.LOOSE_LINK, Trait.DECLARATION),
        *(Trait.FEED, Trait.QUERY, Trait.RULE),
    }
)

HTML = ExportFormat(name="html", title="a page", suffix=".html", write=_page, lacks=_LACKS)


def _chapter(title: str, body: str, language: str = "") -> bytes:
    """A page of a book."""
    lang = f"{language}{language.replace(' lang', ' xml:lang')}"
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"{lang}>\n'
        f"<head>\n<title>{title}</title>\n"
        '<link rel="stylesheet" type="text/css" href="style.css" />\n</head>\n'
        f"<body>\n{body}</body>\n</html>\n"
    ).encode()


_CONTAINER = b"""<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="book/content.opf" media-type="application/oebps-package+xml" />
</rootfiles>
</container>
"""


def _book(documents: Documents) -> Iterator[File]:
    yield File("mimetype", b"application/epub+zip", is_stored=True)
    yield File("META-INF/container.xml", _CONTAINER)
    yield File("book/style.css", _STYLE.encode())
    chapters: list[tuple[str, str]] = []
    languages: dict[str, int] = {}
    shown: dict[str, str] = {}
    known = dict(documents.titles).keys() | documents.targets.keys()
    documents = replace(documents, names=shown)
    for entry in documents.entries:
        name, title = f"c{len(chapters) + 1}", _words(_title(entry)) or "Untitled"
        language = _language(entry.article)
        if entry.article and language:
            languages[entry.article.language] = languages.get(entry.article.language, 0) + 1
        for url, file in pictures_of(entry.text, documents).items():
            if url not in shown:
                yield replace(file, name=f"book/{file.name}", is_stored=True)
                shown[url] = file.name
        body = _body(entry, known, lambda url: shown.get(url, ""))
        yield File(f"book/{name}.xhtml", _chapter(title, body, language))
        chapters.append((name, title))
    if not chapters:
        yield File("book/c1.xhtml", _chapter("Nothing", "<h1>Nothing</h1>\n"))
        chapters.append(("c1", "Nothing"))
    own = uuid.uuid5(uuid.NAMESPACE_URL, f"octavo:{documents.made}:{chapters}")
    title, identifier = _words(documents.title), f"urn:uuid:{own}"
    most = max(languages, key=languages.__getitem__, default="en")
    yield File("book/nav.xhtml", _contents(title, chapters))
    yield File("book/toc.ncx", _ncx(title, identifier, chapters))
    if any(name.endswith(".webp") for name in shown.values()):
        yield File(f"book/{_EMPTY}", _NO_PICTURE)
        shown[""] = _EMPTY
    about = title, identifier, most, documents.made
    yield File("book/content.opf", _package(*about, chapters, sorted({*shown.values()})))


def _contents(title: str, chapters: Sequence[tuple[str, str]]) -> bytes:
    items = "".join(f'<li><a href="{n}.xhtml">{said}</a></li>\n' for n, said in chapters)
    body = f'<nav epub:type="toc" id="toc">\n<h1>{title}</h1>\n<ol>\n{items}</ol>\n</nav>\n'
    return _chapter(title, body)


def _ncx(title: str, identifier: str, chapters: Sequence[tuple[str, str]]) -> bytes:
    points = "".join(
        f'<navPoint id="p{n}" playOrder="{n}"><navLabel><text>{said}</text></navLabel>'
        f'<content src="{name}.xhtml" /></navPoint>\n'
        for n, (name, said) in enumerate(chapters, 1)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">\n'
        f'<head><meta name="dtb:uid" content="{identifier}" /></head>\n'
        f"<docTitle><text>{title}</text></docTitle>\n<navMap>\n{points}</navMap>\n</ncx>\n"
    ).encode()


def _picture_item(number: int, name: str) -> str:
    """A picture in the list of what a book has; readers of EPUB 3.2 may know no WebP."""
    kind = name.rpartition(".")[2]
    instead = f' fallback="p{_NOTHING}"' if kind == "webp" else ""
    id = _NOTHING if name == _EMPTY else number
    return f'<item id="p{id}" href="{name}" media-type="{_MEDIA[kind]}"{instead} />'


_NOTHING = "none"
_EMPTY = f"{PICTURES}/{_NOTHING}.gif"
_NO_PICTURE = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00"
    b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x01D\x00;"
)
"""A single pixel, which cannot be seen."""
_MEDIA = {"jpg": "image/jpeg", **{kind: f"image/{kind}" for kind in ("png", "gif", "webp")}}
_OPF = "http://www.idpf.org/2007/opf"


def _package(
    title: str,
    identifier: str,
    language: str,
    made: datetime,
    chapters: Sequence[tuple[str, str]],
    pictures: Sequence[str],
) -> bytes:
    page = "application/xhtml+xml"
    items = [
        f'<item id="nav" href="nav.xhtml" media-type="{page}" properties="nav" />',
        '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml" />',
        '<item id="style" href="style.css" media-type="text/css" />',
        *(f'<item id="{n}" href="{n}.xhtml" media-type="{page}" />' for n, _ in chapters),
        *(_picture_item(n, name) for n, name in enumerate(pictures)),
    ]
    spine = [f'<itemref idref="{name}" />' for name, _ in chapters]
    return "\n".join(
        (
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<package xmlns="{_OPF}" version="3.0" unique-identifier="id">',
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
            f'<dc:identifier id="id">{identifier}</dc:identifier>',
            f"<dc:title>{title}</dc:title>",
            f"<dc:language>{language}</dc:language>",
            _GENERATOR,
            f'<meta property="dcterms:modified">{made:%Y-%m-%dT%H:%M:%SZ}</meta>',
            "</metadata>",
            "<manifest>",
            *items,
            "</manifest>",
            '<spine toc="ncx">',
            *spine,
            "</spine>",
            "</package>",
            "",
        )
    ).encode()


EPUB = ExportFormat(
    name="epub",
    title="a book",
    takes_pictures=True,
    suffix=".epub",
    kind=Kind.ZIP,
    files=_book,
    lacks=_LACKS,
)

_SLUG = re.compile(r"[^a-z0-9]+")
_A_PART = 20
"""Items in one file of an archive, as Omnivore had it."""


def _archive(documents: Documents) -> Iterator[File]:
    """The texts and highlights of some items, then what describes these."""
    items: list[Mapping[str, object]] = []
    first = 0
    for entry in documents.entries:
        article = entry.article
        assert article is not None
        short = _SLUG.sub("-", article.title.lower())[:60].strip("-")
        slug = f"{short or 'untitled'}-{article.id}"
        if entry.text:
            page = f"<html><body>{html_of(entry.text, pictures=at_its_address)}</body></html>\n"
            yield File(f"content/{slug}.html", page.encode())
        if entry.notes:
            yield File(f"highlights/{slug}.md", _marked(entry.notes).encode())
        items.append(_item(article, slug))
        if len(items) == _A_PART:
            yield _metadata(items, first)
            items, first = [], first + _A_PART
    if items:
        yield _metadata(items, first)


def _metadata(items: Sequence[Mapping[str, object]], first: int) -> File:
    name = f"metadata_{first}_to_{first + len(items) - 1}.json"
    return File(name, json.dumps(items, ensure_ascii=False, indent=1).encode())


def _item(article: Article, slug: str) -> dict[str, object]:
    share = max(0.0, min(0.98, article.progress))
    progress = 100 if article.state is State.READ else round(share * 100)
    started = progress or article.state is State.UNREAD
    return {
        "id": str(article.id),
        "slug": slug,
        "title": article.title,
        "description": article.excerpt,
        "author": ", ".join(article.authors),
        "url": article.url or f"https://omnivore.app/no_url?q={article.id}",
        "state": "Archived" if article.archived else "Active",
        "readingProgress": progress if started else 1,
        "thumbnail": "",
        "labels": [str(tag) for tag in sorted(article.tags)],
        "savedAt": stamp(article.added),
        "updatedAt": stamp(article.added),
        "publishedAt": stamp(article.published) or None,
    }


def _marked(notes: Iterable[Note]) -> str:
    """What was written on no passage, and below it highlights, each with what was on it."""
    blocks = []
    for note in sorted(notes, key=lambda note: note.highlight is not None):
        quote = quoted(note.highlight.exact) if note.highlight else ""
        labels = " ".join(f"#{tag}" for tag in sorted(note.tags)) if quote else ""
        blocks += [*filter(None, (quote, labels, note.text))]
    return "\n\n".join(blocks) + "\n"


OMNIVORE = ExportFormat(
    name="omnivore",
    title="Omnivore’s archive",
    suffix=".zip",
    kind=Kind.ZIP,
    files=_archive,
    lacks=frozenset(
        {
            *(Trait.EARLIER, Trait.OWN_NOTE, Trait.LOOSE_NOTE, Trait.LOOSE_TAG),
            *(Trait.OPEN, Trait.STAR, Trait.COAUTHOR, Trait.SITE),
            *(Trait.LANGUAGE, Trait.PLACE, Trait.LATER, Trait.DECLARATION),
            *(Trait.FEED, Trait.QUERY, Trait.RULE),
        }
    ),
)
