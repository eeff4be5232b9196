"""Archives with the texts in them: the zips of Omnivore and of Readeck, and octavo's own.

Readeck: `bookmarks/{id}/info.json`, and the text in `index.html` beside it. Omnivore:
`metadata_{from}_to_{to}.json`, and beside it the texts and highlights.

The text of an item is `content/{slug}.html` (or `.pdf`, which stays a link), and what was
marked in it `highlights/{slug}.md`: a quote, then perhaps a line of labels, then a note.
Members may stand twice, and texts may be missing.

    > What was marked,
    > on as many lines as it had.

    #essay #history

    What the reader wrote about it.

Octavo: JSON Lines, the documents with all their fields, a record a line, below one that says
the version; pages and books (EPUB), in which the `data-octavo` of an `<article>` says in JSON
what its text does not.

Large because the text of each stands in another place.
"""

from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

import msgspec
from msgspec import Struct, structs
from msgspec.structs import replace

from octavo.importers.child_process import bounded
from octavo.importers.exports import values
from octavo.importers.exports.declarations import (
    Fields,
    Item,
    MakesPiece,
    Signs,
    array,
    collection,
    draft_maker,
    is_one_of,
    marks_in,
)
from octavo.importers.exports.files.json_items import document, first_fields
from octavo.importers.exports.files.parts import OWN, is_own_book
from octavo.importers.exports.format import (
    Format,
    Made,
    Part,
    Row,
    row_of,
    text_of,
    whole_text,
)
from octavo.importers.text.clean import clean, clean_line
from octavo.model.draft import RECORDS, DraftNote, Record
from octavo.model.errors import DraftRejected, InvalidTag
from octavo.model.note import PROVISIONAL, Highlight, Note, renumbered
from octavo.model.tag import Tag
from octavo.model.url import is_openable
from octavo.patterns import lazy_pattern
from octavo.text import unescape

_BESIDE = lazy_pattern(r"(?:^|/)(?:content/[^/]+\.(?:html?|pdf)|highlights/[^/]+\.md)$")
_NO_ADDRESS = lazy_pattern(r"https?://(?:www\.)?omnivore\.app/no_url\b|$")
"""What stands in the place of an address for mails, or nothing."""

_QUOTE = lazy_pattern(r" {0,3}> ?(.*)")
_LABELS = lazy_pattern(r"#[^\s#][^#]*(?:\s#[^\s#][^#]*)*\s*")
_LABEL = lazy_pattern(r"(?:^|\s)#(?=[^\s#])")
_LONGEST_LABEL = 4
"""Words; a line with a longer one is a note that begins with a hash."""


def _fields(part: Part, parts: Sequence[Part]) -> Fields:
    folder, slash, _ = part.name.rpartition("/")
    beside = {each.name: each for each in parts} if len(parts) > 1 else {}

    def said_in(item: Item, name: str) -> str:
        slug = values.line(item.get("slug"))
        return _read(beside.get(f"{folder}{slash}{name.format(slug)}"))

    def address(item: Item) -> object:
        url = values.line(item.get("url"))
        return "" if _NO_ADDRESS.match(url) else values.address(url)

    return Fields(
        kind="omnivore",
        url=address,
        needs_url=False,
        html=lambda item: said_in(item, "content/{}.html"),
        published="publishedAt",
        excerpt="description",
        tags="labels",
        notes=lambda item: notes_in(said_in(item, "highlights/{}.md")),
        added="savedAt",
        archived=is_one_of("state", "archived"),
        progress="readingProgress",
        key=("id", "slug"),
    )


def _read(part: Part | None) -> str:
    """A text beside the items; empty where it is missing or damaged, for it can be fetched."""
    if part is None or part.size > values.LONGEST_TEXT:
        return ""
    try:
        with text_of(part) as file:
            return file.read()
    except DraftRejected:
        return ""


