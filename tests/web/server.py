"""A server on the loopback that plays the web: honest, slow, broken and lying.

A test says what is where, as in `web.page("/a", html)`, and asks for `web.url("/a")`. Where
a whole address is given, as in `web.page("http://news.example/a", html)`, it plays that host
for everybody who uses it as a proxy. What was asked is in `web.asked`.
"""

import contextlib
import gzip
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from tests.web.http2 import Stream, serve_http2
from tests.web.wire import Connection, Headers, Request, request_on

HERE = Path(__file__).parent
CERTIFICATE = HERE / "certificate.pem"
"""Signed by itself, for 127.0.0.1 and no other name, until the year 2126."""


class _OnStream(Connection):
    """One of the streams of HTTP/2, which carries only answers that are well-formed."""

    def __init__(self, stream: Stream, ended: threading.Event) -> None:
        super().__init__(stream.socket, ended)
        self._stream = stream

    def answer(self, status: str, headers: Headers, body: bytes = b"") -> None:
        self._stream.answer(status.split()[0], headers, body)


Answer = Callable[[Request, Connection], None]


class Web:
    """A web of some pages; it runs in threads of its own until it is closed."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.asked: list[Request] = []
        self.at_once = 0
        self.most_at_once = 0
        self._answers: dict[str, Answer] = {}
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._connections: set[socket.socket] = set()
        self._scheme = "https" if context else "http"
        self._context = context
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._server.shutdown()
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def url(self, path: str = "/") -> str:
        """The address of a path on this server."""
        return f"{self._scheme}://127.0.0.1:{self.port}{path}"

    def times_asked(self, path: str) -> int:
        """How often a path was asked for, or an address through the proxy."""
        return sum(request.target == path for request in self.asked)

    @property
    def open_connections(self) -> int:
        return len(self._connections)

    # What stands where

    def answers(self, path: str, answer: Answer) -> str:
        """Let a function write the answer, whatever it may be; its address."""
        self._answers[path] = answer
        return path if "://" in path else self.url(path)

    def page(
        self,
        path: str,
        body: str | bytes,
        *,
        type: str = "text/html; charset=utf-8",
        status: str = "200 OK",
        headers: Headers | None = None,
    ) -> str:
        """Something to be had: a page, a feed or a file."""
        data = body.encode() if isinstance(body, str) else body
        said = ({"Content-Type": type} if type else {}) | dict(headers or {})
        return self.answers(path, lambda _, to: to.answer(status, said, data))

    def versioned(self, path: str, body: str, *, etag: str, type: str = "text/html") -> str:
        """A page that is not sent again to those who have this version."""

        def answer(request: Request, to: Connection) -> None:
            if request.headers.get("if-none-match") == etag:
                to.answer("304 Not Modified", {"ETag": etag})
            else:
                to.answer("200 OK", {"ETag": etag, "Content-Type": type}, body.encode())

        return self.answers(path, answer)

    def redirects(self, path: str, location: str, status: str = "302 Found") -> str:
        return self.answers(path, lambda _, to: to.answer(status, {"Location": location}))

    def fails(self, path: str, status: str, headers: Headers | None = None) -> str:
        return self.answers(path, lambda _, to: to.answer(status, headers or {}))

    def packed(self, path: str, data: bytes, coding: str, type: str = "text/html") -> str:
        """Bytes that were packed before, and how the server says they are packed."""
        return self.page(path, data, type=type, headers={"Content-Encoding": coding})

    def gzipped(self, path: str, body: str) -> str:
        return self.packed(path, gzip.compress(body.encode()), "gzip")

    def slow(self, path: str) -> str:
        """An address that takes the question and says nothing."""
        return self.answers(path, lambda _, to: to.wait())

    def drips(self, path: str) -> str:
        """A page that comes byte by byte, and never ends."""

        def answer(_: Request, to: Connection) -> None:
            to.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
            while to.goes_on():
                to.send(b".")

        return self.answers(path, answer)

    def endless(self, path: str, type: str = "text/html") -> str:
        """A page that comes as fast as it can, and never ends."""

        def answer(_: Request, to: Connection) -> None:
            to.send(f"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\n\r\n".encode())
            while to.goes_on(0):
                to.send(b"<p>And so on.</p>" * 4000)

        return self.answers(path, answer)

    def says(self, path: str, raw: bytes) -> str:
        """An answer in these very bytes, after which the connection is closed."""
        return self.answers(path, lambda _, to: to.send(raw))

    # What the threads of the server do

    def serve(self, connection: socket.socket) -> None:
        """Answer one request."""
        self._connections.add(connection)
        with contextlib.suppress(OSError):
            if self._context:
                plain, connection = connection, self._context.wrap_socket(connection, True)
                self._connections.symmetric_difference_update((plain, connection))
            if isinstance(connection, ssl.SSLSocket) and connection.selected_alpn_protocol():
                serve_http2(connection, self._answer_http2)
            elif request := request_on(connection):
                self._answer(request, Connection(connection, self._ended))
        self._connections.discard(connection)
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()

    def _answer(self, request: Request, to: Connection) -> None:
        with self._lock:
            self.asked.append(request)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            answer = self._answer_to(request.target)
            if answer is None:
                to.answer("404 Not Found", {}, b"There is nothing here.")
            else:
                answer(request, to)
        finally:
            with self._lock:
                self.at_once -= 1

    def _answer_http2(self, target: str, headers: dict[str, str], stream: Stream) -> None:
        self._answer(Request(target, headers), _OnStream(stream, self._ended))

    def _answer_to(self, target: str) -> Answer | None:
        """What stands at a target: to the letter, whatever the query, or on any host."""
        bare = target.partition("?")[0]
        spellings = (target, bare, urlsplit(bare).path)
        return next((self._answers[name] for name in spellings if name in self._answers), None)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    server_address: tuple[str, int]

    def __init__(self, web: Web) -> None:
        super().__init__(("127.0.0.1", 0), socketserver.BaseRequestHandler)
        self._web = web

    def finish_request(self, request: object, client_address: object) -> None:  # noqa: ARG002 - the base class gives it
        assert isinstance(request, socket.socket)
        self._web.serve(request)
