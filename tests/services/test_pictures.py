"""Pictures: fetched within the limits of pages, and drawn on the terminal."""

import io
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from octavo.importers.web.responses import FetchFailed
from octavo.library.library import Library
from octavo.services.export import Export, format_named
from octavo.services.pictures import Picture, Pictures, PicturesMissing, picture, show
from tests.making import draft
from tests.services.making import QUICK
from tests.web.fixtures import web, wide_web
from tests.web.server import Web
from tests.web.wire import Connection, Request

__all__ = ["web", "wide_web"]

URL = "http://pictures.example"


def png(width: int = 8, height: int = 4, kind: str = "PNG") -> bytes:
    """A red picture."""
    data = BytesIO()
    Image.new("RGB", (width, height), "red").save(data, kind)
    return data.getvalue()


def put(web: Web, path: str, data: bytes, type: str = "image/png") -> str:
    """Have something at an address of a host that is not this one."""

    def answer(_: Request, to: Connection) -> None:
        to.answer("200 OK", {"Content-Type": type}, data)

    web.answers(path, answer)
    return f"{URL}{path}"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_is_fetched(wide_web: Web, kind: str) -> None:
    got = picture(put(wide_web, "/sheet", png(kind=kind), f"image/{kind.lower()}"), QUICK)
    assert (got.width, got.height) == (8, 4)
    width, height, pixels = got.coarse
    assert len(pixels) == 3 * width * height
    assert (pixels[0] > 250, pixels[1] < 5) == (True, True)


def test_a_wide_one_comes_no_wider_than_it_is_shown(wide_web: Web) -> None:
    got = picture(put(wide_web, "/wide", png(9000, 90)), QUICK)
    assert (got.width, got.height) == (9000, 90)
    assert Image.open(BytesIO(got.png)).size == (1600, 16)
    assert got.coarse[:2] == (320, 3)


def jpeg(width: int, height: int, exif: bytes) -> bytes:
    data = BytesIO()
    Image.new("RGB", (width, height), "red").save(data, "JPEG", exif=exif)
    return data.getvalue()


def test_a_large_photo_that_was_taken_upright_stands_upright(wide_web: Web) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    got = picture(put(wide_web, "/photo", jpeg(4000, 2000, turned.tobytes())), QUICK)
    assert (got.width, got.height) == (2000, 4000)
    assert Image.open(BytesIO(got.png)).size == (800, 1600)


def test_what_shows_through_is_white(wide_web: Web) -> None:
    data = BytesIO()
    Image.new("RGBA", (2, 1), (0, 0, 0, 0)).save(data, "PNG")
    got = picture(put(wide_web, "/glass", data.getvalue()), QUICK)
    assert got.coarse == (2, 1, b"\xff" * 6)


WIDE = BytesIO()
Image.new("1", (9000, 6000)).save(WIDE, "PNG")

CRAFTED = b"".join(
    (
        b"Exif\0\0II*\0\x08\0\0\0\x02\0",
        b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0",
        b"\x00\x01\x02\0\x01\0\0\0wide\0\0\0\0",
    )
)
"""EXIF of a photo that is on its side, and whose width is no number."""


@pytest.mark.parametrize(
    ("data", "type", "problem"),
    [
        pytest.param(b"<html>", "text/html", "no picture but text/html", id="a page"),
        pytest.param(b"<svg/>", "image/svg+xml", "no picture in PNG", id="another kind"),
        pytest.param(png()[:40], "image/png", "or is damaged", id="half of one"),
        pytest.param(jpeg(8, 4, CRAFTED), "image/jpeg", "or is damaged", id="its EXIF"),
        pytest.param(WIDE.getvalue(), "image/png", "too large", id="too many pixels"),
    ],
)
def test_what_cannot_be_shown_is_told(
    wide_web: Web, data: bytes, type: str, problem: str
) -> None:
    with pytest.raises(FetchFailed, match=problem):
        picture(put(wide_web, "/x", data, type), QUICK)


def test_a_text_names_none_in_a_private_network(web: Web) -> None:
    put(web, "/sheet", png())
    with pytest.raises(FetchFailed, match="private network"):
        picture(web.url("/sheet"), QUICK)
    assert web.times_asked("/sheet") == 0


def test_without_the_extra_nothing_is_asked_for(
    wide_web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = put(wide_web, "/sheet", png())
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(PicturesMissing, match=r"pip install 'octavo\[pictures\]'"):
        picture(url, QUICK)
    assert wide_web.times_asked("/sheet") == 0


def test_a_picture_is_drawn_with_its_caption_until_enter(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\nrest"))
    show(Picture(80, 40, png(80, 40), (1, 1, b"")), "https://pictures.example/[red]x[/]")

    *drawn, caption, _ = capsys.readouterr().out.splitlines()
    assert any(line.strip() for line in drawn)
    assert caption == "https://pictures.example/[red]x[/]"
    assert sys.stdin.read() == "rest"


def test_pictures_of_a_folder_are_files_that_are_fetched_once(
    wide_web: Web, library: Library, tmp_path: Path
) -> None:
    there = put(wide_web, "/sheet_(2)", png())
    page = put(wide_web, "/page", b"<html>", "text/html")
    private = "http://127.0.0.1:1/secret.png"
    text = f'![One]({there})\n\n![*Two*](<{there}>) ![No]({page} "x")\n\n![Own]({private})'
    library.add([draft("Sheets", f"{text}\n\n    ![code](https://nowhere.example/x)\n")])
    place = tmp_path / "vault"

    def exported() -> Pictures:
        format, had = format_named("markdown"), Pictures(QUICK)
        assert format
        Export(library, format, picture=had).write(place)
        return had

    had = exported()
    [name] = [path.name for path in (place / "pictures").iterdir()]
    assert (place / "pictures" / name).read_bytes() == png()
    assert name.endswith(".png")
    written = (place / "Sheets.md").read_text()
    assert f"![One](pictures/{name})" in written
    assert f'![*Two*](pictures/{name}) ![No]({page} "x")' in written
    assert f"![Own]({private})" in written
    assert "![code](https://nowhere.example/x)" in written
    assert had.fetched == 1
    assert sorted(map(bool, had.left)) == [True] * 2
    again = exported()
    assert (again.fetched, again.left.total()) == (0, 2)
    assert (place / "Sheets.md").read_text() == written
    (place / "pictures" / name).unlink()
    assert (exported().fetched, exported().fetched) == (1, 0)
    assert (place / "pictures" / name).read_bytes() == png()
    assert (place / "Sheets.md").read_text() == written


def test_pictures_that_are_too_many_stay_where_they_are(wide_web: Web) -> None:
    had = Pictures(QUICK, most=1)
    urls = [put(wide_web, f"/{number}", png()) for number in range(3)]
    assert [bool(had(url)) for url in urls] == [True, False, False]
    assert had.left == {"there are more than 1": 2}


def test_what_is_no_picture_is_none_whatever_it_is_called(wide_web: Web) -> None:
    had = Pictures(QUICK)
    url = put(wide_web, "/x", b"RIFF1234WAVE", "image/png")
    assert had(url) is None
    assert had.told() == [
        "0 pictures fetched",
        "1 picture left at the address: it is no PNG, JPEG, GIF or WebP",
    ]
    put(wide_web, "/x", png())
    assert had(url) is None, "it is not asked for again"
    assert had.left == {"it is no PNG, JPEG, GIF or WebP": 1}
