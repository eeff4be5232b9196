"""Connections: to the address that was checked, and for no more work than is worth it."""

import asyncio
import ipaddress
import socket
from collections.abc import Callable

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.importers.web import connections
from octavo.importers.web.fetcher import Fetcher
from octavo.importers.web.urls import is_public
from tests.importers.web.conftest import LIMITS, failed, fetched
from tests.web.server import CERTIFICATE, Web
from tests.web.wire import Connection, Request

PAGE = "<html><p>The tide clock has no spring.</p></html>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PUBLIC = "198.41.0.4"


class Names:
    """A name server that gives another answer each time, and remembers who was connected to."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.connected: list[str] = []

    def look_up(self, _: str, port: int, *__: object, **___: object) -> list[object]:
        numbers = self.answers.pop(0).split()
        kind = socket.SOCK_STREAM
        return [(socket.AF_INET, kind, 6, "", (number, port)) for number in numbers]

    async def connect(self, host: str, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
        self.connected.append(host)
        raise httpcore.ConnectError


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Names]:
    """Has the next look-ups say what a test says."""

    def set_up(*answers: str, connects: bool = False) -> Names:
        names = Names(*answers)
        monkeypatch.setattr(socket, "getaddrinfo", names.look_up)
        if not connects:
            monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", names.connect)
        return names

    return set_up


# Which addresses are public


@given(st.ip_addresses())
def test_what_is_public_is_global_in_the_standard_library_too(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    assert not is_public(str(address)) or (address.is_global and not address.is_multicast)


@given(
    st.sampled_from(["64:ff9b::", "64:ff9b:1::", "::", "::ffff:0:0", "2002::", "2001::"]),
    st.ip_addresses(v=4),
    st.sampled_from([0, 16, 32, 64]),
)
def test_what_stands_for_an_address_of_the_old_internet_is_not_public(
    prefix: str, address: ipaddress.IPv4Address, shift: int
) -> None:
    """Wherever in it the other stands: 6to4 has it second, NAT64 at the end."""
    start = ipaddress.IPv6Address(prefix)
    inside = ipaddress.IPv6Address(int(start) | int(address) << shift)
    assert not is_public(str(inside))
    assert not is_public(f"{inside}%eth0")


@pytest.mark.parametrize(
    "network",
    [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "::/96",
        "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32",
        "2001:2::/48", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7",
        "fe80::/10", "fec0::/10", "ff00::/8",
    ],
)  # fmt: skip
def test_the_ends_of_each_special_range(network: str) -> None:
    ends = ipaddress.ip_network(network)
    assert not is_public(str(ends[0]))
    assert not is_public(str(ends[-1]))


@pytest.mark.parametrize("number", [PUBLIC, "1.1.1.1", "2606:4700:4700::1111", "2a00:1450::8"])
def test_the_public_internet(number: str) -> None:
    assert is_public(number)


# The address that was checked


@pytest.mark.usefixtures("web")
async def test_a_name_is_looked_up_once(names: Callable[..., Names], fetcher: Fetcher) -> None:
    asked = names(PUBLIC, "127.0.0.1")
    await failed(fetcher, "http://rebind.example/", private=False)
    assert asked.connected == [PUBLIC]
    assert asked.answers == ["127.0.0.1"]


@pytest.mark.usefixtures("web")
async def test_of_several_addresses_only_public_ones_are_tried(
    names: Callable[..., Names], fetcher: Fetcher
) -> None:
    asked = names(f"127.0.0.1 {PUBLIC} 10.0.0.1 1.1.1.1")
    await failed(fetcher, "http://both.example/", private=False)
    assert asked.connected == [PUBLIC, "1.1.1.1"]


async def test_a_public_name_for_a_private_address(
    web: Web, names: Callable[..., Names], fetcher: Fetcher
) -> None:
    names(*["127.0.0.1"] * 9, connects=True)
    url = f"http://inside.example:{web.port}/a"
    web.page("/a", PAGE)
    failure = await failed(fetcher, url, private=False)
    assert failure.reason.startswith("it leads into a private network")
    assert not web.asked

    page = await fetched(fetcher, url)
    assert page.private
    assert web.asked[0].headers["host"] == f"inside.example:{web.port}"

    failure = await failed(fetcher, url, private=False)
    assert failure.reason.startswith("it leads into a private network"), "by an old connection"


async def test_a_redirect_to_a_public_name_for_a_private_address(
    wide_web: Web, names: Callable[..., Names], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proxy is asked for the first, and the second is reached without it."""
    monkeypatch.setenv("no_proxy", "inside.example")
    names("127.0.0.1", "127.0.0.1", connects=True)
    inside = f"http://inside.example:{wide_web.port}/b"
    wide_web.redirects("http://news.example/a", inside)
    async with Fetcher(LIMITS) as fetcher:
        failure = await failed(fetcher, "http://news.example/a")
    assert failure.reason.startswith("it redirects into a private network")
    assert len(wide_web.asked) == 1


