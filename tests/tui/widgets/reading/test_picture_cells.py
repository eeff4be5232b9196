"""Pictures in cells: two pixels each, or what stands for a part that the terminal draws."""

from base64 import standard_b64decode

from rich.cells import cell_len

from octavo.markdown.lines import PictureRow
from octavo.services.pictures import Picture
from octavo.tui.terminal.painting import HALF, PLACEHOLDER, Readable
from octavo.tui.widgets.reading.pane import ReadingPane
from octavo.tui.widgets.reading.picture_cells import TextPictures
from tests.tui.widgets.stage import staged, strips

RED, BLUE = b"\xff\x00\x00", b"\x00\x00\xff"
FLAG = Picture(180, 90, b"\x89PNG" * 2000, (2, 2, RED + BLUE + BLUE + RED))
TEXT = "Above it.\n\n![A flag](flag.png)\n\nBelow it.\n"


def test_a_cell_shows_two_pixels() -> None:
    pictures = TextPictures(lambda: None)
    pictures.show({"flag.png": FLAG})
    cells = pictures.cells(PictureRow("flag.png", 0, 4, 1))
    assert [segment.text for segment in cells] == [HALF * 2, HALF * 2]
    assert [str(segment.style) for segment in cells] == [
        "#ff0000 on #0000ff",
        "#0000ff on #ff0000",
    ]


def test_a_terminal_that_draws_is_handed_a_picture_once_and_told_each_size() -> None:
    sent: list[str] = []
    pictures = TextPictures(lambda: None)
    pictures.transmitter = lambda: sent.append
    pictures.show({"flag.png": FLAG})
    assert not sent

    [cells] = pictures.cells(PictureRow("flag.png", 2, 20, 5))
    assert cells.text.count(PLACEHOLDER) == cell_len(cells.text) == 20
    assert cells.style is not None
    assert cells.style.color is not None
    id = int(str(cells.style.color.name).removeprefix("#"), 16)
    *handed, placed = sent
    assert handed[0].startswith(f"\x1b_Ga=t,f=100,i={id},q=2,m=1;")
    assert placed == f"\x1b_Ga=p,U=1,i={id},p=1,c=20,r=5,q=2;\x1b\\"
    data = "".join(part.partition(";")[2].removesuffix("\x1b\\") for part in handed)
    assert standard_b64decode(data) == FLAG.png
    assert max(map(len, handed)) < 4200

    pictures.cells(PictureRow("flag.png", 3, 20, 5))
    assert sent == [*handed, placed]
    pictures.cells(PictureRow("flag.png", 0, 10, 3))
    assert sent[len(handed) + 1 :] == [f"\x1b_Ga=p,U=1,i={id},p=1,c=10,r=3,q=2;\x1b\\"]


def test_a_terminal_is_told_to_delete_what_is_drawn_no_more() -> None:
    sent: list[str] = []
    pictures = TextPictures(lambda: None)
    pictures.transmitter = lambda: sent.append
    names = [f"{number}.png" for number in range(40)]
    pictures.show(dict.fromkeys(names, FLAG))
    ids = []
    for name in names:
        [cells] = pictures.cells(PictureRow(name, 0, 4, 1))
        assert cells.style
        assert cells.style.color
        ids.append(int(cells.style.color.name.removeprefix("#"), 16))
    deleted = [f"\x1b_Ga=d,d=I,i={id},q=2;\x1b\\" for id in ids]
    assert [each for each in sent if "a=d" in each] == deleted[:8]

    sent.clear()
    pictures.cells(PictureRow(names[0], 0, 4, 1))
    assert sent[0] == deleted[8]
    assert sent[1].startswith(f"\x1b_Ga=t,f=100,i={ids[0]},")
    assert sent[-1].startswith(f"\x1b_Ga=p,U=1,i={ids[0]},")
    sent.clear()
    pictures.clear()
    assert sorted(sent) == sorted([*deleted[9:], deleted[0]])


async def test_a_picture_is_drawn_in_the_colours_that_it_has() -> None:
    pane = ReadingPane()
    async with staged(pane) as stage:
        pane.show(TEXT)
        await stage.pilot.pause()
        pane.pictures.show({"flag.png": FLAG})
        await stage.pilot.pause()
        drawn = [segment for strip in strips(pane) for segment in strip if HALF in segment.text]
        assert len(drawn) == 5 * 2
        assert Readable().apply(drawn, pane.styles.background) == drawn
        [link] = pane.links.visible()
        assert (link.link.url, link.link.picture) == ("flag.png", "flag.png")

        pane.show("Another text.")
        await stage.pilot.pause()
        assert "flag.png" not in pane.pictures


async def test_nothing_stays_in_the_terminal_when_the_app_ends() -> None:
    sent: list[str] = []
    pane = ReadingPane()
    async with staged(pane) as stage:
        pane.pictures.transmitter = lambda: sent.append
        pane.show(TEXT)
        pane.pictures.show({"flag.png": FLAG})
        await stage.pilot.pause()
        assert sent
    assert sent[-1].startswith("\x1b_Ga=d,d=I,i=")
