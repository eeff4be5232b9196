"""Words are matched in the language of each article, whatever the query is typed in."""

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyphen import Pyphen

from octavo.index.hits import hits
from octavo.index.search.nearest import nearest
from octavo.index.text.compounds import inner_words
from octavo.index.text.languages import (
    form,
    forms_and_pieces,
    forms_of,
    has_wanted_form,
    is_inside,
    pieces_of,
)
from octavo.query import parse
from octavo.query.parser import question
from tests.index.world import NOON, Room

INFLECTIONS = {
    "ar": ("الكتاب", "كتاب"),
    "bg": ("книгата", "книги"),
    "ca": ("taules", "taula"),
    "cs": ("knihy", "kniha"),
    "da": ("bøgerne", "bøger"),
    "de": ("Häuser", "Haus"),
    "el": ("βιβλία", "βιβλίο"),
    "en": ("children", "child"),
    "eo": ("infanojn", "infano"),
    "es": ("ciudades", "ciudad"),
    "fa": ("کتاب\u200cها", "کتاب"),
    "fi": ("taloissa", "talossa"),
    "fr": ("chanteuses", "chanteuse"),
    "hi": ("सड़कों", "सड़क"),
    "hr": ("gradovi", "grad"),
    "hu": ("kutyák", "kutya"),
    "it": ("canzoni", "canzone"),
    "nb": ("husene", "huset"),
    "nl": ("boeken", "boek"),
    "pl": ("miastach", "miasto"),
    "pt-BR": ("livros", "livro"),
    "ro": ("orașele", "orașul"),
    "ru": ("новый", "новая"),
    "sk": ("mestách", "mesto"),
    "sl": ("mestih", "mesto"),
    "sr": ("књиге", "књига"),
    "sv": ("flickorna", "flicka"),
    "tr": ("kadınlar", "kadın"),
    "uk": ("книжки", "книжка"),
}


PLURALS = {
    "ar": "كتاب:كتب:الكتب مدرسة:مدارس",
    "da": "mand:mænd barn:børn hånd:hænder:hænderne",
    "de": "museum:museen thema:themen",
    "es": "voz:voces joven:jóvenes",
    "fr": "œil:yeux travail:travaux",
    "it": "uomo:uomini",
    "nb": "mann:menn hånd:hender:hendene",
    "nl": "dag:dagen schip:schepen",
    "no": "mann:menn",
    "pt": "pão:pães coração:corações animal:animais papel:papéis homem:homens fácil:fáceis",
    "ro": "noapte:nopți stradă:străzi om:oameni",
    "sv": "man:män bok:böcker:böckerna fot:fötter",
}

INSIDE = {
    "da": ("sygehusforvaltningen", "forvaltning", "taltning"),
    "de": (
        "Krankenhausverwaltungen",
        "Verwaltung Krankenhaus krankenhäuser",
        "Kran Haltung Häuser",
    ),
    "hu": ("kórházigazgatóság", "igazgatóság", "gató"),
    "nb": ("sykehusforvaltningen", "forvaltning", "taltning"),
    "nl": ("ziekenhuisbesturen", "bestuur", "estuur"),
    "sv": ("sjukhusförvaltningen", "förvaltning", "altning usför"),
}
"""Compounds, words inside of them, and what is none."""

SYLLABLES = "ge ver heid ing tue äu ø å schikt kelt mann ß straat zeef wahl"

BESIDE = [
    ("도서관에서", "도서관의 도서관들은 국립도서관이다", "서관에서 도서"),
    ("학자들이", "학자가 학자", "자들이"),
    ("고양이만으로", "고양이가", "고양시"),
    ("서울로", "서울까지", "울로"),
    ("책을", "책은 책", "채"),
    ("하는", "", "하고 바다"),
    ("10만", "", "10개"),
    ("SNS를", "SNS는 sns", "snsx"),
    ("ספרייה", "הספרייה שבספרייה הספריות ספריה", "ספרן"),
    ("בשירים", "שירים השיר ומשירים שירה", "משורר"),
    ("וחכמים", "חכם החכמים", "חכ"),
    ("חבר", "החברים", "חברה"),
]
"""Words as they are asked for, what is found by them as well, and what is not."""


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
@pytest.mark.parametrize(("language", "words"), INSIDE.items(), ids=INSIDE)
def test_a_word_inside_a_compound_is_found(
    language: str, words: tuple[str, str, str], is_indexed: bool
) -> None:
    compound, inside, others = words
    room = Room()
    text = f"… {compound} …"
    id = room.put("A text", text, language=language)
    if is_indexed:
        room.catch_up()
    for word in inside.split():
        assert [*room.find(parse(word))] == [id]
        [(start, end)] = hits(text, parse(word), language=language)
        assert text[start:end] == compound
        assert not [*room.find(parse(f'"{word}"'))]
    for word in others.split():
        assert not [*room.find(parse(word))]


