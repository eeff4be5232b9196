"""What the web answers, unpacked, and why an address could not be had, in plain words.

Answers come in the content codings of HTTP (RFC 9110, section 8.4). A small one can unfold to
gigabytes: nothing here ever holds more than the limit.

Large because a server, a network and a packer each have their own ways to fail.
"""

import re
import socket
import ssl
import zlib
from collections.abc import Callable, Generator, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # it comes without types
import httpx
import zstandard
from msgspec import Struct, field

from octavo.importers.text.clean import clean_line
from octavo.importers.web.limits import Limits, in_seconds
from octavo.importers.web.urls import host_of
from octavo.model.errors import OctavoError
from octavo.patterns import lazy_pattern

_STATUSES = {
    400: "the server does not understand the address",
    401: "the server asks for a name and a password",
    403: "the server refuses to show this page",
    404: "the server does not know this page",
    407: "the proxy asks for a name and a password",
    408: "the server lost its patience",
    410: "the page is gone for good",
    429: "the server has had too many requests and asks for a pause",
    451: "the server may not show this page for legal reasons",
    500: "the server made a mistake",
    502: "the server behind the server does not answer",
    503: "the server is overloaded or being mended",
    504: "the server behind the server does not answer in time",
}
_PASSING = frozenset((408, 421, 425, 429, 500, 502, 503, 504, 507, 509))
_PASSING_OF_CDNS = range(520, 531)

_CERTIFICATES = {
    10: "its certificate has expired",
    18: "its certificate is signed by itself, so that nobody vouches for it",
    19: "its certificate is signed by nobody who is known here",
    20: "its certificate is signed by nobody who is known here",
    62: "its certificate is made out to another name",
    64: "its certificate is made out to another name",
}
"""By the number of the error in OpenSSL (its `x509_vfy.h`)."""

_LONGEST_WAIT = 30 * 24 * 3600.0
"""Seconds; no server that asks for more is believed."""

