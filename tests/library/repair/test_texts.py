"""Damaged texts: found whole elsewhere, or kept as far as they can be read, and marked."""

import random
import shutil
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import Raw

from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.library.repair.repair import repair
from octavo.storage.files import sealed
from octavo.storage.texts import Text, salvaged
from tests.library.repair.damage import made, replaced
from tests.making import draft, examples, passing_folder


@pytest.fixture
def closed(folder: Path) -> Path:
    return made(folder)


def test_damaged_words_are_told_and_kept_and_marked(closed: Path) -> None:
    """Before a repair by a line above the text, after it by a tag."""
    replaced("texts/0001.json", b"What Second has to say", b"Whxt Sxcond has to xay")(closed)
    assert [str(finding) for finding in check(closed)] == [
        "error: texts/0001.json is damaged",
        "warning: the text of article 3 is not the one that was saved: “Second”",
    ]
    with Library(closed) as library:
        assert library.text(3).startswith("> **This text is damaged.**")
        assert library.text(3).endswith("Whxt Sxcond has to xay fits into one line.")
        assert library.text(1) == "What First has to say fits into one line."
    assert "the text of article 3 is damaged; it is kept" in " ".join(repair(closed))
    assert check(closed) == []
    with Library(closed) as library:
        assert library.text(3) == "Whxt Sxcond has to xay fits into one line."
        assert library.article(3).tags == {"essay", "korea", "damaged"}


@pytest.mark.parametrize(
    "copy",
    ["texts/0001 (conflicted copy).json", "set-aside/20200101T000000Z/texts-0001.json"],
    ids=["a sync tool", "an earlier repair"],
)
@pytest.mark.parametrize(
    "damage", [b"Whxt Sxcond has to xay", b'Wh"t \xff\xffcond has to ', b"\0" * 22]
)
def test_a_damaged_text_is_found_whole_in_a_copy(
    closed: Path, copy: str, damage: bytes
) -> None:
    (closed / copy).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(closed / "texts/0001.json", closed / copy)
    with Library(closed) as library:
        before = {id: library.text(id) for id in library.search.articles}
    replaced("texts/0001.json", b"What Second has to say", damage)(closed)
    assert "found" in " ".join(repair(closed))
    assert check(closed) == []
    with Library(closed) as library:
        assert {id: library.text(id) for id in library.search.articles} == before
        assert "damaged" not in library.article(3).tags


def test_where_a_damaged_text_has_an_address_the_way_to_it_is_told(folder: Path) -> None:
    with Library.create(folder) as library:
        library.add([draft("Weirs", url="https://weirs.example/"), draft("Locks")])
    replaced("texts/0001.json", b"has to say", b"hxs tx sxy")(folder)
    told = repair(folder)
    assert "`octavo fetch 1` asks their addresses again" in told


@settings(max_examples=examples(10), deadline=None)
@given(bytes_hit=st.integers(1, 8), seed=st.integers(0, 2**32), erased=st.booleans())
def test_nothing_but_what_was_hit_is_lost(bytes_hit: int, seed: int, erased: bool) -> None:
    """Whatever bytes of a volume are hit: most words of each text are there afterwards."""
    dice = random.Random(seed)
    titles = [f"Number {number}" for number in range(6)]
    with passing_folder() as room:
        folder = Path(room) / "library"
        with Library.create(folder) as library:
            library.add(
                [draft(title, f"All about “{title}”:\n\n" + "words " * 200) for title in titles]
            )
            texts = {id: library.text(id) for id in library.search.articles}
        path = folder / "texts/0001.json"
        content = bytearray(path.read_bytes())
        bodies = [at for at in range(len(content)) if content[at : at + 5] == b"words"]
        for at in dice.sample(bodies, bytes_hit):
            content[at] = 0 if erased else content[at] ^ (1 << dice.randrange(8))
        path.write_bytes(content)
        assert check(folder)
        repair(folder)
        assert check(folder) == []
        with Library(folder) as library:
            for id, text in texts.items():
                kept = library.text(id)
                assert kept.count("words ") >= text.count("words ") - bytes_hit
                assert (kept != text) == ("damaged" in library.article(id).tags)


