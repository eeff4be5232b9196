"""A small press: PDFs with the standard faces, set line by line where a test wants them."""

from collections.abc import Sequence
from dataclasses import dataclass

FACES = {"plain": "Helvetica", "bold": "Helvetica-Bold", "mono": "Courier"}
DRAWN = "drawn"
"""The face of a square without a text, as browsers draw the marks of items."""
HEIGHT = 792


@dataclass(frozen=True)
class Print:
    """A run of text on a page, in points from the left and from the top."""

    text: str
    left: float
    down: float
    size: float = 10
    face: str = "plain"


def lines(
    texts: Sequence[str],
    left: float = 72,
    down: float = 100,
    size: float = 10,
    face: str = "plain",
) -> list[Print]:
    """Some lines below each other, set with the usual leading."""
    step = 1.2 * size
    return [Print(t, left, down + i * step, size, face) for i, t in enumerate(texts)]


def pdf(*pages: Sequence[Print], **about: str) -> bytes:
    """A PDF of some pages, with entries such as `Title` and `Author` about it."""
    kids = " ".join(f"{3 + 2 * i} 0 R" for i in range(len(pages)))
    fonts = " ".join(
        f"/{name} << /Type /Font /Subtype /Type1 /BaseFont /{face}"
        " /Encoding /WinAnsiEncoding >>"
        for name, face in FACES.items()
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
    ]
    for number, page in enumerate(pages):
        content = b"\n".join(map(_shown, page))
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 {HEIGHT}]"
            f" /Contents {4 + 2 * number} 0 R /Resources << /Font << {fonts} >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    entries = b" ".join(b"/%s (%s)" % (key.encode(), _escaped(about[key])) for key in about)
    objects.append(b"<< " + entries + b" >>")
    return _file(objects)


def _shown(run: Print) -> bytes:
    place = f"{run.left} {HEIGHT - run.down}"
    if run.face == DRAWN:
        return f"{place} {run.size / 4} {run.size / 4} re f".encode()
    return (
        f"BT /{run.face} {run.size} Tf {place} Td (".encode() + _escaped(run.text) + b") Tj ET"
    )


def _escaped(text: str) -> bytes:
    data = text.encode("cp1252")
    return data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(objects: Sequence[bytes]) -> bytes:
    data = b"%PDF-1.4\n"
    places: list[int] = []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%s"
        b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, len(objects), len(data))
    )


def pdf_of_shapes(text: str) -> bytes:
    """A PDF whose letters are drawn as shapes, and that does not say what they mean."""
    return _pdf_of_shapes(b"72 700 Td (%s) Tj" % _escaped(text))


def pdf_of_letters(letters: Sequence[tuple[str, float]]) -> bytes:
    """A PDF of shapes that says which letters they are, each so far from the left."""
    codes = {letter: 33 + number for number, letter in enumerate(dict(letters))}
    shown = b" ".join(
        b"1 0 0 1 %f 700 Tm <%02x> Tj" % (left, codes[letter]) for letter, left in letters
    )
    meant = "".join(
        f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>\n" for letter, code in codes.items()
    )
    return _pdf_of_shapes(
        shown,
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{meant}endbfchar endcmap end end".encode(),
    )


def _pdf_of_shapes(runs: bytes, meanings: bytes = b"") -> bytes:
    shape = b"600 0 0 0 500 500 d1 0 0 500 500 re f"
    shown = b"BT /F1 12 Tf %s ET" % runs
    names = " ".join(f"/g{code}" for code in range(32, 127))
    drawn = " ".join(f"/g{code} 6 0 R" for code in range(32, 127))
    face = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 600] /FontMatrix [.001 0 0 .001 0 0]"
        f" /CharProcs << {drawn} >> /Encoding << /Type /Encoding /Differences [32 {names}] >>"
        f" /FirstChar 32 /LastChar 126 /Widths [{'600 ' * 95}] /Resources << >>"
        f"{' /ToUnicode 7 0 R' if meanings else ''} >>"
    )
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
                b" /Resources << /Font << /F1 5 0 R >> >> >>"
            ),
            *(
                b"<< /Length %d >>\nstream\n%s\nendstream" % (len(each), each)
                for each in (shown,)
            ),
            face.encode(),
            *(
                b"<< /Length %d >>\nstream\n%s\nendstream" % (len(each), each)
                for each in (shape, meanings)
            ),
            b"<< >>",
        ]
    )
