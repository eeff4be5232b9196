"""From bytes to text, whatever the encoding."""

import codecs
import contextlib
import gzip
import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.importers.text.decode import declared_encoding, decode, decoded
from octavo.model.errors import DraftRejected

ENGLISH = "“Nothing else,” she said – it’s a naïve question."
FRENCH = "À l’été, le café du théâtre était déjà fermé."
GERMAN = "Größere Straßen führen über den Fluß."
SPANISH = "¿Por qué el niño comió tantas piñas mañana?"
HUNGARIAN = "Tegnap este az olvasók újra összegyűltek a könyvtárban, és sokáig időztek."
CZECH = "Čtenáři se včera večer opět sešli v knihovně, která byla příliš malá."
CROATIAN = "Čitatelji su se jučer opet sreli u knjižnici, što je bilo lijepo."
PORTUGUESE = "Ontem à noite os leitores não estavam sós: são três gerações, e irmãos."
POLISH = "Zażółć gęślą jaźń, proszę państwa, jeszcze więcej książek"
RUSSIAN = "Вчера вечером читатели снова собрались в библиотеке."
GREEK = "Οι αναγνώστες συναντήθηκαν ξανά στη βιβλιοθήκη."
HEBREW = "הקוראים נפגשו שוב אתמול בספרייה"
THAI = "ผู้อ่านพบกันอีกครั้งในห้องสมุดเมื่อวานนี้"
JAPANESE = "昨日、読者たちはまた図書館に集まりました。"
KOREAN = "독자들은 어제 다시 도서관에 모였습니다."
CHINESE = "读者们昨天又在图书馆见面了，他们讨论了这本书。"
TAIWANESE = "讀者們昨天又在圖書館見面了，他們討論了這本書。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param(ENGLISH, "cp1252", id="English with curly quotes"),
        pytest.param(FRENCH, "cp1252", id="French"),
        pytest.param(GERMAN, "latin-1", id="German"),
        pytest.param(SPANISH, "cp1252", id="Spanish"),
        pytest.param(POLISH, "cp1250", id="Polish"),
        pytest.param(POLISH, "iso8859-2", id="Polish in ISO's encoding"),
        pytest.param(HUNGARIAN, "cp1250", id="Hungarian"),
        pytest.param(HUNGARIAN, "iso8859-2", id="Hungarian in ISO's encoding"),
        pytest.param(CZECH, "cp1250", id="Czech"),
        pytest.param(
            "Podarilo sa im loď zachrániť, no nechceli na ňu vstúpiť ani na pobreží.",
            "iso8859-2",
            id="Slovak in ISO's encoding",
        ),
        pytest.param(CROATIAN, "cp1250", id="Croatian"),
        pytest.param(PORTUGUESE, "cp1252", id="Portuguese"),
        pytest.param("Ask for £825, not a penny less.", "cp1252", id="one sign for pounds"),
        pytest.param("See § 5 of the act.", "cp1252", id="one sign for a section"),
        pytest.param("The café is closed.", "cp1252", id="one letter with an accent"),
        pytest.param("It holds 20 ± 3 of them.", "cp1252", id="one sign between blanks"),
        pytest.param("It fell to -5° at night.", "cp1252", id="one sign after a number"),
        pytest.param("© 2020 The Paper Mill", "cp1252", id="one sign at the start"),
        pytest.param(RUSSIAN, "cp1251", id="Russian on Windows"),
        pytest.param(RUSSIAN, "cp855", id="Russian in another encoding of DOS"),
        pytest.param(RUSSIAN, "koi8-r", id="Russian in KOI8"),
        pytest.param(
            "Старая мельница стояла у реки. Новая дорога была длинная, а земля твёрдая.",
            "mac_cyrillic",
            id="Russian of a Macintosh",
        ),
        pytest.param("Добър ден, как сте днес?", "mac_cyrillic", id="Bulgarian of a Macintosh"),
        pytest.param(RUSSIAN, "cp866", id="Russian on DOS"),
        pytest.param(GREEK, "cp1253", id="Greek"),
        pytest.param(HEBREW, "cp1255", id="Hebrew"),
        pytest.param(HEBREW, "cp862", id="Hebrew on DOS"),
        pytest.param("Une œuvre à 5 €.", "iso8859-15", id="French with the sign of the euro"),
        pytest.param(THAI, "cp874", id="Thai"),
        pytest.param(JAPANESE, "shift_jis", id="Japanese in Shift_JIS"),
        pytest.param(JAPANESE, "euc-jp", id="Japanese in EUC"),
        pytest.param(JAPANESE, "iso-2022-jp", id="Japanese in seven bits"),
        pytest.param(KOREAN, "euc-kr", id="Korean"),
        pytest.param(KOREAN, "iso-2022-kr", id="Korean in seven bits"),
        pytest.param(CHINESE, "gb18030", id="Chinese"),
        pytest.param(TAIWANESE, "big5", id="Chinese in Big5"),
        pytest.param(ENGLISH, "utf-16-le", id="UTF-16 without a mark"),
        pytest.param(RUSSIAN, "utf-16-be", id="UTF-16 the other way round"),
        pytest.param(FRENCH, "utf-32-le", id="UTF-32 without a mark"),
        pytest.param(JAPANESE, "utf-8", id="UTF-8"),
        pytest.param(KOREAN, "utf-8-sig", id="UTF-8 with a mark"),
        pytest.param(CHINESE, "utf-16", id="UTF-16 with a mark"),
        pytest.param(CHINESE, "utf-32", id="UTF-32 with a mark"),
    ],
)
def test_one_sentence_is_enough(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        RUSSIAN,
        GREEK,
        HEBREW,
        THAI,
        JAPANESE,
        KOREAN,
        CHINESE,
        "你好，世界",
        "1,2\n3,4\n",
    ],
)
def test_wide_characters_need_no_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("label", ["x-sjis", "windows-31j", "Shift_JIS", "X-SJIS"])
def test_the_names_that_browsers_know(label: str) -> None:
    assert decode("手が、相".encode("cp932"), "a.html", declared=label) == "手が、相"


