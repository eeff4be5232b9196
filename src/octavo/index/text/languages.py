"""What a word is in the language of the text that it stands in: its stem, and pieces of it.

English is told by `tokenizer.stem` from the tokens of the index, which costs its many texts
nothing. For a text in another language the index holds forms: the stem of each word, such as
`de:haus`, by the Snowball stemmer of the language or by its endings, and for a word with
accents or the like its very spelling, `=häuser`; of a compound also what stands inside of it,
`de+verwalt`. Stems are taken of words as they are spelt,
since most of these stemmers need the accents; the stem itself is folded.

Large because what is measured of each language stands beside it.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from itertools import chain, compress, filterfalse, product
from unicodedata import normalize

from octavo.index.text.compounds import LONG, SHORTEST, SUFFIXES, inner_words, joins_words
from octavo.index.text.tokenizer import (
    CONTINUOUS,
    LONGEST,
    SCRIPTS,
    lowered,
    lowered_text,
    spelled,
)
from octavo.model.language import is_latin, small_words
from octavo.patterns import lazy_pattern

ENGLISH = "en"

_STOP_WORDS = """
    a about above after again against all also am an and any are aren as at be because been
    before being below between both but by can cannot could couldn d did didn do does doesn
    doing don down during each few for from further had hadn has hasn have haven having he her
    here hers herself him himself his how i if in into is isn it its itself ll me might more
    most mustn my myself no nor not of off on once only or other ought our ours ourselves out
    over own s same shan she should shouldn so some such t than that the their theirs them
    themselves then there these they this those through to too under until up upon very was
    wasn we were weren what when where which while who whom whose why will with won would
    wouldn you your yours yourself yourselves
"""
"""Words that questions are made of, and that tell nothing of what is asked for.

English, after the list of the Snowball project, with what apostrophes leave over.

http://snowball.tartarus.org/algorithms/english/stop.txt
"""

STOP_WORDS = frozenset(_STOP_WORDS.split())

_STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
"""The languages that tantivy has a stemmer of, by their codes; https://snowballstem.org."""

_SERBIAN = (
    "a e i o u om em oj og ega oga ama ima ih im ome omu ove ova ovi ovima eve eva evi evima"
)
_TO_CYRILLIC = str.maketrans("aeioumjgvh", "аеиоумјгвх")
_ENDINGS = {
    "bs": _SERBIAN,
    "bg": "а я о е и ът ят та то те ата ята ото ето ите ете ове овете ища ищата ия ият ията "
    "ии иите",
    "ca": "s es a e o as os ns",
    "cs": "a e i o u y ech ich eho emi emu ete eti iho imi imu ach ata aty ych ama ami ove ovi "
    "ymi em es im um at am ym mi ou",
    "eo": "o oj on ojn a aj an ajn e en i as is os us u",
    "fa": "ها های هایی ی ان تر ترین یی هایم هایت هایش",
    "hi": "ा ी ि ु ू े ो ों ें ीं ं ँ ियों ियाँ ियां ियो ओं ओ ुओं ाओं ाएँ ाएं एँ एं ुएँ ुएं ाँ ना ने नी ता ते ती",
    "hr": _SERBIAN,
    "pl": "a e i o u y ach ami om ow em im ym ich ych imi ymi ego emu ej ie ia iu ii iom iow "
    "iach iami iem iego iemu iej owie owi",
    "sk": "a e i o u y och ach am om ov ami mi im ym ych ich eho emu ej ou ia ie iu iami iach "
    "iam ovi ove",
    "sl": "a e i o u om em ov ev ami ah eh ih im imi ega emu oma ema",
    "sr": _SERBIAN.translate(_TO_CYRILLIC),
    "uk": "а я у ю о е є и і ь ом ем єм ам ям ами ями ах ях ою ею єю ові еві єві ів еи ии іи "
    "ого ому им их ими іх іми іи оі ая яя ее ую юю",
}
"""The endings of nouns and adjectives in languages that tantivy has no stemmer of, folded.

Of two halves of the forms of nouns and adjectives in public lists so many share the stem of
their base form: bg .22 .22 (with those of verbs), ca .73 .72, cs .66 .66, eo .94 .94, fa .35
.36, hi .75 .78, hr and sr .59 .53, pl .86 .87, sk .71 .68, sl .64 .63, uk .86
.85. The stem of a base form is that of .18 others in Czech, .14 in Hindi, .22 in Esperanto and
at most .08 in the others; of .10 in Russian by Snowball, where .92 share the stem.
"""

