"""A small web server that answers only to those who have a token, and only in its own name.

What stands between it and the pages that a browser is shown meanwhile: a token for every
request, compared in constant time; the name that it was asked by (Host), for a page may have
its own name lead here (DNS rebinding); where the request is from (`Origin`); no headers that
let other pages read an answer (CORS); and bounds on bytes, seconds and connections.

Large because all that guards it stands in one place.
"""

import hmac
import ipaddress
import json
import secrets
import socket
import stat
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import Enum
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from threading import BoundedSemaphore, Timer
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

import msgspec
from msgspec import Struct

from octavo.storage.files import make_folder, replace_file

LARGEST = 32 * 1024 * 1024
"""Bytes of what is sent; a page as rendered has some hundred thousand."""
SECONDS = 60.0
"""For a request to be there as a whole."""
_IDLE = 20.0
"""Seconds in which some of it has to come, or some of the answer has to be taken."""
CONNECTIONS = 16
"""At once; one more is turned away."""
_FIELDS = 20
"""Of the query of an address; one with more is refused."""
_TURNED_AWAY = b"HTTP/1.0 503 Service Unavailable\r\nConnection: close\r\n\r\n"

HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""Of all that is answered: it is for its own pages alone, and nobody keeps it."""

Kind = TypeVar("Kind", bound=Struct)


class May(Enum):
    """What a token lets its bearer do."""

    ADD = "add"
    """Of the bookmarklet, which every page can read on which it is used."""
    ALL = "all"


class Tokens(Struct, frozen=True):
    """What is kept of them, in a file for its owner alone."""

    add: str
    all: str

    @classmethod
    def kept(cls, file: Path, *, anew: bool = False) -> "Tokens":
        """Those in a file; new ones where there are none, or where others could read them.

        Raises:
            OSError: If the file can be neither read nor written.
        """
        with suppress(FileNotFoundError, msgspec.DecodeError, UnicodeDecodeError):
            is_open = bool(stat.S_IMODE(file.stat().st_mode) & 0o077)
            found = msgspec.json.decode(file.read_bytes(), type=cls)
            if not (anew or is_open) and all(map(_is_token, (found.add, found.all))):
                return found
        tokens = cls(add=secrets.token_urlsafe(32), all=secrets.token_urlsafe(32))
        make_folder(file.parent)
        file.unlink(missing_ok=True)  # or it would keep its mode
        replace_file(file, msgspec.json.format(msgspec.json.encode(tokens)))
        return tokens

    def allow(self, given: str) -> May | None:
        """What a token lets its bearer do; None for what is no token."""
        said = given.encode("utf-8", "replace")
        is_add = hmac.compare_digest(said, self.add.encode())
        is_all = hmac.compare_digest(said, self.all.encode())
        return May.ALL if is_all else May.ADD if is_add else None


def _is_token(said: str) -> bool:
    return len(said) >= 40 and said.isascii()


class Refused(Exception):
    """A request that is not answered, and why."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Request(Struct, frozen=True):
    """What is asked for."""

    host: str
    """By which name and port, as the browser has it."""
    fields: Mapping[str, str]
    """Of the address."""
    body: bytes

    def read(self, kind: type[Kind]) -> Kind:
        """What is asked, by the fields of the address or by the JSON that was sent.

        Raises:
            Refused: If it is not of this kind.
        """
        try:
            if self.body:
                return msgspec.json.decode(self.body, type=kind)
            return msgspec.convert(self.fields, type=kind, strict=False)
        except (ValueError, RecursionError) as error:
            raise Refused(HTTPStatus.BAD_REQUEST, str(error)) from None


class Answer(Struct, frozen=True):
    """What is sent back."""

    content: bytes
    kind: str = "application/json"
    status: HTTPStatus = HTTPStatus.OK
    policy: str = "default-src 'none'"
    """What a page may do, as `Content-Security-Policy` has it."""


