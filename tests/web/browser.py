"""The bookmark of `octavo serve` in a real browser: `python -m tests.web.browser`.

Needs Chromium and its driver (Debian: chromium, chromium-driver), and is no part of the suite.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from urllib.parse import unquote
from urllib.request import Request, urlopen

WORDS = "They rise and fall, and the harbour counts the hours by it. " * 8
PAGE = (
    "<!DOCTYPE html><html><head><title>Tides</title></head><body><article><h1>Tides</h1>"
    "<p id='late'></p></article><script>document.getElementById('late').textContent ="
    f" 'Written by a script: {WORDS}'</script></body></html>"
)
RULES = {
    "/plain": {},
    "/forms": {
        "Content-Security-Policy": "default-src 'none'; script-src 'unsafe-inline';"
        " form-action 'none'; connect-src 'none'; frame-src 'none'; base-uri 'none'"
    },
    "/apart": {"Cross-Origin-Opener-Policy": "same-origin"},
}
"""Pages, and the rules that they set."""
PATIENCE = 30.0
"""Seconds to wait for what is to be seen."""


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        for name, said in {"Content-Type": "text/html", **RULES.get(self.path, {})}.items():
            self.send_header(name, said)
        self.end_headers()
        self.wfile.write(PAGE.encode())

    def log_message(self, format: str, *args: object) -> None: ...


class Browser:
    """Chromium, by the protocol of its driver (https://www.w3.org/TR/webdriver2/)."""

    def __init__(self, port: int, downloads: Path) -> None:
        self._base = f"http://127.0.0.1:{port}/session"
        chrome = {
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu"],
            "prefs": {"download.default_directory": str(downloads)},
        }
        asked = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": chrome}}}
        made = seen(lambda: self._ask("", asked))
        assert isinstance(made, dict)
        self._base = f"{self._base}/{made['sessionId']}"

    def open(self, url: str) -> None:
        self._ask("/url", {"url": url})

    def run(self, script: str) -> object:
        return self._ask("/execute/sync", {"script": script, "args": []})

    def windows(self) -> list[str]:
        found = self._ask("/window/handles")
        assert isinstance(found, list)
        return found

    def look_at(self, window: str) -> None:
        self._ask("/window", {"handle": window})

    def shows(self, element: str) -> str:
        shown = self.run(
            f"const e = document.querySelector({element!r});return e&&!e.hidden&&e.innerText"
        )
        return str(shown or "")

    def alert(self) -> str:
        said = seen(lambda: self._ask("/alert/text"))
        self._ask("/alert/accept", {})
        return str(said)

    def close(self) -> None:
        urlopen(Request(self._base, method="DELETE"))

    def _ask(self, path: str, body: object = None) -> object:
        data = None if body is None else json.dumps(body).encode()
        with urlopen(
            Request(self._base + path, data, {"Content-Type": "application/json"})
        ) as got:
            said: dict[str, object] = json.load(got)
            return said["value"]


def seen(look: Callable[[], object]) -> object:
    """What there is to be seen, as soon as it is."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            if found := look():
                return found
        except OSError:
            if time.monotonic() > end:
                raise
        assert time.monotonic() < end, "it is not to be seen"
        time.sleep(0.1)


@contextmanager
def process(*command: str, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    started = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | environment,
    )
    try:
        yield started
    finally:
        started.terminate()
        started.wait()


def main() -> None:
    pages = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    Thread(target=pages.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{pages.server_port}"
    with TemporaryDirectory() as room:
        folder, downloads = Path(room) / "library", Path(room) / "downloads"
        downloads.mkdir()
        octavo = (sys.executable, "-m", "octavo", "--library", str(folder))
        with (
            process(*octavo, "serve", "--port", "0", XDG_STATE_HOME=room) as server,
            process("chromedriver", "--port=9517"),
        ):
            assert server.stdout
            address = server.stdout.readline().strip()
            browser = Browser(9517, downloads)
            browser.open(address)
            link = browser.run("return document.querySelector('a').getAttribute('href')")
            script = unquote(unescape(str(link))).removeprefix("javascript:")
            for path in RULES:
                browser.open(f"{site}{path}")
                before = set(browser.windows())
                browser.run(script)
                told = browser.alert() if path == "/apart" else ""
                for window in set(browser.windows()) - before:
                    browser.look_at(window)
                    said = seen(
                        lambda: (
                            re.match("Added|Here already|It could|The ", browser.shows("#said"))
                            and browser.shows("#said")
                        )
                    )
                    print(f"{path}: {said} {browser.shows('#save')}".strip())
                browser.look_at(next(iter(before)))
                if told:
                    print(f"{path}: the page is asked: {told}")
            saved = seen(lambda: next(downloads.glob("*.html"), None))
            token = address.rpartition("=")[2]
            own = address.partition("/?")[0]
            for title, ask in {
                "a page that has the token reads": f"{own}/api/list",
                "a page that has the token adds by itself": f"{own}/api/add",
            }.items():
                browser.open(f"{site}/plain")
                got = browser.run(
                    f"return fetch({ask!r}, {{headers: {{Authorization: 'Bearer {token}'}}}})"
                    ".then(a => a.text(), e => 'refused: ' + e.message)"
                )
                print(f"{title}: {got}")
            browser.close()
        subprocess.run([*octavo, "add", str(saved)], check=True)
        subprocess.run([*octavo, "list"], check=True)
        subprocess.run([*octavo, "show", "1"], check=True)
    pages.shutdown()


if __name__ == "__main__":
    main()