_ROOT = 3
"""Characters that an ending leaves over at least; by 2 and 4 fewer share one stem or more do
that should not."""

_LONGEST_ENDING = 5

_IRREGULAR = {
    "ar": "كتاب:كتب مدرسة:مدارس ولد:أولاد رجل:رجال بيت:بيوت قلب:قلوب مدينة:مدن طريق:طرق "
    "نجم:نجوم شارع:شوارع قصر:قصور علم:علوم صورة:صور كلب:كلاب جبل:جبال نهر:أنهار "
    "قمر:أقمار شجرة:أشجار باب:أبواب جامع:جوامع مسجد:مساجد عالم:علماء وزير:وزراء "
    "ملك:ملوك رئيس:رؤساء شاعر:شعراء قلم:أقلام عام:أعوام يوم:أيام شهر:أشهر:شهور "
    "أسبوع:أسابيع بحر:بحار بلد:بلاد:بلدان دولة:دول لغة:لغات حرب:حروب سوق:أسواق "
    "مكتب:مكاتب مصنع:مصانع متحف:متاحف مطعم:مطاعم مركز:مراكز مشروع:مشاريع موضوع:مواضيع "
    "برنامج:برامج تقرير:تقارير تاريخ:تواريخ فيلم:أفلام خبر:أخبار مرض:أمراض دواء:أدوية "
    "طبيب:أطباء صديق:أصدقاء طفل:أطفال امرأة:نساء شخص:أشخاص فرد:أفراد عمل:أعمال "
    "فكرة:أفكار لون:ألوان رقم:أرقام سعر:أسعار جزء:أجزاء قسم:أقسام نوع:أنواع شكل:أشكال "
    "حزب:أحزاب طائر:طيور سمكة:أسماك زهرة:زهور:أزهار حجر:أحجار جدار:جدران غرفة:غرف "
    "نافذة:نوافذ سفينة:سفن جزيرة:جزر قرية:قرى حديقة:حدائق وثيقة:وثائق جريدة:جرائد "
    "رسالة:رسائل قصيدة:قصائد مسألة:مسائل وسيلة:وسائل حقيقة:حقائق طريقة:طرائق "
    "قاعدة:قواعد جانب:جوانب عامل:عوامل نتيجة:نتائج تجربة:تجارب مرحلة:مراحل",
    "da": "mand:mænd hånd:hænder nat:nætter by:byer tand:tænder bror:brødre datter:døtre "
    "øje:øjne gås:gæs far:fædre:fader mor:mødre:moder søster:søstre barn:børn ko:køer "
    "tå:tæer stang:stænger tang:tænger kraft:kræfter stad:stæder rand:rænder",
    "de": "Album:Alben Drama:Dramen Firma:Firmen Globus:Globen Gremium:Gremien "
    "Gymnasium:Gymnasien Individuum:Individuen Kaktus:Kakteen Komma:Kommata "
    "Konto:Konten Kriterium:Kriterien Lexikon:Lexika Ministerium:Ministerien "
    "Minimum:Minima Museum:Museen Mythos:Mythen Organismus:Organismen "
    "Praktikum:Praktika Prinzip:Prinzipien Rhythmus:Rhythmen Risiko:Risiken "
    "Stadion:Stadien Studium:Studien Thema:Themen Universum:Universen Villa:Villen "
    "Virus:Viren Visum:Visa Zentrum:Zentren Zyklus:Zyklen",
    "es": "joven:jóvenes carácter:caracteres",
    "fr": "œil:yeux travail:travaux feu:feux jeu:jeux lieu:lieux cheveu:cheveux vœu:vœux "
    "neveu:neveux dieu:dieux enjeu:enjeux milieu:milieux ciel:cieux aïeul:aïeux "
    "madame:mesdames monsieur:messieurs mademoiselle:mesdemoiselles vitrail:vitraux "
    "corail:coraux bail:baux émail:émaux beau:belle nouveau:nouvelle vieux:vieille",
    "it": "uomo:uomini bue:buoi tempio:templi osso:ossa lago:laghi ala:ali arma:armi",
    "nb": "mann:menn hånd:hender natt:netter by:byer fot:føtter tann:tenner rot:røtter "
    "bror:brødre datter:døtre øye:øyne gås:gjess far:fedre:fader mor:mødre:moder "
    "strand:strender søster:søstre kne:knær tre:trær tå:tær ku:kyr tang:tenger "
    "kraft:krefter",
    "nl": "stad:steden schip:schepen kind:kinderen ei:eieren lid:leden smid:smeden koe:koeien "
    "museum:musea dag:dagen weg:wegen glas:glazen kalf:kalveren lam:lammeren "
    "blad:bladeren volk:volkeren been:beenderen rad:raderen spel:spelen god:goden "
    "bad:baden dak:daken vat:vaten slag:slagen gat:gaten oorlog:oorlogen "
    "hertog:hertogen goed:goederen lied:liederen gemoed:gemoederen rund:runderen "
    "hoen:hoenderen catalogus:catalogi politicus:politici historicus:historici "
    "technicus:technici musicus:musici medicus:medici gebrek:gebreken gebed:gebeden "
    "bevel:bevelen verdrag:verdragen",
    "ro": "om:oameni soră:surori masă:mese bărbat:bărbați copil:copii băiat:băieți "
    "tânăr:tineri cap:capete ou:ouă fată:fete piață:piețe față:fețe viață:vieți "
    "măr:mere cuvânt:cuvinte",
    "sv": "bok:böcker fot:fötter rot:rötter bror:bröder dotter:döttrar öga:ögon öra:öron "
    "mus:möss gås:gäss lus:löss far:fäder:fader mor:mödrar:moder vän:vänner "
    "bonde:bönder nöt:nötter get:getter",
}
"""Nouns, and the irregular plurals of them that neither endings nor stemmers tell."""

