"""Which parts of a page belong to its article, once the extractor's words are found in it.

An extractor drops quotes, code, tables, captions and images that stand between paragraphs
it keeps. What stands there and is no link list, no advertisement and no form comes back.
"""

import re
from collections import Counter
from collections.abc import Sequence

from lxml.etree import _Element as Element

from octavo.importers.formats.html.elements import HEADINGS, classes, is_data, tag
from octavo.importers.formats.html.leaves import Leaf

_APART = frozenset(("nav", "aside", "footer", "form"))
_APART_ROLES = frozenset(("navigation", "complementary", "banner", "contentinfo", "search"))
_APART_NAMES = re.compile(
    r"""
    (?:^|[\s_-])
    (?: nav(?:bar|igation)? | menu | breadcrumbs? | share | sharing | social | related
      | recommend(?:ed|ations?)? | more-?(?:from|on|stories) | newsletter | subscri\w+
      | sign-?up
      | promo\w* | advert\w* | ads? | sponsor\w* | banner | cookies? | consent | gdpr
      | comments? | respond | disqus | footer | masthead | sidebar | toolbar
      | (?<!elementor-) widget (?!-\w|s)
      | pagination | pager | tags? | tag-list | categories | byline | author | bio | meta
      | metadata | popup | modal | paywall | outbrain | taboola | trending | most-read | popular
      | jump | skip | toc
    ) (?:$|[\s_-])
    """,
    re.VERBOSE,
)
_COMMENT = re.compile(r"(?:^|[\s_-])(?:comments?|comtr|replies|reply|thread)(?:$|[\s_-])")

_SHORT = 60
"""Words; what a page has of fewer, beside what is said in turn, is no article."""

_FEW = 8
"""Words; fewer between two paragraphs are a button or a label, more often than not."""

_MOST_LINKS = 0.5
"""The share of its words that a run of text may have in links."""

_KEPT_WHOLE = {"table": 3, "ul": 2, "ol": 2}
"""What is kept as a whole once more than one part in so many of its words is."""

_TEXT_BEFORE_LEAD = 3
"""How far before the first paragraph an image may stand."""


def belongs(leaves: Sequence[Leaf]) -> list[bool]:
    """Whether each leaf is part of the article."""
    return _Choice(leaves).flags() if any(leaf.found for leaf in leaves) else []


