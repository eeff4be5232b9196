"""Where an address leads: to the web or not, to this machine's own network or not."""

import ipaddress
import re
import socket
from unicodedata import normalize
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

import httpx

from octavo.model.url import is_web, joined
from octavo.patterns import lazy_pattern

_SCHEME = lazy_pattern(r"([a-z][a-z0-9+.-]*):(?!\d+(?:/|$))", re.IGNORECASE)
_UNWANTED = lazy_pattern(r"[\x00-\x20\x7f-\x9f]")
_OWN_NAMES = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".intranet")

_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24"),
        *("192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)
_ASSIGNED = ipaddress.ip_network("2000::/3")


class NotOnTheWeb(ValueError):
    """What leads nowhere on the web; its text says why."""


def requestable(address: str) -> str:
    """An address as it can be asked for: without a fragment, its host spelled in ASCII.

    Raises:
        NotOnTheWeb: If it is none, or of another kind than http and https.
    """
    address = address.strip()
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() not in ("http", "https"):
        raise NotOnTheWeb(f"it is an address of the kind {scheme[1].lower()}:, not of the web")
    try:
        urlsplit(address)
        url = httpx.URL(_UNWANTED.sub("", address)).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise NotOnTheWeb("it is no web address") from error
    if url.scheme not in ("http", "https") or not _is_host(url) or not _is_port(url.port):
        raise NotOnTheWeb("it is no web address")
    parts = urlsplit(str(url))
    place = urlunsplit(parts._replace(path=parts.path or "/"))
    if not is_web(place):
        raise NotOnTheWeb("it is no web address")
    return place


def redirect_target(address: str, location: str) -> str:
    """Where an answer from an address sends its reader.

    A name and a password stay only as long as the host is the same.

    Raises:
        NotOnTheWeb: If it leads nowhere on the web.
    """
    there = urlsplit(requestable(joined(address, location)))
    here = urlsplit(address)
    user = _user(here) if _origin(here) == _origin(there) else ""
    return urlunsplit(there._replace(netloc=user + there.netloc.rpartition("@")[2]))


def without_user(address: str) -> str:
    """The address without the name and the password that may stand in it."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def host_of(address: str) -> str:
    """The host of an address that can be asked for; empty if it is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def is_own(host: str) -> bool:
    """Whether a host is this machine, by its name or number."""
    number = _number(host)
    if number is None:
        name = _spelt(host).removesuffix(".")
        return name == "localhost" or name.endswith(".localhost")
    return ipaddress.ip_address(number).is_loopback


def is_private(address: str) -> bool:
    """Whether an address leads into a network that is not public, by its host as it stands.

    That is so for numbers, and for names that only such networks have; what any other name
    stands for is known when it is looked up.
    """
    host = host_of(address)
    if (number := _number(host)) is not None:
        return not is_public(number)
    name = _spelt(host).removesuffix(".")
    return "." not in name or name.endswith(_OWN_NAMES)


def is_public(number: str) -> bool:
    """Whether an IP address, with a zone or without, is one of the public internet.

    Nothing is that IANA has in its registries of special-purpose addresses
    (https://www.iana.org/assignments/iana-ipv4-special-registry and
    https://www.iana.org/assignments/iana-ipv6-special-registry), whatever they say of its
    reach. In IPv6 all but 2000::/3 is out, since nothing else is assigned to anybody
    (https://www.iana.org/assignments/ipv6-address-space): with that go the addresses that
    stand for one of IPv4 (::/96, ::ffff:0:0/96, and NAT64 in 64:ff9b::/96 and
    64:ff9b:1::/48), and those of a link, a site or a group.
    """
    address = ipaddress.ip_address(number.partition("%")[0])
    is_assigned = address.version == 4 or address in _ASSIGNED
    return is_assigned and not any(address in network for network in _SPECIAL)


def _number(host: str) -> str | None:
    """The address that a host is when it is no name; `127.1` and `0x7f000001` are such too."""
    host = _spelt(host).partition("%")[0].removesuffix(".")
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def _spelt(host: str) -> str:
    """A host as who looks it up may read it: unescaped, in the plain forms of its letters."""
    return normalize("NFKC", unquote(host)).lower()


def _is_host(url: httpx.URL) -> bool:
    """Whether this can be a name or a number at all (RFC 1035, section 2.3.4)."""
    host = url.raw_host.removesuffix(b".")
    return len(host) < 254 and (
        b":" in host or all(0 < len(label) < 64 for label in host.split(b"."))
    )


def _is_port(number: int | None) -> bool:
    return number is None or 0 < number < 65536


def _user(parts: SplitResult) -> str:
    user, at, _ = parts.netloc.rpartition("@")
    return user + at


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port