def notes_in(markdown: str) -> Iterator[DraftNote]:
    """The highlights and notes of one article, in their order."""
    quote: list[str] = []
    rest: list[str] = []
    for line in markdown.splitlines():
        quoted = _QUOTE.match(line)
        written = any(each.strip() for each in rest)
        if quoted and (written or (quote and rest)):
            yield from _note(quote, rest)
            quote, rest = [], []
        if quoted:
            quote.append(quoted[1])
        else:
            rest.append(line)
    yield from _note(quote, rest)


def _note(quote: list[str], rest: list[str]) -> list[DraftNote]:
    """One highlight with what stands below it; or a note alone; or nothing."""
    lines = "\n".join(rest).strip().split("\n")
    labels = _labels(lines[0]) if quote else frozenset()
    text = values.text("\n".join(lines[1:] if labels else lines))
    exact = values.text("\n".join(quote))
    if not exact and not text:
        return []
    highlight = Highlight(exact=exact) if exact else None
    return [DraftNote(text=text, highlight=highlight, tags=labels)]


def _labels(line: str) -> frozenset[Tag]:
    """The labels, if a line is of nothing else."""
    if not _LABELS.fullmatch(line):
        return frozenset()
    names = [name for name in _LABEL.split(line) if name.strip()]
    if any(len(name.split()) > _LONGEST_LABEL for name in names):
        return frozenset()
    return values.tags_named(names)


OMNIVORE = replace(
    array(
        "omnivore",
        "Omnivore, zip or folder",
        told_by=Signs(
            "slug",
            some="slug state readingProgress labels savedAt updatedAt publishedAt",
            least=4,
        ),
        fields=_fields,
    ),
    beside=_BESIDE,
)


_READECK_BESIDE = lazy_pattern(
    r"(?:^|/)bookmarks/[^/]+/(?!info\.json$).+$|(?:^|/)export\.json$"
)


def _is_readeck(part: Part) -> bool:
    """Whether a part says what a bookmark is, by fields that only Readeck has together."""
    signs = Signs(
        "url", some="labels is_archived is_marked read_progress site authors", least=3
    )
    return signs.fit(first_fields(part))