class Route(Struct, frozen=True):
    """Something that can be asked for."""

    answer: Callable[[Request], Answer]
    may: May = May.ALL
    """What the token has to allow."""
    is_page: bool = False
    """Whether a browser opens it, with its token in the address."""


Routes = Mapping[tuple[str, str], Route]
"""By method and path."""


class WebServer(ThreadingHTTPServer):
    """The server; `serve_forever` answers until `shutdown` is called in another thread."""

    daemon_threads = True

    def __init__(
        self,
        host: str,
        port: int,
        tokens: Tokens,
        routes: Routes,
        *,
        seconds: float = SECONDS,
        connections: int = CONNECTIONS,
        largest: int = LARGEST,
    ) -> None:
        """Take a port, which is any free one for 0.

        Raises:
            OSError: If it cannot be had.
        """
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        self.address_family, *_, address = found[0]
        self.tokens, self.routes = tokens, routes
        self.seconds, self.largest = seconds, largest
        self._name = host.lower()
        self.is_on_loopback = ipaddress.ip_address(str(address[0])).is_loopback
        self._room = BoundedSemaphore(connections)
        super().__init__((str(address[0]), int(address[1])), _Handler)

    def server_bind(self) -> None:
        """Without asking the network for the name of this machine."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def process_request(
        self, request: "socket.socket | tuple[bytes, socket.socket]", client_address: object
    ) -> None:
        """Answer in a thread of its own, unless there are too many."""
        assert isinstance(request, socket.socket)
        if self._room.acquire(blocking=False):
            super().process_request(request, client_address)
            return
        with suppress(OSError):
            request.setblocking(False)
            request.send(_TURNED_AWAY)
        self.shutdown_request(request)

    def process_request_thread(
        self, request: "socket.socket | tuple[bytes, socket.socket]", client_address: object
    ) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(
        self, request: "socket.socket | tuple[bytes, socket.socket]", client_address: object
    ) -> None:
        """Leave who has gone or is too slow, and tell of what is octavo's own fault."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def is_own(self, host: str) -> bool:
        """Whether a name and port, as Host has them, are this server's."""
        return is_own(host, self._name, self.server_port, on_loopback=self.is_on_loopback)


def is_own(host: str, known: str, port: int, *, on_loopback: bool) -> bool:
    """Whether a name and port, as Host has them, are those of a server that listens there.

    A name that leads here need not be known to it, but a number is nobody's to give away.
    """
    try:
        parts = urlsplit(f"//{host}")
        name, said = parts.hostname or "", parts.port or 80
    except ValueError:
        return False
    if parts.netloc != host or "@" in host or said != port:
        return False
    try:
        number = ipaddress.ip_address(name)
    except ValueError:
        return name in ("localhost", known)
    return number.is_loopback or not on_loopback


