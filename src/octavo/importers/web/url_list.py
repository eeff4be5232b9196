"""Addresses in a text that was pasted or piped, if it is a list of them and nothing else."""

import re

from octavo.model.url import is_web

_LONGEST = 1_000_000
"""Characters; a list of more is given as a file."""

_ADDRESS = r"https?://[^\s<>\"]+"
_BULLET = re.compile(r"(?:[-*+•]|\d{1,4}[.)])\s+(?:\[[ xX]\]\s+)?")
_MARKDOWN = re.compile(
    r"""
    (?<!\\) !? \[ (?:[^\[\]\\]|\\.)* \] \( \s*
    (?: <(https?://[^\s<>\[\]]+)> | (https?://(?:[^\s<>\[\]()]|\([^\s<>\[\]()]*\))+) )
    (?: \s+ (?: "[^"\n]*" | '[^'\n]*' | \([^()\n]*\) ) )? \s* \)
    """,
    re.VERBOSE,
)
_TITLED = re.compile(rf"({_ADDRESS})\s+\|\s.*")
"""As OneTab writes its tabs: `URL | Title`."""

_SEPARATOR = re.compile(r"[,;]?\s+|[,;](?=https?://)")
_ONE = re.compile(rf"<({_ADDRESS})>|({_ADDRESS})", re.IGNORECASE)
_BARE = re.compile(
    r"(?:www\.)?(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+([a-z]{2,24}|xn--[a-z0-9-]{2,59})"
    r"(:\d{1,5})?([/?#]\S*)?"
)
_OWN = re.compile(r"(?:localhost|\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5}(?:/\S*)?|/\S*)")
_COMMON = """
com org net edu gov int mil info biz name io dev app ai co me tv fm blog news press page site
online tech xyz cloud wiki social media space world life today example invalid test
"""
_ENDINGS = frozenset(_COMMON.split())
_FILES = "md py rs sh pl js ts cc so ps mk st in is zip mov java cpp go rb hs cs pm la"
_NOT_PLAIN = frozenset(_FILES.split())
"""Endings of names of files that are also endings of hosts."""


def urls_in(text: str) -> list[str]:
    """The addresses in a text that is nothing but a list of them; else none.

    They stand one a line or apart by white space or commas, bare, in `<…>`, as Markdown
    links, in a list, or with their titles as OneTab writes them. An address without its
    `https://` counts only where it is all there is.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return []
    if bare := _bare(text):
        return [bare]
    found: dict[str, None] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        urls = _on_line(line)
        if not urls:
            return []
        found.update(dict.fromkeys(urls))
    return list(found)


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
    singles = [(match[1] or match[2]) if match else "" for match in matches]
    return _all([*links, *singles])


def _all(urls: list[str]) -> list[str]:
    """All of them, or none if one is no address."""
    kept = [_web(url.rstrip(",;")) for url in urls]
    return kept if all(kept) else []


def _web(url: str) -> str:
    return url if is_web(url) else ""
