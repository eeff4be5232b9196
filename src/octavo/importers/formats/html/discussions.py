"""Discussions in a page: what is said in turn, by whom, and what each post says again."""

from collections import Counter
from collections.abc import Iterable, Sequence, Set

from lxml.etree import _Element as Element

from octavo.importers.formats.html.elements import Leaf, classes, look_of, path_of, tag
from octavo.patterns import lazy_pattern

COMMENT = lazy_pattern(r"(?:^|[\s_-])(?:comments?|comtr|replies|reply|thread)(?:$|[\s_-])")
_ANSWER_BOX = lazy_pattern(
    r"(?:^|[\s_-])(?:respond|(?:comment|reply)[_-]?form|(?:quick|leave-a)[_-]?reply)(?:$|[\s_-])"
)
"""Where a reader writes an answer, which is none yet."""

_SIGNATURE = lazy_pattern(r"(?:^|\s)(?:message-)?signature(?:$|\s)")
_POST = lazy_pattern(r"(?:^|[\s_-])(?:post|comment|message|user|author|reply)")
_POSTER = lazy_pattern(r"(?:^|[\s_-])(?:user|author|poster|post-?profile|profile|member)")
"""Who says it."""

_SAID_IN = frozenset(("table", "pre", "blockquote", "p"))

TURNS = 3
"""Times that a heading or a link says the same on a page, each above or below another thing."""

_SHORT = 60
"""Words; what a page has of fewer, beside what is said in turn, is no article. None of 338 test
pages needs it; without a limit one is taken for its comments."""

_ANSWERED = 3
"""How much more is said in turn below a post of more words, where it is no article either."""

_LONGEST = 16
"""Words; what is said of an author in more is no label."""


def posts_in(leaves: Sequence[Leaf]) -> set[Leaf]:
    """What is said in posts: these stand beside others alike, each with who wrote it."""
    alike: dict[tuple[Element | None, str], set[Element]] = {}
    for element in {each for leaf in leaves for each in leaf.around}:
        if _POSTER.search(classes(element)):
            for post in element.iterancestors():
                if _POST.search(classes(post)):
                    alike.setdefault((post.getparent(), look_of(post)), set()).add(post)
    posts = {each for same in alike.values() if len(same) >= TURNS for each in same}
    return {leaf for leaf in leaves if posts and not posts.isdisjoint(leaf.around)}


def is_in_post(around: Iterable[Element]) -> bool:
    """Whether one of the elements around something is a post."""
    return any(_POST.search(classes(each)) for each in around)


def said_again(leaves: Sequence[Leaf], *, is_discussed: bool) -> set[Leaf]:
    """What each post of a discussion says again of its author or subject.

    With a term goes what is said of it, as in `Posts: 852`; so do signatures of several posts.
    """
    posts = {
        leaf: (path_of(leaf.element), leaf.text, post)
        for leaf in leaves
        if 0 < leaf.words <= _LONGEST and (post := _post_of(leaf)) is not None
    }
    said = Counter((place, text) for place, text, _ in set(posts.values()))
    again = {leaf for leaf, (place, text, _) in posts.items() if said[place, text] >= TURNS}
    terms = {leaf.element for leaf in again if tag(leaf.element) == "dt"}
    signed = {leaf: post for leaf in leaves if (post := _signed_post(leaf)) is not None}
    again |= set(signed) if is_discussed and len(set(signed.values())) >= TURNS else set()
    return again | {leaf for leaf in posts if leaf.element.getprevious() in terms}


def _signed_post(leaf: Leaf) -> Element | None:
    """The post whose signature a leaf stands in."""
    around = iter(leaf.around)
    if not any(_SIGNATURE.search(classes(each)) for each in around):
        return None
    return next((each for each in around if _POST.search(classes(each))), None)


def _post_of(leaf: Leaf) -> Element | None:
    """The post or comment that a leaf stands in, but not in what is said in it."""
    around = leaf.around
    if not _SAID_IN.isdisjoint(map(tag, around)) or tag(leaf.element) in ("li", "figcaption"):
        return None
    return next((each for each in around if _POST.search(classes(each))), None)


def most_in_comments(leaves: Sequence[Leaf]) -> set[Leaf]:
    """The comments of a page that is there for what people say in turn, else none."""
    comments = {leaf for leaf in leaves if any(COMMENT.search(classes(e)) for e in leaf.around)}
    words, said = (sum(leaf.words for leaf in each) for each in (leaves, comments))
    found = [leaf for leaf in leaves if leaf.found]
    beside = sum(leaf.words for leaf in found if leaf not in comments)
    few = sum(leaf.words for leaf in found) * 2 < words
    is_lead = beside < max(_SHORT, said // _ANSWERED)
    return comments if few and said * 2 > words and is_lead else set()


def said_below_posts(leaves: Sequence[Leaf], holders: Set[Element]) -> set[Leaf]:
    """The comments below each post of a discussion: several lists of them, placed alike.

    They stand in none of the elements that hold what was found.
    """
    lists: dict[tuple[str, ...], list[tuple[Element, Leaf]]] = {}
    for leaf in leaves:
        named = [e for e in leaf.around if COMMENT.search(classes(e))]
        outermost = next((e for e in reversed(named) if e not in holders), None)
        post = None if outermost is None else outermost.getparent()
        if post is not None:
            lists.setdefault(path_of(post), []).append((post, leaf))
    alike = (each for each in lists.values() if len({post for post, _ in each}) > 1)
    return {leaf for each in alike for _, leaf in each}


def is_in_answer_box(leaf: Leaf) -> bool:
    """Whether a leaf stands where a reader writes an answer."""
    return any(_ANSWER_BOX.search(classes(each)) for each in leaf.around)
