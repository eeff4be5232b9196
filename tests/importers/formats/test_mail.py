"""Mails: what a newsletter says, without what is about the sending."""

import tracemalloc
from base64 import b64encode, encodebytes
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octavo.importers.dispatch import draft_of_bytes, draft_of_document
from octavo.importers.files import drafts_of, drafts_of_stdin
from octavo.importers.formats.mail import _begins_answered
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from tests.importers.words import lost, words_shown
from tests.making import examples

HEAD = """From: Ann Lee <ann@news.quay.example>
To: me@home.example
Subject: The tide clock
Date: Wed, 4 Mar 2026 09:30:00 +0100 (CET)
Message-ID: <1@quay.example>
MIME-Version: 1.0
"""
HTML = """<html><head><title>x</title></head><body>
<p><a href="https://quay.example/v">View this email in your browser</a></p>
<div style="display:none">A short preview of it.</div>
<table><tr><td><p>The clock above the door shows the tide and not the time, as it has done
since the year of the storm.</p><p>Nobody winds it, and <a href="https://quay.example/k">the
keeper</a> says that it has never been wrong by more than a few minutes.</p></td></tr></table>
<p>You are receiving this because you asked. <a href="https://quay.example/u">Unsubscribe</a></p>
</body></html>"""
TEXT = (
    "The clock above the door shows the tide and not the time, as it has done since the year of"
    " the storm.\n\nNobody winds it, and [the keeper](https://quay.example/k) says that it has"
    " never been wrong by more than a few minutes."
)
INNER = b"Subject: Ebb and flow\n\nOf the tide."
PARTS = f"""{HEAD}Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/alternative; boundary="a"

--a
Content-Type: text/plain; charset=utf-8

Only the plain text.
--a
Content-Type: text/html; charset=utf-8

{HTML}
--a--
--m
Content-Type: text/html; name=x.html
Content-Disposition: attachment; filename="x.html"

<p>This one, too.</p>
--m--
"""


def read(mail: str | bytes) -> Draft:
    data = mail if isinstance(mail, bytes) else mail.encode()
    return draft_of_document(data, Source(kind="file", name="clock.eml"))


def test_a_letter_that_speaks_of_sending_keeps_every_word() -> None:
    body = "\n\n".join(
        (
            "Dear Bo,",
            "I could not unsubscribe from that list, and you are receiving this by mistake.",
            "Please view it in your browser.",
            "Ann",
        )
    )
    assert read(f"{HEAD}\n{body}\n").text == body


def test_a_newsletter() -> None:
    draft = read(PARTS)

    assert draft.text == f"{TEXT}\n\n## x.html\n\nThis one, too."
    assert (draft.title, draft.authors) == ("The tide clock", ("Ann Lee",))
    assert (draft.site, draft.source.key) == ("quay.example", "<1@quay.example>")
    assert draft.published == datetime(2026, 3, 4, 8, 30, tzinfo=UTC)


ARMOUR = "-----BEGIN PGP MESSAGE-----\n\niQEz\n-----END PGP MESSAGE-----"
PATCH = """diff --git a/tide.py b/tide.py
index 1234567..89abcde 100644
--- a/tide.py
+++ b/tide.py
@@ -1,3 +1,3 @@
 def tide(hour):
-    return hour
+    return hour - 1

@@ -9 +9 @@
--- a rule
+++ a rule
\\ No newline at end of file"""


@pytest.mark.parametrize(
    ("part", "said"),
    [
        pytest.param(
            'text/plain\nContent-Disposition: attachment; filename="=?utf-8?q?=C3=9Cber.txt?="'
            "\n\nOf the\ntide.",
            "## Über.txt\n\nOf the tide.",
            id="a text",
        ),
        pytest.param(
            'text/csv\nContent-Disposition: attachment; filename="a.csv"\n\na,b\n1,2',
            "## a.csv\n\n```\na,b\n1,2\n```",
            id="a text for programs",
        ),
        pytest.param(
            "application/octet-stream\nContent-Disposition: attachment; filename=a.txt\n\nEbb.",
            "## a.txt\n\nEbb.",
            id="a text that is called none",
        ),
        pytest.param(
            "message/rfc822\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64"
            f"\n\n{b64encode(INNER).decode()}",
            "## Ebb and flow\n\nOf the tide.",
            id="a mail in base64",
        ),
        pytest.param(
            'application/pdf; name="a_b_c.pdf"\nContent-Disposition: inline\n\n%PDF',
            "Attached: a_b_c.pdf",
            id="no text",
        ),
        pytest.param(
            'text/x-diff; name="a.patch"\nContent-Disposition: inline\n\n-ebb\n+flow',
            "## a.patch\n\n```\n-ebb\n+flow\n```",
            id="a patch that is not called attached",
        ),
        pytest.param(
            'text/calendar; name="a.ics"\n\nBEGIN:VCALENDAR', "Attached: a.ics", id="a day"
        ),
        pytest.param(
            "application/pgp-signature; name=signature.asc\n\nx", "", id="a signature"
        ),
    ],
)
def test_what_is_sent_along_is_kept_or_named(part: str, said: str) -> None:
    head = f"{HEAD}Content-Type: multipart/mixed; boundary=m\n\n--m\n"
    mail = f"{head}Content-Type: text/plain\n\nSee below.\n--m\nContent-Type: {part}\n--m--\n"
    assert read(mail).text == f"See below.\n\n{said}".strip()


def test_a_mail_without_a_text_says_what_is_in_it() -> None:
    part = 'Content-Type: image/png; name="tide.png"\n\nx'
    head = f"{HEAD}Content-Type: multipart/mixed; boundary=m\n\n"
    with pytest.raises(DraftRejected, match=r"no text in this mail, only tide\.png"):
        read(f"{head}--m\n{part}\n--m--\n")


def test_a_plain_mail() -> None:
    draft = read(f"{HEAD}\nThe clock shows\nthe tide.\n\n-- \nAnn Lee, Old quay\n")

    assert draft.text == "The clock shows the tide.\n\n> Ann Lee, Old quay"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        pytest.param("quoted-printable", b"Caf=C3=A9 am =\nKai", id="quoted-printable"),
        pytest.param("base64", b"Q2Fmw6kgYW0gS2Fp", id="base64"),
        pytest.param("8bit", "Café am Kai".encode(), id="eight bits"),
    ],
)
def test_transfer_encodings(encoding: str, body: bytes) -> None:
    head = (
        f"{HEAD}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}"
    )

    assert read(head.encode() + b"\n\n" + body).text == "Café am Kai"


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "utf-16", "no-such-charset"])
def test_charsets(charset: str) -> None:
    known = charset if charset != "no-such-charset" else "utf-8"
    head = (
        f"{HEAD}Content-Type: text/html; charset={charset}\nContent-Transfer-Encoding: base64"
    )
    body = "<p>Über den Gezeiten hängt die Uhr schön hoch.</p>".encode(known)
    import base64

    assert read(head.encode() + b"\n\n" + base64.encodebytes(body)).text == (
        "Über den Gezeiten hängt die Uhr schön hoch."
    )


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        pytest.param(
            "=?utf-8?q?Caf=C3=A9_am?= =?utf-8?b?IEthaQ==?=", "Café am Kai", id="words"
        ),
        pytest.param("The\n  tide", "The tide", id="a folded line"),
        pytest.param("Fwd: Re: The tide", "The tide", id="forwarded"),
        pytest.param("It&#8217;s ebb", "It’s ebb", id="entities"),
        pytest.param("Ebbe für alle", "Ebbe für alle", id="never encoded"),
        pytest.param("=?utf-8?b?A?= x", "=?utf-8?b?A?= x", id="broken words stay"),
        pytest.param("", "Clock", id="none, and the file has a name"),
    ],
)
def test_subjects(subject: str, title: str) -> None:
    assert read(HEAD.replace("The tide clock", subject) + "\nText.\n").title == title


def test_the_list_is_the_site() -> None:
    assert (
        read(f"{HEAD}List-Id: Quay Letter <quay.list.example>\n\nText.\n").site == "Quay Letter"
    )


@pytest.mark.parametrize(
    "mail",
    [
        pytest.param(f"{HEAD}\n", id="an empty mail"),
        pytest.param(
            f"{HEAD}Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n",
            id="a picture",
        ),
        pytest.param(
            f"{HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x--\n", id="no part"
        ),
    ],
)
def test_a_mail_without_text_is_told_as_such(mail: str) -> None:
    with pytest.raises(DraftRejected, match="no text in this mail"):
        read(mail)


def test_the_greeting_of_a_letter_is_no_heading() -> None:
    text = "\nHello Ann\n\nThe clock has stopped again, and nobody knows why it did.\n"
    draft = draft_of_document((HEAD + text).encode(), Source(name="a.eml"))
    assert draft.text.startswith("Hello Ann\n\nThe clock has stopped")


LONG_HEAD = (
    "Return-Path: <ann@news.quay.example>\nDelivered-To: me@home.example\n"
    + "".join(
        f"Received: by 192.0.2.{n} with SMTP id {n};\n\tWed, 4 Mar 2026\n" for n in range(80)
    )
    + "ARC-Seal: i=1; a=rsa-sha256;\n  b="
    + "A" * 900
    + "\n"
    + HEAD
)
PLAIN = "The clock above the door shows the tide and not the time, as Ann says."


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(HEAD, id="short headers"),
        pytest.param(LONG_HEAD, id="long headers before the sender"),
        pytest.param(
            "From ann@news.quay.example Wed Mar  4 09:30:00 2026\n" + HEAD, id="mailbox"
        ),
        pytest.param(LONG_HEAD.replace("\n", "\r\n"), id="lines that end as on the wire"),
        pytest.param(HEAD.replace("\n", "\r"), id="lines of an old Mac"),
    ],
)
def test_a_mail_is_told_by_all_of_its_headers(head: str) -> None:
    end = "\r\n" if "\r\n" in head else head[-1]
    draft = draft_of_bytes(f"{head}{end}{PLAIN}".encode(), Source(kind="file", name="a.eml"))
    assert (draft.title, draft.authors, draft.text) == ("The tide clock", ("Ann Lee",), PLAIN)


def test_a_mail_that_was_never_sent_is_one_of_whoever_is_named_or_else_addressed() -> None:
    head = "From: {}\nSubject: The tide clock\nDate: Wed, 4 Mar 2026 09:30:00 +0100\n"
    for sender, author in (("b@quay.example", "b@quay.example"), ("Bo <b@quay.example>", "Bo")):
        mail = f"{head.format(sender)}\nHello Ann\n\n{PLAIN}\n".encode()
        draft = draft_of_bytes(mail, Source(kind="file", name="a.eml"))
        assert (draft.title, draft.authors, draft.site) == (
            "The tide clock",
            (author,),
            "quay.example",
        )
        assert draft.text == f"Hello Ann\n\n{PLAIN}"


def test_a_guess_at_the_encoding_of_a_mail_is_said() -> None:
    mail = f"{HEAD}\nDer naïve Kai.\n".encode("cp850")
    assert "its encoding is not said" in read(mail).doubt
    assert not read(f"{HEAD}\n{PLAIN}\n").doubt


def test_each_mail_of_a_mailbox_is_a_draft(tmp_path: Path) -> None:
    said = ["It shows the tide.", "From here on it rains.\n\nFrom there too.", "All is well."]
    mails = [
        HEAD.replace("tide clock", f"clock {n}").replace("<1@", f"<{n}@")
        + "\n"
        + text.replace("\nFrom", "\n>From")
        for n, text in enumerate(said)
    ]
    box = "".join(f"From ann Wed Mar  4 09:30:0{n} 2026\n{m}\n\n" for n, m in enumerate(mails))
    (tmp_path / "a.mbox").write_text(box)
    for place in (tmp_path, tmp_path / "a.mbox"):
        drafts = [draft for _, draft in drafts_of([place]) if isinstance(draft, Draft)]
        assert [draft.title for draft in drafts] == [
            "The clock 0",
            "The clock 1",
            "The clock 2",
        ]
        assert [draft.text for draft in drafts] == said
    piped = [draft for draft in drafts_of_stdin(box.encode()) if isinstance(draft, Draft)]
    assert [draft.text for draft in piped] == said


def test_every_body_of_a_mail_comes_in_in_order() -> None:
    texts = ["It shows the tide.", "Nobody winds it.", "The keeper has gone."]
    parts = "".join(
        f"--m\nContent-Type: text/html; charset=utf-8\n\n<html><body><p>{t}</p></body></html>\n"
        for t in texts
    )
    mail = f"{HEAD}Content-Type: multipart/mixed; boundary=m\n\n{parts}--m--\n"
    assert read(mail).text == "\n\n".join(texts)


@pytest.mark.parametrize(
    "greeting", ["Hello Ann", "Dear readers,", "Hi", "The Tide Clock Weekly"]
)
def test_a_greeting_is_no_heading(greeting: str) -> None:
    text = read(f"{HEAD}\n{greeting}\n\n{PLAIN}\n\nBest wishes\nBob\n").text
    assert text == f"{greeting}\n\n{PLAIN}\n\nBest wishes\\\nBob"


FIELDS = (
    "From: Bo Low <bo@home.example>\nSent: Monday, 2 March 2026 9:00\nTo: Ann\nSubject: Tide"
)
QUOTED = (
    "> From: Bo Low \\<bo@home.example>\\\n> Sent: Monday, 2 March 2026 9:00\\\n> To: Ann\\\n"
    "> Subject: Tide\n>\n> Shall we wind it?"
)


@pytest.mark.parametrize(
    ("answered", "written"),
    [
        pytest.param(f"{FIELDS}\n\nShall we wind it?", QUOTED, id="fields"),
        pytest.param(f"________\n{FIELDS}\n\nShall we wind it?", QUOTED, id="below a rule"),
        pytest.param(
            f"-----Original Message-----\n{FIELDS}\n\nShall we wind it?",
            f"> -----Original Message-----\\\n{QUOTED}",
            id="below a line that says so",
        ),
        pytest.param(
            "-----원본 메시지-----\n보낸 사람: Bo\n제목: 시계\n\n감을까요?",
            "> -----원본 메시지-----\\\n> 보낸 사람: Bo\\\n> 제목: 시계\n>\n> 감을까요?",
            id="Korean",
        ),
        pytest.param(
            "De : Bo\nEnvoyé : lundi\nÀ : Ann\nObjet : L'heure\n\nOn la remonte ?",
            "> De : Bo\\\n> Envoyé : lundi\\\n> À : Ann\\\n> Objet : L'heure\n>\n> On la "
            "remonte ?",
            id="French",
        ),
        pytest.param(
            "On 2 Mar 2026, Bo <bo@home.example> wrote:\n\nShall we wind it?",
            "> On 2 Mar 2026, Bo \\<bo@home.example> wrote:\n>\n> Shall we wind it?",
            id="a line that names a person",
        ),
        pytest.param(
            "On 2 Mar 2026, Bo <bo@home.example> wrote:\n> Shall we wind it?",
            "On 2 Mar 2026, Bo \\<bo@home.example> wrote:\n\n> Shall we wind it?",
            id="marked already",
        ),
    ],
)
def test_what_a_letter_answers_to_is_a_quote(answered: str, written: str) -> None:
    text = read(f"{HEAD}\nYes, let us.\n\nAnn\n\n{answered}\n").text
    assert text == f"Yes, let us.\n\nAnn\n\n{written}"


@pytest.mark.parametrize(
    ("lines", "written"),
    [
        pytest.param("It is late. \nSo it is.", "It is late. So it is.", id="a sentence ends"),
        pytest.param(
            "It is late. \n\nSo it is.", "It is late.\n\nSo it is.", id="a blank line"
        ),
        pytest.param("> a soft \n> line", "> a soft line", id="in a quote"),
        pytest.param("> Late. \n>> Soon. \n>> Now.", "> Late.\n>\n> > Soon. Now.", id="depths"),
        pytest.param("> > a soft \n> > line", "> > a soft line", id="marks with spaces"),
        pytest.param("Late. \n From me.", "Late. From me.", id="stuffed with a space"),
        pytest.param("Late. \n-- \nAnn", "Late.\n\n> Ann", id="a signature"),
        pytest.param("> Late.\n-- \nAnn", "> Late.\n\nAnn", id="a signature below a quote"),
    ],
)
def test_soft_lines_are_joined(lines: str, written: str) -> None:
    flowed = f"{HEAD}Content-Type: text/plain; charset=utf-8; Format=Flowed"
    assert read(f"{flowed}\n\nDear Bo,\n\n{lines}\n").text == f"Dear Bo,\n\n{written}"