@pytest.mark.parametrize("language", INSIDE)
@given(data=st.data())
def test_syllables_meet_where_pyphen_has_them_meet(language: str, data: st.DataObject) -> None:
    letters = st.sampled_from("aaäåæbcdeeeéfghijklmnnnoöøprrsßtttuüvwxyzáőű")
    word = "".join(data.draw(st.lists(letters, min_size=9, max_size=24)))
    bounds = [0, *Pyphen(lang=language, left=4, right=4).positions(word), len(word)]
    words = {word[start:end] for start, end in combinations(bounds, 2)} - {word}
    assert {*inner_words(word, language)} == {each for each in words if len(each) >= 5}


@pytest.mark.parametrize("language", INSIDE)
@given(data=st.data())
def test_whatever_may_be_a_word_inside_another_is_looked_for_there(
    language: str, data: st.DataObject
) -> None:
    """Stemmers change vowels and ends, and Dutch `ongeschikt` has the stem `onschikt`."""
    syllables = st.sampled_from(SYLLABLES.split())
    word = "".join(data.draw(st.lists(syllables, min_size=3, max_size=7)))
    for inside in inner_words(word, language):
        wanted = forms_of(inside, language)
        if any(map(is_inside, wanted)):
            assert has_wanted_form(word, language, wanted), inside


@pytest.mark.parametrize("is_indexed", [True, False], ids=["in the index", "not yet in it"])
def test_a_word_inside_a_compound_with_hyphens_is_found(is_indexed: bool) -> None:
    room = Room()
    text = "Die Haus-verwal-tung"
    id = room.put("Ein Text", text, language="de")
    if is_indexed:
        room.catch_up()
    assert [*room.find(parse("verwaltungen"))] == [id]
    assert hits(text, parse("verwaltungen"), language="de") == [(4, 20)]


@pytest.mark.parametrize("is_indexed", [True, False], ids=["in the index", "not yet in it"])
def test_a_word_comes_before_compounds_with_it(is_indexed: bool) -> None:
    room = Room()
    texts = "eine Verwaltung", "eine Krankenhausverwaltung", "eine Verwaltung", "ein Tisch"
    whole, inside, other, _ = [room.put("", text, language="de") for text in texts]
    if is_indexed:
        room.catch_up()
    found = [*room.find(parse("verwaltung"))]
    assert {*found[:2]} == {whole, other}
    assert found[2:] == [inside]


def test_the_end_of_an_adjective_is_no_word_inside() -> None:
    """Else whoever looks for a table would find all that is political."""
    room = Room()
    text = "politisch, spezifisch, anwesend, diskutieren, Wohnungen, Freundschaften"
    room.put("A text", text, language="de")
    for word in ("Tisch", "Fisch", "sendet", "Tieren", "Lungen", "Schaft"):
        assert not [*room.find(parse(word))]


@pytest.mark.parametrize(("language", "nouns"), PLURALS.items(), ids=PLURALS)
def test_a_noun_is_found_by_a_plural_that_no_ending_tells(language: str, nouns: str) -> None:
    for noun, *plurals in (each.split(":") for each in nouns.split()):
        for plural in plurals:
            assert form(plural, language) == form(noun, language) != "", plural


def test_plurals_by_rule_take_no_other_word_in() -> None:
    """Portuguese has more that is not bad."""
    assert form("mais", "pt") != form("mal", "pt")


@pytest.mark.parametrize("language", ["cs", "tr"])
def test_the_forms_of_words_do_not_depend_on_the_words_beside_them(language: str) -> None:
    """A mark by itself becomes nothing, and a fraction in a word two.

    Each time others, since those that were met before are remembered.
    """
    for n in range(6):
        words = f"{'abcdef'[n]}½", chr(0x300 + n), f"häuser{n}"
        ordered = [*permutations(words)][n]
        forms, pieces = forms_and_pieces(" ".join(ordered), language)
        told = [each for each in forms.split() if not each.startswith("=")]
        assert told == [form(word, language) for word in ordered]
        assert {*pieces.split()} == {piece for w in ordered for piece in pieces_of(w, language)}


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


@pytest.mark.parametrize("is_indexed", [True, False], ids=["in the index", "not yet in it"])
def test_an_arabic_and_before_an_article_hides_no_word(is_indexed: bool) -> None:
    """But parents are not taken for a religion."""
    room = Room()
    words = ("كتاب", "الكتاب", "والكتاب", "وبالكتاب", "فالكتاب")
    ids = {room.put("نص", f"… {word} …", language="ar") for word in words}
    room.put("نص", "… والدين …", language="ar")
    if is_indexed:
        room.catch_up()
    for word in words:
        assert set(room.find(parse(word))) == ids
    assert room.find(parse("دين")) == []


