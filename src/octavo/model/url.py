"""Addresses of pages: one spelling for the many that name the same page."""

import os
import re
from itertools import zip_longest
from pathlib import Path
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

from octavo.patterns import lazy_pattern

_DEFAULT_PORTS = {"http": 80, "https": 443}

_TRACKING = lazy_pattern(
    r"""
      utm_\w* | hsa_\w* | vero_\w* | oly_\w* | pk_\w* | mtm_\w* | guce_\w+ | __hs\w+
    | wt_mc | at_medium | at_campaign | s_cid | cmpid | ncid | spm | scm | _ga | _gl
    | fbclid | gclid | gclsrc | dclid | gbraid | wbraid | msclkid | yclid | twclid | ttclid
    | igshid | igsh | li_fat_id | mc_[ce]id | _hsenc | _hsmi | mkt_tok | ref_src | ref_url
    | sr_share | share_id | guccounter | wickedid | rb_clickid | _openstat
    | ml_subscriber(?:_hash)? | ck_subscriber_id | amp_js_v | amp_gsa | usqp
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Parameters that say where a reader came from, not what the page is."""

_CACHES = lazy_pattern(
    r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}|(?:[a-z0-9-]+\.)?cdn\.ampproject\.org"
)
_CACHED = lazy_pattern(r"/(?:amp|[civ]|wp)/(s/)?([^/]+\.[^/]+(?:/.*)?)", re.DOTALL)
"""How caches of AMP pages write whose page it is (https://amp.dev, on the AMP cache URL)."""

_HOST = lazy_pattern(r"[a-z0-9_-][a-z0-9._-]*")
_NUMERIC_HOST = lazy_pattern(r"[0-9a-f.]*:[0-9a-f:.]*", needs=":")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_UNRESERVED = f"{_LETTERS}{_LETTERS.upper()}0123456789-._~"
"""What means the same escaped or not (RFC 3986, section 2.3)."""
_DOTS = lazy_pattern(r"[.\u3002\uff0e\uff61]")
_OF_THEIR_OWN = lazy_pattern("[ßς]")
_HEX = frozenset("0123456789abcdefABCDEF")

_UNSAFE = lazy_pattern(r"[^\x21-\x7e]+|[\"<>\\^`{|}]")
"""What no address holds but escaped (RFC 3986, appendix A)."""

_UNSEEN = " \t\n\r\v\f\u200b\u200c\u200e\u200f\u2060\ufeff"
"""What comes along around an address that is copied, and shows as nothing."""
_SLASHES = lazy_pattern(r"\A(https?):[/\\]+([^?#]*)", re.IGNORECASE, needs=":")
_BACKSLASH = lazy_pattern(r"\\/?")