def test_the_space_of_a_soft_line_goes_where_the_mail_says_so() -> None:
    flowed = f"{HEAD}Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes"
    assert (
        read(f"{flowed}\n\nDear Bo,\n\nthe tide \nclock\n").text == "Dear Bo,\n\nthe tideclock"
    )


@pytest.mark.parametrize("rule", ["_" * 32, "_" * 10])
def test_a_rule_of_a_letter_makes_no_heading(rule: str) -> None:
    text = read(f"{HEAD}\nIt is late, Bo.\n\nSent by a clock\n{rule}\nThe quay, a list\n").text
    assert text == "It is late, Bo.\n\nSent by a clock\n\n---\n\nThe quay, a list"


def test_a_letter_that_is_sent_on_is_no_quote() -> None:
    text = read(f"{HEAD}\n---- Forwarded ----\n{FIELDS}\n\nShall we wind it?\n").text
    assert text == "---- Forwarded ----\\\n" + QUOTED.replace("> ", "").replace("\n>\n", "\n\n")


@pytest.mark.parametrize(
    "answered",
    [
        pytest.param(
            '<hr><div id="divRplyFwdMsg"><b>From:</b> Bo<br><b>Sent:</b> Monday<br><b>To:</b>'
            " Ann</div><div><p>Shall we</p><p>wind it?</p></div>",
            id="Outlook",
        ),
        pytest.param(
            "<div class=gmail_quote>On Monday, Bo wrote:<blockquote>Shall we<br>wind it?"
            "</blockquote></div>",
            id="Gmail",
        ),
        pytest.param("<blockquote type=cite>Shall we wind it?</blockquote>", id="cited"),
        pytest.param(
            "<div class=yahoo_quoted>On 2 Mar 2026, Bo &lt;bo@a.example&gt; wrote:<div>Shall we"
            "</div><div>wind it?</div></div>",
            id="Yahoo",
        ),
    ],
)
def test_what_a_page_answers_to_is_a_quote(answered: str) -> None:
    mail = f"{HEAD}Content-Type: text/html\n\n<div>Yes, let us.</div>{answered}"
    said, _, quote = read(mail).text.partition("\n\n> ")
    assert said.startswith("Yes, let us.")
    assert all(line.startswith(">") for line in quote.split("\n")[1:])
    assert not lost(words_shown(answered), f"{said} {quote}")


_LINES = st.sampled_from(
    [
        *("", "-- ", "> ", ">> old", "Ann", "It is late.", "---", "-----Original Message-----"),
        *(
            "From: Bo",
            "Sent: today",
            "To: Ann",
            "On 2026-01-01 a@b.example wrote:",
            "* one",
            "1. a",
        ),
    ]
)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(_LINES, min_size=1, max_size=12))
def test_no_word_of_a_letter_is_lost(lines: list[str]) -> None:
    lines = [f"Dear {number}", *lines] if (number := len(lines)) else lines
    for kind in ("", "Content-Type: text/plain; format=flowed\n"):
        assert not lost("\n".join(lines), read(f"{HEAD}{kind}\n" + "\n".join(lines)).text)


@pytest.mark.parametrize(
    ("kind", "parts", "text"),
    [
        pytest.param(
            "mixed",
            ["text/plain\n\nOne", "text/html\n\n<p>two</p>"],
            "One\n\ntwo",
            id="plain, then a page",
        ),
        pytest.param(
            "alternative",
            ["text/plain\n\nOne", "text/html\n\n<div></div>"],
            "One",
            id="an empty page",
        ),
        pytest.param(
            "alternative",
            [
                "text/plain\n\nOne two three and so on to twelve, or more",
                "text/html\n\n<img src='a.png' alt=''>",
            ],
            "One two three and so on to twelve, or more",
            id="a page that is a picture",
        ),
        pytest.param(
            "alternative",
            [
                "text/plain\n\nYes, on Friday.\n" + 20 * "\n> On which day shall we meet?",
                "text/html\n\n<p><b>Yes</b>, on Friday.</p>",
            ],
            "**Yes**, on Friday.",
            id="a page without what it answers",
        ),
        pytest.param(
            "mixed",
            ["text/plain\n\nOne", "message/rfc822\n\nSubject: Two\nFrom: Bo\n\nthree"],
            "One\n\n## Two\n\nBo\n\nthree",
            id="a mail that is sent along",
        ),
        pytest.param(
            "related",
            ["text/html\n\n<p>One</p>", "image/png\n\nAAAA"],
            "One",
            id="with pictures",
        ),
        pytest.param("mixed", ['text/plain; name="a.txt"\n\nOne'], "One", id="with a name"),
    ],
)
def test_all_parts_of_a_mail_are_read(kind: str, parts: list[str], text: str) -> None:
    body = "".join(f"--m\nContent-Type: {part}\n" for part in parts)
    draft = read(f"{HEAD}Content-Type: multipart/{kind}; boundary=m\n\n{body}--m--\n")
    assert (draft.title, draft.authors, draft.text) == ("The tide clock", ("Ann Lee",), text)


