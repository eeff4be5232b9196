"""Words are matched in the language of each article, whatever the query is typed in."""

import pytest

from octavo.index.search.fallback import nearest
from octavo.query import parse
from octavo.query.parser import question
from tests.index.world import NOON, Room

INFLECTIONS = {
    "ar": ("الكتاب", "كتاب"),
    "da": ("bøgerne", "bøger"),
    "de": ("Häuser", "Haus"),
    "el": ("πόλεις", "πόλη"),
    "es": ("canciones", "canción"),
    "fi": ("taloissa", "talossa"),
    "fr": ("chanteuses", "chanteuse"),
    "hu": ("házakban", "házak"),
    "it": ("canzoni", "canzone"),
    "nb": ("husene", "huset"),
    "nl": ("boeken", "boek"),
    "pt-BR": ("livros", "livro"),
    "ro": ("orașele", "orașul"),
    "ru": ("новый", "новая"),
    "sv": ("flickorna", "flicka"),
    "tr": ("kitaplar", "kitap"),
}


@pytest.mark.parametrize("is_indexed", [True, False], ids=["in the index", "not yet in it"])
@pytest.mark.parametrize(("language", "pair"), INFLECTIONS.items(), ids=INFLECTIONS)
def test_an_inflection_is_found(language: str, pair: tuple[str, str], is_indexed: bool) -> None:
    room = Room()
    ids = {room.put("A text", f"… {word} …", language=language) for word in pair}
    if is_indexed:
        room.catch_up()
    for word in pair:
        assert set(room.find(parse(word))) == ids


@pytest.mark.parametrize("is_indexed", [True, False], ids=["in the index", "not yet in it"])
def test_a_word_has_the_inflections_of_the_language_of_the_text(is_indexed: bool) -> None:
    """`dies` is a form of `die` in English, and another word in German."""
    room = Room()
    room.put("A text", "es war dies", language="de")
    english = room.put("A text", "the king dies", language="en")
    german = room.put("A text", "die Sonne", language="de")
    if is_indexed:
        room.catch_up()
    assert set(room.find(parse("die"))) == {english, german}


def test_what_is_quoted_has_no_inflections() -> None:
    room = Room()
    room.put("A text", "Haus", language="de")
    id = room.put("A text", "Häuser", language="de")
    room.catch_up()
    assert room.find(parse('"Häuser"')) == [id]


def test_typed_tones_come_first_and_hide_no_others() -> None:
    room = Room()
    others = {room.put("A text", f"con {word}", language="vi") for word in ("mả", "má", "ma")}
    id = room.put("A text", "con mã, là con khác dài hơn", language="vi")
    room.catch_up()
    found = room.find(parse("mã"))
    assert (found[0], {*found[1:]}) == (id, others)
    assert set(room.find(parse("ma"))) == {id, *others}


def test_a_question_finds_its_words_inside_compounds() -> None:
    room = Room()
    for n in range(5):
        room.put("Ein Text", f"Hier steht etwas von einer Sache {n}", language="de")
    id = room.put("Ein Text", "Die Dampfschifffahrt auf der Elbe", language="de")
    room.catch_up()
    assert nearest(question("Wer baute die Schifffahrt?"), room, room.index, NOON).ids[0] == id


def test_an_english_question_is_not_drawn_to_names_in_other_languages() -> None:
    room = Room()
    for n, language in enumerate(("de", "es", "fr", "de")):
        room.put("Denver", f"Broncos {n}, Denver, Super Bowl", language=language)
    id = room.put("Sports", "Denver had its champions, the Broncos", language="en")
    room.catch_up()
    asked = question("Which champions has the Denver team, the Broncos, had?")
    assert nearest(asked, room, room.index, NOON).ids[0] == id
