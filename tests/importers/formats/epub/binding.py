"""A small bindery: EPUBs made of a few texts."""

import io
import zipfile
from collections.abc import Mapping

CONTAINER = """<?xml version="1.0"?><container version="1.0"
 xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>"""

ABOUT = """<dc:title>The tide clock</dc:title><dc:creator id="a">Ann Lee</dc:creator>
<dc:creator id="b">Bo Ek</dc:creator><meta refines="#b" property="role">ill</meta>
<dc:language>en</dc:language><dc:date>2026-03</dc:date>
<dc:publisher>Quay Press</dc:publisher>"""


def page(body: str, head: str = "") -> str:
    """A document of a book."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>'
        '<html xmlns="http://www.w3.org/1999/xhtml"'
        f' xmlns:epub="http://www.idpf.org/2007/ops"><head><title/>{head}</head>'
        f"<body>{body}</body></html>"
    )


def epub(
    texts: Mapping[str, str],
    about: str = ABOUT,
    contents: Mapping[str, str] | None = None,
    files: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A book of texts in reading order, with a table of contents and further files."""
    listed = "".join(
        f'<li><a href="{href}">{label}</a></li>' for href, label in (contents or {}).items()
    )
    nav = page(f'<nav epub:type="toc"><h1>Contents</h1><ol>{listed}</ol></nav>')
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(texts)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(texts)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata>{about}</metadata><manifest>{items}"
        '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        f'</manifest><spine><itemref idref="nav"/>{spine}</spine></package>'
    )
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": package,
        "OPS/nav.xhtml": nav,
        **{f"OPS/{name}": text for name, text in texts.items()},
        **(files or {}),
    }
    return zipped(members)


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip of some members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()
