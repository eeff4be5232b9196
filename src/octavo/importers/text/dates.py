"""Reading dates as people and programs write them.

Large because the names of months, days and zones are here.
"""

import re
import unicodedata
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from octavo.importers.text.clean import clean_line
from octavo.patterns import lazy_pattern

_MONTHS: tuple[str, ...] = (
    "january jan januar janvier enero gennaio januari janeiro jän jänner ene gen",
    "february feb februar février fevrier febrero febbraio februari fevereiro fév fev",
    "march mar märz maerz mars marzo maart março marco mrz mär",
    "april apr avril abril aprile avr abr",
    "may mai mayo maggio mei maio mag",
    "june jun juni juin junio giugno junho giu",
    "july jul juli juillet julio luglio julho juil lug",
    "august aug août aout agosto augustus ago",
    "september sep sept septembre septiembre settembre setembro set",
    "october oct oktober octobre octubre ottobre outubro okt ott out",
    "november nov novembre noviembre novembro",
    "december dec dezember décembre decembre diciembre dicembre dezembro dez déc dic",
)
"""Names in English, German, French, Spanish, Italian, Dutch and Portuguese."""

_MORE_MONTHS = """
janv январь января янв січень січня януари јануар styczeń stycznia leden ledna január januára
tammikuu tammikuuta ocak ianuarie ιανουάριος ιανουαρίου siječanj siječnja gener มกราคม जनवरी
يناير ינואר
jaanuar janvāris janvārī sausio janúar xaneiro ژانویه জানুয়ারি იანვარი հունվարի
січ oca ian ιαν tammi sty јан јануари яну jaan xan;
févr febr февраль февраля фев лютий лютого февруари фебруар luty lutego únor února február
februára helmikuu helmikuuta şubat februarie φεβρουάριος φεβρουαρίου veljača veljače febrer
กุมภาพันธ์ फ़रवरी फरवरी فبراير פברואר
veebruar februāris februārī vasario febrúar febreiro فوریه ফেব্রুয়ারি თებერვალი փետրվարի
лют şub úno φεβ helmi февр lut феб veebr;
март марта мар березень березня marzec marca březen března marec március márc maaliskuu
maaliskuuta mart martie μάρτιος μαρτίου marts ožujak ožujka maret มีนาคม मार्च مارس מרץ מרס mrt
märts martā kovo marec مارچ মার্চ მარტი մարտի
бер bře μαρ maalis μάρ març;
апрель апреля апр квітень квітня април kwiecień kwietnia duben dubna apríl apríla április
huhtikuu huhtikuuta nisan aprilie απρίλιος απριλίου travanj travnja เมษายน अप्रैल أبريل ابريل
אפריל
aprill aprīlis aprīlī balandžio abríl آوریل এপ্রিল აპრილი ապրիլի
кві ápr nis kwi απρ huhti квіт;
май мая травень травня мај maj maja květen května máj mája május toukokuu toukokuuta mayıs
μάιος μαΐου svibanj svibnja maig พฤษภาคม मई مايو מאי
maijs maijā gegužės maí maio مه মে მაისი մայիսի
тра kvě μαϊ touko трав μαΐ μάι;
июнь июня червень червня юни јун czerwiec czerwca červen června jún júna június kesäkuu
kesäkuuta haziran iunie ιούνιος ιουνίου lipanj lipnja juny มิถุนายน जून يونيو יוני
juuni jūnijs jūnijā birželio junij júní xuño ژوئن জুন ივნისი հունիսի июн
чер cze čvn haz iun ιουν ιούν kesä черв јуни jūn;
июль июля липень липня юли јул lipiec lipca červenec července júl júla július heinäkuu
heinäkuuta temmuz iulie ιούλιος ιουλίου srpanj srpnja juliol กรกฎาคม जुलाई يوليو יולי
juuli jūlijs jūlijā liepos julij júlí xullo ژوئیه জুলাই ივლისი հուլիսի июл
лип čvc tem iul ιουλ ιούλ heinä јули jūl xul;
август августа авг серпень серпня avgust sierpień sierpnia srpen srpna augusztus elokuu
elokuuta ağustos αύγουστος αυγούστου kolovoz kolovoza agustus agost สิงหาคม अगस्त أغسطس אוגוסט
augusts augustā rugpjūčio ágúst augusti اوت আগস্ট აგვისტო օգոստոսի
сер sie srp ağu αυγ αύγ agt ag серп augusta avg ágú agu;
сентябрь сентября сент вересень вересня септември септембар wrzesień września září szeptember
syyskuu syyskuuta eylül septembrie σεπτέμβριος σεπτεμβρίου rujan rujna setembre กันยายน सितंबर
सितम्बर سبتمبر ספטמבר
septembris septembrī rugsėjo سپتامبر সেপ্টেম্বর სექტემბერი սեպտեմբերի
вер сен wrz zář eyl szept σεπ syys сеп septembra;
октябрь октября окт жовтень жовтня октомври октобар październik października říjen října
október lokakuu lokakuuta ekim octombrie οκτώβριος οκτωβρίου ตุลาคม अक्टूबर أكتوبر اكتوبر
אוקטובר
oktoober oktobris oktobrī spalio outubro اکتبر অক্টোবর ოქტომბერი հոկտեմբերի
жов paź říj eki οκτ loka жовт októbra;
ноябрь ноября нояб листопада ноември новембар listopada listopadu marraskuu marraskuuta kasım
noiembrie νοέμβριος νοεμβρίου studeni studenoga พฤศจิกายน नवंबर नवम्बर نوفمبر נובמבר
novembris novembrī lapkričio nóvember نوامبر নভেম্বর ნოემბერი նոյեմբերի
ноя kas νοε νοέ marras ное нов novembra nóv;
декабрь декабря дек грудень грудня декември децембар grudzień grudnia prosinec prosince
joulukuu joulukuuta aralık decembrie δεκέμβριος δεκεμβρίου prosinac prosinca desember desembre
ธันวาคม दिसंबर दिसम्बर ديسمبر דצמבר
detsember decembris decembrī gruodžio دسامبر ডিসেম্বর დეკემბერი դեկտեմբերի
гру gru des δεκ joulu груд дец decembra dets decembro ara
"""
"""In the languages of Europe with other names, in Thai, Hindi, Indonesian, Arabic, Persian …

Without `listopad`, which is October in Croatian, and November in Polish and Czech. Of
`listopada` it is the dot behind the day that tells, which only Croatian has.
"""