_AUTHORITY = lazy_pattern(r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#]*@)?([^/?#:]*)")


def canonical(url: str) -> str:
    """The one spelling of a web address, in ASCII; applying it twice changes nothing more.

    Lower-cases scheme and host, writes the host in Punycode, and drops the default port,
    tracking parameters and the fragment (unless it is the page, such as `#!/inbox`). Other
    letters than those of ASCII are percent-encoded, in UTF-8 (RFC 3987, section 3.1), and
    unreserved characters are not; an escape that is none stays. The copy of a page in a cache
    of AMP pages goes by the page's own address. What is no web address comes back as it was,
    without the white space around it.
    """
    parts = _web_parts(url)
    return urlunsplit(parts) if parts else _stripped(url)


def identity(url: str) -> str:
    """What two addresses of one page have in common; not itself an address to open.

    Looser than `canonical`: http and https, a leading `www.`, a slash at the end and the
    order of the parameters make no difference. Empty for what is no web address.
    """
    parts = _web_parts(url)
    if not parts:
        return ""
    host = parts.netloc.removeprefix("www.")
    query = "&".join(sorted(parts.query.split("&")))
    return urlunsplit(("", host, parts.path.rstrip("/"), query, parts.fragment))


def placed(url: str) -> str:
    """A canonical address with the place in the page that it leads to, if it names one."""
    there, place = canonical(url), place_in(url)
    return f"{there}#{place}" if place else there


def place_in(url: str) -> str:
    """The place in its page that a web address leads to, as canonical; empty for none."""
    fragment = _undirected(_stripped(url).partition("#")[2])
    is_tracking = "=" in fragment and _tracks(fragment)
    is_place = fragment and not is_route(fragment) and not is_tracking
    return _escaped(fragment) if is_place and is_web(url) else ""


def is_route(fragment: str) -> bool:
    """Whether a fragment says which page it is: `!/inbox`, `/inbox`, `topic/1`, `F!key`."""
    fragment = _undirected(fragment)
    return ("/" in fragment or "!" in fragment) and not _tracks(fragment)


def _undirected(fragment: str) -> str:
    """A fragment without what it has a browser mark (`:~:text=…`)."""
    return fragment.partition(":~:")[0]


def _tracks(pair: str) -> bool:
    """Whether a parameter, also one in a fragment, says where a reader came from."""
    return bool(_TRACKING.fullmatch(pair.partition("=")[0]))


def is_web(url: str) -> bool:
    """Whether this is the address of a page, with its scheme."""
    return _web_parts(url) is not None


def is_openable(url: str) -> bool:
    """Whether an address may be handed to the browser or the mail program."""
    scheme, _, rest = url.partition(":")
    return scheme.lower() in ("http", "https", "mailto") and rest.isprintable() and bool(rest)


def site_of(url: str) -> str:
    """The host that a reader knows a page by, without `www.` and port, or empty."""
    parts = _web_parts(url)
    return re.sub(r":\d+$", "", parts.netloc).removeprefix("www.") if parts else ""


def host_of(url: str) -> str:
    """The host in an address that is in lower case; empty where there is none."""
    match = _AUTHORITY.match(url)
    return match[1] if match else ""


def joined(base: str, address: str) -> str:
    """Where an address on a page leads; empty for none, and for what can be no address."""
    try:
        return urljoin(base, address.strip()) if address.strip() else ""
    except ValueError:
        return ""


def uncached(url: str) -> str:
    """The page that a cache of AMP pages has copied; any other address as it is."""
    parts = _parts(url)
    inside = _cached(parts) if parts else None
    return canonical(urlunsplit(inside)) if inside else url


def _web_parts(url: str) -> SplitResult | None:
    """The parts of a web address in their canonical spelling; None if it is none."""
    parts = _parts(url)
    return (_cached(parts) or parts) if parts else None


def _cached(parts: SplitResult) -> SplitResult | None:
    """The page inside the address of a cache; None if it is none, or holds a cache again."""
    found = _CACHED.fullmatch(parts.path)
    if not found or not _CACHES.fullmatch(parts.netloc):
        return None
    inside = _parts(f"http{'s' if found[1] else ''}://{found[2]}?{parts.query}")
    return inside if inside and not _CACHES.fullmatch(inside.netloc) else None


def _parts(url: str) -> SplitResult | None:
    """The parts of a web address as it is written."""
    try:
        parts = urlsplit(_stripped(url))
        host = _host(parts)
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return None
    route = _undirected(parts.fragment) if is_route(parts.fragment) else ""
    return SplitResult(
        parts.scheme, host, _path(parts.path), _query(parts.query), _escaped(route)
    )


def _stripped(url: str) -> str:
    """Without the blanks around it; at the end others than those of ASCII are part of it.

    So what is not seen goes there, and backslashes stand for slashes up to the query; before
    the host any number is enough, as browsers read it (https://url.spec.whatwg.org).
    """
    url = url.strip(_UNSEEN).lstrip().rstrip(" \t\n\r\v\f")
    return _SLASHES.sub(lambda it: f"{it[1]}://{_BACKSLASH.sub('/', it[2])}", url)


def _host(parts: SplitResult) -> str:
    """Host and port, without a user's name; empty if it is no host.

    Raises:
        ValueError: If the port is no number, or the name cannot be spelled in ASCII.
    """
    name = unquote(parts.hostname or "", errors="strict")
    if not name.isascii():
        name = ".".join(map(_label, _DOTS.split(name)))
    name = name.lower().rstrip(".")
    if _NUMERIC_HOST.fullmatch(parts.hostname or ""):
        name = f"[{name}]"
    elif not _HOST.fullmatch(name):
        return ""
    port = "" if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return name + port


def _label(name: str) -> str:
    """A part of a host in ASCII; ß and ς are letters of their own (RFC 5892, section 2.6).

    Raises:
        ValueError: If it cannot be spelled so.
    """
    if not _OF_THEIR_OWN.search(name):
        return name.encode("idna").decode("ascii") if name else ""
    parts = (
        part.encode("idna").decode("idna") if part else "" for part in _OF_THEIR_OWN.split(name)
    )
    found = _OF_THEIR_OWN.findall(name)
    whole = "".join(part + own for part, own in zip_longest(parts, found, fillvalue=""))
    return f"xn--{whole.encode('punycode').decode('ascii')}"


def _path(path: str) -> str:
    """The path without its dot segments (RFC 3986, section 5.2.4)."""
    kept: list[str] = []
    steps = _escaped(path).split("/")[1:] or [""]
    for step in steps:
        if step == "..":
            del kept[-1:]
        elif step != ".":
            kept.append(step)
    if steps[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    return "&".join(
        pair
        for pair in _escaped(query.replace("&amp;", "&")).split("&")
        if pair and not _tracks(pair)
    )


def _escaped(text: str) -> str:
    """Percent-encoding in its normal form (RFC 3986, section 6.2.2)."""
    return _UNSAFE.sub(_encoded, _unescaped(text) if "%" in text else text)


def _unescaped(text: str) -> str:
    """Without the escapes of what is unreserved, and the digits of the others in capitals.

    From the end, so that an escape which only appears as others are decoded, as in `%%37e`,
    is one too.
    """
    backwards: list[str] = []
    for char in reversed(text):
        digits = "".join(reversed(backwards[-2:])) if char == "%" else ""
        if len(digits) == 2 and _HEX.issuperset(digits):
            backwards[-2:] = [_normal_escape(digits)]
        else:
            backwards.append(char)
    return "".join(reversed(backwards))


def _normal_escape(digits: str) -> str:
    """What to write for an escape, by the two digits of it."""
    char = chr(int(digits, 16))
    return char if char in _UNRESERVED else f"%{digits.upper()}"


def _encoded(unsafe: re.Match[str]) -> str:
    return quote(unsafe[0], safe="", errors="surrogatepass")


def is_front(address: str) -> bool:
    """Whether an address is that of a whole site."""
    parts = urlsplit(canonical(address))
    return parts.path in ("", "/") and not parts.query and not parts.fragment


def typed_path(line: str) -> Path:
    """The path that somebody types, also as `file://`.

    `~` is their home; the home of nobody is a name.
    """
    if line.startswith("file://"):
        return Path(unquote(line.removeprefix("file://").removeprefix("localhost")))
    return Path(os.path.expanduser(line))  # noqa: PTH111 - pathlib's raises for those