@pytest.mark.parametrize(("text", "label"), [("Größe", "UTF-7"), ("你好", "hz-gb-2312")])
def test_an_encoding_of_seven_bits_is_read_where_it_is_declared(text: str, label: str) -> None:
    assert decode(text.encode(label), "a.eml", declared=label) == text


@pytest.mark.parametrize(
    "text", ["10203040506070", "a+foo-b", "tel +010-1234", "~{a}~", "mưa", "Հա", "né à"]
)
def test_what_is_meant_as_it_stands_has_no_doubt(text: str) -> None:
    assert decoded(text.encode(), "a") == (text, "")


def test_a_declaration_settles_what_could_be_several() -> None:
    word = "śćżź".encode("iso8859-2")
    assert decode(word, "a.html", declared="ISO-8859-2") == "śćżź"


def test_utf8_is_believed_before_a_declaration() -> None:
    assert decode("naïve".encode(), "a.html", declared="iso-8859-1") == "naïve"


def test_a_name_means_what_browsers_take_it_for() -> None:
    assert decode("“x”".encode("cp1252"), "a.html", declared="iso-8859-1") == "“x”"


def test_a_declaration_that_cannot_be_is_passed_over() -> None:
    assert decode(RUSSIAN.encode("cp1251"), "a.html", declared="shift_jis") == RUSSIAN
    assert decode(RUSSIAN.encode("cp1251"), "a.html", declared="no-such-thing") == RUSSIAN


def test_a_line_in_another_encoding_keeps_its_letters() -> None:
    mixed = "Über die Brücke, café\n".encode() + "Noch ein Stück Käse à Paris\n".encode(
        "cp1252"
    )
    assert decode(mixed, "a.txt") == "Über die Brücke, café\nNoch ein Stück Käse à Paris\n"


