"""The title of a page: what its article is called, without the name of the site."""

import html
import re
from collections.abc import Iterable, Iterator

from lxml.etree import _Element as Element

from octavo.importers.formats.html.elements import text_in
from octavo.importers.text.clean import clean_line
from octavo.importers.text.titles import folded

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«/›:]+\s+|\s*[|»]\s*|:\s+(?=[^:]*$)")
_STRONG_SEPARATOR = re.compile(r"\s+[|–—»]\s+|\s*[|»]\s*|\s+::?\s+|(?<=\w{3})\s+-\s+(?=[A-Z])")
_PLACEHOLDER = re.compile(r"\{\{.*\}\}|\[object \w+\]|undefined|null|untitled|title|home|index")


def best_title(root: Element, said: Iterable[str], site: str) -> str:
    """The title that the page gives best: what is said of it, checked by its headlines."""
    headlines = [text for text in map(_line, map(text_in, root.iter("h1"))) if folded(text)]
    window = next((_line(text_in(element)) for element in root.iter("title")), "")
    titles = [*filter(_means_something, map(_line, said)), _shorter_window(window)]
    titles.sort(key=lambda title: not _is_seen(title, [window, *headlines]))
    for title in filter(_means_something, titles):
        if shown := _headline_in(title, headlines):
            return shown
        if (shorter := _without_site(title, site)) and folded(shorter) != folded(site):
            return shorter
    return next(filter(_means_something, [*headlines, window]), "")


def _is_seen(title: str, shown: Iterable[str]) -> bool:
    """Whether the page shows a title, as a whole or in part."""
    whole = folded(title)
    return any(whole[:20] in part or part in whole for part in map(folded, shown) if part)


def _shorter_window(title: str) -> str:
    """The title of a window without its last piece, which is the site's name."""
    *_, last = [None, *_STRONG_SEPARATOR.finditer(title)]
    if (
        last
        and len(title[: last.start()].split()) >= 2
        and len(title[last.end() :].split()) <= 4
    ):
        return title[: last.start()].strip()
    return title


def _means_something(title: str) -> bool:
    return bool(folded(title)) and not _PLACEHOLDER.fullmatch(title.strip().lower())


def _headline_in(title: str, headlines: Iterable[str]) -> str:
    """The headline that a title repeats, with something before or after it."""
    for headline in headlines:
        whole, part = folded(title), folded(headline)
        if whole == part:
            return headline
        if len(part) > 2 and part in map(folded, _shortened(title)):
            return headline
    return ""


def _without_site(title: str, site: str) -> str:
    labels = [label for label in site.split(".") if len(label) > 3]
    names = {folded(name) for name in (site, site.rpartition(".")[0], *labels)} - {""}
    for separator in _SEPARATOR.finditer(title):
        before, after = title[: separator.start()], title[separator.end() :]
        if folded(after) in names and before.strip():
            return before.strip()
        if folded(before) in names and after.strip():
            return after.strip()
    return title


def _shortened(title: str) -> Iterator[str]:
    """A title without its first or last piece, and without more of them."""
    for separator in _SEPARATOR.finditer(title):
        before, after = title[: separator.start()], title[separator.end() :]
        yield before
        if 8 <= len(folded(after)) > len(folded(before)):
            yield after


def _line(text: str) -> str:
    return clean_line(html.unescape(text)).rstrip("¶ ")
