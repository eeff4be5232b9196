"""The app itself in a browser, by textual-serve, which asks nobody who they are.

So an application of octavo's stands before it: all of it is below a path that nobody can guess,
made anew each time, and it is answered only in its own name (Host) and to its own pages
(`Origin`, which a WebSocket has to say). Each window is a process, so there may be few; and
whoever opens none is cut off after a while, however little they ask.
"""

import asyncio
import hmac
import secrets
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from octavo.model.errors import OctavoError
from octavo.services.web_server import CONNECTIONS, SECONDS

if TYPE_CHECKING:
    from aiohttp import web
    from textual_serve.server import Server

WINDOWS = 4
"""At once; one more is turned away."""
_LAST = 2.0
"""Seconds that windows have to end when the server does."""
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline';"
        " style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class BrowserMissing(OctavoError):
    """The extra is not installed."""

    def __init__(self) -> None:
        super().__init__("The app in a browser takes an extra: pip install 'octavo[serve]'")


class BrowserApp:
    """The application that serves the windows of a command."""

    def __init__(self, command: str, address: str, is_own: Callable[[str], bool]) -> None:
        """Serve a command of a shell at an address such as `http://127.0.0.1:8765`.

        `is_own` tells whether a Host is this server's.

        Raises:
            BrowserMissing: If there is nothing to do it with.
        """
        try:
            from textual_serve.server import Server
        except ImportError:
            raise BrowserMissing from None
        self.secret = secrets.token_urlsafe(32)
        self._is_own = is_own
        self._windows = 0
        self._server = Server(command, title="octavo", public_url=address)
        self._open: set[_Connection] = set()

    def serve(self, listening: socket.socket) -> None:
        """Answer on a socket, until the process is interrupted."""
        from aiohttp import web

        with suppress(KeyboardInterrupt, web.GracefulExit):
            asyncio.run(self.answer(listening))

    async def answer(self, listening: socket.socket, seconds: float = SECONDS) -> None:
        """Answer on a socket; only a window may take more than some seconds."""
        from aiohttp import web

        runner = web.AppRunner(
            self.application(), access_log=None, handle_signals=True, shutdown_timeout=_LAST
        )
        await runner.setup()
        assert runner.server
        speaks = runner.server

        def connection() -> asyncio.Protocol:
            bounded = _Connection(speaks(), self._open, seconds)
            return cast("asyncio.Protocol", bounded)

        server = await asyncio.get_running_loop().create_server(connection, sock=listening)
        try:
            await server.serve_forever()
        finally:
            await runner.cleanup()

    def application(self) -> "web.Application":
        """What answers: the page, its files, and the windows."""
        import aiohttp_jinja2
        import jinja2
        from aiohttp import web

        server: Server = self._server
        below = f"/{self.secret}"

        async def guard(
            request: web.Request,
            handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
        ) -> web.StreamResponse:
            self._refuse(request)
            server.public_url = f"http://{request.host}"  # by which the page asks for the rest
            response = await handler(request)
            if not response.prepared:
                response.headers.update(_HEADERS)
            return response

        app = web.Application(middlewares=[web.middleware(guard)], client_max_size=1024)
        aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(server.templates_path))
        app.add_routes(
            [
                web.get(f"{below}/", server.handle_index, name="index"),
                web.get(f"{below}/ws", self._window, name="websocket"),
                web.get(f"{below}/download/{{key}}", server.handle_download, name="download"),
                web.static(f"{below}/static", server.statics_path, name="static"),
            ]
        )
        return app

    def _refuse(self, request: "web.Request") -> None:
        """Refuse whoever does not know the way, or comes in another's name."""
        from aiohttp import web

        host, origin = request.headers.get("Host", ""), request.headers.get("Origin", "")
        if len(request.headers.getall("Host", [])) != 1 or not self._is_own(host):
            raise web.HTTPMisdirectedRequest(text="octavo is not called that")
        is_socket = "upgrade" in request.headers.get("Connection", "").lower()
        if (origin or is_socket) and origin != f"http://{host}":
            raise web.HTTPForbidden(text="other pages may not ask")
        given = request.path.split("/")[1].encode("utf-8", "replace")
        if not hmac.compare_digest(given, self.secret.encode()):
            raise web.HTTPUnauthorized(text="it takes a token")

    async def _window(self, request: "web.Request") -> "web.StreamResponse":
        from aiohttp import web

        if self._windows >= WINDOWS:
            raise web.HTTPServiceUnavailable(text=f"{WINDOWS} windows are open already")
        self._windows += 1
        if request.transport:
            cast("_Connection", request.transport.get_protocol()).stay()
        try:
            return await self._server.handle_websocket(request)
        finally:
            self._windows -= 1


class _Connection:
    """A connection that is cut off in time, unless it is to stay; one too many is at once."""

    def __init__(
        self, inner: asyncio.Protocol, open: "set[_Connection]", seconds: float
    ) -> None:
        self._inner = inner
        self._open = open
        self._seconds = seconds
        self._late: asyncio.TimerHandle | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Begin, if there is room."""
        self._inner.connection_made(transport)
        self._open.add(self)
        loop = asyncio.get_running_loop()
        if len(self._open) > CONNECTIONS + WINDOWS:
            loop.call_soon(transport.abort)
        else:
            self._late = loop.call_later(self._seconds, transport.abort)

    def connection_lost(self, error: Exception | None) -> None:
        """End."""
        self.stay()
        self._open.discard(self)
        self._inner.connection_lost(error)

    def stay(self) -> None:
        """Let it take as long as it takes."""
        if self._late:
            self._late.cancel()