_MONTH = {
    name: number
    for months in (_MONTHS, _MORE_MONTHS.split(";"))
    for number, names in enumerate(months, 1)
    for name in names.split()
}

_WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat
sun montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi
jeudi vendredi samedi dimanche lun jeu ven sam dim lunes martes miércoles miercoles jueves
viernes sábado sabado domingo mié jue vie sáb sab dom lunedì martedì mercoledì giovedì venerdì
sabato domenica gio segunda terça quarta quinta sexta maandag dinsdag woensdag donderdag vrijdag
zaterdag zondag måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag
maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai poniedziałek wtorek środa
czwartek piątek sobota niedziela pondělí úterý středa čtvrtek pátek neděle pondelok utorok
streda štvrtok piatok nedeľa hétfő kedd szerda csütörtök péntek szombat vasárnap luni marți
miercuri joi vineri sâmbătă duminică pazartesi salı çarşamba perşembe cuma cumartesi pazar
понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс понеділок
вівторок середа четвер пятниця п'ятниця п’ятниця субота неділя понеделник сряда четвъртък петък
събота неделя δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή senin selasa rabu kamis
jumat sabtu minggu الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد
"""
_DAY_OF_WEEK = lazy_pattern(
    r"[(（]?(?:"
    rf"(?<![^\W_])(?:{'|'.join(_WEEKDAYS.split())})(?:-feira)?(?![^\W_])[.,]?"
    r"|(?:星期|[周週])[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일"
    r"|(?<=[(（])[月火水木金土日월화수목금토일](?=[)）])"
    r")[)）]?",
    re.IGNORECASE,
)

_LETTER = r"(?:[^\W\d_]|(?!\w)(?-i:[\u0900-\u0963\u0980-\u09e3\u0e31-\u0e4e]))"
"""Also the vowel signs of Hindi, Bengali and Thai, which are no letters to Python. They have no
case, which each of them is asked for otherwise."""
_NAME = rf"(?P<name>{_LETTER}{{2,14}})\.?"
_YEAR = r"(?P<year>[12]\d{3})(?:\s?(?:г|р|r|год[а]?|року|roku)(?![^\W_])\.?)?"
_DAY = r"(?P<day>\d{1,2})"
_DATES = tuple(
    lazy_pattern(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_DAY}(?:st|nd|rd|th|er|º|ª|\.)?\s+(?:of\s+|de\s+)?{_NAME},?\s+(?:de\s+)?{_YEAR}",
        rf"{_DAY}\s+tháng\s+(?P<month>\d{{1,2}}),?\s+(?:năm\s+)?{_YEAR}",
        rf"{_YEAR}\.\s+{_NAME}\s+{_DAY}\.?(?!\d)",
        rf"{_NAME}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"{_YEAR}\s*年\s*(?P<month>\d{{1,2}})\s*月\s*{_DAY}\s*日",
        rf"{_YEAR}\s*년\s*(?P<month>\d{{1,2}})\s*월\s*{_DAY}\s*일",
        rf"{_YEAR}[-/.]\s?(?P<month>\d{{1,2}})[-/.]\s?{_DAY}\.?",
        rf"{_DAY}\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}",
        rf"(?<!\d\s)(?<!\d\.\s){_NAME}\s+{_YEAR}",
    )
)
_LOOSE_DATES = (
    lazy_pattern(rf"{_DAY}[\s-]{_NAME}[\s-](?P<short>\d{{2}})(?!\d)"),
    lazy_pattern(rf"{_DAY}([-/]){_NAME}\2{_YEAR}"),
    lazy_pattern(r"(?P<first>\d{1,2})([/-])(?P<second>\d{1,2})\2" + _YEAR),
    lazy_pattern(r"(?P<month>1[0-2]|0?\d)/(?P<day>1[3-9]|2\d|3[01])/(?P<short>\d{2})(?!\d)"),
)
"""As machines write them, too: with a year of two digits, and in numbers of either order."""

_UNIX_DATE = lazy_pattern(
    r"(?:[A-Za-z]{3}\s+)?(?P<month>[A-Za-z]{3})\s+(?P<day>\d{1,2})\s+(?P<clock>\d{1,2}:\d{2}:\d{2})\s+"
    r"(?P<zone>[A-Za-z]{1,5}\s+|[+-]\d{4}\s+)?(?P<year>\d{4})"
)
"""As the functions of C write a date: `Nov 15 10:00:00 2019`."""

_ERA = lazy_pattern(r"(令和|平成|昭和|大正|明治|民國|民国)\s?(元|\d{1,3})\s?(?=年)")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867} | dict.fromkeys(
    ("民國", "民国"), 1911
)
"""The year before the first of each."""

_BUDDHIST = 543
"""How far the years of Thailand are ahead."""

_STAMP = lazy_pattern(r"((?:19|20)\d{6}(?:\d{4}(?:\d{2})?)?)(?:(?<=\d{14})\d{3})?")
"""Digits of a date, to the day, the minute, or the second; thousandths are passed over."""

_SINCE_1601, _SINCE_0001, _SINCE_1900 = -11_644_473_600, -62_135_596_800, -2_209_161_600
_COUNTS: tuple[tuple[float, float, float, int], ...] = (
    (32_000, 64_000, 1 / 86_400, _SINCE_1900),
    (1e8, 1e10, 1, 0),
    (1e10, 1e13, 1e3, 0),
    (1e13, 1e16, 1e6, 0),
    (1e16, 2e16, 1e6, _SINCE_1601),
    (1e17, 2e17, 1e7, _SINCE_1601),
    (6e17, 7e17, 1e7, _SINCE_0001),
    (1e18, 1e19, 1e9, 0),
)
"""What counts the time, by its size: how many a second, and from when.