async def test_the_certificate_is_that_of_the_name_and_not_of_the_address(
    secure_web: Web, names: Callable[..., Names], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is made out to 127.0.0.1, which the name stands for."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    names("127.0.0.1", connects=True)
    async with Fetcher(LIMITS) as fetcher:
        failure = await failed(fetcher, f"https://other.example:{secure_web.port}/")
    assert "its certificate is made out to another name" in failure.reason


# No more work than it is worth


def pour(start: bytes, again: bytes) -> Callable[[Request, Connection], None]:
    """An answer that begins in some way, and then goes on in another for ever."""

    def answer(_: Request, to: Connection) -> None:
        to.send(start)
        piece = again * (60_000 // len(again))
        while to.goes_on(0):
            to.send(piece)

    return answer


@pytest.fixture
def _soon_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a quarter of the second that all that a server may send takes to be read."""
    monkeypatch.setattr(connections, "OVERHEAD", connections.OVERHEAD // 4)


def sent(web: Web, start: bytes, again: bytes) -> str:
    return web.answers("/a", pour(start, again))


@pytest.mark.parametrize(
    ("start", "again"),
    [
        pytest.param(b"", b"HTTP/1.1 100 Continue\r\n\r\n", id="interim answers"),
        pytest.param(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", id="hints"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", id="chunks"),
        pytest.param(
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1;why=not\r\nx\r\n", id="extensions"
        ),
    ],
)
@pytest.mark.usefixtures("_soon_given_up")
async def test_an_answer_that_is_all_work(
    web: Web, fetcher: Fetcher, start: bytes, again: bytes
) -> None:
    failure = await failed(fetcher, sent(web, start, again))
    assert failure.reason == "the server sends much, and next to nothing of it is the page"


@pytest.mark.parametrize(
    ("start", "again"),
    [
        pytest.param(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", id="headers"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: ", b"y", id="one header"),
        pytest.param(b"HTTP/1.1 200 ", b"OK ", id="a status"),
    ],
)
async def test_a_head_without_an_end(
    web: Web, fetcher: Fetcher, start: bytes, again: bytes
) -> None:
    failure = await failed(fetcher, sent(web, start, again))
    assert failure.reason == "the server does not answer as web servers do"


def frame(kind: int, flags: int = 0, body: bytes = b"", stream: int = 0) -> bytes:
    """One of HTTP/2 (RFC 9113, section 4.1)."""
    return len(body).to_bytes(3) + bytes((kind, flags)) + stream.to_bytes(4) + body


@pytest.mark.parametrize(
    ("start", "again"),
    [
        pytest.param(b"", frame(6, 0, bytes(8)), id="pings"),
        pytest.param(frame(1, 4, b"\x88", 1), frame(0, 0, b"x", 1), id="bytes"),
        pytest.param(b"", frame(1, 4, b"\x08\x03103", 1), id="interim answers"),
    ],
)
@pytest.mark.usefixtures("_soon_given_up")
async def test_an_answer_of_http2_that_is_all_work(
    secure_web: Web, monkeypatch: pytest.MonkeyPatch, start: bytes, again: bytes
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    async with Fetcher(LIMITS) as fetcher:
        failure = await failed(fetcher, sent(secure_web, start, again))
    assert failure.reason in (
        "the server sends much, and next to nothing of it is the page",
        "the server does not answer as web servers do",
    )


class Drip(httpcore.AsyncNetworkStream):
    """A server's answer, read in pieces of one size; counts how often it is read."""

    def __init__(self, answer: bytes, size: int) -> None:
        self.reads = 0
        self._left = memoryview(answer)
        self._size = size

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        self.reads += 1
        piece, self._left = self._left[: self._size], self._left[self._size :]
        return bytes(piece)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        pass

    async def aclose(self) -> None:
        pass

    def get_extra_info(self, info: str) -> object:
        return (PUBLIC, 80) if info == "server_addr" else None


async def test_a_page_byte_by_byte(
    names: Callable[..., Names], monkeypatch: pytest.MonkeyPatch
) -> None:
    names(PUBLIC)
    drip = Drip(HEAD + b"\r\n" + b"." * 100_000, 1)

    async def connect(*_: object, **__: object) -> httpcore.AsyncNetworkStream:
        await asyncio.sleep(0)
        return drip

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    async with Fetcher(LIMITS) as fetcher:
        failure = await failed(fetcher, "http://drip.example/")
    assert "next to nothing of it is the page" in failure.reason
    assert drip.reads <= connections.OVERHEAD / 32


@pytest.mark.parametrize("size", [100, 1000, 16_000])
async def test_a_page_in_chunks_is_read(web: Web, fetcher: Fetcher, size: int) -> None:
    body = b"x" * size
    chunks = b"%x\r\n%s\r\n" % (size, body) * (190_000 // size)
    answer = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"
    page = await fetched(fetcher, web.says("/a", answer))
    assert len(page.data) == 190_000 // size * size