_ALTERNATING = {
    "es": ((r"z$", "c"),),
    "ro": ((r"oa(?=[^aeiouăâî]+$)", "o"), (r"ea(?=[^aeiouăâî]+$)", "e"), (r"z$", "d")),
}
"""What is another letter at the end of a stem before some endings: `voz` has `voces`."""

_REGULAR = {
    "pt": (
        (r"(?<=\w)[õã]es$", "ão"),
        (r"(?<=\w\w)([aou])is$", r"\1l"),
        (r"(?<=\w)éis$", "el"),
        (r"(?<=\w)óis$", "ol"),
        (r"(?<=[áéíóú]v)eis$", "el"),
        (r"([áéíóúâê]\w*)eis$", r"\1il"),
        (r"(?<=[aeiouáéíóúêô])ns$", "m"),
    ),
}
"""Plurals that go by rules which a stemmer does not have, and their singulars: `animais`."""

_UNSTOPPED = {"ar", "el", "ro", "ta", "tr"}
"""Those of them that it has no stop words of."""

_AGAIN = {"el", "es", "hu", "ro", "ru", "tr"}
"""Those in which stems are stemmed again: `ciudades` has `ciudad`, and that has `ciud`.

Of 20 pairs each of inflections 84 have one stem so, and once stemmed 74; in eleven others 142
and 139, and in German fewer questions find their passage.
"""

_SHORTEST = 4
"""Letters of a stem that is the stem of another; with 3 `veterano` is one with `veto`."""

_UNINFLECTED = {"ja", "km", "ko", "lo", "my", "th", "zh"}
"""Languages of which texts have no words between blanks that have forms."""