@pytest.mark.parametrize("is_indexed", [True, False], ids=["in the index", "not yet in it"])
def test_a_word_is_found_with_other_particles_or_prefixes_after_itself(
    is_indexed: bool,
) -> None:
    room = Room()
    words = {word for row in BESIDE for each in row for word in each.split()}
    ids = {word: room.put("A text", f"… {word}") for word in sorted(words)}
    if is_indexed:
        room.catch_up()
    for typed, others, _ in BESIDE:
        found = room.find(parse(typed))
        assert (found[0], {*found[1:]}) == (ids[typed], {ids[each] for each in others.split()})
        assert {*room.find(parse(f"-{typed}"))} == {*ids.values()} - {*found}
        assert room.find(parse(f'"{typed}"')) == [ids[typed]]


@pytest.mark.parametrize("is_indexed", [True, False], ids=["in the index", "not yet in it"])
def test_typed_accents_come_before_a_shorter_text_without_them(is_indexed: bool) -> None:
    room = Room()
    room.put("A", "la cancion sin acentos", language="es")
    first = room.put("B", "el señor está en la canción de la mañana " * 3, language="es")
    if is_indexed:
        room.catch_up()
    assert room.find(parse("canción"))[0] == first
    assert len(room.find(parse("cancion"))) == 2


UNTYPED = [
    ("tr", "kutuphane", "kütüphaneleri"),
    ("tr", "kutuphaneler", "kütüphanelerden"),
    ("tr", "yillarca", "yıllar"),
    ("ro", "orase", "orașul"),
]


@pytest.mark.parametrize("is_indexed", [True, False], ids=["in the index", "not yet in it"])
def test_a_word_without_its_accents_finds_its_inflections(is_indexed: bool) -> None:
    room = Room()
    ids = {word: room.put("A", f"… {word} …", language=at) for at, _, word in UNTYPED}
    if is_indexed:
        room.catch_up()
    assert {word for _, typed, word in UNTYPED if ids[word] in room.find(parse(typed))} == {
        *ids
    }
    assert len(room.find(parse("i" * 90))) == 0


def test_irregular_plurals_are_found_like_others() -> None:
    room = Room()
    pairs = ("goose geese", "analysis analyses", "man men", "wolf wolves", "mouse mice")
    ids = {word: room.put("A", word, language="en") for pair in pairs for word in pair.split()}
    room.catch_up()
    for pair in map(str.split, pairs):
        assert all({*room.find(parse(word))} == {ids[each] for each in pair} for word in pair)


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


def test_a_word_that_nothing_has_is_found_inside_compounds_among_english_texts() -> None:
    room = Room()
    for n in range(5):
        room.put("A text", f"This is about something else {n}", language="en")
    id = room.put("Ein Text", "Der Seehafen an der Elbe", language="de")
    room.catch_up()
    assert nearest(question("Hafen"), room, room.index, NOON).ids == [id]


@pytest.mark.parametrize("is_indexed", [True, False], ids=["in the index", "not yet in it"])
@pytest.mark.parametrize(
    ("text", "asked"),
    [
        pytest.param("a user_name_field", "user_name field name", id="words of snake case"),
        pytest.param(
            "the getUserName call", "getusername username", id="camel case as one word"
        ),
        pytest.param("in C++ and C#", "c++ C#", id="languages with symbols"),
        pytest.param("of .NET and node.js", ".net node.js node nodejs", id="names with dots"),
        pytest.param("on nodejs", "node.js Node.js", id="names without their dots"),
        pytest.param("by O’Brien", "obrien o'brien", id="names with apostrophes"),
        pytest.param("by OBrien", "O’Brien o'brien", id="names without their apostrophes"),
        pytest.param("we don't", "dont don’t", id="what is drawn together"),
        pytest.param("by GPT-4 and gpt3", "gpt4 gpt-3 GPT-4", id="letters and figures"),
        pytest.param("release v1.2.3", "v1.2.3 v1.2", id="a version and what it begins with"),
        pytest.param(
            "release v2.0-beta", "2.0-Beta v2.0-beta 2.0", id="of one that is not out"
        ),
        pytest.param("a Ph.D. in the U.S.A.", "PhD USA u.s.a. Ph.D", id="initials with dots"),
        pytest.param("a PhD in the USA", "Ph.D. U.S.A. phd", id="initials without"),
        pytest.param("on #ClimateChange", "#climatechange climatechange", id="a hashtag"),
        pytest.param("a pizza 🍕", "🍕 pizza", id="emoji"),
        pytest.param("with ❤️", "❤", id="emoji with a selector"),
        pytest.param("by e-mail", "e-mail mail", id="words with hyphens"),
        pytest.param("l'école de John’s", "ecole l'école john", id="words with apostrophes"),
        pytest.param("AT&T in the U.S.", "at&t U.S.", id="abbreviations"),
        pytest.param("1,234.56 at 12:30", "1,234.56 12:30", id="numbers"),
    ],
)
def test_names_and_numbers_are_found_as_they_are_typed(
    text: str, asked: str, is_indexed: bool
) -> None:
    room = Room()
    room.put("A text", "of something else", language="en")
    id = room.put("A text", text, language="en")
    if is_indexed:
        room.catch_up()
    missed = [word for word in asked.split() if room.find(parse(word)) != [id]]
    assert not missed


