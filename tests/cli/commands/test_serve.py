"""`octavo serve` answers what the commands print, and takes in what a browser shows."""

import asyncio
import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import cast
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urlsplit
from urllib.request import Request, urlopen

import pytest

from octavo.cli.commands.serve import routes
from octavo.importers import child_process
from octavo.library.library import Library
from octavo.services.browser import WINDOWS, BrowserApp
from octavo.services.web_server import CONNECTIONS, Tokens, WebServer
from tests.cli.conftest import PATIENCE, Line, Octavo, Shell
from tests.making import MakeArticle, draft

TOKENS = Tokens(add="a" * 43, all="b" * 43)
WORDS = "They rise and fall, and the harbour counts the hours by it. " * 5
PAGE = f"<html><head><title>Tides</title></head><body><article><p>{WORDS}</p></article></body>"


class Served:
    """Asks a server as a script does."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"

    def __call__(self, path: str, sent: object = None, token: str = TOKENS.all) -> object:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        body = None if sent is None else json.dumps(sent).encode()
        with urlopen(Request(self.base + path, body, headers), timeout=PATIENCE) as answer:
            return json.load(answer)

    def one(self, path: str, sent: object, token: str = TOKENS.all) -> Line:
        """The only object of an answer."""
        found = self(path, sent, token)
        assert isinstance(found, list)
        assert len(found) == 1
        return cast("Line", found[0])

    def refused(self, path: str, sent: object = None, token: str = TOKENS.all) -> int:
        with pytest.raises(HTTPError) as refused:
            self(path, sent, token)
        refused.value.close()
        return refused.value.code


@pytest.fixture
def served(library: Library, tmp_path: Path) -> Iterator[Served]:
    known = routes(library.folder, TOKENS, tmp_path / "<inbox>")
    with WebServer("127.0.0.1", 0, TOKENS, known) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Served(server.server_port)
        server.shutdown()
        thread.join()


def test_answers_are_what_the_commands_print(
    served: Served, octavo: Octavo, library: Library, make_article: MakeArticle
) -> None:
    make_article("Weirs", "A weir holds the river.", tags="river")
    make_article("Locks", tags="river canal")
    library.notes.add("Compare.", articles=[1])
    for asked, command in {
        "/api/list": ["list"],
        "/api/list?limit=1": ["list", "--limit", "1"],
        f"/api/list?query={quote('tag:canal')}": ["list", "tag:canal"],
        f"/api/search?query={quote('weir river')}": ["search", "weir river"],
        f"/api/search?any=true&query={quote('weir ocean')}": ["search", "--any", "weir ocean"],
        "/api/show?id=1": ["show", "1"],
        "/api/notes": ["notes"],
        "/api/notes?query=compare": ["notes", "compare"],
    }.items():
        printed: list[object] = [*octavo.objects(*command)]
        assert served(asked) == printed or served(asked) == printed[0], asked
    assert served("/api/list?query=nothing") == []


def test_a_page_comes_in_as_the_browser_shows_it(served: Served, octavo: Octavo) -> None:
    sent = {"url": "https://tides.example/high?utm_source=x", "html": PAGE, "tags": ["sea"]}
    added = served.one("/api/add", sent, TOKENS.add)
    assert added == {"input": sent["url"], "result": "added", "id": 1, "reason": ""}
    [shown] = octavo.objects("show", "1")
    assert (shown["title"], shown["url"]) == ("Tides", "https://tides.example/high")
    assert str(shown["text"]).split() == WORDS.split()
    assert shown["tags"] == ["sea"]
    again = served.one("/api/add", sent, TOKENS.add)
    assert (again["result"], again["id"]) == ("unchanged", 1)
    assert octavo("undo").exit_code == 0
    assert served("/api/list") == []


@pytest.mark.parametrize(
    ("url", "html", "reason"),
    [
        pytest.param("file:///etc/passwd", PAGE, "https://", id="a page that is a file"),
        pytest.param("https://a.example/", "<html><body>", "no text", id="an empty page"),
    ],
)
def test_a_page_that_cannot_come_in_says_why(
    served: Served, url: str, html: str, reason: str
) -> None:
    told = served.one("/api/add", {"url": url, "html": html})
    assert told["result"] == "rejected"
    assert reason in str(told["reason"])


def test_a_heavy_page_is_read_within_the_bounds_of_all_others(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_much(*_: object) -> object:
        raise child_process.ChildEnded("it takes more than 10 s to read")

    monkeypatch.setattr(child_process._child, "result", too_much)
    page = PAGE + "<!-- -->" * 200_000
    told = served.one("/api/add", {"url": "https://a.example/", "html": page})
    assert (told["result"], told["reason"]) == ("rejected", "it takes more than 10 s to read")


def test_a_page_that_is_asked_for_leads_into_no_private_network(served: Served) -> None:
    told = served.one("/api/add", {"url": served.base}, TOKENS.add)
    assert "private" in str(told["reason"])


def test_a_text_comes_in_and_gets_tags(served: Served) -> None:
    served("/api/add", {"text": "# Weirs\n\nA weir."})
    one = served.one("/api/tag", {"ids": [1], "add": ["to read", "x"]})
    assert one["tags"] == ["to read", "x"]
    one = served.one("/api/tag", {"ids": [1], "remove": ["x"]})
    assert (one["title"], one["tags"]) == ("Weirs", ["to read"])


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        pytest.param("/api/show?id=99", None, 404, id="an id of nothing"),
        pytest.param("/api/show?id=x", None, 400, id="an id that is none"),
        pytest.param("/api/list?query=%22open", None, 400, id="a query that cannot be read"),
        pytest.param("/api/list?limit=-1", None, 400, id="less than none"),
        pytest.param("/api/list?limit=99999999999999999999", None, 400, id="too many to count"),
        pytest.param("/api/list?qurey=x", None, 400, id="a word that is not known"),
        pytest.param("/api/list?" + "x=1&" * 99, None, 400, id="too many words"),
        pytest.param("/api/add", {"html": PAGE}, 400, id="a page from nowhere"),
        pytest.param("/api/add", {"text": "x", "tags": ["a,b"]}, 400, id="no tag"),
        pytest.param("/api/add", {"file": "/etc/passwd"}, 400, id="a file"),
        pytest.param("/api/tag", {"ids": [99], "add": ["x"]}, 404, id="tags for nothing"),
    ],
)
def test_what_cannot_be_done_is_refused(
    served: Served, path: str, sent: object, status: int
) -> None:
    assert served.refused(path, sent) == status


@pytest.mark.parametrize(
    "path", ["/api/list", "/api/search?query=x", "/api/show?id=1", "/api/notes"]
)
def test_the_token_of_the_bookmark_reads_nothing(served: Served, path: str) -> None:
    assert served.refused(path, token=TOKENS.add) == 403
    assert served.refused("/api/tag", {"ids": [1], "add": ["x"]}, TOKENS.add) == 403
    assert served.refused("/?token=" + TOKENS.all[:-1]) == 401


def test_the_bookmark_has_the_token_that_only_adds(served: Served) -> None:
    with urlopen(f"{served.base}/?token={TOKENS.add}", timeout=PATIENCE) as answer:
        page = answer.read().decode()
    [link] = re.findall(r'href="([^"]*)"', page)
    script = unquote(unescape(link))
    assert script.startswith("javascript:")
    assert (served.base in script, TOKENS.add in script) == (True, True)
    assert TOKENS.all not in page + script
    assert " " not in link


def test_the_window_that_takes_a_page_names_the_inbox(served: Served, tmp_path: Path) -> None:
    with urlopen(f"{served.base}/send?token={TOKENS.add}", timeout=PATIENCE) as answer:
        page, policy = answer.read().decode(), answer.headers["Content-Security-Policy"]
    assert f"{tmp_path}/&lt;inbox&gt;" in page
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert TOKENS.add not in page


def test_listens_to_others_only_when_told_and_says_so(
    octavo: Octavo, library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupted(server: WebServer) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(WebServer, "serve_forever", interrupted)
    usual = octavo("serve", "--port", "0", XDG_STATE_HOME=str(tmp_path))
    assert usual.stdout.startswith("http://127.0.0.1:")
    assert "not only this machine" not in usual.stderr
    told = octavo("serve", "--port", "0", "--host", "0.0.0.0", XDG_STATE_HOME=str(tmp_path))
    assert "0.0.0.0 is not only this machine" in told.stderr
    assert (usual.exit_code, told.exit_code) == (0, 0)
    with WebServer("127.0.0.1", 0, TOKENS, {}) as other:
        taken = octavo("serve", "--port", str(other.server_port), XDG_STATE_HOME=str(tmp_path))
    assert (taken.exit_code, "--port" in taken.stderr) == (1, True)


def test_serves_until_it_is_stopped(shell: Shell, library: Library) -> None:
    with subprocess.Popen(
        (sys.executable, "-m", "octavo", "serve", "--port", "0"),
        env=shell.environment,
        cwd=shell.cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout
        address = running.stdout.readline().strip()
        try:
            with urlopen(address, timeout=PATIENCE) as answer:
                assert b"javascript:" in answer.read()
        finally:
            running.terminate()


@pytest.fixture(scope="module")
def app_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, str]]:
    """The port and the path of the app for a browser, over a library with one article."""
    room = tmp_path_factory.mktemp("room")
    with Library.create(room / "library") as library:
        library.add([draft("Weirs in a browser")])
    shell = Shell(room / "library", room)
    with subprocess.Popen(
        (sys.executable, "-m", "octavo", "serve", "--app", "--port", "0"),
        env=shell.environment,
        cwd=shell.cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        assert running.stdout
        address = urlsplit(running.stdout.readline().strip())
        try:
            yield address.port or 0, address.path
        finally:
            running.terminate()


SOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@pytest.mark.parametrize(
    ("path", "said", "status"),
    [
        pytest.param("SECRET", {}, 200, id="its address"),
        pytest.param("/", {}, 401, id="without its path"),
        pytest.param("/ws", {**SOCKET, "Origin": "OWN"}, 401, id="a socket without its path"),
        pytest.param("SECRET", {"Host": "evil.example"}, 421, id="a name that leads here"),
        pytest.param("SECRET", {"Origin": "https://evil.example"}, 403, id="another page"),
        pytest.param("SECRETws", SOCKET, 403, id="a socket that says no page"),
        pytest.param("SECRETws", {**SOCKET, "Origin": "null"}, 403, id="a socket of no page"),
        pytest.param(
            "SECRETws", {**SOCKET, "Origin": "http://evil.example"}, 403, id="another's socket"
        ),
        pytest.param(
            "SECRETws",
            {**SOCKET, "Host": "evil.example:PORT", "Origin": "http://evil.example:PORT"},
            421,
            id="a socket by a name that leads here",
        ),
        pytest.param("SECRETstatic/", {}, 403, id="a list of its files"),
    ],
)
def test_the_app_in_a_browser_is_its_readers_alone(
    app_at: tuple[int, str], path: str, said: dict[str, str], status: int
) -> None:
    port, secret = app_at
    own = f"http://127.0.0.1:{port}"
    headers = {n: v.replace("OWN", own).replace("PORT", str(port)) for n, v in said.items()}
    wire = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    wire.request("GET", path.replace("SECRET", secret), headers=headers)
    answer = wire.getresponse()
    assert answer.status == status
    assert not answer.headers.get("Access-Control-Allow-Origin")
    assert (
        status != 200 or "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    )
    wire.close()


def test_the_app_asks_for_its_parts_by_the_name_that_it_is_opened_by(
    app_at: tuple[int, str],
) -> None:
    port, secret = app_at
    wire = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    wire.request("GET", secret, headers={"Host": f"localhost:{port}"})
    page = wire.getresponse().read().decode()
    assert f"localhost:{port}{secret}ws" in page
    assert "127.0.0.1" not in page
    wire.close()


def test_the_app_is_seen_in_a_browser(app_at: tuple[int, str]) -> None:
    port, secret = app_at
    own = f"127.0.0.1:{port}"
    lines = [f"GET {secret}ws?width=100&height=30 HTTP/1.1", f"Host: {own}"]
    lines += [f"{name}: {said}" for name, said in {**SOCKET, "Origin": f"http://{own}"}.items()]
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as wire:
        wire.sendall("\r\n".join((*lines, "", "")).encode())
        seen = b""
        while b"Weirs in a browser" not in seen:
            piece = wire.recv(1 << 16)
            assert piece, seen
            seen += piece
    assert seen.startswith(b"HTTP/1.1 101 ")


async def test_who_opens_no_window_of_the_app_is_cut_off() -> None:
    app = BrowserApp("true", "http://127.0.0.1", lambda _: True)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(app.answer(listening, seconds=0.2))
        address = listening.getsockname()
        wires = [await asyncio.open_connection(*address) for _ in range(CONNECTIONS + WINDOWS)]
        wires[0][1].write(b"GET / HTTP/1.1\r\n")
        for reader, writer in (*wires, await asyncio.open_connection(*address)):
            with suppress(ConnectionResetError):
                assert await asyncio.wait_for(reader.read(), PATIENCE) == b""
            writer.close()
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving
