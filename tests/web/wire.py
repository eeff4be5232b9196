"""What goes over the wire: requests as they come, and answers as they are written."""

import contextlib
import socket
import threading
from collections.abc import Mapping
from typing import NamedTuple

Headers = Mapping[str, str]

_TLS = b"\x16\x03"
"""How those begin who speak TLS (RFC 8446, section 5.1)."""


class Request(NamedTuple):
    """What somebody asked for."""

    target: str
    """A path, or a whole address if the server is used as a proxy."""
    headers: dict[str, str]
    """By their names in lower case."""


class Connection:
    """What an answer is written to."""

    def __init__(self, socket: socket.socket, ended: threading.Event) -> None:
        self._socket = socket
        self._ended = ended

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def answer(self, status: str, headers: Headers, body: bytes = b"") -> None:
        """A well-formed answer; the length is said unless it is there already."""
        said = {"Content-Length": str(len(body)), "Connection": "close", **headers}
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in said.items())]
        self.send("\r\n".join([*lines, "", ""]).encode("utf-8") + body)

    def wait(self, seconds: float = 60) -> None:
        """Stay silent; until the test is over, or the other side has had enough."""
        self._socket.settimeout(seconds)
        with contextlib.suppress(OSError):
            self._socket.recv(1)

    def goes_on(self, pause: float = 0.005) -> bool:
        """Whether to send more, after a pause."""
        return not self._ended.wait(pause)


def request_on(connection: socket.socket) -> Request | None:
    """The next request, without a body; None if there is none."""
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65536)
        if not piece:
            return None
        head += piece
        if head.startswith(_TLS):
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return None
    first, *lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if ": " in line)
    target = first.split(" ")[1]
    return Request(target, {name.lower(): value for name, value in headers.items()})
