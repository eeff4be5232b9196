"""The language of a text of a hundred characters is told, or none is."""

import pytest

from octavo.model.language import language_of, language_tag

SENTENCES = {
    "ar": (
        "اجتمع القراء مرة أخرى مساء أمس في المكتبة القديمة، وتحدثوا طويلا عن الكتاب الذي "
        "قرأوه في الشتاء."
    ),
    "bg": (
        "Снощи читателите отново се събраха в старата библиотека и дълго говориха за "
        "книгата, която бяха чели през зимата."
    ),
    "ca": (
        "Els lectors es van reunir ahir al vespre a la vella biblioteca, i van parlar molta "
        "estona del llibre que havien llegit a l'hivern."
    ),
    "cs": (
        "Čtenáři se včera večer opět sešli ve staré knihovně a dlouho mluvili o knize, "
        "kterou četli v zimě, ale nebyli za jedno."
    ),
    "da": (
        "Læserne mødtes igen i går aftes på det gamle bibliotek, og de talte længe om "
        "den bog, som de havde læst om vinteren."
    ),
    "de": (
        "Die Leser trafen sich gestern Abend wieder in der alten Bibliothek und sprachen "
        "lange über das Buch, das sie im Winter lasen."
    ),
    "el": (
        "Οι αναγνώστες συναντήθηκαν πάλι χθες το βράδυ στην παλιά βιβλιοθήκη και μίλησαν "
        "πολλή ώρα για το βιβλίο."
    ),
    "en": (
        "The readers met again last night in the old library, and they spoke for a long "
        "time of the book that they had read."
    ),
    "es": (
        "Los lectores se reunieron de nuevo anoche en la vieja biblioteca y hablaron "
        "mucho tiempo del libro que leyeron en invierno."
    ),
    "fa": (
        "خوانندگان دیشب دوباره در کتابخانه قدیمی گرد هم آمدند و مدتی طولانی درباره کتابی "
        "که در زمستان خوانده بودند گفتگو کردند."
    ),
    "fi": (
        "Lukijat kokoontuivat eilen illalla taas vanhaan kirjastoon, ja he puhuivat "
        "kauan kirjasta, jonka he olivat lukeneet, mutta se ei ollut kaikki."
    ),
    "fr": (
        "Les lecteurs se sont retrouvés hier soir dans la vieille bibliothèque, et ils "
        "ont parlé longtemps du livre qui les occupe."
    ),
    "he": (
        "הקוראים נפגשו שוב אתמול בערב בספרייה הישנה ודיברו זמן רב על הספר שקראו במשך "
        "החורף הארוך."
    ),
    "hi": (
        "पाठक कल शाम फिर पुराने पुस्तकालय में मिले और उन्होंने उस किताब के बारे में देर "
        "तक बात की जो उन्होंने सर्दियों में पढ़ी थी।"
    ),
    "hu": (
        "Az olvasók tegnap este ismét összegyűltek a régi könyvtárban, és sokáig "
        "beszéltek a könyvről, amelyet télen olvastak, de nem voltak egy véleményen."
    ),
    "it": (
        "I lettori si sono ritrovati ieri sera nella vecchia biblioteca e hanno parlato "
        "a lungo del libro che non è più di moda."
    ),
    "ja": (
        "読者たちは昨夜また古い図書館に集まり、冬のあいだに読んだ本について長いこと話し合った。"
    ),
    "ko": (
        "독자들은 어젯밤 오래된 도서관에 다시 모여 "
        "겨울 동안 읽은 책에 대해 오랫동안 이야기를 나누었다."
    ),
    "mr": (
        "वाचक काल संध्याकाळी पुन्हा जुन्या वाचनालयात भेटले आणि त्यांनी हिवाळ्यात "
        "वाचलेल्या पुस्तकाविषयी बराच वेळ चर्चा केली."
    ),
    "nb": (
        "Leserne møttes igjen i går kveld på det gamle biblioteket, og de snakket lenge "
        "om boka som de hadde lest, men ikke av alle."
    ),
    "nl": (
        "De lezers kwamen gisteravond weer bijeen in de oude bibliotheek en spraken lang "
        "over het boek dat zij in de winter lazen."
    ),
    "pl": (
        "Czytelnicy znowu spotkali się wczoraj w starej bibliotece i długo rozmawiali o "
        "książce, ale nie jest to już tak jak w zimie."
    ),
    "pt": (
        "Os leitores encontraram-se de novo ontem à noite na velha biblioteca e falaram "
        "muito do livro que não é mais para todos."
    ),
    "ro": (
        "Cititorii s-au întâlnit din nou aseară în vechea bibliotecă și au vorbit mult "
        "despre cartea pe care au citit-o în timpul iernii."
    ),
    "ru": (
        "Вчера вечером читатели снова собрались в старой библиотеке и долго говорили о "
        "книге, которую они читали этой зимой."
    ),
    "sv": (
        "Läsarna möttes igen i går kväll på det gamla biblioteket, och de talade länge "
        "om den bok som de hade läst men inte för alla."
    ),
    "ta": (
        "வாசகர்கள் நேற்று மாலை மீண்டும் பழைய நூலகத்தில் கூடி குளிர்காலத்தில் படித்த புத்தகத்தைப் பற்றி பேசினர்."
    ),
    "th": ("เมื่อคืนนี้ผู้อ่านมาพบกันอีกครั้งในห้องสมุดเก่า และพูดคุยกันเป็นเวลานานเกี่ยวกับหนังสือที่อ่านในฤดูหนาว"),
    "tr": (
        "Okurlar dün akşam eski kütüphanede yine bir araya geldi ve kışın okudukları "
        "kitap için çok uzun konuştu, ama bu da az."
    ),
    "uk": (
        "Учора ввечері читачі знову зібралися в старій бібліотеці й довго говорили про "
        "книжку, яку вони читали цієї зими."
    ),
    "ur": (
        "قارئین کل شام پھر پرانے کتب خانے میں ملے اور انہوں نے اس کتاب کے بارے میں دیر "
        "تک بات کی جو سردیوں میں پڑھی تھی۔"
    ),
    "vi": (
        "Tối qua các độc giả lại gặp nhau trong thư viện cũ và nói chuyện rất lâu về "
        "cuốn sách mà họ đã đọc, một cuốn không của ai."
    ),
    "zh": "读者们昨天晚上又在旧图书馆里聚会，他们谈论了很久冬天读过的那本书，谁也没有先回家。",
}


