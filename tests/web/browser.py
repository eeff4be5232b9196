"""The bookmark of `octavo serve` in real browsers: `python -m tests.web.browser [NAME]`.

Needs Chromium and its driver (Debian: chromium, chromium-driver), or Firefox (firefox-esr); of
both that are there each is tried, or the one that is named. No part of the suite.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote
from urllib.request import Request, urlopen

from tests.making import passing_folder

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
PATIENCE = 90.0
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
    """A browser, by the commands of WebDriver (https://www.w3.org/TR/webdriver2/)."""

    def open(self, url: str) -> None:
        raise NotImplementedError

    def run(self, script: str) -> object:
        raise NotImplementedError

    def windows(self) -> list[str]:
        raise NotImplementedError

    def look_at(self, window: str) -> None:
        raise NotImplementedError

    def alert(self) -> str:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def press(self, bookmark: str) -> None:
        """Do what a bookmark says, as if it was clicked."""
        self.run(unquote(bookmark).removeprefix("javascript:"))

    def shows(self, element: str) -> str:
        shown = self.run(
            f"const e = document.querySelector({element!r});return e&&!e.hidden&&e.innerText"
        )
        return str(shown or "")


class Chromium(Browser):
    """Asked by way of its driver."""

    command = "chromedriver"

    def __init__(self, _: Path, downloads: Path) -> None:
        port = 9517
        self._driver = process(self.command, f"--port={port}")
        self._driver.__enter__()
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

    def alert(self) -> str:
        said = seen(lambda: self._ask("/alert/text"))
        self._ask("/alert/accept", {})
        return str(said)

    def close(self) -> None:
        urlopen(Request(self._base, method="DELETE"))
        self._driver.__exit__(None, None, None)

    def _ask(self, path: str, body: object = None) -> object:
        data = None if body is None else json.dumps(body).encode()
        with urlopen(
            Request(self._base + path, data, {"Content-Type": "application/json"})
        ) as got:
            said: dict[str, object] = json.load(got)
            return said["value"]


class Firefox(Browser):
    """Asked by its own protocol, which WebDriver's is put into.

    https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
    """

    command = "firefox-esr"

    def __init__(self, room: Path, downloads: Path) -> None:
        profile, port = room / "profile", 9518
        profile.mkdir()
        wishes = {
            "marionette.port": port,
            "browser.download.folderList": 2,
            "browser.download.dir": str(downloads),
            "dom.disable_open_during_load": False,
        }
        lines = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in wishes.items())
        (profile / "user.js").write_text("".join(lines))
        flags = ("--headless", "--marionette", "--remote-allow-system-access", "--no-remote")
        self._browser = process(self.command, *flags, "--profile", str(profile))
        self._browser.__enter__()
        made = seen(lambda: socket.create_connection(("127.0.0.1", port)))
        assert isinstance(made, socket.socket)
        made.settimeout(PATIENCE)
        self._socket, self._answers = made, made.makefile("rb")
        self._answer()
        self._ask("WebDriver:NewSession", unhandledPromptBehavior="ignore")

    def open(self, url: str) -> None:
        self._ask("WebDriver:Navigate", url=url)

    def run(self, script: str) -> object:
        return self._value("WebDriver:ExecuteScript", script=script, args=[])

    def press(self, bookmark: str) -> None:
        """Open its address, as the bar of bookmarks does."""
        opened = "arguments[0], 'current', {allowInheritPrincipal: true}"
        self._ask("Marionette:SetContext", value="chrome")
        self._ask(
            "WebDriver:ExecuteScript",
            script=f"window.openTrustedLinkIn({opened})",
            args=[bookmark],
        )
        self._ask("Marionette:SetContext", value="content")

    def windows(self) -> list[str]:
        found = self._ask("WebDriver:GetWindowHandles")
        assert isinstance(found, list)
        return found

    def look_at(self, window: str) -> None:
        self._ask("WebDriver:SwitchToWindow", handle=window)

    def alert(self) -> str:
        said = seen(lambda: self._value("WebDriver:GetAlertText"))
        self._ask("WebDriver:AcceptAlert")
        return str(said)

    def close(self) -> None:
        self._browser.__exit__(None, None, None)

    def _value(self, command: str, **said: object) -> object:
        got = self._ask(command, **said)
        return got["value"] if isinstance(got, dict) else got

    def _ask(self, command: str, **said: object) -> object:
        body = json.dumps([0, 1, command, said]).encode()
        self._socket.sendall(b"%d:%b" % (len(body), body))
        _, _, error, result = self._answer()
        if error:
            raise OSError(f"{command}: {error['error']}: {error['message']}")
        return result

    def _answer(self) -> list[Any]:
        size = b""
        while (digit := self._answers.read(1)) != b":":
            assert digit, "the browser is gone"
            size += digit
        said: list[Any] = json.loads(self._answers.read(int(size)))
        return said


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
    wanted = sys.argv[1:]
    for kind in (Chromium, Firefox):
        name = kind.__name__
        if name.lower() in wanted or not wanted:
            if shutil.which(kind.command):
                print(f"# {name}")
                tried(kind)
            else:
                print(f"# {name} is not here: {kind.command}")


def tried(kind: type[Chromium] | type[Firefox]) -> None:
    pages = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    Thread(target=pages.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{pages.server_port}"
    with passing_folder() as room:
        folder, downloads = Path(room) / "library", Path(room) / "downloads"
        downloads.mkdir()
        octavo = (sys.executable, "-m", "octavo", "--library", str(folder))
        with process(*octavo, "serve", "--port", "0", XDG_STATE_HOME=room) as server:
            assert server.stdout
            address = server.stdout.readline().strip()
            browser = kind(Path(room), downloads)
            browser.open(address)
            link = browser.run("return document.querySelector('a').getAttribute('href')")
            bookmark = unescape(str(link))
            for path in RULES:
                browser.open(f"{site}{path}")
                before = set(browser.windows())
                browser.press(bookmark)
                told = browser.alert() if path == "/apart" else ""
                opened = seen(lambda: {*browser.windows()} - before)  # noqa: B023
                assert isinstance(opened, set)
                for window in opened:
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
