"""Octavo in a browser: a bookmark that sends the page one is looking at, and the app itself.

A page may forbid that its scripts ask another server (`connect-src`) or send it a form
(`form-action`), but hardly that a window is opened. So the bookmark opens a window of
octavo's, hands the page to it (`postMessage`), and that window sends it to where it came from
itself. What stays is a page that keeps windows apart (`Cross-Origin-Opener-Policy`): that is
said in both, and the page is offered as a file for the inbox.

The token in the bookmark can be read by each page on which it is used, and only lets add.

The app is served by textual-serve, which asks nobody who they are. So an application of
octavo's stands before it: all of it is below a path that nobody can guess, made anew each time,
and it is answered only in its own name (Host) and to its own pages (`Origin`, which a WebSocket
has to say). Each window is a process, so there may be few; and
whoever opens none is cut off after a while, however little they ask.

Long because both are all that a browser is given.
"""

import asyncio
import base64
import hashlib
import hmac
import html
import json
import secrets
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from octavo.model.errors import OctavoError
from octavo.services.web_server import CONNECTIONS, HEADERS, LARGEST, SECONDS, Answer

if TYPE_CHECKING:
    from aiohttp import web
    from textual_serve.server import Server


_WAIT = 5_000
"""Milliseconds for the window to open and to ask for the page."""

_BOOKMARK = """
(()=>{
const o=$origin,
m=()=>document.documentElement.outerHTML,
s=()=>{if(confirm($refused)){
const a=document.createElement("a");
a.href=URL.createObjectURL(new Blob(
["\\ufeff<!-- saved from url=(0000)"+location.href+" -->\\n"+m()],{type:"text/html"}));
a.download=(document.title.replace(/[^\\p{L}\\p{N} -]+/gu," ").trim().slice(0,80)||"page")
+".html";
a.click()}},
w=open(o+"/send?token="+$token,"_blank","popup,width=520,height=360");
if(!w){s();return}
const t=setTimeout(s,$wait);
addEventListener("message",function f(e){
if(e.source===w&&e.origin===o&&e.data==="octavo asks"){
removeEventListener("message",f);clearTimeout(t);
w.postMessage({octavo:1,url:location.href,html:m()},o)}})
})()
"""

_REFUSED = (
    "The rules of this page keep it from being sent to octavo, or octavo is not running."
    " Save it as a file, for the inbox of octavo?"
)

_TAKES = """
const said = document.getElementById("said");
const token = new URLSearchParams(location.search).get("token");
const from = window.opener;
let asked = true;
history.replaceState(null, "", "/send");
const say = (words) => { said.textContent = words; };
const fail = (words) => {
  say(words);
  document.getElementById("save").hidden = false;
};
async function take(page) {
  document.getElementById("save").hidden = true;
  say("octavo reads the page …");
  const body = JSON.stringify({url: page.url, html: page.html});
  if (body.length > $largest) { fail("The page is too large to be sent."); return; }
  const headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json"};
  try {
    const answer = await fetch("/api/add", {method: "POST", headers, body});
    const told = await answer.json();
    const [one] = Array.isArray(told) ? told : [{result: "rejected", reason: told.error}];
    const what = {added: "Added", unchanged: "Here already"}[one.result];
    if (what) say(what + (one.id ? " (" + one.id + ")" : "") + ". " + one.reason);
    else fail("It could not be added: " + one.reason);
  } catch (error) {
    fail("octavo does not answer: " + error.message);
  }
}
addEventListener("message", (event) => {
  const page = event.data;
  if (!asked || !from || event.source !== from || !page || page.octavo !== 1) return;
  asked = false;
  let origin = "";
  try { origin = new URL(page.url).origin; } catch { }
  if (origin !== event.origin) { fail("The page says that it is another."); return; }
  take(page);
});
if (!from) {
  asked = false;
  fail("The rules of that page keep it apart from other windows, so that it cannot be sent.");
} else {
  from.postMessage("octavo asks", "*");
  setTimeout(() => {
    if (asked) fail("The page sends nothing; its own rules may forbid it.");
  }, $wait);
}
"""

_STYLE = "body{font:16px/1.5 sans-serif;max-width:34em;margin:2em auto;padding:0 1em}"


def bookmark_of(host: str, token: str) -> str:
    """The address of the bookmark, for a server that the browser calls so."""
    words = {"origin": f"http://{host}", "token": token, "refused": _REFUSED, "wait": _WAIT}
    script = Template(_BOOKMARK).substitute({k: json.dumps(v) for k, v in words.items()})
    return "javascript:" + quote(script.replace("\n", ""), safe="!'()*-._~:;,/?@&=+$[]{}")


def page_of_bookmark(host: str, token: str) -> Answer:
    """A page from which the bookmark is drawn into the bar of the browser."""
    link = html.escape(bookmark_of(host, token))
    return _page(
        "The bookmark",
        f'<p>Draw this into the bar of your bookmarks: <a href="{link}">→ octavo</a></p>'
        "<p>It sends the page that you are looking at to octavo, as your browser shows it, as"
        " long as <code>octavo serve</code> runs. A page on which you use it can read what is"
        " in the bookmark; with that it may add pages, and read nothing.</p>",
    )


def page_that_takes(inbox: Path) -> Answer:
    """The window that asks the page for itself, and sends it."""
    said = html.escape(str(inbox))
    script = Template(_TAKES).substitute(wait=_WAIT, largest=LARGEST)
    return _page(
        "octavo",
        '<p id="said">octavo asks for the page …</p><p id="save" hidden>Save it instead with'
        f" Ctrl+S, or ⌘S, into the inbox: <code>{said}</code></p>",
        script,
    )


def _page(title: str, body: str, script: str = "") -> Answer:
    """A page that loads nothing, and runs nothing but its own script."""
    content = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>{body}"
        f"{f'<script>{script}</script>' if script else ''}</body></html>\n"
    )
    policy = (
        f"default-src 'none'; base-uri 'none'; form-action 'none'; connect-src 'self';"
        f" style-src {_digest(_STYLE)}; script-src {_digest(script)}"
    )
    return Answer(content.encode(), "text/html; charset=utf-8", policy=policy)


def _digest(content: str) -> str:
    """How a policy names what may stand in a page (https://www.w3.org/TR/CSP3/)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


WINDOWS = 4
"""At once; one more is turned away."""
_LAST = 2.0
"""Seconds that windows have to end when the server does."""
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = HEADERS | {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
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