class _Choice:
    """The leaves of one page, some of them found in the article."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self._leaves = leaves
        self._found = [leaf.found for leaf in leaves]
        self._first = self._found.index(True)
        self._last = len(leaves) - 1 - self._found[::-1].index(True)
        self._is_plain_page = self._is_plain()
        self._holders: Counter[Element] = Counter()
        for leaf, found in zip(leaves, self._found, strict=True):
            if found:
                self._holders[leaf.element] += 1
                self._holders.update(leaf.element.iterancestors())

        self._article = self._one_article()
        self._is_discussion = self._is_most_in_comments()

    def _is_most_in_comments(self) -> bool:
        """Whether a page without an article is there for what people say in turn."""
        words = found = beside = said = 0
        for leaf in self._leaves:
            size = len(leaf.words)
            words += size
            found += size if leaf.found else 0
            if any(map(_is_comment, [leaf.element, *leaf.element.iterancestors()])):
                said += size
            elif leaf.found:
                beside += size
        most = said * 2 > words > found * 2
        return self._article is None and beside < _SHORT and most

    def _one_article(self) -> Element | None:
        """The element that is marked as the article and holds all that was found."""
        edge = self._leaves[self._last].element
        marked = (
            above
            for above in edge.iterancestors()
            if tag(above) == "article" or above.get("itemprop") == "articleBody"
        )
        return next((e for e in marked if self._holders[e] * 10 >= sum(self._found) * 9), None)

    def flags(self) -> list[bool]:
        """For each leaf, whether it was found or comes back.

        From the last to the first, as a heading comes back with what stands below it; then
        the images, as one comes back with its caption.
        """
        self._kept = list(self._found)
        for index in range(len(self._leaves) - 1, -1, -1):
            if not self._found[index] and self._leaves[index].words:
                self._kept[index] = self._comes_back(index)
        self._complete()
        for index, leaf in enumerate(self._leaves):
            if not leaf.words:
                self._kept[index] = self._comes_back(index)
        return self._kept

    def _complete(self) -> None:
        """Keep the rest of a table or a list of which most is kept, cells with links too."""
        inside: dict[Element, list[int]] = {}
        for index, leaf in enumerate(self._leaves):
            for above in [leaf.element, *leaf.element.iterancestors()]:
                if tag(above) in _KEPT_WHOLE:
                    inside.setdefault(above, []).append(index)
        for whole, leaves in inside.items():
            kept = sum(len(self._leaves[i].words) for i in leaves if self._kept[i])
            words = sum(len(self._leaves[i].words) for i in leaves)
            if kept * _KEPT_WHOLE[tag(whole)] > words and (
                tag(whole) != "table" or is_data(whole)
            ):
                for index in leaves:
                    self._kept[index] = True

    def _comes_back(self, index: int) -> bool:
        leaf = self._leaves[index]
        around = [leaf.element, *leaf.element.iterancestors()]
        shared = next((i for i, e in enumerate(around) if self._holders[e]), len(around))
        if any(map(_is_apart, around[:shared])) and not (
            self._is_discussion and any(map(_is_comment, around))
        ):
            return False
        if not leaf.words:
            return self._is_near(index)
        if tag(leaf.element) in HEADINGS:
            below = index + 1 < len(self._leaves) and self._kept[index + 1]
            return (below or self._neighbour(index, 1)) and index >= self._first - 2
        if not self._first < index < self._last and not self._is_part_of_plain_page(index):
            return False
        return self._fits_between(index, {tag(e) for e in around})

    def _fits_between(self, index: int, around: set[str]) -> bool:
        """Whether what stands between found paragraphs is more than links or a few words."""
        leaf = self._leaves[index]
        if "pre" in around or tag(leaf.element) == "figcaption":
            return True
        if leaf.linked >= _MOST_LINKS * len(leaf.words):
            return False
        if around & {"blockquote", "td", "th", "li", "dd", "dt"}:
            return True
        between = self._neighbour(index, -1) and self._neighbour(index, 1)
        return between or len(leaf.words) >= _FEW

    def _is_plain(self) -> bool:
        """Whether the page is hardly more than the article: no menus, and few links."""
        frame = {tag(e) for leaf in self._leaves for e in leaf.element.iterancestors()} & _APART
        words = sum(len(leaf.words) for leaf in self._leaves)
        linked = sum(leaf.linked for leaf in self._leaves)
        found = sum(len(leaf.words) for leaf in self._leaves if leaf.found)
        return not frame and linked * 8 <= words and found * 2 >= words

    def _is_part_of_plain_page(self, index: int) -> bool:
        """Whether a leaf outside the words found is text of an article that is marked as one.

        On a page that has little else, all of it is.
        """
        leaf = self._leaves[index]
        long = len(leaf.words) >= _FEW
        if self._is_discussion and any(map(_is_comment, leaf.element.iterancestors())):
            return True
        if self._is_plain_page and (long or index > self._first):
            return True
        inside = any(above is self._article for above in leaf.element.iterancestors())
        return long and index > self._last and inside

    def _is_near(self, index: int) -> bool:
        """Whether an image stands in the article, or just above its first paragraph."""
        if self._first < index < self._last:
            return self._is_kept_beside(index, -1) or self._is_kept_beside(index, 1)
        return 0 < self._first - index <= _TEXT_BEFORE_LEAD

    def _neighbour(self, index: int, step: int) -> bool:
        """Whether the next leaf with words, in one direction, was found."""
        beside = self._beside(index, step)
        return beside is not None and self._found[beside]

    def _is_kept_beside(self, index: int, step: int) -> bool:
        """Whether the next leaf with words, in one direction, is kept."""
        beside = self._beside(index, step)
        return beside is not None and self._kept[beside]

    def _beside(self, index: int, step: int) -> int | None:
        index += step
        while 0 <= index < len(self._leaves) and not self._leaves[index].words:
            index += step
        return index if 0 <= index < len(self._leaves) else None


def _is_comment(element: Element) -> bool:
    return _COMMENT.search(classes(element)) is not None


def _is_apart(element: Element) -> bool:
    """Whether an element is a part of the page that is not the article's."""
    return (
        tag(element) in _APART
        or (element.get("role") or "") in _APART_ROLES
        or _APART_NAMES.search(classes(element)) is not None
    )
