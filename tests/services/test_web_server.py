"""The web server refuses whoever has no token, and whoever comes in another's name."""

import hmac
import json
import socket
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from msgspec import Struct

from octavo.services.web_server import Answer, May, Request, Route, Tokens, WebServer

TOKENS = Tokens(add="a" * 43, all="b" * 43)
ADD, ALL = (f"Bearer {token}" for token in (TOKENS.add, TOKENS.all))
JSON = "application/json"


class Told(Struct):
    words: str


def _echo(request: Request) -> Answer:
    return Answer(json.dumps(request.read(Told).words).encode())


ROUTES = {
    ("GET", "/page"): Route(lambda request: Answer(request.host.encode()), May.ADD, True),
    ("GET", "/read"): Route(lambda _: Answer(b"[]")),
    ("POST", "/add"): Route(_echo, May.ADD),
}


@contextmanager
def serving(**bounds: float) -> Iterator[WebServer]:
    with WebServer("127.0.0.1", 0, TOKENS, ROUTES, **bounds) as server:  # type: ignore[arg-type]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def server() -> Iterator[WebServer]:
    with serving(largest=4096) as server:
        yield server


def raw(server: WebServer, sent: bytes) -> bytes:
    """What comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=60) as wire:
        wire.sendall(sent)
        wire.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: wire.recv(1 << 16), b""))


def ask(
    server: WebServer,
    line: str,
    body: bytes = b"",
    **said: str | None,
) -> tuple[int, str, Mapping[str, str]]:
    """The status, the content and the headers of an answer; None leaves a header out."""
    usual: dict[str, str | None] = {
        "Host": f"127.0.0.1:{server.server_port}",
        "Authorization": ALL,
        **({"Content-Type": JSON, "Content-Length": str(len(body))} if body else {}),
    }
    headers = usual | {name.replace("_", "-"): value for name, value in said.items()}
    lines = [f"{line} HTTP/1.1", *(f"{n}: {v}" for n, v in headers.items() if v is not None)]
    head, _, content = raw(server, "\r\n".join((*lines, "", "")).encode() + body).partition(
        b"\r\n\r\n"
    )
    first, *rest = head.decode().split("\r\n")
    got = dict(one.split(": ", 1) for one in rest)
    return int(first.split()[1]), content.decode(), got


def own(server: WebServer) -> str:
    return f"127.0.0.1:{server.server_port}"


NO_TOKEN: dict[str, str | None] = {"Authorization": None}
BODY = b'{"words": "x"}'


@pytest.mark.parametrize(
    ("line", "said", "status"),
    [
        pytest.param("GET /read", NO_TOKEN, 401, id="without a token"),
        pytest.param("GET /read", {"Authorization": "Bearer "}, 401, id="an empty token"),
        pytest.param("GET /read", {"Authorization": "Bearer éb"}, 401, id="a wrong token"),
        pytest.param("GET /read", {"Authorization": f"Basic {ALL}"}, 401, id="no bearer"),
        pytest.param(f"GET /read?token={TOKENS.all}", NO_TOKEN, 401, id="asked"),
        pytest.param("GET /page", {}, 401, id="a page takes its token from the address"),
        pytest.param("GET /nowhere", NO_TOKEN, 401, id="nobody learns paths"),
        pytest.param("OPTIONS /add", NO_TOKEN, 401, id="no preflight is granted"),
        pytest.param("GET /read", {"Authorization": ADD}, 403, id="who may only add reads not"),
        pytest.param("GET /nowhere", {}, 404, id="what is not there"),
        pytest.param("DELETE /read", {}, 405, id="another method"),
        pytest.param("HEAD /read", {}, 405, id="a head alone"),
        pytest.param("GET /read", {"Host": "evil.example"}, 421, id="a name that leads here"),
        pytest.param("GET /read", {"Host": None}, 421, id="no name"),
        pytest.param("GET /read", {"Host": "127.0.0.1:1"}, 421, id="another port"),
        pytest.param("GET /read", {"Host": "10.0.0.1:PORT"}, 421, id="another machine"),
        pytest.param("GET /read", {"Host": "127.0.0.1:PORT@evil"}, 421, id="a name behind"),
        pytest.param("GET /read", {"Host": "evil@127.0.0.1:PORT"}, 421, id="a name before"),
        pytest.param("GET /read", {"Host": "localhost.evil:PORT"}, 421, id="a name in front"),
        pytest.param("GET /read", {"Origin": "https://evil.example"}, 403, id="another page"),
        pytest.param("GET /read", {"Origin": "null"}, 403, id="a page without a name"),
        pytest.param("GET /read", {"Origin": "http://127.0.0.1:1"}, 403, id="another port"),
        pytest.param("GET /read", {"Origin": "https://127.0.0.1:PORT"}, 403, id="encrypted"),
        pytest.param("GET /read", {"Host": "localhost:PORT"}, 200, id="localhost is meant"),
        pytest.param("GET /read", {"Host": "[::1]:PORT"}, 200, id="the loopback by IPv6"),
        pytest.param("GET /read", {"Origin": "http://127.0.0.1:PORT"}, 200, id="itself"),
        pytest.param(f"GET /page?token={TOKENS.add}", NO_TOKEN, 200, id="a page"),
    ],
)
def test_is_answered_or_refused(
    server: WebServer, line: str, said: dict[str, str | None], status: int
) -> None:
    port = str(server.server_port)
    told = {name: value and value.replace("PORT", port) for name, value in said.items()}
    got, content, headers = ask(server, line, b"", **told)
    assert got == status
    assert status == 200 or line.startswith("HEAD") or json.loads(content)["error"]
    assert not [name for name in headers if name.lower().startswith("access-control")]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("body", "said", "status"),
    [
        pytest.param(BODY, {}, 200, id="as it is to be"),
        pytest.param(BODY, {"Authorization": ADD}, 200, id="who may add adds"),
        pytest.param(BODY, {"Content_Length": None}, 411, id="of no length"),
        pytest.param(BODY, {"Content_Length": "-1"}, 411, id="of less than nothing"),
        pytest.param(BODY, {"Content_Length": "1_0"}, 411, id="of a length that is no number"),
        pytest.param(BODY, {"Transfer_Encoding": "chunked"}, 411, id="in chunks"),
        pytest.param(BODY, {"Content_Length": "9" * 9}, 413, id="too large, by its word"),
        pytest.param(BODY, {"Content_Length": "9" * 5000}, 413, id="too large for a number"),
        pytest.param(b"x" * 9000, {}, 413, id="too large, and all of it is sent"),
        pytest.param(BODY, {"Content_Length": "50"}, 400, id="less than it says"),
        pytest.param(BODY, {"Content_Type": "text/plain"}, 415, id="as a form can send it"),
        pytest.param(BODY, {"Content_Type": None}, 415, id="of no type"),
        pytest.param(b'{"words": 1}', {}, 400, id="of another kind"),
        pytest.param(b"\xff\xfe", {}, 400, id="no JSON"),
        pytest.param(b"[" * 4000, {}, 400, id="nested too deeply"),
        pytest.param(BODY, {"Host": "evil.example"}, 421, id="in another name"),
        pytest.param(BODY, {"Origin": "https://evil.example"}, 403, id="by another page"),
    ],
)
def test_what_is_sent_is_taken_or_refused(
    server: WebServer, body: bytes, said: dict[str, str | None], status: int
) -> None:
    assert ask(server, "POST /add", body, **said)[0] == status


def test_a_header_that_is_there_twice_is_refused(server: WebServer) -> None:
    host = f"Host: {own(server)}\r\n"
    answer = raw(
        server, f"GET /read HTTP/1.1\r\n{host}{host}Authorization: {ALL}\r\n\r\n".encode()
    )
    assert answer.startswith(b"HTTP/1.0 400 ")


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"GET " + b"x" * 70_000, id="no end"),
        pytest.param(b"GET /read HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", id="headers"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n", id="no HTTP"),
        pytest.param(b"GET http://[ HTTP/1.1\r\nHost: HOST\r\n\r\n", id="no address"),
    ],
)
def test_what_is_no_request_is_refused(server: WebServer, sent: bytes) -> None:
    host = f"127.0.0.1:{server.server_port}".encode()
    assert b'"error"' in raw(server, sent.replace(b"HOST", host))


def test_who_comes_too_slowly_is_cut_off() -> None:
    with (
        serving(seconds=0.05) as server,
        socket.create_connection(("127.0.0.1", server.server_port), timeout=60) as wire,
    ):
        wire.sendall(b"GET /read HTTP/1.1\r\nHost")
        assert wire.recv(100) == b""


def test_one_too_many_is_turned_away() -> None:
    with (
        serving(connections=1) as server,
        socket.create_connection(("127.0.0.1", server.server_port), timeout=60) as first,
    ):
        with socket.create_connection(("127.0.0.1", server.server_port), timeout=60) as second:
            assert second.recv(100).startswith(b"HTTP/1.0 503 ")
        first.sendall(f"GET /read HTTP/1.1\r\nHost: {own(server)}\r\n".encode())
        first.sendall(f"Authorization: {ALL}\r\n\r\n".encode())
        assert first.recv(100).startswith(b"HTTP/1.0 200 ")


def test_tokens_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bytes] = []
    same = hmac.compare_digest

    def compare(given: bytes, known: bytes) -> bool:
        compared.append(known)
        return same(given, known)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    for token, may in ((TOKENS.all, May.ALL), (TOKENS.add, May.ADD), ("", None)):
        compared.clear()
        assert TOKENS.allow(token) is may
        assert {*compared} == {TOKENS.add.encode(), TOKENS.all.encode()}


@pytest.mark.parametrize(
    ("host", "name", "is_own"),
    [
        pytest.param("0.0.0.0", "192.168.1.5", True, id="a number that others reach it by"),
        pytest.param("0.0.0.0", "evil.example", False, id="a name that nobody gave it"),
        pytest.param("localhost", "localhost", True, id="the name that it was given"),
    ],
)
def test_beyond_this_machine_it_goes_by_numbers(host: str, name: str, is_own: bool) -> None:
    with WebServer(host, 0, TOKENS, ROUTES) as server:
        assert server.is_own(f"{name}:{server.server_port}") is is_own
        assert server.is_on_loopback is (host == "localhost")


def test_tokens_are_kept_for_their_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "state" / "serve.json"
    first = Tokens.kept(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Tokens.kept(file) == first
    assert first.add != first.all


def _opened(file: Path) -> None:
    file.chmod(0o644)


def _damaged(file: Path) -> None:
    file.write_text("{")


def _short(file: Path) -> None:
    file.write_text('{"add": "", "all": ""}')


@pytest.mark.parametrize(
    "happens",
    [
        pytest.param(_opened, id="others could read them"),
        pytest.param(_damaged, id="they cannot be read"),
        pytest.param(_short, id="they can be guessed"),
    ],
)
def test_tokens_are_made_anew_where(tmp_path: Path, happens: Callable[[Path], None]) -> None:
    file = tmp_path / "serve.json"
    first = Tokens.kept(file)
    happens(file)
    second = Tokens.kept(file)
    assert not {first.add, first.all} & {second.add, second.all}
    assert len(second.add) > 40
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Tokens.kept(file, anew=True) != second