The days of spreadsheets (1987 to 2075); Unix time to the second (from 1973, for less is a year
or a count), the milli- and microsecond; that of Chromium; of Windows; the ticks of .NET; and
Unix time to the nanosecond.
"""

_EARLIEST = 1450
"""Years before it are counted in another way, or are the first of a program's calendar."""
_ISO = lazy_pattern(r"(?!2[4-9])(?:\d{4}-|\d{8}(?:T|$))")
_BEFORE = lazy_pattern(
    rf"^(?:le\s+|ngày\s+|{_LETTER}{{2,14}}\.?,\s+|[^\W\d_]+day\s+"
    rf"|{_LETTER}{{2,4}}\.?\s+(?=\d{{1,2}}(?:\.?\s+{_LETTER}|\.\s?\d{{1,2}}\.)))",
    re.IGNORECASE,
)
"""What stands before a date and is none of it, such as the day of the week in any language."""

_CLOCK_FIRST = lazy_pattern(
    r"(\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?)\s?(?:[,·•|]|on\b)?\s?([^\s:][^:]{0,40}\d{4})\.?"
    r"(\s?\(?[A-Z][A-Za-z0-9+-]{0,9}\)?)?",
    re.IGNORECASE,
)
_CLOCKS = tuple(
    lazy_pattern(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d.:])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?=\s?[ap]\.?m|\s?Z|\s?[+-]\d|\s[A-Z]|$)",
        r"(\d{1,2})\s?[時时点點시]\s?(\d{1,2})\s?[分분]\s?(\d{1,2})\s?[秒초]",
        r"(?<![\d.:])(\d{1,2})(?=\s?[ap]\.?m\b)",
        r"(?<![\d.:])(\d{1,2})\s?(?:Uhr|h|[時时点點시]整?)$",
        r"(?<![\d.:])(\d{1,2})\s?h\s?(\d{2})(?:\s?min\s?(\d{2}))?(?!\d)",
    )
)
"""Other ways to write the time behind a date: `10.20`, `10時20分5秒`, `10 pm`, `10 Uhr`."""

