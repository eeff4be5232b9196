"""`octavo serve`: pages from a browser come in, and scripts are answered in JSON."""

import ipaddress
import shlex
import socket
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import click
import msgspec
from msgspec import Meta, Struct

from octavo.cli.commands.add import added_shape
from octavo.cli.commands.notes import found_notes, note_shapes
from octavo.cli.commands.search import BEST, found_shape, searched
from octavo.cli.commands.show import shown_shape
from octavo.cli.errors import CommandFailed, NothingMatched
from octavo.cli.output.json_schema import item_shape
from octavo.cli.output.streams import put, say
from octavo.cli.shared.library_path import folder_to_fill, library_folder, opened
from octavo.cli.shared.options import Command
from octavo.cli.shared.selection import found
from octavo.model.article import ArticleId
from octavo.model.errors import ArticleNotFound, InvalidTag, OctavoError, QueryError
from octavo.model.tag import Tag, TagEdit
from octavo.services.browser import BrowserApp, page_of_bookmark, page_that_takes
from octavo.services.web_server import (
    Answer,
    May,
    Refused,
    Request,
    Route,
    Tokens,
    WebServer,
    is_own,
)

if TYPE_CHECKING:
    from octavo.library.library import Library

Shapes = Callable[["Library", Request], Iterable[Struct]]
"""What a request is answered with."""

PORT = 8765
"""Where it listens unless told otherwise; the bookmark in the browser names it."""
_USUAL = "127.0.0.1"


class Asked(Struct, frozen=True, forbid_unknown_fields=True):
    """What `list`, `search` and `notes` are asked."""

    query: str = ""
    limit: Annotated[int, Meta(ge=0, le=sys.maxsize)] = 0
    """0 means all, and of `search` the best 20."""
    any: bool = False
    """Of `search`: what has most of the words."""


class Shown(Struct, frozen=True, forbid_unknown_fields=True):
    """What `show` is asked."""

    id: ArticleId