_MAX_AGE = lazy_pattern(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


class HttpResponse(Struct, frozen=True, kw_only=True):
    """What is common to all answers that are no failure."""

    asked: str
    """The address as it was asked for."""
    reached: str
    """The address that answered in the end, without a name and a password."""
    moved: str = ""
    """Where the address has moved for good, or empty."""
    etag: str = ""
    modified: str = ""
    """When the version was made, as the server wrote it (RFC 9110, section 8.8.2)."""
    fresh: int = 0
    """Seconds for which the server says that it need not be asked again; 0 if it does not."""
    private: bool = False
    """Whether it came out of a private network, as only from the host of a typed address."""
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def may_lead_to(self, address: str) -> bool:
        """Whether an address that it names may lead into a private network: to its own host."""
        return self.private and host_of(address) == host_of(self.reached)


class NotModified(HttpResponse, frozen=True, kw_only=True):
    """That nothing has changed since the version that the asker has."""


class Fetched(HttpResponse, frozen=True, kw_only=True):
    """What came from an address."""

    status: int
    content_type: str
    """As the server wrote it, or empty."""
    data: bytes
    """Unpacked."""
    told: Mapping[str, str] = {}
    """The headers that came with it, by their names in lower case."""


class FetchFailed(OctavoError):
    """An address that could not be had, and why."""

    def __init__(
        self,
        url: str,
        reason: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        again: bool = False,
    ) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        """The address as it was asked for."""
        self.reason = reason
        self.status = status
        """What the server answered (RFC 9110, section 15), if it did."""
        self.retry_after = retry_after
        """Seconds that the server asks to wait."""
        self.again = again
        """Whether it may well work later."""


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """What a Retry-After header asks for, as a number or a date (RFC 9110, section 10.2.3)."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        seconds = float(said[:9])
    else:
        try:
            moment = parsedate_to_datetime(said)
            seconds = (
                moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)
            ).total_seconds()
        except (ValueError, OverflowError):
            return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)


def seconds_of_freshness(headers: Mapping[str, str]) -> int:
    """What `Cache-Control: max-age` says (RFC 9111, section 5.2.2.1); 0 if nothing."""
    age = _MAX_AGE.search(headers.get("cache-control", ""))
    return min(int(age[1]), int(_LONGEST_WAIT)) if age else 0


def refusal(url: str, status: int, retry_after: float | None) -> FetchFailed:
    """An answer that is no page, in words."""
    if status in _STATUSES:
        reason = _STATUSES[status]
    elif 500 <= status < 600:
        reason = "the server is in trouble"
    elif status >= 400:
        reason = "the server refuses"
    else:
        reason = "the server answers with no page"
    return FetchFailed(
        url,
        f"{reason} ({status})",
        status=status,
        retry_after=retry_after,
        again=status in _PASSING or status in _PASSING_OF_CDNS,
    )


def failure(url: str, host: str, error: Exception, limits: Limits) -> FetchFailed:
    """What went wrong between here and a server, in words."""
    cause = next(_causes(error))
    if isinstance(cause, ssl.SSLCertVerificationError):
        problem = _CERTIFICATES.get(cause.verify_code, "its certificate is not valid")
        return FetchFailed(url, f"{host} cannot be trusted: {problem}")
    if isinstance(cause, ssl.SSLError):
        return FetchFailed(url, f"no secure connection to {host} can be made")
    if isinstance(cause, socket.gaierror):
        return _without_address(url, host, cause)
    if isinstance(cause, ConnectionRefusedError):
        return FetchFailed(url, f"no server answers at {host}", again=True)
    return FetchFailed(url, _in_words(error, host, limits), again=_is_passing(error))


def _without_address(url: str, host: str, cause: socket.gaierror) -> FetchFailed:
    if cause.errno == socket.EAI_AGAIN:
        reason = f"the address of {host} cannot be looked up now; is there a connection?"
        return FetchFailed(url, reason, again=True)
    return FetchFailed(url, f"there is no server called {host}")


def _in_words(error: Exception, host: str, limits: Limits) -> str:
    match error:
        case httpx.ConnectTimeout():
            return f"{host} did not answer within {in_seconds(limits.connect)}"
        case httpx.TimeoutException():
            return f"{host} said nothing for {in_seconds(limits.read)}"
        case httpx.ProxyError():
            return f"the proxy does not let octavo through: {clean_line(str(error))}"
        case httpx.ConnectError():
            return f"{host} cannot be reached"
        case httpx.InvalidURL() | httpx.UnsupportedProtocol():
            return "it is no web address"
        case httpx.RemoteProtocolError() if not _broke_off(error):
            return "the server does not answer as web servers do"
        case httpx.TransportError():
            return "the connection broke off"
    return "the server's answer cannot be read"


def _broke_off(error: Exception) -> bool:
    """Whether it is the end that is missing; the error has no kind of its own for this."""
    return any(sign in str(error) for sign in ("peer closed", "disconnected", "terminated"))


def _is_passing(error: Exception) -> bool:
    unlikely = (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.ProxyError)
    return isinstance(error, httpx.TransportError) and not isinstance(error, unlikely)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """What lies at the bottom of an error first, then the errors that it led to."""
    below = error.__cause__ or error.__context__
    if isinstance(below, BaseExceptionGroup):
        below = below.exceptions[0]
    if below is not None:
        yield from _causes(below)
    yield error


CODINGS = "gzip, deflate, br, zstd"
"""What servers are told that octavo unpacks."""

_STEP = 64 * 1024
_MOST_LAYERS = 3
"""Codings of an answer, one in the other."""
_MOST_MEMBERS = 1000
"""Parts of a gzip stream, one behind the other (RFC 1952, 2.2)."""
_GZIP = b"\x1f\x8b"
_ZSTANDARD = b"(\xb5/\xfd"
_SKIPPED = tuple(bytes((each, 0x2A, 0x4D, 0x18)) for each in range(0x50, 0x60))
"""What frames of Zstandard begin with, and those that say nothing (RFC 8878)."""
_LITTLE = 32
"""Bytes of Zstandard that are unpacked at once: a block of four may be 128 KB."""
_LARGEST_WINDOW = 8 * 1024 * 1024
"""Bytes that a Zstandard decoder keeps; the web has no larger ones (RFC 9659)."""


class TooLarge(ValueError):
    """What unfolds to more than the limit."""


class Damaged(ValueError):
    """What cannot be unpacked, or not to its end."""


class _Inflater(Protocol):
    """The decompressor of brotli, which has no types of its own."""

    def process(self, data: bytes, output_buffer_limit: int) -> bytes: ...
    def is_finished(self) -> bool: ...


def unpack(data: bytes, codings: str, most: int) -> bytes:
    """What was packed by the codings of a Content-Encoding header.

    What is not packed although the header says so, or in a way that nobody knows, comes
    back as it is.

    Raises:
        TooLarge: If it is more than `most` bytes.
        Damaged: If it cannot be unpacked, or breaks off.
    """
    layers = [coding.strip().lower() for coding in codings.split(",")]
    known = [_UNPACKERS[coding] for coding in layers if coding in _UNPACKERS]
    if len(known) > _MOST_LAYERS:
        raise Damaged
    for unpacker in reversed(known):
        data = _gathered(unpacker(data), most) if data else data
    return data


def _gathered(pieces: Iterator[bytes], most: int) -> bytes:
    whole = bytearray()
    try:
        for piece in pieces:
            whole += piece
            if len(whole) > most:
                raise TooLarge
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise Damaged from error
    return bytes(whole)


def _gzip(data: bytes) -> Iterator[bytes]:
    """All members of a gzip file (RFC 1952); what follows the last one is left out."""
    if not data.startswith(_GZIP):
        yield data
        return
    start = 0
    for _ in range(_MOST_MEMBERS):
        if not data.startswith(_GZIP, start):
            break
        start = yield from _inflated(data, start, wbits=31)


def _deflate(data: bytes) -> Iterator[bytes]:
    """As the standard says, with a header, or without, as some servers send it."""
    headed = data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    yield from _inflated(data, 0, wbits=15 if headed else -15)


def _inflated(data: bytes, start: int, wbits: int) -> Generator[bytes, None, int]:
    """What is packed from `start` on, and in the end where it ended.

    Piece by piece: a little of the input at once, and for each only so much output.
    """
    inflater = zlib.decompressobj(wbits)
    for end in range(start + _STEP, len(data) + _STEP, _STEP):
        piece = data[end - _STEP : end]
        while piece:
            yield inflater.decompress(piece, _STEP)
            if inflater.eof:
                return min(end, len(data)) - len(inflater.unused_data)
            piece = inflater.unconsumed_tail
    while more := inflater.decompress(b"", _STEP):
        yield more
    if not inflater.eof:
        raise Damaged
    return len(data)


def _brotli(data: bytes) -> Iterator[bytes]:
    inflater: _Inflater = brotli.Decompressor()
    piece = inflater.process(data, output_buffer_limit=_STEP)
    while piece:
        yield piece
        piece = inflater.process(b"", output_buffer_limit=_STEP)
    if not inflater.is_finished():
        raise Damaged


def _zstandard(data: bytes) -> Iterator[bytes]:
    if not data.startswith(_ZSTANDARD):
        yield data
        return
    unpacker = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
    start = 0
    while data.startswith((_ZSTANDARD, *_SKIPPED), start):
        inflater = unpacker.decompressobj()
        while not inflater.eof:
            if start >= len(data):
                raise Damaged
            yield inflater.decompress(data[start : start + _LITTLE])
            start += _LITTLE
        start = min(start, len(data)) - len(inflater.unused_data)


_UNPACKERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstandard,
}
