"""Footnotes in pages: a mark that links to a note, and the note that links back.

Where a page does not link them, a raised number and a block that begins with it are linked
here first.

Word processors, site generators and encyclopedias each write them in their own way; what
they share is that mark and note point to each other inside the page. The notes are taken
out before the article is looked for, as extractors drop them, and are put back behind it.

Large because all ways to write a note stand here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urldefrag

from lxml.etree import SubElement
from lxml.etree import _Element as Element

from octavo.importers.formats.html.elements import (
    HEADINGS,
    LISTS,
    ancestors,
    classes,
    detach,
    is_blank,
    tag,
    text_in,
)
from octavo.importers.formats.html.inline import NOTE
from octavo.model.url import identity
from octavo.patterns import lazy_pattern
from octavo.text import natural

_MARK = lazy_pattern(
    r"[\[(]?\s*(?:(?:note|nb|fn|ref)\.?\s*)?(\d{1,4}|[a-z]{1,2}|[ivx]{1,5}|[*†‡§¶]{1,3})\s*[\])]?",
    re.IGNORECASE,
)
_NOTES = lazy_pattern(
    r"foot-?note|end-?note|reference|citation|\bnotes?\b|(?:^|[\s_:-])fn|ftn|bib-?item|biblio",
    re.I,
)
_BACK = lazy_pattern(
    r"[\s↩︎↑^⤴⏎←⇧↵\ufe0e\ufe0f]*(?:\b[a-z]\b[\s,]*)*|back(?: to .*)?|return|jump.*", re.I
)
_HOLDERS = frozenset(("li", "p", "div", "dd", "td", "aside", "section", "tr", "blockquote"))
_SIDE_NOTE = lazy_pattern(r"(?:^|[\s_-])(?:side|margin)-?note(?:$|\s)")
_SIDE_MARK = lazy_pattern(r"(?:margin|side)-?(?:note-?)?(?:toggle|number)")
_AROUND = "[]().: "
"""What may stand around a number."""
_SCRIPTED = lazy_pattern(r"""['"]#?([\w:.-]+)['"]""")
"""What a script is told, as `scrollTo('note-1')`."""
_TITLES = lazy_pattern(
    r"(?:foot|end)?notes?|references|citations|sources|notes and (?:references|sources)"
    r"|references and notes|bibliography|works cited|fußnoten|notas"
    r"|einzelnachweise|références|脚注|注釈|参考文献|각주",
    re.IGNORECASE,
)


_MARKS = ("a", "abbr", "button", "span", "sup")
_PREFIX = "octavo-note-"
_BLOCKS = frozenset(("p", "li", "div", "dd", "td"))
_MOST_DIGITS = 3
"""Of the number of a note; with more it is a year."""


def link_notes(root: Element) -> None:
    """Link the marks of a page to the notes that they count, or name for a script to show."""
    _link_named(root)
    order = {element: place for place, element in enumerate(root.iter())}
    notes = _counted([*_opened_by_number(root), *_in_margin(root)], order)
    marks = [mark for mark in root.iter("sup") if _number(mark) in notes]
    marks = [m for m in marks if not _begins_block(m) and order[m] < order[notes[_number(m)]]]
    cited = {_number(mark) for mark in marks}
    if not cited or len(cited) * 2 < len(notes):
        return
    for mark in marks:
        _link_mark(mark, f"{_PREFIX}{_number(mark)}", _number(mark))
    for number in cited:
        notes[number].set("id", f"{_PREFIX}{number}")
        notes[number].set("class", "footnote")


def _link_named(root: Element) -> None:
    """Link the marks that name a note otherwise than by a link, to be shown on a click."""
    named = {each.get("id"): each for each in root.iter() if each.get("id")}
    for link in root.iter("a"):
        found = _SCRIPTED.findall(link.get("onclick") or "")
        name = next(filter(named.__contains__, found), "")
        if name and (link.get("href") or "#").startswith(("#", "javascript:")):
            link.set("href", f"#{name}")
    notes = {name: each for name, each in named.items() if _is_kept_back(each)}
    for mark in list(root.iter(*_MARKS)) if notes else ():
        said = [str(v) for k, v in mark.items() if str(k).startswith(("data-", "aria-"))]
        name = next(filter(notes.__contains__, said), "")
        text = text_in(mark)
        if name and _MARK.fullmatch(text):
            _link_mark(mark, name, text)


def _link_mark(mark: Element, name: str, text: str) -> None:
    """Make all that a mark says a link to the note of a name."""
    mark.text, mark[:] = None, []
    SubElement(mark, "a", {"href": f"#{name}"}).text = text


def _is_kept_back(element: Element) -> bool:
    """Whether an element is a note that is not shown until a script does."""
    style = (element.get("style") or "").replace(" ", "").lower()
    hides = "display:none" in style or "hidden" in element.attrib
    return hides and _NOTES.search(_named_as(element)) is not None