def test_a_few_broken_bytes_do_not_spoil_utf8() -> None:
    damaged = KOREAN.encode() + b"\xff\xfe" + KOREAN.encode()
    assert decode(damaged, "a.txt") == f"{KOREAN}��{KOREAN}"


@pytest.mark.parametrize(
    ("markup", "encoding"),
    [
        pytest.param(b'<meta charset="Shift_JIS">', "Shift_JIS", id="short"),
        pytest.param(
            b"<META content='text/html; charset=koi8-r' http-equiv=Content-Type>",
            "koi8-r",
            id="long",
        ),
        pytest.param(b'<?xml version="1.0" encoding="euc-kr"?>', "euc-kr", id="XML"),
        pytest.param(b"<p>charset=x</p>", "", id="none in the text"),
    ],
)
def test_declared_encoding(markup: bytes, encoding: str) -> None:
    assert declared_encoding(markup) == encoding


def archive(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b" \r\n\t\n", "empty", id="white space"),
        pytest.param(codecs.BOM_UTF8, "empty", id="only a mark"),
        pytest.param(b"\x00" * 512, "empty", id="zeros"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF", id="PDF"),
        pytest.param(b"\r\n%PDF-1.4\n", "a PDF", id="PDF after an empty line"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG image", id="PNG"),
        pytest.param(b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG image", id="JPEG"),
        pytest.param(gzip.compress(b"text"), "a gzip archive", id="gzip"),
        pytest.param(b"\x7fELF\x02\x01", "ELF", id="program"),
        pytest.param(archive("notes.txt"), "a zip archive", id="zip"),
        pytest.param(archive("META-INF/container.xml"), "an EPUB", id="EPUB"),
        pytest.param(archive("word/document.xml"), "a Word document", id="Word"),
        pytest.param(b"PK\x03\x04broken", "a zip archive", id="broken zip"),
        pytest.param(
            b"Received: from a\r\nFrom: a@b.example\r\nSubject: x\r\n\r\nHi",
            "a mail",
            id="mail",
        ),
        pytest.param(
            b"From: <Saved by Blink>\nSubject: x\nMIME-Version: 1.0\n"
            b"Content-Type: multipart/related;\n\tboundary=x\n\nx",
            "MHTML",
            id="saved page",
        ),
        pytest.param(bytes(range(256)) * 8, "binary data", id="all bytes"),
        pytest.param(b"ab\x01cd\x02", "binary data", id="short with control characters"),
    ],
)
def test_what_is_no_text_is_refused_by_its_kind(data: bytes, reason: str) -> None:
    with pytest.raises(DraftRejected, match=reason):
        decode(data, "x")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("From: Ann\nTo: Bob\nSubject: Lunch\n\nAt one?", id="a memo"),
        pytest.param("MZ is the name of a format.", id="MZ"),
        pytest.param("\x1b[32mok\x1b[0m\x1b]0;title\x07", id="a log with colours and a title"),
        pytest.param("Wake up\x07, it\x07 says\x07.", id="bells"),
        pytest.param("BM stands for many things.", id="BM"),
        pytest.param(
            "A page with one stray \x01 byte. " + "More words. " * 20, id="a stray byte"
        ),
    ],
)
def test_what_only_begins_like_another_kind_is_text(text: str) -> None:
    assert decode(text.encode(), "x") == text


@given(st.binary(), st.sampled_from(["", "utf-8", "latin-1", "hex", "utf-16", "idna", "\x00"]))
def test_any_bytes_are_text_or_refused(data: bytes, declared: str) -> None:
    with contextlib.suppress(DraftRejected):
        assert isinstance(decode(data, "x", declared), str)


