"""HTTP/2 as a server speaks it (RFC 9113): one request after the other is answered."""

import socket
from collections.abc import Callable, Mapping

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import ConnectionTerminated, Event, RequestReceived, StreamReset


class Stream:
    """What one answer is written to."""

    def __init__(self, socket: socket.socket, wire: H2Connection, number: int) -> None:
        self.socket = socket
        self._wire = wire
        self._number = number

    def answer(self, status: str, headers: Mapping[str, str], body: bytes) -> None:
        """A well-formed answer, as fast as the other side takes it."""
        said = [(":status", status), *((name.lower(), text) for name, text in headers.items())]
        self._wire.send_headers(self._number, said)
        while body:
            room = min(
                self._wire.local_flow_control_window(self._number),
                self._wire.max_outbound_frame_size,
            )
            if room:
                self._wire.send_data(self._number, body[:room])
                body = body[room:]
            elif not self._hear():
                return
            self._flush()
        self._wire.end_stream(self._number)
        self._flush()

    def _hear(self) -> bool:
        """Take in how much room there is now; whether there is anybody left."""
        data = self.socket.recv(65536)
        ends = (ConnectionTerminated, StreamReset)
        events = self._wire.receive_data(data) if data else []
        return bool(data) and not any(isinstance(event, ends) for event in events)

    def _flush(self) -> None:
        self.socket.sendall(self._wire.data_to_send())


Handle = Callable[[str, dict[str, str], Stream], None]


def serve_http2(socket: socket.socket, handle: Handle) -> None:
    """Answer what is asked on a connection until it is closed."""
    wire = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
    wire.initiate_connection()
    socket.sendall(wire.data_to_send())
    while data := socket.recv(65536):
        for event in wire.receive_data(data):
            _take(event, wire, socket, handle)
        socket.sendall(wire.data_to_send())


def _take(event: Event, wire: H2Connection, socket: socket.socket, handle: Handle) -> None:
    if isinstance(event, RequestReceived) and event.stream_id is not None:
        headers = {str(name): str(text) for name, text in event.headers or ()}
        handle(headers[":path"], headers, Stream(socket, wire, event.stream_id))