def localise(root: Element, *pages: str) -> None:
    """Shorten the links that a page has to itself to what stands after the `#`."""
    known = {identity(page) for page in pages} - {""}
    for link in root.iter("a"):
        page, _, name = (link.get("href") or "").partition("#")
        if name and page and known and identity(urldefrag(page).url) in known:
            link.set("href", f"#{name}")


def _counted(
    found: Sequence[tuple[str, Element]], order: dict[Element, int]
) -> dict[str, Element]:
    """The notes by their numbers, if they count up from one in the order of the page."""
    notes: dict[str, Element] = {}
    for number, note in sorted(found, key=lambda pair: order[pair[1]]):
        if int(number) == len(notes) + 1:
            notes[number] = note
    return notes if len(notes) > 1 else {}


def _opened_by_number(root: Element) -> Iterator[tuple[str, Element]]:
    """The blocks that begin with a raised number."""
    for raised in root.iter("sup"):
        block = next(raised.iterancestors(*_BLOCKS), None)
        if block is None or not (number := _number(raised)) or not _begins_block(raised):
            continue
        if len(text_in(block)) > len(number):
            yield number, block


def _in_margin(root: Element) -> Iterator[tuple[str, Element]]:
    """The items of numbered lists that are all that stands in a box in the margin."""
    for notes in root.iter("ol"):
        aside = notes.getparent()
        start = notes.get("start") or ""
        if aside is None or tag(aside) != "aside" or len(aside) > 1:
            continue
        if (first := natural(start)) is None:
            continue
        for number, item in enumerate(notes.iter("li"), first):
            yield str(number), item


def _number(element: Element) -> str:
    """The number that is all of an element's text, if no link is in it."""
    text = text_in(element).strip("[]().")
    plain = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and int(text) > 0
    return text if plain and element.find(".//a") is None else ""


def _begins_block(element: Element) -> bool:
    """Whether nothing stands before an element in the block that holds it."""
    while (parent := element.getparent()) is not None:
        before = element.getprevious()
        if (parent.text or "").strip() or before is not None:
            return False
        if tag(parent) in _BLOCKS:
            return True
        element = parent
    return False


class Notes:
    """The footnotes of a page by the label that stands for them in the text."""

    def __init__(self, root: Element) -> None:
        self._order = {element: place for place, element in enumerate(root.iter())}
        self._named = _named(self._order)
        self._labels: dict[Element, str] = {}
        said: dict[Element, str] = {}  # the marks as they were
        marks = [
            (link, note) for link in root.iter("a") if (note := self._note_of(link)) is not None
        ]
        for link, note in marks:
            label = self._labels.setdefault(note, self._label(link))
            said.setdefault(note, text_in(link).strip(_AROUND))
            _put_mark(link, label)
        for note, label in self._labels.items():
            _take_out(note, label, said[note])
        for note in _side_notes(root):
            label = self._label(note)
            mark = note.makeelement(NOTE, {"label": label})
            note.addprevious(mark)
            mark.tail, note.tail = note.tail, None
            detach(note)
            self._labels[note] = label

    def __bool__(self) -> bool:
        return bool(self._labels)

    def cited_in(self, markdown: str) -> Mapping[str, Element]:
        """The notes that a text has a mark for, in the order of their first mark."""
        used = dict.fromkeys(re.findall(r"\[\^([\w-]+)\]", markdown))
        notes = {label: note for note, label in self._labels.items()}
        return {label: notes[label] for label in used if label in notes}

    def _note_of(self, link: Element) -> Element | None:
        """The note that a link leads to, if it is the mark of one."""
        address = link.get("href") or ""
        if not address.startswith("#") or not _MARK.fullmatch(text_in(link)):
            return None
        target = self._named.get(address[1:])
        if target is None or self._order[target] <= self._order[link]:
            return None
        note = _holder(target)
        if note is None or self._order[note] <= self._order[link] or not text_in(note):
            return None
        places = [note, target, *ancestors(note, 3)]
        around = " ".join(map(_named_as, places))
        is_note = self._leads_back(note, link) or _NOTES.search(around) or _is_titled(note)
        says_so = "noteref" in _named_as(link)
        return note if is_note or says_so else None

    def _leads_back(self, note: Element, link: Element) -> bool:
        near = {link.get("id"), link.get("name"), *(e.get("id") for e in ancestors(link, 2))}
        near |= {e.get("id") for e in link.iter()}
        back = ((e.get("href") or "") for e in note.iter("a"))
        return any(address.startswith("#") and address[1:] in near - {None} for address in back)

    def _label(self, link: Element) -> str:
        """The mark itself where it is a number that no other note has; else the next number."""
        found = _MARK.fullmatch(text_in(link))
        mark = found[1] if found and found[1].isdigit() else ""
        taken = set(self._labels.values())
        number = len(taken) + 1
        while not mark or mark in taken:
            mark, number = str(number), number + 1
        return mark