@pytest.mark.parametrize(
    "write",
    [
        pytest.param("\ufeff{}".format, id="a byte order mark"),
        pytest.param(
            lambda mail: f"{len(mail)}\n{mail}<?xml?><plist></plist>", id="Apple Mail"
        ),
        pytest.param("From ann Wed Mar  4 09:30:00 2026\n{}".format, id="alone in a mailbox"),
    ],
)
def test_a_mail_in_a_file_of_its_own(write: Callable[[str], str], tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_text(write(f"{HEAD}\n{PLAIN}\n"))
    [(_, draft)] = drafts_of([path])
    assert isinstance(draft, Draft)
    assert (draft.title, draft.text) == ("The tide clock", PLAIN)


def test_mails_in_a_box_need_no_line_between_them(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    path.write_text(f"From a Wed Mar  4 09:30:00 2026\n{HEAD}\n{PLAIN}\n" * 2)
    drafts = [draft for _, draft in drafts_of([path]) if isinstance(draft, Draft)]
    assert [draft.text for draft in drafts] == [PLAIN, PLAIN]


def test_what_cannot_be_read_of_a_mail_is_said() -> None:
    parts = (
        "--m\nContent-Type: text/plain\n\nOne\n--m\nContent-Type: text/plain\n\n\0\0\1\2\0\0\1"
    )
    draft = read(f"{HEAD}Content-Type: multipart/mixed; boundary=m\n\n{parts}\n--m--\n")
    assert draft.text == "One"
    assert draft.doubt


def test_whether_an_answer_begins_is_seen_from_the_lines_nearby() -> None:
    lines = ["2020@:", ">"] * 10_000
    tracemalloc.start()
    try:
        assert not _begins_answered(lines, 0)
        assert tracemalloc.get_traced_memory()[1] < 20_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize(
    "footer",
    ["_____\nTides mailing list", "-- \nTides: unsubscribe, café", "Unsubscribe\nhere: café"],
)
def test_what_a_list_puts_behind_a_body_in_base64_is_read(gap: str, footer: str) -> None:
    body = encodebytes("The table of May, from the café.\n".encode() * 3).decode().strip()
    head = f"{HEAD}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64"
    text = read(f"{head}\n\n{body}\n{gap}{footer}\n".encode()).text
    assert text.count("The table of May, from the café.\n") == 3
    assert footer.splitlines()[-1] in text


@pytest.mark.parametrize("bad", [" ", "!"])
def test_a_wrong_character_in_base64_costs_no_more_than_itself(bad: str) -> None:
    body = encodebytes(b"Twice a day, the tide is in the harbour.\n" * 12).decode()
    lines = body.splitlines()
    lines[1] = f"{lines[1][:30]}{bad}{lines[1][30:]}"
    head = f"{HEAD}Content-Type: text/plain\nContent-Transfer-Encoding: base64"
    text = read(f"{head}\n\n{chr(10).join(lines)}\n".encode()).text
    assert text.count("Twice a day") == 12


@pytest.mark.parametrize(
    ("head", "text", "said"),
    [
        pytest.param(
            "Content-Type: text/calendar",
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Supper\\, late\r\n"
            "DTSTART;TZID=X:20260304T190000\r\n"
            "DESCRIPTION:Bring a\r\n  lamp.\r\nEND:VEVENT",
            "Supper, late\n\n2026-03-04 19:00\n\nBring a lamp.",
            id="an invitation and nothing else",
        ),
        pytest.param(
            "Content-Type: multipart/alternative; boundary=B",
            "--B\nContent-Type: text/plain\n\nCome to supper.\n--B\n"
            "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\n"
            "SUMMARY:supper\nDTSTART:20260304T190000Z\nLOCATION:Quay 3\nEND:VEVENT\n--B--",
            "Come to supper.\n\n2026-03-04 19:00Z\n\nQuay 3",
            id="an invitation that says more than its text",
        ),
        pytest.param(
            'Content-Type: multipart/mixed; boundary="B"',
            "--B\nContent-Type: text/plain\n\nBo comes from Rome.\n--B\n"
            "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\n"
            "DTSTART;VALUE=DATE:20260304\nLOCATION:Rom\n"
            "DESCRIPTION:Seen at:20210305T140000\nEND:VEVENT\n--B--",
            "Bo comes from Rome.\n\n2026-03-04\n\nRom\n\nSeen at:20210305T140000",
            id="an invitation for a day",
        ),
        pytest.param(
            "Content-Type: text/plain",
            f"It is late.\n\n{PATCH}\n\nAnd so on.",
            f"It is late.\n\n```\n{PATCH}\n```\n\nAnd so on.",
            id="a patch in a text",
        ),
        pytest.param(
            "Content-Type: text/plain",
            f"Read this.\n\n{ARMOUR}",
            f"Read this.\n\n```\n{ARMOUR}\n```",
            id="a text of which a part is encrypted",
        ),
        pytest.param(
            "Content-Type: text/plain",
            f"Two mails.\n\n{'-' * 70}\n\nMessage: 1\nFrom: Ada\nSubject: Low water\n\nWhen?"
            f"\n\n{'-' * 30}\n\nFrom: Bo\nSubject: Re: Low water\n\n> When?\n\nAt four.\n\n"
            f"{'-' * 30}\n\nEnd of this.",
            "Two mails.\n\n## Low water\n\nAda\n\nWhen?\n\n## Re: Low water\n\nBo\n\n"
            "> When?\n\nAt four.\n\nEnd of this.",
            id="a digest",
        ),
        pytest.param(
            "Content-Type: text/plain",
            "Here it is:\n\nbegin 644 tide.txt\n#0V%T\n`\nend\n\nThat was it.",
            "Here it is:\n\n(Attached: tide.txt)\n\nThat was it.",
            id="a file in the text",
        ),
        pytest.param(
            "Content-Type: text/plain",
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nThe tide is out.\n- - so far\n"
            "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n\nA footer.",
            "The tide is out.\n\n- so far\n\nA footer.",
            id="a signed text",
        ),
        pytest.param(
            "Content-Type: text/plain",
            "-----BEGIN PGP SIGNED MESSAGE-----\n\nThe tide is out.\n\nSo far.\n"
            "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----",
            "The tide is out.\n\nSo far.",
            id="a text that is signed without headers",
        ),
        pytest.param(
            "Content-Type: text/markdown; name=tide.md\nContent-Disposition: attachment",
            "# Tide\n\n- out\n- in",
            "## tide.md\n\n# Tide\n\n- out\n- in",
            id="Markdown that is sent along",
        ),
    ],
)
def test_what_is_in_a_mail_besides_words(head: str, text: str, said: str) -> None:
    assert read(f"{HEAD}{head}\n\n{text}\n".encode()).text == said


def test_a_subject_in_an_unknown_charset_is_guessed() -> None:
    mail = HEAD.replace("The tide clock", "=?x-old?Q?Gr=FC=DFe_aus_K=F6ln?=")
    assert read(f"{mail}\nTide.".encode()).title == "Grüße aus Köln"


def test_a_mail_may_have_no_subject() -> None:
    head = "From: Ann Lee <ann@quay.example>\nDate: Wed, 4 Mar 2026 09:30:00 +0100"
    mail = f"{head}\nTo: b@quay.example\n\nThe tide is out.".encode()
    assert draft_of_bytes(mail, Source("file", "a.eml")).authors == ("Ann Lee",)


def test_what_is_below_a_signature_without_an_end_stays() -> None:
    text = (
        "-----BEGIN PGP SIGNED MESSAGE-----\n\nThe tide is out.\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEz\n\nCome and see it.\n"
    )
    assert "Come and see it." in read(f"{HEAD}\n{text}".encode()).text