HEADER = b'"3":{"text":"'


@pytest.mark.parametrize(
    "hit",
    [
        pytest.param(b'x3":{"text":"', id="its first byte"),
        pytest.param(b'"7":{"text":"', id="the id is another"),
        pytest.param(b'"1":{"text":"', id="the id of a neighbour"),
        pytest.param(b'"3":{"text":x', id="its last byte"),
        pytest.param(b'"3":{' + b"\0" * 8, id="all that follows the id"),
        pytest.param(b"\0" * 8 + b'ext":"', id="the id and more"),
    ],
)
def test_a_text_is_found_whatever_is_hit_of_what_stands_before_it(
    closed: Path, hit: bytes
) -> None:
    with Library(closed) as library:
        texts = {id: library.text(id) for id in library.search.articles}
    replaced("texts/0001.json", HEADER, hit)(closed)
    repair(closed)
    assert check(closed) == []
    with Library(closed) as library:
        assert {id: library.text(id) for id in texts} == texts
        assert not any("damaged" in article.tags for article in library.articles())


@pytest.mark.parametrize("gone", [("library.json", "journal.jsonl"), ("journal.jsonl",)])
def test_texts_that_lost_their_articles_become_articles(
    folder: Path, gone: tuple[str, ...]
) -> None:
    """They came in by operations that are lost, or were in a `library.json` that is."""
    Library.create(folder).close()
    before = (folder / "library.json").read_bytes()
    with Library(folder) as library:
        library.add([draft("First"), draft("Second")])
        texts = {id: library.text(id) for id in (1, 2)}
    (folder / "library.json").write_bytes(before)
    for name in gone:
        (folder / name).unlink()

    told = repair(folder)

    assert "articles 1, 2: made of a text alone, and tagged recovered" in told
    assert check(folder) == []
    with Library(folder) as library:
        assert {id: library.text(id) for id in texts} == texts
        assert {article.title for article in library.articles()} == set(texts.values())


@pytest.mark.parametrize("byte", [b"\0", b"x", b"7"])
def test_whatever_is_hit_before_a_text_its_words_and_its_neighbours_are_told_apart(
    byte: bytes,
) -> None:
    raw = {id: Raw(msgspec.json.encode(Text(f'“{id}” in "words"'))) for id in (1, 3, 4)}
    content = sealed("texts", raw)
    for start in range(len(HEADER)):
        for end in range(start + 1, min(start + 8, len(HEADER)) + 1):
            hit = HEADER[:start] + byte * (end - start) + HEADER[end:]
            found = [text for _, text in salvaged(content.replace(HEADER, hit))]
            assert found == [f'“{id}” in "words"' for id in (1, 3, 4)], hit


def test_a_text_without_a_name_that_is_damaged_too_is_of_the_article_that_has_none(
    closed: Path,
) -> None:
    replaced("texts/0001.json", HEADER + b"What", b"\0\0\0" + HEADER[3:] + b"Whxt")(closed)
    repair(closed)
    assert check(closed) == []
    with Library(closed) as library:
        assert library.text(3) == "Whxt Second has to say fits into one line."
        assert "damaged" in library.article(3).tags
        assert library.text(1) == "What First has to say fits into one line."


@given(
    st.dictionaries(
        st.integers(1, 999), st.text('\\"}{,: ndu0') | st.text("aé😀 \n"), max_size=5
    )
)
@example({1: "},", 2: ""})
@example({1: ':{":'})
@example({1: '":{', 2: ""})
@example({1: '"},', 2: ""})
def test_what_is_not_damaged_is_salvaged_as_it_is(texts: dict[int, str]) -> None:
    raw = {id: Raw(msgspec.json.encode(Text(text))) for id, text in texts.items()}
    assert dict(salvaged(sealed("texts", raw))) == texts