@pytest.mark.parametrize(
    ("data", "doubt"),
    [
        pytest.param("Größe".encode(), "", id="UTF-8"),
        pytest.param("Die Größe der Tür ist überall gleich.".encode("cp1252"), "", id="clear"),
        pytest.param(
            b"caf\xc3\xa9, na\xc3\xafve, \xc3\xa9t\xc3\xa9 \xff",
            "1 of its characters could not be read, and stand as \ufffd",
            id="a broken byte",
        ),
        pytest.param(
            b"Caf\xc3\xa9 one\nCaf\xe9 two",
            "its encoding is not said; it was read as utf-8, not cp1252",
            id="a line in another encoding",
        ),
        pytest.param("It says \ufffd itself.".encode(), "", id="a sign that stands there"),
        pytest.param(
            "naïve".encode("cp850"),
            "its encoding is not said; it was read as cp1252, not mac_roman",
            id="one letter",
        ),
    ],
)
def test_a_guess_is_said(data: bytes, doubt: str) -> None:
    assert decoded(data, "a").doubt == doubt


SHORT = (
    *((text, "cp1250") for text in ("Łódź", "żółw", "idő", "műhely", "Dvořák", "člověk")),
    *((text, "cp1251") for text in ("Да", "Ой!", "мир")),
    *((text, "koi8_r") for text in ("Да", "Ой!", "мир")),
    *((text, "cp1252") for text in ("ë", "niño", "cœur", "20 £")),
    *((text, "cp1253") for text in ("Ναι", "όχι")),
    *((text, "euc_jp") for text in ("読者", "昨日", "猫")),
    *((text, "cp874") for text in ("ปลา", "หมา", "บ้าน", "ไม่", "ฟ้า")),
    *((text, "utf-7") for text in ("Größe und Maß", "Да", "漢字")),
    *((text, "utf-16-le") for text in ("のうちに止", "のうちに止まった水車")),
    *((text, "utf-16-be") for text in ("のうちに止", "こんにちは")),
    ("El molinero bajó al río antes del amanecer", "mac_roman"),
    *((text, "hz") for text in ("你好，世界", "A 中文 text")),
)


@pytest.mark.parametrize(("text", "encoding"), SHORT)
def test_a_single_word_is_right_or_in_doubt(text: str, encoding: str) -> None:
    read = decoded(text.encode(encoding), "a")
    assert read.text == text or read.doubt


def test_a_doubt_gets_less_the_longer_a_text_is() -> None:
    word = decoded("naïve".encode("cp850"), "a")
    text = decoded(f"{GERMAN} {SPANISH}".encode("cp1252"), "a")
    assert (bool(word.doubt), text.doubt) == (True, "")


@pytest.mark.parametrize("letter", "őűęąžšđğıœßñ")
def test_no_character_is_lost_in_silence(letter: str) -> None:
    for encoding in ("cp1250", "cp1252", "cp1254", "cp1257", "iso8859_2", "mac_roman"):
        with suppress(UnicodeEncodeError):
            read = decoded(f"A {letter} b".encode(encoding), "a")
            assert "\ufffd" not in read.text or read.doubt


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param(
            "Сьогодні вранці ми їздили до лісу, щоб зібрати гриби.", "koi8_u", id="Ukrainian"
        ),
        pytest.param(
            "ذهبنا أمس إلى البحر وأكلنا السمك مع الأصدقاء.", "iso8859_6", id="Arabic of ISO"
        ),
        pytest.param("Άλλοι πήγαν στη θάλασσα.", "iso8859_7", id="Greek of ISO"),
        pytest.param("서비스 인식 관련", "johab", id="Korean of DOS"),
        pytest.param(
            "Bună ziua, ţara mea şi câinele său.", "iso8859_2", id="Romanian, no ordinal"
        ),
        pytest.param("Ştiinţă şi tehnică", "cp1250", id="Romanian of Windows"),
        pytest.param("A 3ª edição no nº 5 da praça", "cp1252", id="ordinals"),
        pytest.param("♥지구일기♥", "euc_kr", id="Korean between signs, which is no Thai"),
        pytest.param(
            "昨天晚上我们去了海边，和一个朋友吃鱼。", "utf-16-le", id="UTF-16 with one"
        ),
    ],
)
def test_more_encodings_of_short_texts(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text
