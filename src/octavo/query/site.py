"""Sites: whether an article comes from one, by its address or by its name."""

import re
from collections.abc import Callable

from octavo.model.article import Article
from octavo.model.note import Note
from octavo.query.folding import plain
from octavo.query.predicate_cache import Answers

_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#]*@)?([^/?#:]*)")


def host_of(url: str) -> str:
    """The host in an address in lower case; empty where there is none."""
    match = _HOST.match(url)
    return match[1] if match else ""


def on_site(text: str) -> Callable[[Article | Note], bool]:
    """The test for a site.

    A text with a dot is an address, whole: `example.org` is that host and those below it,
    or a name with that address in it. Any other is part of the name or of the host.
    """
    wanted = _asked(text)
    below = f".{wanted}"
    whole = "." in wanted
    name = re.compile(rf"(?<![\w-]){re.escape(wanted)}" if whole else re.escape(wanted))

    def is_it(host: str) -> bool:
        spoken = _spoken(host)
        return f".{spoken}".endswith(below) or (not whole and wanted in spoken)

    named = Answers(lambda site: name.search(plain(site)) is not None)
    hosted = Answers(is_it)

    def test(item: Article | Note) -> bool:
        if not isinstance(item, Article):
            return False
        if named[item.site]:
            return True
        url = item.url.lower() if item.url.isascii() else plain(item.url)
        return (wanted in url or "xn--" in url) and hosted[host_of(url)]

    return test


def _asked(text: str) -> str:
    """What to look for: of a whole address, its host."""
    wanted = plain(text)
    if "." in wanted and " " not in wanted:
        wanted = host_of(wanted) or wanted.partition("/")[0]
    return wanted.removeprefix("www.").rstrip(".") or wanted


def _spoken(host: str) -> str:
    """A host as people write it: `xn--bcher-kva.example` is `bucher.example`."""
    try:
        return plain(host.encode().decode("idna"))
    except UnicodeError:
        return host