def _named_as(element: Element) -> str:
    """What a page says that an element is: by classes, its role, or its kind in a book."""
    said = (element.get(name) or "" for name in ("role", "epub:type", "type"))
    return " ".join((classes(element), *said))


def _side_notes(root: Element) -> Iterator[Element]:
    """The notes that stand in their text, and are shown beside it, or on a click."""
    for note in list(root.iter("span", "small", "aside")):
        above = note.getprevious()
        is_marked = above is not None and _SIDE_MARK.search(classes(above)) is not None
        says_so = _SIDE_NOTE.search(classes(note)) or (
            is_marked and _NOTES.search(classes(note))
        )
        if says_so and text_in(note):
            before = note.getprevious()
            while before is not None and _SIDE_MARK.search(classes(before)):
                above = before.getprevious()
                detach(before)
                before = above
            yield note
        elif _is_kept_back(note) and text_in(note) and _own_mark(note) is not None:
            yield note


def _own_mark(note: Element) -> Element | None:
    """What a note that is kept back stands in, if that is else its mark, which it drops."""
    holder = note.getparent()
    if holder is None or tag(holder) not in _MARKS or len(holder) > 1:
        return None
    if not _MARK.fullmatch((holder.text or "").strip()):
        return None
    holder.text = None
    return holder


def _named(order: Mapping[Element, int]) -> dict[str, Element]:
    named: dict[str, Element] = {}
    for element in order:
        for key in ("id", "name"):
            if name := element.get(key):
                named.setdefault(name, element)
    return named


def _holder(target: Element) -> Element | None:
    """The block that is the note which an anchor names."""
    if tag(target) == "dt":
        after = target.getnext()
        return after if after is not None and tag(after) == "dd" else None
    for element in [target, *ancestors(target, 3)]:
        if tag(element) in _HOLDERS:
            return element
    return None


def _is_titled(note: Element) -> bool:
    """Whether a note, or the list that it is in, stands below a heading such as `Notes`."""
    parent = note.getparent()
    first = note if parent is None or tag(parent) not in LISTS else parent
    above = next((each for each in first.itersiblings(*HEADINGS, preceding=True)), None)
    return above is not None and _TITLES.fullmatch(text_in(above).strip(" :¶#")) is not None


def _put_mark(link: Element, label: str) -> None:
    """Put the mark of a note in the place of a link and what raises it."""
    place = link
    parent = place.getparent()
    while parent is not None and tag(parent) in ("sup", "span", "small") and len(parent) == 1:
        if text_in(parent) != text_in(place):
            break
        place, parent = parent, parent.getparent()
    tail = place.tail
    place.clear()
    place.tag, place.tail = NOTE, tail
    place.set("label", label)


def _take_out(note: Element, label: str, mark: str) -> None:
    """Take a note out of the page, without its number and its links back."""
    for link in list(note.iter("a")):
        leads_inside = (link.get("href") or "#").startswith(("#", "javascript:"))
        text = text_in(link)
        if leads_inside and (_BACK.fullmatch(text) or text.strip(_AROUND) == label):
            detach(link)
    for raised in list(note.iter("sup", "span", "b", "strong")):
        if text_in(raised).strip(_AROUND) in ("", label) and not raised.xpath(
            "boolean(.//img)"
        ):
            detach(raised)
    _strip_number(note, label, mark)
    _take_with_surroundings(note)


def _strip_number(note: Element, label: str, mark: str) -> None:
    """Drop the number that a note begins with, which is its own or that of its mark."""
    first = note
    while not (first.text or "").strip() and len(first) and tag(first[0]):
        first = first[0]
    other = rf"|{mark}(?=[\]).:])" if mark.isdecimal() else ""
    begun = rf"^\s*(?:[\[(]?(?:{re.escape(label)}{other}|[*†‡§¶]{{1,3}})[\]).:]*|[\]).:]+)\s+"
    first.text = re.sub(begun, "", first.text or "")


def _take_with_surroundings(note: Element) -> None:
    """Take out a note, and the list and the heading that nothing is left of."""
    parent = note.getparent()
    detach(note)
    while parent is not None and tag(parent) not in ("body", "html") and is_blank(parent):
        above = parent.getparent()
        if above is None:
            return
        before = parent.getprevious()
        detach(parent)
        _drop_title(before)
        parent = above
    if parent is not None and tag(parent) not in LISTS:
        _drop_title(parent[-1] if len(parent) else None)


def _drop_title(element: Element | None) -> None:
    """Drop a heading such as `Notes`, or a rule, that stood above the notes."""
    while element is not None and not (element.tail or "").strip():
        before = element.getprevious()
        is_title = tag(element) in (*HEADINGS, "p", "strong", "b") and _TITLES.fullmatch(
            text_in(element).strip(" :¶#")
        )
        if not is_title and tag(element) not in ("hr", "br"):
            return
        detach(element)
        element = before