_TONAL = {"vi"}
"""Languages in which words with other accents have nothing to do with each other.

Of these texts hold the spelling of every word, and no pieces, as a word is a syllable.
"""

_UNCUT = {ENGLISH, *_TONAL}
"""Languages of which texts have no pieces."""

_ACCENTS = {
    "ro": {"a": "ăâ", "i": "î", "s": "ș", "t": "ț"},
    "tr": {"a": "â", "c": "ç", "g": "ğ", "i": "ı", "o": "ö", "s": "ş", "u": "ü"},
}
"""What letters may be where accents are not typed, in languages that stem words otherwise then.

Of 551 Turkish words with accents 166 have another stem without them, of 319 in Romanian 25; of
144 in German none, and of 888 in Greek 4.
"""

_VARIED = 1_000
"""So many spellings of a word at most; half of the accented have 16, and all below 600."""

_PIECE = 4
"""Letters of the pieces of a stem, its ends among them, and of a run of letters.

nDCG@10 and how many of 1 190 questions find their paragraph first, in German, Greek and
Spanish: by pieces of words of three letters .944 .906, .943 .888, .947 .898; of four .951
.913, .951 .908, .955 .909; of five .944 .897, .938 .884, .949 .903; with both ends of four
.960 .928, .965 .931, .968 .935. Those of stems with both ends: .959 .929, .965 .931, .968 .932.
"""

_CONSONANTS = 3
"""The same in scripts that leave most vowels out, without those that they write.

A plural may have others, as `مدارس` of `مدرسة` has. Of 90 questions in Arabic 82 find their
passage first so, and with the vowels 76.
"""

