"""A folder of Markdown, a file for each article and note, as Obsidian and Logseq read it.

Front matter in YAML, the text, then the highlights as quotes, each with its note, below a
comment by which an import knows them again. Links between notes are wiki links by the names
of the files.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import datetime

from msgspec.structs import asdict, replace

from octavo.exporters.format import (
    Documents,
    Entry,
    ExportFormat,
    File,
    Kind,
    Trait,
    quoted,
    stamp,
)
from octavo.exporters.html import as_written, pictures_of
from octavo.model.article import Article, State
from octavo.model.note import (
    NOTES_HEADING,
    SPACED,
    Note,
    NoteMark,
    label,
    labels,
    link_title,
    links_in,
    unquoted,
    without_marks,
)
from octavo.model.tag import Tag

_LONGEST = 120
"""Bytes of a name; file systems take 255, and the folders above want their share of a path."""

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*#^\[\]\u2028\u2029\ufeff]+')
"""What Windows refuses (https://learn.microsoft.com/windows/win32/fileio/naming-a-file), what
ends a wiki link, and what cannot be seen."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=$|[.\s])", re.I)
_JOINERS = "\u200d\ufe0e\ufe0f"
"""What may not stand at the end where a name is cut: it joins what is cut off."""

_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def _files(documents: Documents) -> Iterator[File]:
    titles = dict(documents.titles)
    names = _names(titles.items(), documents.names, documents.taken)
    links = {id: name.removesuffix(".md") for id, name in names.items()}
    bare = {id: links[id] if id in documents.own else link_title(titles[id]) for id in names}
    on = documents.targets.items()
    links |= {id: f"{links[article]}#{_block(id)}" for id, article in on if article in links}
    for entry in documents.entries:
        document = entry.article or entry.notes[0]
        pictures = pictures_of(entry.text, documents)
        yield from pictures.values()
        local = {url: file.name for url, file in pictures.items()}
        notes = tuple(replace(n, text=_linked(n.text, links, bare)) for n in entry.notes)
        text = _with_local(entry.text, local)
        written = replace(entry, text=text, notes=notes)
        content = "".join(_parts(written, documents.targets.keys()))
        yield File(names[document.id], content.encode("utf-8", "replace"), str(document.id))


_PICTURE = re.compile(
    r"(!\[(?>(?:[^\[\]\\]|\\.)*)\]\()(<[^<>\n]*+>|(?>(?:[^\s()<>]|\([^\s()<>]*+\))+))"
)


def _with_local(text: str, local: Mapping[str, str]) -> str:
    """A text whose pictures are files, as far as there are any."""

    def put(match: re.Match[str]) -> str:
        return f"{match[1]}{local.get(as_written(match[2]), match[2])}"

    return _PICTURE.sub(put, text) if local else text


def _names(
    titles: Iterable[tuple[int, str]], known: Mapping[str, str], taken: Iterable[str]
) -> dict[int, str]:
    """The file of each document by its id: the one that it had, or else one by its title."""
    given = {_folded(name) for name in (*known.values(), *taken)}
    names: dict[int, str] = {}
    for id, title in titles:
        name = known.get(str(id), "")
        if not name:
            stem = file_name(title)
            name = f"{stem}.md"
            if _folded(name) in given:
                name = f"{stem} ({id}).md"
            number = 2
            while _folded(name) in given:
                name, number = f"{stem} ({id}-{number}).md", number + 1
            given.add(_folded(name))
        names[id] = name
    return names


