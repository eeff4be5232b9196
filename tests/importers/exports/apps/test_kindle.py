"""Kindle's clippings: one file of all books, in the language of the device."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.importers.exports.apps.kindle import KINDLE, Kind, book_of, details_of
from octavo.importers.exports.files.parts import part_of
from octavo.importers.exports.format import Row
from octavo.model.draft import Draft, DraftNote
from octavo.model.errors import DraftRejected
from octavo.model.note import Highlight

END = "=========="
EVENING = datetime(2020, 9, 13, 21, 15, 30, tzinfo=UTC)


def block(kind: str, place: str, text: str, book: str = "A lamp (Ida Lund)") -> str:
    """A block as an English Kindle writes it."""
    day = "Added on Sunday, September 13, 2020 9:15:30 PM"
    return f"{book}\r\n- Your {kind} on Location {place} | {day}\r\n\r\n{text}\r\n{END}\r\n"


def rows_in(text: str) -> list[Row]:
    """The rows of a file of clippings."""
    return list(KINDLE.rows(part_of(text.encode(), "c.txt"), ()))


def notes_in(text: str) -> list[DraftNote]:
    """All notes of a file of clippings."""
    drafts = (row.draft for row in rows_in(text))
    return [note for draft in drafts if isinstance(draft, Draft) for note in draft.notes]


def reasons_in(text: str) -> list[str]:
    """Why some blocks of a file are not kept."""
    drafts = (row.draft for row in rows_in(text))
    return [draft.reason for draft in drafts if isinstance(draft, DraftRejected)]


def test_a_highlight_is_a_note_on_its_book() -> None:
    [row] = rows_in("\ufeff" + block("Highlight", "40-41", "It burned all night."))

    assert isinstance(row.draft, Draft)
    assert (row.draft.title, row.draft.authors, row.draft.url) == ("A lamp", ("Ida Lund",), "")
    assert row.draft.notes == (
        DraftNote(highlight=Highlight("It burned all night."), added=EVENING),
    )
    assert (row.draft.source.kind, row.draft.source.key) == ("kindle", "A lamp (Ida Lund)")


@pytest.mark.parametrize(
    ("line", "kind", "place"),
    [
        pytest.param(
            "- Your Highlight on page 12 | Location 170-172 | "
            "Added on Sunday, September 13, 2020 9:15:30 PM",
            Kind.HIGHLIGHT,
            (170, 172),
            id="American English",
        ),
        pytest.param(
            "- Your Note at location 172 | Added on Sunday, 13 September 2020 21:15:30",
            Kind.NOTE,
            (172, 172),
            id="British English",
        ),
        pytest.param(
            "- Highlight Loc. 1406-7  | Added on Sunday, September 13, 2020, 09:15:30 PM",
            Kind.HIGHLIGHT,
            (1406, 1407),
            id="an old Kindle shortens the end",
        ),
        pytest.param(
            "- Ihre Notiz auf Seite 3 | "
            "Hinzugefügt am Sonntag, 13. September 2020 um 21:15:30 Uhr",
            Kind.NOTE,
            (3, 3),
            id="German",
        ),
        pytest.param(
            "- Votre surlignement sur la page 12 | emplacement 170-172 | "
            "Ajouté le dimanche 13 septembre 2020 21:15:30",
            Kind.HIGHLIGHT,
            (170, 172),
            id="French",
        ),
        pytest.param(
            "- Votre signet | emplacement 9 | "
            "Ajouté le dimanche 13 septembre 2020 à 21 h 15 min 30",
            Kind.BOOKMARK,
            (9, 9),
            id="old French",
        ),
        pytest.param(
            "- Tu subrayado en la página 12 | posición 170-172 | "
            "Añadido el domingo, 13 de septiembre de 2020 21:15:30",
            Kind.HIGHLIGHT,
            (170, 172),
            id="Spanish",
        ),
        pytest.param(
            "- La tua evidenziazione a pagina 12 | posizione 170-172 | "
            "Aggiunto in data domenica 13 settembre 2020 21:15:30",
            Kind.HIGHLIGHT,
            (170, 172),
            id="Italian",
        ),
        pytest.param(
            "- Seu destaque ou posição 170-172 | Adicionado: domingo, 13 de setembro de 2020 "
            "21:15:30",
            Kind.HIGHLIGHT,
            (170, 172),
            id="Portuguese",
        ),
        pytest.param(
            "- Je notitie op locatie 172 | Toegevoegd op zondag 13 september 2020 21:15:30",
            Kind.NOTE,
            (172, 172),
            id="Dutch",
        ),
        pytest.param(
            "- 12ページ|位置No. 170-172のハイライト |作成日: 2020年9月13日日曜日 21:15:30",
            Kind.HIGHLIGHT,
            (170, 172),
            id="Japanese",
        ),
        pytest.param(
            "- 您在第 12 页（位置 #170-172）的标注 | 添加于 2020年9月13日星期日 下午9:15:30",
            Kind.HIGHLIGHT,
            (170, 172),
            id="Chinese",
        ),
        pytest.param(
            "- 12쪽|위치 170-172의 메모 | 추가 날짜: 2020년 9월 13일 일요일 오후 9:15:30",
            Kind.NOTE,
            (170, 172),
            id="Korean",
        ),
        pytest.param(
            "- Ваша заметка в месте 172 | "
            "Добавлено: воскресенье, 13 сентября 2020 г. в 21:15:30",
            Kind.NOTE,
            (172, 172),
            id="Russian",
        ),
        pytest.param(
            "- Din markering på plats 170–172 | Tillagd söndag 13 september 2020 21:15:30",
            Kind.HIGHLIGHT,
            (170, 172),
            id="Swedish",
        ),
        pytest.param(
            "- Qapla 170-172 | 2020-09-13 21:15:30", None, (170, 172), id="an unknown language"
        ),
    ],
)
def test_the_second_line_is_read_in_many_languages(
    line: str, kind: Kind | None, place: tuple[int, int]
) -> None:
    details = details_of(line)

    assert details
    assert (details.kind, details.place, details.added) == (kind, place, EVENING)


@pytest.mark.parametrize(
    ("place", "text", "made"),
    [
        pytest.param("3-5", "Text.", DraftNote(highlight=Highlight("Text.")), id="a range"),
        pytest.param("5", "Text.", DraftNote(text="Text."), id="one place"),
        pytest.param("5", "", None, id="no text"),
    ],
)
def test_in_an_unknown_language_the_structure_tells_the_kind(
    place: str, text: str, made: DraftNote | None
) -> None:
    assert notes_in(f"A lamp\n- Qapla {place} | vaj\n\n{text}\n{END}\n") == (
        [made] if made else []
    )


@pytest.mark.parametrize(
    ("line", "title", "authors"),
    [
        ("A lamp (Lund, Ida)", "A lamp", ("Ida Lund",)),
        (
            "A lamp (in the window) (Lund, Ida;Ek, Bo)",
            "A lamp (in the window)",
            ("Ida Lund", "Bo Ek"),
        ),
        ("A lamp (The (old) Society)", "A lamp", ("The (old) Society",)),
        ("A lamp (2nd Edition)", "A lamp (2nd Edition)", ()),
        ("三つの灯（新版） (山田太郎)", "三つの灯（新版）", ("山田太郎",)),
        ("A lamp", "A lamp", ()),
        ("(only brackets)", "(only brackets)", ()),
        ("A lamp)", "A lamp)", ()),
    ],
)
def test_a_title_may_hold_brackets(line: str, title: str, authors: tuple[str, ...]) -> None:
    assert book_of(line) == (title, authors)


def test_a_note_joins_the_highlight_at_its_place() -> None:
    clippings = [
        block("Highlight", "10-12", "First."),
        block("Highlight", "40-41", "Second."),
        block("Note", "41", "Until when?"),
        block("Note", "90", "On its own."),
    ]

    for text in ("".join(clippings), "".join(reversed(clippings))):
        said = {(note.text, note.highlight and note.highlight.exact) for note in notes_in(text)}
        assert said == {("", "First."), ("Until when?", "Second."), ("On its own.", None)}
        assert len(rows_in(text)) == 4


def test_a_highlight_and_the_note_on_it_bring_the_same() -> None:
    """So that the library counts both as what came in, and keeps one."""
    text = block("Highlight", "40-41", "Second.") + block("Note", "41", "Until when?")
    first, second = notes_in(text)
    assert first == second
    assert (first.text, first.highlight) == ("Until when?", Highlight("Second."))


def test_a_note_of_another_book_is_left_alone() -> None:
    text = block("Highlight", "40-41", "It burned.") + block("Note", "41", "Mine.", "Bread")

    assert [bool(note.text) and bool(note.highlight) for note in notes_in(text)] == [
        False,
        False,
    ]


def test_a_highlight_made_longer_leaves_a_copy_that_brings_nothing() -> None:
    text = (
        block("Highlight", "40-41", "It burned")
        + block("Highlight", "40-42", "It burned all night.")
        + block("Highlight", "80-81", "It burned")
    )

    assert len(rows_in(text)) == 3
    assert reasons_in(text) == []
    assert [note.highlight for note in notes_in(text)] == [
        Highlight("It burned all night."),
        Highlight("It burned"),
    ]


def test_the_same_highlight_twice_is_kept_once() -> None:
    text = block("Highlight", "40-41", "It burned.") * 3

    assert len(notes_in(text)) == 1
    assert len(rows_in(text)) == 3


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (block("Bookmark", "7", ""), "it is a bookmark: it marks a page and has no text"),
        (block("Highlight", "7-8", ""), "it has no text"),
        (
            block("Highlight", "7-8", "<You have reached the clipping limit for this item>"),
            "the publisher's limit was reached: the Kindle kept no text",
        ),
        (
            f"A lamp\nno such line\n\nText.\n{END}",
            "its second line does not say what was marked, and where",
        ),
    ],
)
def test_what_has_nothing_to_keep_is_a_reason(text: str, why: str) -> None:
    assert reasons_in(text) == [why]


def test_a_broken_block_stops_nothing() -> None:
    text = "half a block\n" + END + "\n\n" + END + "\n" + block("Highlight", "1-2", "Whole.")

    assert [note.highlight for note in notes_in(text)] == [Highlight("Whole.")]
    assert len(reasons_in(text)) == 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Highlight", "Note", "Bookmark"]),
            st.integers(1, 40),
            st.integers(0, 5),
            st.sampled_from(["It", "It burned", "burned all", "It burned all night.", ""]),
            st.sampled_from(["A lamp (Ida Lund)", "Bread"]),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_each_block_is_counted_once_and_no_words_are_lost(
    clippings: list[tuple[str, int, int, str, str]],
) -> None:
    text = "".join(
        block(kind, f"{start}-{start + length}", said, book)
        for kind, start, length, said, book in clippings
    )

    assert len(rows_in(text)) == len(clippings)
    kept = "\n".join(
        f"{note.text}\n{note.highlight.exact if note.highlight else ''}"
        for note in notes_in(text)
    )
    assert all(said in kept for kind, _, _, said, _ in clippings if kind != "Bookmark")