def test_spanish_with_the_small_words_that_galician_shares_is_spanish() -> None:
    text = (
        "Se habla de que se lee a solas o en grupo, como se hacía en un café de barrio a "
        "principios de siglo. Se puede leer a Galdós o a Clarín, a medias o por turnos, y de "
        "vez en cuando se lee para que se oiga en la calle a quien pasa, a diferencia de una "
        "sala en que se calla por cortesía."
    )
    assert language_of(text) == "es"


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_is_enough(language: str) -> None:
    assert language_of(SENTENCES[language]) == language


OTHERS = {
    "af": "Die kinders het gister lank by die hawe gewag, en toe is hulle huis toe.",
    "be": "Учора мы доўга чакалі ў порце, а потым паехалі дадому на аўтобусе, бо было позна.",
    "et": "Praam väljus tund aega hiljem, sest keegi ei leidnud meest, kelle käes oli võti.",
    "fa": "دیروز مدت زیادی در بندر منتظر ماندیم و بعد با اتوبوس به خانه رفتیم.",
    "hr": "Jučer smo dugo čekali u luci, a onda smo se autobusom vratili kući, jer je kasno.",
    "is": "Í gær biðum við lengi við höfnina og tókum svo rútuna heim, því það var seint.",
    "lt": "Vakar ilgai laukėme uoste, o paskui autobusu grįžome namo, nes jau buvo vėlu.",
    "lv": "Vakar mēs ilgi gaidījām ostā un tad braucām mājās ar autobusu, jo bija vēls.",
    "mr": "फेरी एक तास उशिरा निघाली कारण फाटकाची किल्ली असलेला माणूस कोणालाच सापडला नाही.",
    "pl": "Wczoraj długo czekaliśmy w porcie, a potem pojechaliśmy do domu autobusem.",
    "sk": "Včera sme dlho čakali v prístave a potom sme išli domov autobusom.",
    "sl": "Včeraj smo dolgo čakali v pristanišču in se nato odpeljali domov z avtobusom.",
    "tr": "Kayıkla kıyıya çıkınca balıkçının kulübesini aradık.",
}