_VOWELS = lazy_pattern("[اويىוי]")
_CONSONANTAL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_ABJAD = lazy_pattern(f"[{_CONSONANTAL}]")
_CUT_OTHERWISE = lazy_pattern(f"[{SCRIPTS}{_CONSONANTAL}]")
_LETTERED = lazy_pattern("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Thai, Lao, Burmese and Khmer, which have no blanks between words, but letters.

Their pieces begin with a letter, not with a mark on one. nDCG@10 and how many of 1 190
questions in Thai find their paragraph first: .972 .941, and with all pieces .972 .940 in an
index larger by an eighth.
"""

_OFTEN = 4
"""So many times at most a text has the pieces of a stem: all the more often tells no more."""

_NO_IDEOGRAPHS = lazy_pattern("[^\u3400-\u9fff]+")
_ALIKE = lazy_pattern("[\u3400-\u9fff]{2,}|[\u30a1-\u30ff]{2,}")
_LONGEST_ALIKE = 6
"""What of a run is in characters of one kind, which in Japanese mostly is a word; so long at
most if it is in ideographs."""

_BEGINNING = 3
"""Syllables of the longest beginning of a Korean word; what follows it are mostly endings."""

_VOWEL, _CONSONANT, _NO_VOWEL = "[\u1161-\u1175]", "[\u11a8-\u11c2]", "(?<![\u1161-\u1175])"
_NO_CONSONANT, _NONE_BUT_L = "(?<![\u11a8-\u11c2])", "(?<![\u11a8-\u11ae\u11b0-\u11c2])"
_CASES = (
    "(?:에|에게|께|한테)(?:서)?|까지|부터|보다|처럼|만으로|만|마다|조차|밖에"
    f"|{_NO_VOWEL}(?:과|이나|이랑|으로(?:서|써)?)|{_NO_CONSONANT}(?:와|랑)|{_NONE_BUT_L}로(?:서|써)?"
)
_PARTICLES = (
    f"(?:{_CASES})(?:는|은|도|만|의|이|을)?|의|도"
    f"|{_NO_VOWEL}(?:이|은|을)|{_NO_CONSONANT}(?:가|를|는)"
)
_WITH_PARTICLES = lazy_pattern(
    normalize(
        "NFD",
        rf"(.*?[^ ](?:[\u1100-\u1112]{_VOWEL}{_CONSONANT}?|[^ \d\u1100-\u11ff]))"
        rf"(?:들|(?:들)?(?:{_PARTICLES}))|(.*{_CONSONANT})(?:은|을)|(.*{_VOWEL})를",
    )
)
"""What Korean writes at the end of a noun, in NFD: some of it goes by the sound before it.

One syllable is left before three only: without `는`, `하는` is the beginning of every verb.
"""

_PREFIXES = (
    "",
    *"הובלמשכ",
    *map("".join, [*product("ו", "הבלמשכ"), *product("ש", "הבלמ")]),
    "כש",
    "מה",
)
"""What Hebrew writes before a word, and mostly together: "and", "the", "in" and the like."""

_SHORTEST_HEBREW = 3
"""Letters of a word that is left without a prefix or an ending."""

_HEBREW = lazy_pattern("[א-ת]+")
_FINAL, _INNER = "םןץףך", "מנצפכ"
_AS_FINAL, _AS_INNER = str.maketrans(_INNER, _FINAL), str.maketrans(_FINAL, _INNER)

_INSIDE = "+"
"""Stands in the form of a word inside another where its own has a colon."""

_FIRM = lazy_pattern("[^aeiouyj]")
_TOLD = 4
"""Consonants that tell a word from most others: of 2 700 German words 13 in 100 have those of
`recht`, and 1 in 300 those of `krankenhaus`."""

_REMEMBERED = 200_000
"""Words."""

_LONG = 40
"""Characters of a word that is not worth remembering."""


class _Words:
    """The forms and the pieces of each word of a language, the latest remembered.

    Each with a blank at its end. Words that were not met before are looked at together, which
    takes half as long as one by one.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self.forms: dict[str, str] = {}
        self.pieces: dict[str, str] = {}

    @contextmanager
    def met(self, words: Collection[str]) -> Iterator[None]:
        """Know some words; those that are too long to be met again are forgotten behind it."""
        if len(self.forms) >= _REMEMBERED:
            self.forms, self.pieces = {}, {}
        new = [*{*words}.difference(self.forms)]
        for word, (made, cut) in zip(new, _analyzed(new, self._language), strict=True):
            self.forms[word], self.pieces[word] = made, cut
        yield
        for word in new:
            if len(word) >= _LONG:
                del self.forms[word], self.pieces[word]


def code_of(tag: str) -> str:
    """The language of a BCP 47 tag without its script and region; English where it is empty."""
    return tag.split("-")[0].lower() or ENGLISH


@cache
def has_english(language: str) -> bool:
    """Whether words in ASCII are taken for English ones in a language."""
    return language == ENGLISH or not is_latin(language)


def stop_words(words: Collection[str], language: str) -> int:
    """How many of some words in lower case are stop words of a language."""
    if language == ENGLISH:
        return sum(word in STOP_WORDS for word in words)
    if language in _STEMMERS and language not in _UNSTOPPED:
        return len(words) - len(_stopped(language)(" ".join(words)))
    return small_words(words)[language]


@cache
def has_pieces(language: str) -> bool:
    """Whether pieces of words are looked for in texts of a language."""
    return language not in _UNCUT


_AND = lazy_pattern(r"^[وف](?=(?:[بك]?ال|لل)\w{3})(?!الد)")
"""Arabic's "and" before an article, which Snowball leaves on; but not in what a father is."""


@lru_cache(50_000)
def form(word: str, language: str) -> str:
    """What the inflections of a spelt word have in common; empty where nothing is known."""
    if not _inflected([word], language):
        return ""
    [stem] = _stems([word], language)
    return _form(stem, language)


def has_wanted_form(word: str, language: str, wanted: Collection[str]) -> bool:
    """Whether a spelt word has one of some forms, or a word inside it."""
    if form(word, language) in wanted:
        return True
    if not joins_words(language):
        return False
    inside = frozenset(filter(is_inside, wanted))
    if not inside or not _consonants(inside).search(lowered(word)):
        return False
    return not forms_inside(word, language).isdisjoint(inside)


@lru_cache(10_000)
def forms_of(word: str, language: str) -> frozenset[str]:
    """The forms that a spelt word is found by: its own, and that of a word inside another.

    With its own those of all that it may be where accents are not typed. Of a word with very
    many letters that may have some, the last are varied: endings are there.
    """
    own = _own_forms(word, language)
    return own | {*_inside(own, [word] * len(own), language)}


def _own_forms(word: str, language: str) -> frozenset[str]:
    accents = _ACCENTS.get(language, {}) if word.isascii() else {}
    if not accents or not _inflected([word], language):
        return frozenset({form(word, language)} - {""})
    endings = [""]
    for at in reversed(range(len(word))):
        letters = word[at] + accents.get(word[at], "")
        if len(letters) * len(endings) > _VARIED:
            endings = [word[: at + 1] + ending for ending in endings]
            break
        endings = [letter + ending for letter in letters for ending in endings]
    return frozenset(_form(stem, language) for stem in _stems(endings, language))


def _form(stem: str, language: str) -> str:
    return f"{language}:{stem}"[:LONGEST]


def is_inside(form: str) -> bool:
    """Whether a form is that of a word inside another."""
    return _INSIDE in form


@lru_cache(1_000)
def _consonants(forms: frozenset[str]) -> re.Pattern[str]:
    """What a folded word has that one of some words is inside of, which few others have.

    A stem has other vowels than its words and another last letter, and may lack some of theirs.
    """
    stems = (each.partition(_INSIDE)[2][:-1] for each in forms)
    found = (map(re.escape, _FIRM.findall(stem)[:_TOLD]) for stem in stems)
    return re.compile("|".join(map(".*".join, found)))


def _inside(forms: Iterable[str], words: Iterable[str], language: str) -> Iterator[str]:
    """The forms of words that stand inside others, of which these are the forms."""
    for form, word in zip(forms, words, strict=True) if joins_words(language) else ():
        is_long = len(word) >= LONG or len(form.partition(":")[2]) >= SHORTEST
        if is_long and form not in SUFFIXES:
            yield form.replace(":", _INSIDE, 1)


def forms_inside(word: str, language: str) -> frozenset[str]:
    """The forms of what may be a word inside a spelt word."""
    if not joins_words(language) or not (words := inner_words(word, language)):
        return frozenset()
    forms = (_form(stem, language) for stem in _stems(words, language))
    return frozenset(_inside(forms, words, language))


def _stems(words: Sequence[str], language: str) -> Sequence[str]:
    """What inflections of each of some spelt words begin with, folded."""
    if language in _ENDINGS:
        return [_without_ending(word, language) for word in _folded(words)]
    if language == "ar":
        words = [_AND.sub("", word) for word in words]
    stems, nouns = _again_stemmed(words, language), _nouns(language)
    stems = [nouns.get(stem, stem) for stem in stems] if nouns else stems
    return _folded(_replaced(stems, _ALTERNATING.get(language, ())))


def _again_stemmed(words: Sequence[str], language: str) -> list[str]:
    stems = _stemmed(_replaced(words, _REGULAR.get(language, ())), language)
    left = [*range(len(words))] if language in _AGAIN else []
    while left:
        again = dict(zip(left, _stemmed([stems[at] for at in left], language), strict=True))
        left = [at for at in left if _SHORTEST <= len(again[at]) < len(stems[at])]
        for at in left:
            stems[at] = again[at]
    return stems


@cache
def _nouns(language: str) -> Mapping[str, str]:
    """The stems of nouns, each by those of its irregular plurals."""
    nouns: dict[str, str] = {}
    language = "nb" if language in ("nn", "no") else language
    listed = _IRREGULAR.get(language, "").lower().split()
    for each in listed:
        stem, *others = _again_stemmed(each.split(":"), language)
        nouns |= dict.fromkeys(others, stem)
    return nouns


def _replaced(words: Sequence[str], changes: Iterable[tuple[str, str]]) -> Sequence[str]:
    for pattern, instead in changes:
        words = [re.sub(pattern, instead, word) for word in words]
    return words


def _stemmed(words: Sequence[str], language: str) -> list[str]:
    """What the stemmer of a language leaves of each word."""
    stems = _stemmer(language)(" ".join(words))
    if len(stems) == len(words):
        return stems
    return ["".join(_stemmer(language)(word)) or word for word in words]


def _folded(words: Sequence[str]) -> Sequence[str]:
    """Each of some spelt words without case and accents."""
    folded = lowered(" ".join(words)).split(" ")  # with what became nothing, to keep step
    if len(folded) == len(words):
        return folded
    return ["".join(lowered(word).split()) for word in words]


def _is_inflected(language: str) -> bool:
    return language in _STEMMERS or language in _ENDINGS


@cache
def _endings(language: str) -> frozenset[str]:
    return frozenset(_ENDINGS[language].split())


def _without_ending(folded: str, language: str) -> str:
    """A folded word without the longest of the endings of its language."""
    endings = _endings(language)
    cuts = range(max(_ROOT, len(folded) - _LONGEST_ENDING), len(folded))
    return next((folded[:cut] for cut in cuts if folded[cut:] in endings), folded)


@cache
def has_forms(language: str) -> bool:
    """Whether texts of a language hold forms of their words."""
    return language != ENGLISH and language not in _UNINFLECTED


def is_tonal(language: str) -> bool:
    """Whether words are only what they are spelt as in a language."""
    return language in _TONAL


def exact_spelling(word: str) -> str:
    """The token of a spelt word in texts of a language with tones."""
    return f"={word}"[:LONGEST]


def spelling(word: str) -> str:
    """What tells a spelt word from others with the same letters; empty if nothing does."""
    if word.isascii() or CONTINUOUS.search(word):
        return ""
    return "" if lowered(word) == word else f"={word}"[:LONGEST]


def forms_and_pieces(text: str, language: str) -> tuple[str, str]:
    """The forms of the words of a text and their pieces, with blanks between them.

    Pieces are of stems, and of each a few times at most: all the more often tells no more,
    and takes its room.
    """
    if language == ENGLISH and text.isascii():
        return "", ""
    if is_tonal(language):
        return " ".join(map(exact_spelling, spelled(text).split())), ""
    if not has_pieces(language):  # words in ASCII have no forms there
        text = " ".join(filterfalse(str.isascii, text.split()))
    words = (lowered_text if language in _UNINFLECTED else spelled)(text).split()
    known = _words(language)
    with known.met(words):
        made = "".join(map(known.forms.__getitem__, words)).rstrip()
        often = Counter(map(known.pieces.__getitem__, words))
    again = [cut * (min(count, _OFTEN) - 1) for cut, count in often.items() if count > 1]
    return made, "".join([*often, *again]).rstrip()


def pieces_of(word: str, language: str) -> list[str]:
    """The pieces that texts of a language hold of a spelt word."""
    return _cut(_stem(word, language)).split()


def without_particles(text: str) -> str:
    """A Korean word without what its part in a sentence puts at its end; empty if nothing."""
    found = _WITH_PARTICLES.fullmatch(normalize("NFD", spelled(text).strip()))
    return normalize("NFC", found[found.lastindex or 0]) if found else ""


def with_prefixes(word: str) -> frozenset[str]:
    """What a folded Hebrew word stands as: with others before it, in the plural, or without."""
    if not _HEBREW.fullmatch(word):
        return frozenset()
    bare = (word.removeprefix(prefix) for prefix in _PREFIXES)
    nouns = {word, *(each for each in bare if len(each) >= _SHORTEST_HEBREW)}
    nouns |= {each for noun in nouns for each in _numbers(noun)}
    return frozenset(prefix + noun for prefix in _PREFIXES for noun in nouns) - {word}


def _numbers(noun: str) -> list[str]:
    """The plurals of a Hebrew noun, or what it may be the plural of."""
    ending = next(filter(noun.endswith, ("ים", "ות", "ה", "")))
    root = noun.removesuffix(ending)
    if len(root) < _SHORTEST_HEBREW:
        root, ending = noun, ""
    inner = root.translate(_AS_INNER)
    stem = inner.rstrip("י")
    roots = {inner, *((f"{stem}י", f"{stem}יי") if inner != stem else ())}  # in full or not
    singular = root[:-1] + root[-1].translate(_AS_FINAL)
    return [singular, f"{inner}ים", *map("".join, product(roots, ("ה", "ות")[not ending :]))]


def _stem(word: str, language: str) -> str:
    """What inflections of a spelt word begin with, or the word."""
    [stem] = _stems([word], language) if _inflected([word], language) else _folded([word])
    return stem


def _analyzed(words: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    """The forms of each of some words, and its pieces."""
    folded = words if language in _UNINFLECTED else _folded(words)
    inflected = _inflected(words, language)
    stems = dict(zip(inflected, _stems(inflected, language), strict=True)) if inflected else {}
    has_cuts = has_pieces(language)
    for word, letters in zip(words, folded, strict=True):
        stem = stems.get(word)
        made = "" if stem is None else f"{_form(stem, language)} "
        if stem is not None and joins_words(language):
            made += "".join(f"{each} " for each in sorted(forms_inside(word, language)))
        if letters != word and not CONTINUOUS.search(word):
            made += f"{exact_spelling(word)} "
        yield made, _cut(letters if stem is None else stem) if has_cuts else ""


def _inflected(words: Sequence[str], language: str) -> Sequence[str]:
    """Those of some spelt words that have a form; most texts are in one script."""
    if not _is_inflected(language):
        return ()
    if has_english(language):
        words = [*filterfalse(str.isascii, words)]
    if CONTINUOUS.search(" ".join(words)):
        words = [*filterfalse(CONTINUOUS.search, words)]
    return [*filterfalse(str.isdecimal, words)]


def _cut(stem: str) -> str:
    """The pieces of a stem with its ends, or of the runs in it; none of a number.

    A blank behind them all.
    """
    if stem.isdecimal() or not stem:
        return ""
    length = _PIECE
    if not stem.isascii() and _CUT_OTHERWISE.search(stem):
        if runs := CONTINUOUS.findall(stem):
            return _joined([*chain.from_iterable(map(_cut_run, runs))])
        if _ABJAD.match(stem):
            consonants = _VOWELS.sub("", stem)
            stem = consonants if len(consonants) > 1 else stem
            length = _CONSONANTS
    ends = f"_{stem[:LONGEST]}_"
    return _joined([ends[at : at + length] for at in range(len(ends) - length + 1)])


def _joined(pieces: Sequence[str]) -> str:
    return f"{' '.join(pieces)} " if pieces else ""


def _cut_run(run: str) -> list[str]:
    first = run[0]
    if "\uac00" <= first <= "\ud7a3":  # Hangul
        return [f"_{run[:length]}" for length in range(1, min(len(run), _BEGINNING) + 1)]
    if first < "\u1800" and _LETTERED.match(first):
        places = compress(range(len(run) - _PIECE + 1), map(str.isalpha, run))
        return [run[at : at + _PIECE] for at in places]
    alike = _ALIKE.findall(run)
    words = [f"_{word}" for word in alike if len(word) <= _LONGEST_ALIKE or word < "\u3400"]
    return [*_NO_IDEOGRAPHS.sub("", run), *words]


@lru_cache(64)
def _words(language: str) -> _Words:
    return _Words(language)


@cache
def _stopped(language: str) -> Callable[[str], list[str]]:
    """What leaves the stop words of a language out."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    words = TextAnalyzerBuilder(Tokenizer.whitespace())
    return words.filter(Filter.stopword(_STEMMERS[language])).build().analyze


@cache
def _stemmer(language: str) -> Callable[[str], list[str]]:
    """What stems a word of a language."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    words = TextAnalyzerBuilder(Tokenizer.whitespace())
    return words.filter(Filter.stemmer(_STEMMERS[language])).build().analyze