def _bookmark(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    yield values.object_in(document(part))


def _readeck(part: Part, parts: Sequence[Part]) -> Fields:
    folder, slash, _ = part.name.rpartition("/")
    text = next((each for each in parts if each.name == f"{folder}{slash}index.html"), None)
    return Fields(
        kind="readeck",
        html=lambda _: _read(text),
        site=("site_name", "site"),
        published="published",
        language="lang",
        excerpt="description",
        tags="labels",
        notes=marks_in("annotations", quote="text", text="note", added="created"),
        added="created",
        read=lambda item: values.fraction(item.get("read_progress")) == 1,
        archived="is_archived",
        starred="is_marked",
        progress="read_progress",
        key="id",
    )


READECK = collection(
    "readeck",
    "Readeck, zip or folder",
    recognises=_is_readeck,
    items=_bookmark,
    fields=_readeck,
    beside=_READECK_BESIDE,
)


_LONGEST_LINE = 64 * 1024 * 1024
"""Bytes; there are no longer texts, and no greater number of words or characters."""

_IDS = ("id", "article")


def _tag(kind: type, name: object) -> object:
    """What msgspec asks for a type that it does not know: a tag, or anything."""
    if kind is object:
        return name
    if kind is not Tag or not isinstance(name, str):
        raise NotImplementedError(kind)
    try:
        return Tag(name)
    except InvalidTag as error:
        raise ValueError(str(error)) from error


_decode = msgspec.json.Decoder(Record, dec_hook=_tag).decode


def _records(part: Part, _: Sequence[Part]) -> Iterator[Row]:
    lines = 0
    for line in _lines(part):
        lines += 1
        if not line.strip():
            continue
        raw = line.decode("utf-8", "replace").strip()
        row = row_of(f"{part.name}, line {lines}", raw, _record, line)
        version = row.draft.octavo if isinstance(row.draft, Record) else 0
        if version > RECORDS:
            reason = f"a newer octavo has written it (version {version}); use that one"
            reason += f". What stands above line {lines} has been read" if lines > 1 else ""
            raise DraftRejected(part.name, reason)
        if not version or lines > 1:  # which begins another export, put behind the first
            yield row


def _lines(part: Part) -> Iterator[bytes]:
    """The lines of an export in UTF-8, without the byte order mark at the beginning of one.

    PowerShell's `>` makes UTF-16 of what octavo writes.
    """
    with text_of(part) as text:
        is_utf8 = text.encoding == "utf-8"
        lines = iter(partial(text.buffer.readline, _LONGEST_LINE), b"")
        for line in lines if is_utf8 else map(str.encode, text):
            yield line.removeprefix(BOM_UTF8)


def _is_own(part: Part) -> bool:
    """Whether the first line is one of octavo's, that which begins an export or a record."""
    said = first_fields(part)
    if isinstance(said.get("octavo"), int):
        return True
    if not said or said.keys() - {*Record.__struct_fields__}:
        return False
    with suppress(DraftRejected):
        return bool(_record(next(filter(bytes.strip, _lines(part)))))
    return False


def _record(line: bytes) -> Record:
    """The record of a line.

    Raises:
        DraftRejected: Without its place, if it is none.
    """
    try:
        record = _decode(line)
    except (ValueError, RecursionError) as error:
        raise DraftRejected("", str(error)) from None
    nouns = (record.article, record.note, record.feed, record.octavo)
    said = (record.pinned, record.aliases, record.apart)
    kept = record.query, record.rule, record.operation
    if not any((*nouns, *said)) and kept == (None, None, None):
        raise DraftRejected("", "it is neither an article nor anything else that is kept")
    for noun in (record.article, record.note, record.feed):
        if noun and (fault := _fault_in(structs.asdict(noun))):
            raise DraftRejected("", fault)
    for change in record.operation.changes if record.operation else ():
        if fault := _fault_in(change.before or {}) or _fault_in(change.after or {}):
            raise DraftRejected("", fault)
    return _openable(record)


def _openable(record: Record) -> Record:
    """A record without addresses that do something else than to be opened: `javascript:…`."""
    article, operation = record.article, record.operation
    if article:
        urls = tuple(filter(is_openable, article.other_urls))
        url = article.url if is_openable(article.url) else ""
        return replace(record, article=replace(article, url=url, other_urls=urls))
    if not operation:
        return record
    changes = tuple(
        replace(each, before=_with_openable(each.before), after=_with_openable(each.after))
        if each.table == "articles"
        else each
        for each in operation.changes
    )
    return replace(record, operation=replace(operation, changes=changes))


def _with_openable(fields: Mapping[str, object] | None) -> Mapping[str, object] | None:
    if not fields or is_openable(str(fields.get("url") or "https:/")):
        return fields
    return {**fields, "url": ""}


def _fault_in(fields: Mapping[str, object]) -> str:
    """Which number of a document, or of what it holds, is none that a library ever writes.

    Ids that are in use, or are none, are given anew; the times are put into the calendar.
    """
    for name, value in fields.items():
        match value:
            case float() if not 0 <= value <= 1:
                return f"its {name} is {value:g}, and is to be from 0 to 1"
            case int() if name not in _IDS and not 0 <= value <= _LONGEST_LINE:
                return f"its {name} is {value}, and is to be from 0 to {_LONGEST_LINE}"
            case Struct() | dict() | tuple() | list():
                for part in value if isinstance(value, tuple | list) else (value,):
                    inside = structs.asdict(part) if isinstance(part, Struct) else part
                    if isinstance(inside, dict) and (fault := _fault_in(inside)):
                        return fault
    return ""


_ARTICLE = lazy_pattern(r'<article (?:[^<>"]|"[^"]*")*?data-octavo="([^"]*)"[^<>]*>')


_LONGEST_SAID = 10_000
"""Characters of a title or an excerpt, which octavo itself has written."""


def _articles(text: str) -> Iterator[Item]:
    """The articles of a page that octavo wrote, and notes, each with what it says of itself."""
    found = [*_ARTICLE.finditer(text)]
    ends = [*(each.start() for each in found), len(text)][1:]
    for article, end in zip(found, ends, strict=True):
        try:
            said = values.object_in(msgspec.json.decode(unescape(article[1])))
        except (msgspec.DecodeError, RecursionError):
            said = {}
        inside = text[article.end() : end]
        yield {**said, "html": inside.rpartition("</article>")[0] or inside}


def _in_book(part: Part) -> Iterator[Item]:
    from octavo.importers.formats.epub.package import Zipped  # which few need

    with part.open() as file:
        archive = Zipped(file.read(), part.name)
    for path in archive:
        if path.endswith(".xhtml"):
            yield from _articles(archive.text(path))


def _own(part: Part, _: Sequence[Part]) -> MakesPiece:
    """Makes drafts of what stands in a page of octavo's, and records of notes on their own."""
    kind = "epub" if is_own_book(part) else "html"
    article = draft_maker(
        Fields(
            kind=kind,
            needs_url=False,
            title=lambda item: item.get("title") or "Untitled",
            text=lambda item: _own_text(item["html"]),
            site="site",
            published="published",
            language="language",
            notes=lambda item: map(_own_note, values.objects_in(item.get("notes"))),
            added="added",
        ),
        part,
    )

    def draft(item: Item) -> Made:
        if "note" in item:
            note = _own_note(item)
            when = note.added or datetime.now(UTC)
            own = Note(id=note.number, text=note.text, tags=note.tags, added=when)
            return Record(note=own)
        made = article(item)
        said = (clean_line(str(item.get(name) or "")) for name in ("title", "excerpt"))
        title, excerpt = (words[:_LONGEST_SAID] for words in said)
        number = _number(item)
        shows = values.text(item.get("shows"))
        title = title or made.title
        return replace(made, title=title, excerpt=excerpt, number=number, shows=shows)

    return draft


@bounded
def _own_text(said: object) -> str:
    from octavo.importers.formats.html.draft import markdown_of_own

    return markdown_of_own(str(said)) if len(str(said)) <= values.LONGEST_TEXT else ""


def _number(item: Item, name: str = "id") -> int:
    """By which links in notes of the same page name an article or a note."""
    number = item.get(name)
    return PROVISIONAL + number if isinstance(number, int) and 0 < number < PROVISIONAL else 0


def _own_note(said: Item) -> DraftNote:
    exact, offset = values.text(said.get("exact")), said.get("offset")
    prefix, suffix = (clean(str(said.get(name, ""))) for name in ("prefix", "suffix"))
    place = offset if isinstance(offset, int) and offset >= 0 else None
    return DraftNote(
        text=renumbered(values.text(said.get("text")), PROVISIONAL),
        highlight=Highlight(exact, prefix, suffix, place) if exact else None,
        tags=values.tags(said.get("tags")),
        added=values.time(said.get("added")),
        number=_number(said, "note"),
    )


PAGE = collection(
    "html",
    "octavo, HTML",
    recognises=lambda part: (
        part.head.lstrip().startswith(b"<") and OWN.search(part.head) is not None
    ),
    items=lambda part, _: _articles(whole_text(part)),
    fields=_own,
)
BOOK = collection(
    "epub",
    "octavo, EPUB",
    recognises=is_own_book,
    items=lambda part, _: _in_book(part),
    fields=_own,
)

OCTAVO = Format(
    name="jsonl",
    title="octavo, JSON Lines",
    suffix=".jsonl",
    recognises=_is_own,
    rows=_records,
    collected=lambda _, raws: "\n".join((f'{{"octavo":{RECORDS}}}', *raws, "")),
)