SHORT = {
    "de": "Keiner konnte den Schlüssel finden, aber wir sind geblieben.",
    "eo": "La maljuna gardisto perdis la ŝlosilon kaj iris hejmen sur la strato.",
    "id": "Kami harus menunggu di pelabuhan karena kunci itu telah hilang.",
    "it": "Gli amici aspettavano da ore, ma la chiave era nella tasca del nonno.",
    "nl": "De kinderen waren laat thuis; hij heeft de sleutel nog.",
    "sv": "Barnen väntade vid hamnen och gick sedan över bron hem.",
}


@pytest.mark.parametrize("language", SHORT)
def test_so_is_that_of_ten_words(language: str) -> None:
    assert language_of(SHORT[language]) == language


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_is_told_by_the_letters_that_few_have(language: str) -> None:
    assert language_of(OTHERS[language]) == language


def test_what_neither_letters_nor_words_tell_is_left_blank() -> None:
    nepali = "डुङ्गा एक घण्टा ढिलो छुट्यो किनभने ढोकाको साँचो भएको मान्छे कसैले भेट्टाएन।"
    basque = "Ferrya ordubete berandu irten zen, inork ez baitzuen aurkitu atearen giltza."
    assert language_of(nepali) == language_of(basque) == ""


@pytest.mark.parametrize("language", ["en", "de", "ru", "ja", "mr"])
def test_what_is_declared_holds_where_the_letters_allow_it(language: str) -> None:
    assert language_of(SENTENCES["ru"], "bg") == "bg"
    assert language_of(SENTENCES[language], "he") == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Днес времето е хубаво и децата играят на улицата пред училището.", "bg"),
        ("Градът има дълга история и много стари къщи до днес.", "bg"),
        ("Поезд опоздал на два часа, и пассажиры ждали на платформе.", "ru"),
        ("Он не видел его в деревне, где прошло всё детство.", "ru"),
        ("Мәскеу қаласында бүгін ауа райы өте жақсы болды.", ""),
        (
            "I dag er vejret godt, og børnene leger på gaden, men moren er ikke ude af huset.",
            "da",
        ),
        ("I dag er været fint, og barna leker på gata, men moren er ikke ute av huset.", "nb"),
    ],
)
def test_a_sentence_is_told_from_one_of_its_like(text: str, language: str) -> None:
    assert language_of(text) == language


def test_small_words_that_two_languages_have_count_for_both() -> None:
    verse = (
        "Shall I go down to some cold miller's door?\n"
        "Thou mill, more lovely than a winter's day,\n"
        "Rough boats do break upon a farmer's floor,\n"
        "And summer's lamps go dark too soon in May,"
    )
    assert language_of(verse) == "en"


def test_a_language_may_be_called_by_its_name() -> None:
    names = ("English", "deutsch", "Klingon", "norwegian", "eng")
    assert [*map(language_tag, names)] == ["en", "de", "", "no", "eng"]


def test_the_code_of_a_country_is_taken_for_its_language() -> None:
    assert language_tag("jp") == "ja"
    assert language_tag("cz_CZ") == "cs-CZ"
    assert language_of(SENTENCES["ru"], "gr") == "ru"