class _Handler(BaseHTTPRequestHandler):
    """One request; the connection ends with its answer."""

    timeout = _IDLE
    server: WebServer

    def setup(self) -> None:
        super().setup()
        self._bound()

    def finish(self) -> None:
        self._late.cancel()
        with suppress(OSError):
            super().finish()

    def version_string(self) -> str:
        return "octavo"

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing: a token may stand in an address."""

    def send_error(
        self, code: int, message: str | None = None, explain: str | None = None
    ) -> None:
        """Refuse what is no HTTP, or not what is spoken here."""
        del explain
        self._send(_refusal(Refused(HTTPStatus(code), message or HTTPStatus(code).phrase)))

    def _answer(self) -> None:
        try:
            route, request = self._asked()
            self._late.cancel()
            answer = route.answer(request)
        except Refused as refused:
            answer = _refusal(refused)
        except Exception as error:
            wrong = HTTPStatus.INTERNAL_SERVER_ERROR
            self._send(_refusal(Refused(wrong, f"octavo is at fault: {type(error).__name__}")))
            raise
        self._send(answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _answer  # noqa: N815

    def _asked(self) -> tuple[Route, Request]:
        """What is asked for, once it is clear that it may be.

        Raises:
            Refused: If it may not.
        """
        host, origin = self._said("Host"), self._said("Origin")
        if not self.server.is_own(host):
            raise Refused(HTTPStatus.MISDIRECTED_REQUEST, "octavo is not called that")
        if origin and origin != f"http://{host}":
            raise Refused(HTTPStatus.FORBIDDEN, "other pages may not ask")
        try:
            parts = urlsplit(self.path)
            fields = dict(parse_qsl(parts.query, max_num_fields=_FIELDS))
        except ValueError:
            raise Refused(HTTPStatus.BAD_REQUEST, "that is no address to ask for") from None
        route = self.server.routes.get((self.command, parts.path))
        scheme, _, token = self._said("Authorization").partition(" ")
        if route and route.is_page:
            token = fields.pop("token", "")
        elif scheme.lower() != "bearer":
            token = ""
        may = self.server.tokens.allow(token)
        if may is None:
            raise Refused(HTTPStatus.UNAUTHORIZED, "it takes a token")
        if route is None:
            raise self._unknown(parts.path)
        if route.may is May.ALL and may is not May.ALL:
            raise Refused(HTTPStatus.FORBIDDEN, "this token may only add")
        return route, Request(host, fields, self._body())

    def _unknown(self, path: str) -> Refused:
        if any(path == known for _, known in self.server.routes):
            return Refused(HTTPStatus.METHOD_NOT_ALLOWED, "not by this method")
        return Refused(HTTPStatus.NOT_FOUND, "there is nothing here")

    def _body(self) -> bytes:
        """What is sent, of a size that is said before, and in JSON."""
        length = self._said("Content-Length")
        if self.command != "POST":
            return b""
        if self.headers.get("Transfer-Encoding") or not (length.isascii() and length.isdigit()):
            raise Refused(HTTPStatus.LENGTH_REQUIRED, "say how long it is")
        if self._said("Content-Type").partition(";")[0].strip().lower() != "application/json":
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send it as application/json")
        if len(length) > 12 or int(length) > self.server.largest:
            reason = f"more than {self.server.largest // 1024} KB is too much"
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, reason)
        body = self.rfile.read(int(length))
        if len(body) < max(1, int(length)):
            raise Refused(HTTPStatus.BAD_REQUEST, "some of it is missing")
        return body

    def _said(self, name: str) -> str:
        """What a header says, which may be there but once."""
        said = self.headers.get_all(name) or [""]
        if len(said) > 1:
            raise Refused(HTTPStatus.BAD_REQUEST, f"{name} is there twice")
        return str(said[0]).strip()

    def _send(self, answer: Answer) -> None:
        headers = HEADERS | {
            "Content-Type": answer.kind,
            "Content-Length": str(len(answer.content)),
            "Content-Security-Policy": f"{answer.policy}; frame-ancestors 'none'",
            "Connection": "close",
        }
        if answer.status is HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = "Bearer"
        self.close_connection = True
        self._late.cancel()
        self._bound()
        with suppress(OSError):
            self.send_response(answer.status)
            for name, said in headers.items():
                self.send_header(name, said)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.content)
            self._take_the_rest()

    def _take_the_rest(self) -> None:
        """Read on for a while, as a browser that is cut off while it sends reads no answer."""
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_WR)
        left = self.server.largest
        while left > 0 and (piece := self.connection.recv(1 << 16)):
            left -= len(piece)

    def _bound(self) -> None:
        """Cut the connection off after a while, whatever comes or goes meanwhile."""
        self._late = Timer(self.server.seconds, self._cut_off)
        self._late.daemon = True
        self._late.start()

    def _cut_off(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


def _refusal(refused: Refused) -> Answer:
    return Answer(json.dumps({"error": refused.reason}).encode(), status=refused.status)
