"""The app itself in a browser, by textual-serve, which asks nobody who they are.

So an application of octavo's stands before it: all of it is below a path that nobody can guess,
made anew each time, and it is answered only in its own name (`Host`) and to its own pages
(`Origin`, which a WebSocket has to say). Each window is a process, so there may be few.
"""

import hmac
import secrets
import socket
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from octavo.model.errors import OctavoError

if TYPE_CHECKING:
    from aiohttp import web
    from textual_serve.server import Server

WINDOWS = 4
"""At once; one more is turned away."""
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

        `is_own` tells whether a `Host` is this server's.

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

    def serve(self, listening: socket.socket) -> None:
        """Answer on a socket, until the process is interrupted."""
        from aiohttp import web

        web.run_app(self.application(), sock=listening, print=None, access_log=None)

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
        try:
            return await self._server.handle_websocket(request)
        finally:
            self._windows -= 1