@pytest.mark.parametrize("is_indexed", [True, False], ids=["in the index", "not yet in it"])
def test_a_version_as_it_is_typed_comes_before_one_that_ends_like_it(is_indexed: bool) -> None:
    room = Room()
    room.put("Release v1.2.3", "v1.2.3 is out, v1.2.3 is new, of v1.2 in v1.2.3", language="en")
    typed = room.put("A text", "this is about what came long ago with v2.3", language="en")
    longer = room.put("Another", "of v2.3.1 and what else came out then", language="en")
    bare = room.put("A third", "of 2.3", language="en")
    for n in range(9):
        room.put("Others", f"of v2 and the rest {n}", language="en")
    if is_indexed:
        room.catch_up()
    found = room.find(parse("v2.3"))
    assert {*found[:2]} == {typed, longer}
    assert bare in found


def test_short_verbs_and_the_ends_of_sentences_make_no_other_words() -> None:
    room = Room()
    id = room.put(
        "A text", "She'll say I’d go, he'll: we're at the end.The next.", language="en"
    )
    for _ in range(2):
        for word in ("shell", "id", "hell", "were", "endthe"):
            assert room.find(parse(word)) == []
        assert room.find(parse("she'll next")) == [id]
        room.catch_up()


def test_an_english_question_is_not_drawn_to_names_in_other_languages() -> None:
    room = Room()
    for n, language in enumerate(("de", "es", "fr", "de")):
        room.put("Denver", f"Broncos {n}, Denver, Super Bowl", language=language)
    id = room.put("Sports", "Denver had its champions, the Broncos", language="en")
    room.catch_up()
    asked = question("Which champions has the Denver team, the Broncos, had?")
    assert nearest(asked, room, room.index, NOON).ids[0] == id


@pytest.mark.parametrize(
    ("language", "asked", "text", "other"),
    [
        pytest.param("ar", "كم قلم؟", "أقلام جديدة", "شجرة في الشتاء", id="Arabic plurals"),
        pytest.param("vi", "con mã", "con mã ngoài chợ", "con má, con mạ", id="tones"),
        pytest.param("ko", "배는", "배가 섬으로 갔다", "담배는 해롭다", id="Korean beginnings"),
        pytest.param("th", "ภูเขาไฟ", "มีภูเขาไฟใหญ่", "ไฟไหม้บนเขา", id="letters in Thai"),
    ],
)
def test_a_question_finds_what_is_written_otherwise(
    language: str, asked: str, text: str, other: str
) -> None:
    room = Room()
    for _ in range(3):
        room.put("…", other, language=language)
    id = room.put("…", text, language=language)
    room.put("A text", "something else", language="en")
    room.catch_up()
    assert nearest(question(asked), room, room.index, NOON).ids[0] == id


def test_a_name_counts_among_scripts_without_blanks() -> None:
    """It is one token there, and each of the words around it is many."""
    room = Room()
    room.put("…", "有名な歌手が国歌を歌った", language="ja")
    id = room.put("…", "Gaga が歌った", language="ja")
    for n in range(4):
        room.put("…", f"別の話である {n}", language="ja")
    room.catch_up()
    asked = question("Gaga は有名な国歌をいつ")
    assert nearest(asked, room, room.index, NOON).ids[0] == id


def test_a_question_without_tones_finds_words_with_them() -> None:
    room = Room()
    room.put("…", "con chim bay qua biển", language="vi")
    id = room.put("…", "thư viện mở cửa", language="vi")
    room.catch_up()
    assert nearest(question("thu vien"), room, room.index, NOON).ids[0] == id


def test_a_greek_semicolon_is_no_capital() -> None:
    """U+0387 stands among the Greek capitals in Unicode."""
    room = Room()
    room.put("Και ο λόγος\u0387")
    assert len(room.catch_up().find("λόγος")) == 1