def _folded(name: str) -> str:
    """What two names have in common that some file system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def file_name(title: str) -> str:
    """A title as the name of a file, without a suffix, on any system."""
    name = _NOT_IN_NAMES.sub(" ", unicodedata.normalize("NFC", title))
    name = _cut(" ".join(name.split()).strip(". "))
    if _RESERVED.match(name):
        name = f"_{name}"
    return name or "Untitled"


def _cut(name: str) -> str:
    if len(name.encode("utf-8", "replace")) <= _LONGEST:
        return name
    short = name.encode("utf-8", "replace")[:_LONGEST].decode(errors="ignore")
    while short and unicodedata.combining(name[len(short)]):
        short = short[:-1]
    whole, space, _ = short.rpartition(" ")
    return (whole if space and len(whole) > len(short) // 2 else short).rstrip(f". {_JOINERS}")


def _parts(entry: Entry, targets: Set[int]) -> Iterator[str]:
    article, notes = entry.article, entry.notes
    if article is None:
        [note] = notes
        yield _front_matter({"octavo": note.id, "added": note.added, **_tags(note.tags)})
        yield f"\n{without_marks(note.text)}\n"
        return
    yield _front_matter(_fields(article))
    if entry.text:
        yield f"\n{without_marks(entry.text.strip(chr(10)))}\n"
    if notes:
        yield f"\n{NOTES_HEADING}\n"
    for note in notes:
        is_target = note.id in targets
        yield f"\n{_mark(note, note.id if is_target else 0)}\n{_noted(note)}\n"
        yield f"\n{_block(note.id)}\n" if is_target else ""


_IN_ORDER = (
    *("title", "url", "authors", "site", "published", "added", "read", "language", "excerpt"),
    *("tags", SPACED, "state", "archived", "starred", "later", "progress", "position"),
)
"""What the front matter says of an article, behind its number."""


def _fields(article: Article) -> dict[str, object]:
    known = asdict(article) | _tags(article.tags)
    known |= {name: known[name] or None for name in ("progress", "position")}
    return {"octavo": article.id} | {name: known[name] for name in _IN_ORDER}


def _front_matter(fields: Mapping[str, object]) -> str:
    """The fields that say anything, in YAML that needs no guess: all words are quoted."""
    lines = [line for name, value in fields.items() for line in _yaml(name, value)]
    return "\n".join(("---", *lines, "---", ""))


def _yaml(name: str, value: object) -> Iterator[str]:
    match value:
        case bool():
            yield from [f"{name}: true"] if value else []
        case int() | float():
            yield f"{name}: {value}"
        case State():
            yield f"{name}: {value}"
        case None | "":
            pass
        case str():
            yield f"{name}: {_quoted(value)}"
        case frozenset() | tuple():
            words = sorted(map(_tag_name, value)) if isinstance(value, frozenset) else value
            items = [f"  - {_quoted(word)}" for word in words]
            yield from [f"{name}:", *items] if items else []
        case datetime():
            yield f"{name}: {stamp(value)}"


def _quoted(words: str) -> str:
    """Words in double quotes, as YAML and JSON both have them."""
    quoted = json.dumps(words, ensure_ascii=False)
    return _NOT_IN_YAML.sub(lambda char: f"\\u{ord(char[0]):04x}", quoted)


def _tags(tags: frozenset[Tag]) -> dict[str, object]:
    """The tags as Obsidian has them, and as they are where some have spaces."""
    spaced = {_tag_name(tag) for tag in tags if " " in str(tag)}
    named = sorted(str(tag) for tag in tags if _tag_name(tag) in spaced)
    return {"tags": tags, SPACED: tuple(named)}


def _tag_name(tag: Tag) -> str:
    """A tag as Obsidian has it: without spaces."""
    return label(str(tag))


def _block(id: int) -> str:
    """The name of a note in its file, by which Obsidian links to it."""
    return f"^octavo-{id}"


def _mark(note: Note, id: int) -> NoteMark:
    """What the words of a note do not say of it; of one that is linked to, its id."""
    tags, passage = tuple(map(str, sorted(note.tags))), note.highlight
    if passage is None:
        return NoteMark(id=id, added=note.added, tags=tags)
    is_told = unquoted(quoted(passage.exact)) == (passage.exact, "")
    return NoteMark(
        id=id,
        added=note.added,
        exact="" if is_told else passage.exact,
        prefix=passage.prefix,
        suffix=passage.suffix,
        offset=passage.offset,
        is_quoted=True,
        tags=tags,
    )


def _noted(note: Note) -> str:
    quote = quoted(note.highlight.exact) if note.highlight else ""
    parts = (quote, note.text, labels(map(str, sorted(note.tags))))
    return without_marks("\n\n".join(filter(None, parts)))


def _linked(text: str, files: Mapping[int, str], bare: Mapping[int, str]) -> str:
    """A note's text with wiki links by the names of files; what is not there is its title.

    A link that is called as its target is has no words of its own, which Logseq does not know.
    """
    for link in reversed(links_in(text)):
        called = link.title or str(link.id)
        words = "" if called == bare.get(link.id) else f"|{called}"
        shown = f"[[{files[link.id]}{words}]]" if link.id in files else called
        text = f"{text[: link.start]}{shown}{text[link.end :]}"
    return text


MARKDOWN = ExportFormat(
    name="markdown",
    title="Markdown",
    takes_pictures=True,
    kind=Kind.FOLDER,
    files=_files,
    lacks=frozenset(
        {
            Trait.EARLIER,
            Trait.DECLARATION,
            Trait.FEED,
            Trait.QUERY,
            Trait.RULE,
            Trait.LOOSE_LINK,
        }
    ),
)
