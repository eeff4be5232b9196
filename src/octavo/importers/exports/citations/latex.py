r"""The text that LaTeX means in a citation: `{M\"u}ller \& Co` says `Müller & Co`."""

import re
import unicodedata

_ACCENTS = {
    **{"`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304"},
    **{'"': "\u0308", ".": "\u0307", "u": "\u0306", "r": "\u030a", "H": "\u030b"},
    **{"v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328", "b": "\u0331"},
}
_NAMED = r"""
ss=ß o=ø O=Ø l=ł L=Ł ae=æ AE=Æ oe=œ OE=Œ aa=å AA=Å i=ı j=ȷ dh=ð DH=Ð th=þ TH=Þ dj=đ DJ=Đ
ng=ŋ NG=Ŋ S=§ P=¶ dag=† ddag=‡ pounds=£ euro=€ texteuro=€ textsterling=£ textyen=¥
copyright=© textcopyright=© textregistered=® texttrademark=™ textdegree=° ldots=… dots=…
textellipsis=… textendash=– textemdash=— textquoteright=’ textquoteleft=‘
textquotedblleft=“ textquotedblright=” textquotesingle=' guillemotleft=« guillemotright=»
guilsinglleft=‹ guilsinglright=› quotedblbase=„ quotesinglbase=‚ textasciitilde=~
textasciicircum=^ textbackslash=\ textbar=| textless=< textgreater=> textunderscore=_
textbullet=• cdot=· times=× pm=± leq=≤ geq=≥ neq=≠ infty=∞ rightarrow=→ to=→ alpha=α
beta=β gamma=γ delta=δ epsilon=ε lambda=λ mu=μ pi=π sigma=σ tau=τ phi=φ omega=ω Delta=Δ
Sigma=Σ Omega=Ω TeX=TeX LaTeX=LaTeX textexclamdown=¡ textquestiondown=¿ textmu=µ
textperiodcentered=·
"""
_SYMBOLS = dict(pair.split("=") for pair in _NAMED.split())
_COMMAND = re.compile(
    r"""
      \\ (["'`^~=.]) \s* (?: \{ \s* (\\?[^\W\d_]) \s* \} | (\\[ij](?![A-Za-z])|[^\W\d_]) )
    | \\ ([uvHckdbr]) (?: \s* \{ \s* (\\?[^\W\d_]) \s* \} | \s+ ([^\W\d_]) )
    | \\ ([A-Za-z]+) (?: \s+ | \{\} )?
    | \\ ([^A-Za-z])
    | (-{2,3} | ``? | '' | ~ | [{}$])
    """,
    re.VERBOSE,
)
_ANY = re.compile(r"[\\{}~$`]|--|''")
_MARKS = {"--": "–", "---": "—", "``": "“", "`": "‘", "''": "”", "~": " "}
_IN_ADDRESS = re.compile(r"\\(?:textasciitilde|sim)\s?(?:\{\})?|\\~(?:\{\})?")


def text_of_latex(value: str) -> str:
    """A value with accents and symbols as letters, and without braces and commands."""
    if not _ANY.search(value):
        return value
    return unicodedata.normalize("NFC", _COMMAND.sub(_meant, value))


def address_of_latex(value: str) -> str:
    r"""The address in a value such as `\url{http://example.org/a\_b}`."""
    value = _IN_ADDRESS.sub("~", value.replace("\\url", "").replace("\\path", ""))
    return re.sub(r"\\([^A-Za-z])", r"\1", value).strip("{} \t\r\n")


def _meant(found: re.Match[str]) -> str:
    sign, braced, bare, letter, inside, spaced, command, escaped, mark = found.groups()
    if sign or letter:
        base = (braced or bare or inside or spaced).lstrip("\\")
        return base + _ACCENTS[sign or letter]
    if command:
        return _SYMBOLS.get(command, "")
    if escaped:
        return "\n" if escaped == "\\" else escaped.strip(",;:!/-\n")
    return _MARKS.get(mark, "")
