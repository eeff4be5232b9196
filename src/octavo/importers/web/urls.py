"""Where an address leads: to the web or not, to this machine's own network or not."""

import asyncio
import ipaddress
import re
import socket
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit
from urllib.request import getproxies

import httpx

from octavo.model.url import is_web

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?!\d+(?:/|$))", re.IGNORECASE)
_UNWANTED = re.compile(r"[\x00-\x20\x7f-\x9f]")
_OWN_NAMES = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".intranet")


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
    try:
        there = urlsplit(requestable(urljoin(address, location.strip())))
    except NotOnTheWeb:
        raise
    except ValueError as error:
        raise NotOnTheWeb("it is no web address") from error
    here = urlsplit(address)
    user = _user(here) if _origin(here) == _origin(there) else ""
    return urlunsplit(there._replace(netloc=user + there.netloc.rpartition("@")[2]))


def without_user(address: str) -> str:
    """The address without the name and the password that may stand in it."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def host_of(address: str) -> str:
    """The host of an address that can be asked for."""
    return urlsplit(address).hostname or ""


def is_own(host: str) -> bool:
    """Whether a host is this machine, by its name or number."""
    number = _number(host)
    if number is None:
        return host == "localhost" or host.endswith(".localhost")
    return ipaddress.ip_address(number).is_loopback


async def is_private(address: str) -> bool:
    """Whether an address leads to this machine, or into a network that is not public.

    A name is looked up, unless a proxy does that; one that nobody knows is not private.
    """
    host = host_of(address)
    if host == "localhost" or host.endswith(_OWN_NAMES):
        return True
    if (number := _number(host)) is not None:
        return not _is_public(number)
    if urlsplit(address).scheme in getproxies():
        return False
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            host, None, type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError):
        return False
    return any(not _is_public(str(entry[4][0]).partition("%")[0]) for entry in found)


def _number(host: str) -> str | None:
    """The address that a host is when it is no name; `127.1` and `0x7f000001` are such too."""
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def _is_public(number: str) -> bool:
    address = ipaddress.ip_address(number)
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address.sixtofour or address
    return address.is_global and not address.is_multicast


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