_NAMED_ZONES = """
UT=0 UTC=0 GMT=0 Z=0 WET=0 WEST=1 BST=1 CET=1 MET=1 MEZ=1 MESZ=2 CEST=2 MEST=2 EET=2 SAST=2
EEST=3 MSK=3
TRT=3 PKT=5 NPT=5.75 WIB=7 ICT=7 HKT=8 SGT=8 PHT=8 AWST=8 JST=9 KST=9 ACST=9.5 AEST=10
ACDT=10.5 AEDT=11 NZST=12 NZDT=13 HST=-10 AKST=-9 AKDT=-8 PST=-8 PDT=-7 MST=-7 MDT=-6 CST=-6
CDT=-5 EST=-5 EDT=-4 BRT=-3 ART=-3
"""
_ZONES = {
    name: float(hours)
    for name, _, hours in (each.partition("=") for each in _NAMED_ZONES.split())
}
"""Hours ahead of UTC. RFC 822 gives those of North America, and the others mean one thing alone
where they are used (https://www.iana.org/time-zones); `IST` and `AST` mean several."""

_PLACES = {
    **dict.fromkeys(("et", "eastern"), "America/New_York"),
    **dict.fromkeys(("ct", "central"), "America/Chicago"),
    **dict.fromkeys(("mt", "mountain"), "America/Denver"),
    **dict.fromkeys(("pt", "pacific"), "America/Los_Angeles"),
}
"""Zones of which the hour depends on the day, by what they are called in North America."""

