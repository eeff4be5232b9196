"""What a person gives to be added, told apart once for `octavo add`, the app's `a` and paste.

`given_in` tells what is typed or pasted, `given_by` what a command line names. The same names
are the same to both: a file if it is there, or else an address; they differ in what is neither.
Both look at the files that are named and at nothing else; a text may be a list of addresses
(`urls_in`). To add what they tell is `services.add`.

Large because all that may be given is told apart here, and by the same signs.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain, groupby
from pathlib import Path

from msgspec import Struct

from octavo.importers.exports.format import HEAD, Part
from octavo.importers.files import LARGEST
from octavo.importers.text.file_types import is_file_name
from octavo.model.errors import DraftRejected
from octavo.model.url import is_web, typed_path
from octavo.patterns import lazy_pattern

STDIN = "-"
"""What a command line calls standard input."""

_FEW = 100
"""Parts of a folder that are looked at to tell whether it is an export."""

_LONGEST = 1_000_000
"""Characters; a list of more is given as a file."""

_SIGN = lazy_pattern(rb"[<{|@\t\0-\x08\x0b\x0c\x0e-\x1f]|:\S|={8}|\A\W*(?:\[|TY\b)")
"""What an export has, if it is no table by commas or semicolons: markup, JSON, an address, an
entry, bytes that are no text, or how Kindle, RIS and links of one file begin and end."""

_WORDS = 4
"""The name of a column that tells a format has no more words."""

_SENTENCE = lazy_pattern(r"(?:[^,;\"]|[,;] )*[^\W\d_]{2}[.!?…]")
_ADDRESS = r"https?://[^\s<>\"]+"
_BULLET = lazy_pattern(r"(?:[-*+•]|\d{1,4}[.)])\s+(?:\[[ xX]\]\s+)?")
_MARKDOWN = lazy_pattern(
    r"""
    (?<!\\) !? \[ (?:[^\[\]\\]|\\.)* \] \( \s*
    (?: <(https?://[^\s<>\[\]]+)> | (https?://(?:[^\s<>\[\]()]|\([^\s<>\[\]()]*\))+) )
    (?: \s+ (?: "[^"\n]*" | '[^'\n]*' | \([^()\n]*\) ) )? \s* \)
    """,
    re.VERBOSE,
    needs="]",
)
_TITLED = lazy_pattern(rf"({_ADDRESS})\s+(?:\||[–—-](?!.*://))\s.*", needs=":")
"""As OneTab writes its tabs, `URL | Title`, and others with a dash."""

_SEPARATOR = lazy_pattern(r"[,;]?\s+|[,;](?=https?://)")
_ONE = lazy_pattern(
    rf"([<\"'“‘«])?(?:view-source:)?({_ADDRESS}?)(?(1)[>\"'”’»])", re.IGNORECASE, needs=":"
)
_BARE = lazy_pattern(
    r"(?:www\.)?(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+([a-z]{2,24}|xn--[a-z0-9-]{2,59})"
    r"(:\d{1,5})?([/?#]\S*)?"
)
_OWN = lazy_pattern(r"(?:localhost|\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5}(?:/\S*)?|/\S*)")
_COMMON = """
com org net edu gov int mil info biz name io dev app ai co me tv fm blog news press page site
online tech xyz cloud wiki social media space world life today example invalid test
"""
_ENDINGS = frozenset(_COMMON.split())
_FILES = "md py rs sh pl js ts cc so ps mk st in is zip mov java cpp go rb hs cs pm la"
_NOT_PLAIN = frozenset(_FILES.split())
"""Endings of names of files that are also endings of hosts."""

_OF_VAULTS = (".obsidian", "logseq/config.edn")
"""What Obsidian and Logseq keep in a folder of notes."""

_OF_ANY_SCHEME = lazy_pattern(r"(?!file:)[A-Za-z][A-Za-z0-9+.-]+:(?=//|\S*$)")
"""Any scheme but that of files: what is no page is rejected as that, not as a missing file."""


class Pages(Struct, frozen=True):
    """Addresses of pages; those that are not of the web are rejected when they are added."""

    urls: Sequence[str]
    typed: bool = True
    """Whether the person typed or pasted them; a program may have made a list that is piped."""


class Files(Struct, frozen=True):
    """Files and folders that are articles; some may not be there."""

    paths: Sequence[Path]


class ForeignExport(Struct, frozen=True):
    """What another program exports, a list of feeds (OPML) too: a file, a folder or a zip."""

    source: Path | Part
    """A part came through standard input."""


class Text(Struct, frozen=True):
    """A text that was typed or pasted, and names nothing."""

    text: str


class Stdin(Struct, frozen=True):
    """What came through standard input and is an article, with the title that it was given."""

    data: bytes
    title: str = ""


class Rendered(Struct, frozen=True):
    """A page as a browser shows it, with what its scripts have written."""

    url: str
    html: str


Typed = Pages | Files | ForeignExport | Text
Given = Typed | Stdin | Rendered


def given_in(text: str) -> Iterator[Typed]:
    """What a typed or pasted text names, in its order; else the text is the article itself.

    Looks at the files that it names, and may take a moment for that.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and (urls := urls_in(text)):
        yield Pages(urls)
        return
    named: list[Typed] = []
    for line in lines:
        if not (on_line := _named_on(line)):
            named.clear()
            break
        named += on_line
    yield from _joined(named) if named else [_path_with_a_slip(lines) or Text(text)]


def given_by(
    arguments: Iterable[str], stdin: Callable[[int], bytes], title: str = ""
) -> Iterator[Given]:
    """What the arguments of a command name, in their order.

    What names nothing is taken for a file that is missing. `-` is standard input, read when
    its turn comes, by `stdin` with the number of bytes that are wanted at the most; if it has
    no `title` it may be a list of addresses or an export, as a file may.
    """
    for piped, group in groupby(arguments, lambda argument: argument == STDIN):
        if piped:
            yield from (_piped(stdin(LARGEST + 1), title) for _ in group)
        else:
            yield from _joined(map(_given_as, group))


def address_in(line: str) -> str:
    """The address that somebody types, with the scheme that nobody types: `blog.example`."""
    line = line.strip()
    return next(iter(urls_in(line)), line if "://" in line else f"https://{line}")


def place_in(line: str) -> Path | None:
    """The file or folder that a line names, if it is there."""
    path = typed_path(line.strip())
    return path if line.strip() and _exists(path) else None


def _given_as(argument: str) -> Typed:
    path = typed_path(argument)
    if named := _named_by(argument, path if _exists(path) else None):
        return named
    return Pages([argument]) if _OF_ANY_SCHEME.match(argument) else _kind_of(path)


def _named_by(line: str, path: Path | None) -> Typed | None:
    """What a line names: the file as it stands, which is there, or else addresses."""
    if path:
        return _kind_of(path)
    urls = urls_in(line)
    return Pages(urls) if urls else None


def _piped(data: bytes, title: str) -> Given:
    if not title and len(data) <= LARGEST:
        if urls := urls_in(data.decode("utf-8", "replace")):
            return Pages(urls, typed=False)
        part = Part(name=STDIN, size=len(data), open=partial(io.BytesIO, data))
        if not _is_prose(part, data) and _is_export(part):
            return ForeignExport(part)
    return Stdin(data, title)


def _is_prose(part: Part, data: bytes) -> bool:
    """Whether some bytes are plainly no export, told without loading all formats.

    They have no sign that any format has, and where a table would name its columns stands a
    sentence, or nothing as short as such a name.
    """
    if len(data) > HEAD or _SIGN.search(data):
        return False
    if b"," not in data and b";" not in data:
        return True
    from octavo.importers.exports.files.csv_rows import header_of  # only for what is piped

    header = header_of(part)
    named = [name for name in header.columns if len(name.split()) <= _WORDS]
    return len(header.columns) < 2 or not named or _SENTENCE.fullmatch(header.raw) is not None


def _joined(givens: Iterable[Typed]) -> Iterator[Typed]:
    """Neighbours that are pages, or files, as one."""
    for kind, group in groupby(givens, type):
        if kind is Pages:
            urls = (each.urls for each in group if isinstance(each, Pages))
            yield Pages([*chain.from_iterable(urls)])
        elif kind is Files:
            paths = (each.paths for each in group if isinstance(each, Files))
            yield Files([*chain.from_iterable(paths)])
        else:
            yield from group


def _named_on(line: str) -> list[Typed]:
    """What a line names: a file as it stands, addresses, or files dropped on a terminal."""
    if named := _named_by(line, place_in(line)):
        return [named]
    import shlex  # not for what is piped

    with suppress(ValueError):
        paths = [typed_path(word) for word in shlex.split(line)]
        return [_kind_of(path) for path in paths] if all(map(_exists, paths)) else []
    return []


def _kind_of(path: Path) -> Files | ForeignExport:
    """What a file, a folder or a zip is, by what is in it."""
    from octavo.importers.exports.files.parts import export_at

    if path.is_dir():
        from octavo.services.export_folder import MANIFEST  # with all exporters

        with suppress(OSError):  # all of it tells what its links lead to
            if any((path / each).exists() for each in (MANIFEST, *_OF_VAULTS)):
                return ForeignExport(path)
    with suppress(DraftRejected):
        if path.suffix.lower() == ".zip" or any(map(_is_export, export_at(path).parts[:_FEW])):
            return ForeignExport(path)
    return Files([path])


def _is_export(part: Part) -> bool:
    from octavo.importers.exports.registry import format_of, is_list  # with all formats

    return format_of(part) is not None or is_list(part)


def _path_with_a_slip(lines: Sequence[str]) -> Files | Pages | None:
    """A single line that looks like a path or an address although nothing is there."""
    match lines:
        case [line] if line.startswith(("/", "~/", "./", "../", "file:")) or is_file_name(line):
            return Files([typed_path(line)])
        case [line] if _OF_ANY_SCHEME.match(line) and "://" in line and " " not in line:
            return Pages([line])
    return None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def urls_in(text: str) -> list[str]:
    """The addresses in a text that is nothing but a list of them; else none.

    They stand one a line or apart by white space or commas, bare, in `<…>` or quotes,
    as Markdown links, in a list, or with their titles as OneTab writes them. An address
    without its `https://` counts only where it is all there is, or a line among others that
    have theirs.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return []
    if bare := _bare(text):
        return [bare]
    found: dict[str, None] = {}
    has_whole = False
    for line in filter(None, map(str.strip, text.splitlines())):
        whole = _on_line(line)
        has_whole = has_whole or bool(whole)
        urls = whole or [bare for bare in [_bare(line)] if bare]
        if not urls:
            return []
        found.update(dict.fromkeys(urls))
    return list(found) if has_whole else []


def _bare(text: str) -> str:
    """The address that one word plainly is although it has no scheme, or empty."""
    if _OWN.fullmatch(text):
        return _web(f"http://{text}")
    match = _BARE.fullmatch(text)
    if not match:
        return ""
    ending, port, path = match.groups()
    is_named = text.startswith("www.") or path or port
    is_ending = ending in _ENDINGS or len(ending) == 2 or ending.startswith("xn--")
    return (
        _web(f"https://{text}") if is_named or (is_ending and ending not in _NOT_PLAIN) else ""
    )


def _on_line(line: str) -> list[str]:
    """The addresses on a line; none if anything else stands there."""
    line = _BULLET.sub("", line, count=1) if _BULLET.match(line) else line
    if titled := _TITLED.fullmatch(line):
        return _all([titled[1]])
    links = [match[1] or match[2] for match in _MARKDOWN.finditer(line)]
    rest = _MARKDOWN.sub(" ", line) if links else line
    words = [word for word in _SEPARATOR.split(rest) if word.strip(",;")]
    matches = [_ONE.fullmatch(word) for word in words]
    return _all([*links, *(match[2] if match else "" for match in matches)])


def _all(urls: list[str]) -> list[str]:
    """All of them, or none if one is no address."""
    kept = [_web(url.rstrip(",;")) for url in urls]
    return kept if all(kept) else []


def _web(url: str) -> str:
    return url if is_web(url) else ""