class Added(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be added: a page as it is rendered, one to be fetched, or a text."""

    url: str = ""
    html: str = ""
    """Of the page at the address; without it the page is fetched."""
    text: str = ""
    tags: tuple[str, ...] = ()


class Tagged(Struct, frozen=True, forbid_unknown_fields=True):
    """Which articles and notes get which tags, and lose which."""

    ids: tuple[ArticleId, ...]
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@click.command(cls=Command)
@click.option(
    "--host",
    default=_USUAL,
    metavar="HOST",
    show_default=True,
    help="Where to listen; only from this machine, unless you name another address of it.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=PORT,
    show_default=True,
    metavar="N",
    help="The port; 0 takes any that is free.",
)
@click.option("--app", "as_app", is_flag=True, help="Serve the app itself, for a browser.")
@click.option("--new-tokens", is_flag=True, help="Make new tokens; the old ones end.")
def serve(host: str, port: int, as_app: bool, new_tokens: bool) -> None:
    r"""Take in pages from a browser, and answer scripts, on this machine.

    Open the address that is printed, and draw the bookmark into your browser: it sends the
    page that you are looking at, as your browser shows it, so that what only you can see comes
    in. A page whose rules forbid that is offered as a file for the inbox.

    Scripts ask in JSON with the token `all` of the file that is named, and get arrays of the
    objects that --json prints:

        GET  /api/list?query=tag:essay&limit=20
        GET  /api/search?query=river+locks&any=true
        GET  /api/show?id=12
        GET  /api/notes?query=tag:idea
        POST /api/add   {"url": "https://…", "html": "<html>…", "tags": ["ai"]}
        POST /api/add   {"url": "https://…"} or {"text": "# A title…"}
        POST /api/tag   {"ids": [12, 15], "add": ["ai"], "remove": ["draft"]}

    With the token `add`, which is in the bookmark, /api/add is all that works.

        curl -H "Authorization: Bearer $ALL" http://127.0.0.1:8765/api/list
        curl -H "Authorization: Bearer $ALL" -H 'Content-Type: application/json' \
            -d '{"text": "# A title"}' http://127.0.0.1:8765/api/add

    With --app it is the app itself that opens in a browser, at an address that is printed and
    is another each time; that takes an extra, octavo[serve].
    """
    from octavo.settings.config import read_config
    from octavo.settings.state import state_path

    if as_app:
        _serve_app(host, port, library_folder())
        return
    file = state_path().with_name("serve.json")
    tokens = Tokens.kept(file, anew=new_tokens)
    with folder_to_fill() as folder:
        opened().close()
        inbox = read_config().inbox or folder.absolute() / "inbox"
        try:
            server = WebServer(host, port, tokens, routes(folder, tokens, inbox))
        except (OSError, ValueError, OverflowError) as error:
            raise CommandFailed(f"{host}:{port} cannot be had: {error}; see --port") from error
        with server, suppress(KeyboardInterrupt):
            _tell(server, host, tokens, file)
            server.serve_forever()
    say("stopped")


def routes(folder: Path, tokens: Tokens, inbox: Path) -> dict[tuple[str, str], Route]:
    """All that can be asked of the library in a folder."""

    def on(shapes: Shapes) -> Callable[[Request], Answer]:
        return partial(_answer, folder, shapes)

    def bookmark(request: Request) -> Answer:
        return page_of_bookmark(request.host, tokens.add)

    return {
        ("GET", "/"): Route(bookmark, May.ADD, is_page=True),
        ("GET", "/send"): Route(lambda _: page_that_takes(inbox), May.ADD, is_page=True),
        ("GET", "/api/list"): Route(on(_list)),
        ("GET", "/api/search"): Route(on(_search)),
        ("GET", "/api/show"): Route(on(_show)),
        ("GET", "/api/notes"): Route(on(_notes)),
        ("POST", "/api/add"): Route(on(_add), May.ADD),
        ("POST", "/api/tag"): Route(on(_tag)),
    }


def _serve_app(host: str, port: int, folder: Path) -> None:
    command = [sys.executable, "-m", "octavo", "--library", str(folder.absolute())]
    try:
        family, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.create_server(place[:2], family=family)
    except (OSError, ValueError, OverflowError) as error:
        raise CommandFailed(f"{host}:{port} cannot be had: {error}; see --port") from error
    with listening:
        number, taken = listening.getsockname()[:2]
        on_loopback = ipaddress.ip_address(number).is_loopback
        own = partial(is_own, known=host.lower(), port=taken, on_loopback=on_loopback)
        address = _address(host, taken)
        app = BrowserApp(shlex.join(command), address, own)
        put(f"{address}/{app.secret}/")
        sys.stdout.flush()
        _warn(host, on_loopback=on_loopback)
        app.serve(listening)


def _warn(host: str, *, on_loopback: bool) -> None:
    if not on_loopback:
        say(
            f"{host} is not only this machine: who reaches it and has a token may use the"
            " library, and what is sent can be read on its way"
        )
    say("Ctrl-C stops")


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _tell(server: WebServer, host: str, tokens: Tokens, file: Path) -> None:
    put(f"{_address(host, server.server_port)}/?token={tokens.add}")
    sys.stdout.flush()
    say(f"open this for the bookmark; scripts read with the token “all” of {file}")
    _warn(host, on_loopback=server.is_on_loopback)


def _answer(folder: Path, shapes: Shapes, request: Request) -> Answer:
    """What the library answers, as an array of JSON.

    Raises:
        Refused: If it cannot.
    """
    from octavo.library.library import BRIEF, Library

    try:
        with Library(folder, limits=BRIEF) as library:
            return Answer(msgspec.json.encode(list(shapes(library, request))))
    except NothingMatched:
        return Answer(b"[]")
    except ArticleNotFound as error:
        raise Refused(HTTPStatus.NOT_FOUND, str(error)) from error
    except (QueryError, InvalidTag) as error:
        raise Refused(HTTPStatus.BAD_REQUEST, str(error)) from error
    except OctavoError as error:
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, str(error)) from error


def _list(library: "Library", request: Request) -> Iterable[Struct]:
    asked = request.read(Asked)
    ids = found(library, library.read(asked.query)).ids
    return map(item_shape, map(library.item, islice(ids, asked.limit or None)))


def _search(library: "Library", request: Request) -> Iterable[Struct]:
    asked = request.read(Asked)
    limit = asked.limit or BEST
    query, results = searched(library, asked.query, limit, most=asked.any)
    return (found_shape(library, id, query, results) for id in results.ids[:limit])


def _show(library: "Library", request: Request) -> Iterable[Struct]:
    id = request.read(Shown).id
    return [shown_shape(library.item(id), library.text(id))]


def _notes(library: "Library", request: Request) -> Iterable[Struct]:
    asked = request.read(Asked)
    notes = found_notes(library, library.read(asked.query))
    return note_shapes(library, notes[: asked.limit or None])


def _add(library: "Library", request: Request) -> Iterable[Struct]:
    from octavo.services.add import Addition
    from octavo.services.detect import Pages, Rendered, Text

    asked = request.read(Added)
    given: Pages | Rendered | Text
    if asked.html and asked.url:
        given = Rendered(asked.url, asked.html)
    elif asked.url:
        given = Pages([asked.url], typed=False)
    elif asked.text.strip():
        given = Text(asked.text)
    else:
        raise Refused(HTTPStatus.BAD_REQUEST, "say what to add: url, url and html, or text")
    tags = frozenset(map(Tag, asked.tags))
    addition = Addition(library, dress=lambda d: msgspec.structs.replace(d, tags=d.tags | tags))
    return map(added_shape, addition.add(given))


def _tag(library: "Library", request: Request) -> Iterable[Struct]:
    asked = request.read(Tagged)
    add, remove = (frozenset(map(Tag, names)) for names in (asked.add, asked.remove))
    library.retag(asked.ids, TagEdit(add=add, remove=remove))
    return map(item_shape, map(library.item, asked.ids))