_ZONE = rf"""
    (?: (?:UTC|GMT)\s? )? (?P<offset>[+-]\d{{2}}:?\d{{2}} | [+-]\d{{2}})(?![\d:])
  | (?:UTC|GMT)\s? (?P<few>[+-]\d)(?![\d:])
  | (?P<name>{"|".join(_ZONES)})(?![^\W_])
"""
_CLOCK = lazy_pattern(
    rf"""
    [T\s,:]* (?: (?:at|um|à|às|om|alle|klo?\.?|в|о|•|·|-) \s+ )?
    (?P<east>午前|午後|上午|下午|오전|오후)? \s*
    (?P<hour>\d{{1,2}}) (?: : | [時时시h点點]\s? | (?<=\bkl\.\s\d\d)\. | (?<=\bklo\s\d\d)\. )
    (?P<minute>\d{{2}}|\d(?=[分분])) (?: [分분] | \s?Uhr\b )?
    (?: :(?P<second>\d{{2}}) (?:[.,]\d+)? )? \s*
    (?: (?P<half>[ap]\.?m\.?)(?![^\W_]) \s* )?
    (?: {_ZONE} )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AFTERNOON = frozenset(("午後", "下午", "오후"))
_SAME_ZONE = lazy_pattern(r"\s*[(\[]?[A-Z][A-Za-z_/ ]{1,40}[)\]]?")
"""What a zone is called, behind its number."""


_LONGEST_LINE = 120
"""Characters of a line that is a date, and what stands beside one. Half and double find the
same dates in 50 articles as plain text."""

_DIGITS = lazy_pattern(r"[12]\d{3}")
_AROUND_DATE = lazy_pattern(
    r"""
    (?: [\s|·•,;:()\-–—/.] | (?:last|first|published|updated|posted|modified|issued|date|on|at
      | [ap]m | (?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6} | \d+ [\s-] min(?:ute)?s?(?:\s read)?
      | [a-z]{2,3}t | utc | gmt | 입력 | 수정 | 게재 | 発行 | 更新日? | 公開日?
      | 发布 | 发表 | 时间) (?![a-z]) )*
    """,
    re.VERBOSE | re.IGNORECASE,
)


def moment(value: object) -> datetime | None:
    """The moment that a date, a number or a text means, in UTC; None if none.

    A text without a zone is taken as UTC, and a day as its midnight.
    """
    if isinstance(value, date):
        value = value.isoformat()
    when = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        stamped = _stamped(str(value)) if abs(value) < _COUNTS[-1][1] else None
        when = stamped or _counted(value)
    elif isinstance(value, str) and len(value) <= _LONGEST:
        when = _of_text(_plain(value))
    is_none = not when or when.year < _EARLIEST or _is_no_time(when, str(value))
    return None if is_none else when


def _is_no_time(when: datetime, said: str) -> bool:
    """Whether it is the first second of 1970; the day alone has eight digits at most."""
    return when.replace(microsecond=0) == _EPOCH and (
        ":" in said or sum(map(str.isdigit, said)) > 8
    )


def time(value: object) -> datetime | None:
    """The moment in a field, in UTC; None if there is none.

    A number, also in digits, counts what its size tells; everything else is a date as people
    and programs write them, of which a year alone, or a month, begins with its first day.
    """
    return moment(value) or (_start_of(value) if isinstance(value, str) else None)


def _start_of(said: str) -> datetime | None:
    found = _PERIOD.fullmatch(said.strip())
    if not found or not _FIRST_YEAR <= int(found["year"]) <= _LAST_YEAR:
        return None
    with suppress(ValueError):  # no such month
        month = found["before"] or found["after"] or "1"
        return datetime(int(found["year"]), int(month), 1, tzinfo=UTC)
    return None


SAVED, ISSUED = "the time when it was saved", "its date of publication"


def doubt(*times: tuple[str, object, object]) -> str:
    """What is to be said of times that could not be read.

    Each comes with what it is, what a field says of it, and the moment that was read there.
    """
    unread = dict.fromkeys(
        what
        for what, said, when in times
        if not when and said and not _NO_TIME.fullmatch(clean_line(str(said)))
    )
    return f"{' and '.join(unread)} cannot be read" if unread else ""


_PERIOD = lazy_pattern(
    r"(?:(?P<before>\d{1,2})[-/.])?(?P<year>[12]\d{3})(?:[-/.年년]\s?(?P<after>\d{1,2}))?[年년月월]?"
)
"""A year, or a month of one: `2021`, `2021-03`, `3/2021`, `2021年3月`."""
_FIRST_YEAR, _LAST_YEAR = 1450, 2400
_NO_TIME = lazy_pattern(
    r"[\W_0]*|-\d.*|0001-.*|1970-01-01.*|(?:Thu, )?0?1 Jan 1970.*"
    r"|null|nil|none|n/?a|nan|never|undefined|unknown",
    re.IGNORECASE,
)
"""What programs write where they know no time."""


def date_in(line: str) -> tuple[datetime, str, str] | None:
    """The first date in a line, and what stands before and after it."""
    for pattern in _DATES:
        for found in pattern.finditer(line):
            if day := _day(found):
                clock = _CLOCK.match(line, found.end())
                end = clock.end() if clock else found.end()
                when = moment(line[found.start() : end]) or day
                return when, line[: found.start()], line[end:]
    return None


def date_of_line(line: str) -> datetime | None:
    """The date that a line gives, if it gives nothing else but a time or what it is of."""
    dated = len(line) <= _LONGEST_LINE and _DIGITS.search(line)
    found = date_in(line) if dated else None
    if not found:
        return None
    when, before, after = found
    while more := date_in(after):
        before, after = before + more[1], more[2]
    return when if _AROUND_DATE.fullmatch(f"{before} {after}") else None


_LONGEST = 80
"""Characters of a date."""
_EPOCH = datetime.fromtimestamp(0, UTC)
"""What programs write where they know no time."""

_UNSEEN = lazy_pattern(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_AS_ASCII = str.maketrans("‐‑‒–—−－：／．，،", "-------:/.,,")
_HAN = lazy_pattern(r"([〇零一二三四五六七八九十]{1,4})\s?(?=[年月日號号])")
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def _plain(text: str) -> str:
    """A date without marks that are not seen, and with the digits and dashes of ASCII."""
    text = text.strip()
    if text.isascii():
        return text
    text = _HAN.sub(_of_han, _UNSEEN.sub("", text).translate(_AS_ASCII).strip())
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text
    )


def _of_han(found: re.Match[str]) -> str:
    """A number in Chinese digits: `二〇二四`, `十二`, `三十`, `二十一`."""
    tens, ten, ones = found[1].translate(_HAN_DIGITS).partition("十")
    return f"{tens or 1}{ones or 0}" if ten else tens


def _counted(number: float) -> datetime | None:
    """The moment that a number counts to, judged by its size."""
    for least, most, units, since in _COUNTS:
        if least < number < most:
            return _EPOCH + timedelta(seconds=number / units + since)
    return None


def _stamped(digits: str) -> datetime | None:
    """The moment whose year, month, day and so on some digits are."""
    if not (found := _STAMP.fullmatch(digits)):
        return None
    with suppress(ValueError):  # one that there is not
        form = "%Y%m%d%H%M%S"[: len(found[1]) - 2]
        return datetime.strptime(found[1], form).replace(tzinfo=UTC)
    return None


def _of_year(text: str) -> datetime | None:
    """The day of a year that its number tells: `2025-074` (ISO 8601)."""
    with suppress(ValueError):
        if len(text) == len("2025-074"):
            day = datetime.strptime(text, "%Y-%j").replace(tzinfo=UTC)
            return day if day.year == int(text[:4]) else None  # of 365, 366 is of the next one
    return None


def _of_text(text: str) -> datetime | None:
    try:
        return _in_utc(datetime.fromisoformat(text)) if _ISO.match(text) else _written(text)
    except ValueError:
        return _written(text)


_NUMBER = lazy_pattern(
    r"(?:\d{9,19}|[3-6]\d{4})(?:\.\d{1,12})?|/Date\((\d{9,16})([+-]\d{4})?\)/"
)
"""Of seconds or what else is counted; also as .NET writes it in JSON."""


def _written(text: str) -> datetime | None:
    """A date in words or in loose numbers, with or without a time of day.

    Where any of it is not understood, none.
    """
    if when := _stamped(text) or _of_year(text):
        return when
    if number := _NUMBER.fullmatch(text):
        return _counted(float(number[1] or text))
    if not any(map(str.isdigit, text)) and not _ERA.search(text):
        return None
    text = _DAY_OF_WEEK.sub(" ", _ERA.sub(_year_of_era, text)).rstrip().lstrip(" ,.")
    text = _BEFORE.sub("", text)
    if found := _UNIX_DATE.fullmatch(text):
        text = found.expand(r"\g<day> \g<month> \g<year> \g<clock> \g<zone>").rstrip()
    elif found := _CLOCK_FIRST.fullmatch(text):
        text = f"{found[2]} {found[1]} {(found[3] or '').strip(' ()')}".rstrip()
    for pattern in (*_DATES, *_LOOSE_DATES):
        if found := pattern.match(text):
            rest = text[found.end() :]
            for other in _CLOCKS:
                rest = other.sub(_with_colons, rest)
            clock = _CLOCK.match(rest)
            if day := _day(found, is_american=bool(clock and clock["half"])):
                return _at(day, rest, clock)
    return None


def _with_colons(found: re.Match[str]) -> str:
    hour, *others = (part for part in found.groups() if part)
    return ":".join((hour, *(part.zfill(2) for part in others or ["00"])))


def _year_of_era(found: re.Match[str]) -> str:
    return str(_ERAS[found[1]] + (1 if found[2] == "元" else int(found[2])))


def _at(day: datetime, rest: str, clock: re.Match[str] | None) -> datetime | None:
    """The day at the time that stands after it; None if something else does."""
    if not clock:
        return day if not rest.strip(" .,") else None
    after = clock.string[clock.end() :].rstrip(" .")
    if after and not _SAME_ZONE.fullmatch(after):
        return None
    hour = int(clock["hour"])
    if hour == 24 and not int(clock["minute"]):
        day, hour = day + timedelta(days=1), 0
    if half := clock["half"] or clock["east"]:
        hour = hour % 12 + 12 * (half[0] in "pP" or half in _AFTERNOON)
    try:
        second = int(clock["second"] or 0)
        second = 59 if second == 60 else second  # a leap second (RFC 3339, section 5.7)
        at = day.replace(hour=hour, minute=int(clock["minute"]), second=second)
        zone: tzinfo | None = _zone(clock)
    except (ValueError, KeyError):  # no such time, or no such zone
        return None
    if after and zone is None and (zone := _zone_called(after.strip(" ()[]"))) is None:
        return None
    return _in_utc(at.replace(tzinfo=zone or UTC))


def _zone_called(name: str) -> tzinfo | None:
    """The zone that stands apart behind a time: `MEZ`, `Europe/Berlin`, `Eastern Time`."""
    if (hours := _ZONES.get(name.upper())) is not None:
        return timezone(timedelta(hours=hours))
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # rarely needed

    place = _PLACES.get(name.lower().removesuffix(" time"), name)
    with suppress(ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(place) if "/" in place else None
    return None


def _zone(clock: re.Match[str]) -> timezone | None:
    """The zone of a time; None if it has none."""
    if clock["name"]:
        return timezone(timedelta(hours=_ZONES[clock["name"].upper()]))
    offset = (clock["offset"] or clock["few"] or "").replace(":", "")
    if not offset:
        return None
    hours, minutes = (offset[1:3], offset[3:]) if len(offset) > 2 else (offset[1:], "")
    ahead = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-ahead if offset[0] == "-" else ahead)


def _day(found: re.Match[str], *, is_american: bool = False) -> datetime | None:
    """The day in a match; None if there is no such day, or its order is not known."""
    parts = found.groupdict()
    day, month = parts.get("day") or 1, parts.get("month")
    year = int(parts["year"]) if parts.get("year") else _full_year(int(parts["short"]))
    if parts.get("first"):
        first, second = int(parts["first"]), int(parts["second"])
        if first <= 12 and second <= 12 and first != second and not is_american:
            return None
        month, day = (first, second) if is_american or second > 12 else (second, first)
    name = (parts.get("name") or "").lower()
    if name == "listopada" and "." in found[0]:  # in Croatian it is October
        return None
    try:
        named = (
            int(month) if month else _MONTH.get(name) or _MONTH.get(name.removeprefix("ב"), 0)
        )
        year -= _BUDDHIST if year > 2400 else 0
        return datetime(year, named, int(day), tzinfo=UTC)
    except ValueError:
        return None


def _full_year(short: int) -> int:
    """The year that two digits mean (RFC 5322, section 4.3)."""
    return short + (2000 if short < 50 else 1900)


def _in_utc(when: datetime) -> datetime | None:
    try:
        return when.replace(tzinfo=when.tzinfo or UTC).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
