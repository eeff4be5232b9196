"""Addresses of pages."""

import re
from contextlib import suppress
from urllib.parse import quote, unquote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from octavo.model.url import canonical, identity, is_web, joined, placed, site_of, uncached


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param(
            "HTTPS://News.Example/A", "https://news.example/A", id="the host has no case"
        ),
        pytest.param(
            "https://a.example:443/x", "https://a.example/x", id="the default port goes"
        ),
        pytest.param(
            "http://a.example:8080/x", "http://a.example:8080/x", id="another port stays"
        ),
        pytest.param("https://a.example", "https://a.example/", id="the root has its slash"),
        pytest.param("https://a.example/x/", "https://a.example/x/", id="a last slash stays"),
        pytest.param("https://a.example/x#part", "https://a.example/x", id="a fragment goes"),
        pytest.param("https://a.example/#!/x", "https://a.example/#!/x", id="a route stays"),
        pytest.param("https://a.example/#t/1/x", "https://a.example/#t/1/x", id="a page stays"),
        pytest.param("https://a.example/#F!a!k", "https://a.example/#F!a!k", id="a key stays"),
        pytest.param("https://a.example/x#:~:text=a/b!", "https://a.example/x", id="words go"),
        pytest.param(
            "https://a.example/x#part:~:text=a/b!", "https://a.example/x", id="words at a place"
        ),
        pytest.param(
            "https://a.example/x#utm_source=a/b", "https://a.example/x", id="tracking there"
        ),
        pytest.param(
            "https://a.example/x?a=1&amp;utm_source=n&amp;b=2",
            "https://a.example/x?a=1&b=2",
            id="as it stands in HTML",
        ),
        pytest.param("https://faß.example/", "https://xn--fa-hia.example/", id="ß is no ss"),
        pytest.param("https:/a.example/x", "https://a.example/x", id="one slash is enough"),
        pytest.param("https:\\\\a.example/x", "https://a.example/x", id="backslashes"),
        pytest.param(
            "http:\\\\a.example\\x?a=\\", "http://a.example/x?a=%5C", id="backslashes in a path"
        ),
        pytest.param("https:\\/\\/a.example\\/x", "https://a.example/x", id="as JSON has it"),
        pytest.param("http:///a.example/x", "http://a.example/x", id="three slashes"),
        pytest.param("\ufeffhttps://a.example/x\u200b", "https://a.example/x", id="unseen"),
        pytest.param("https://me@a.example/x", "https://a.example/x", id="a user's name goes"),
        pytest.param(
            "https://a.example/x?utm_source=n&id=4&fbclid=Zz",
            "https://a.example/x?id=4",
            id="tracking parameters go and the others stay",
        ),
        pytest.param(
            "https://a.example/x?UTM_Medium=mail",
            "https://a.example/x",
            id="no question mark is left behind",
        ),
        pytest.param(
            "https://a.example/a/./b/../c", "https://a.example/a/c", id="dots are resolved"
        ),
        pytest.param(
            "https://a.example/%7euser/%c3%a9",
            "https://a.example/~user/%C3%A9",
            id="escapes have one spelling",
        ),
        pytest.param(
            "https://a.example/a b", "https://a.example/a%20b", id="a space is escaped"
        ),
        pytest.param(
            "https://bücher.example/",
            "https://xn--bcher-kva.example/",
            id="a host in other letters is spelled in ASCII",
        ),
        pytest.param(
            "https://ko.wikipedia.org/wiki/한국?q=ü#/é",
            "https://ko.wikipedia.org/wiki/%ED%95%9C%EA%B5%AD?q=%C3%BC#/%C3%A9",
            id="other letters are escaped in UTF-8",
        ),
        pytest.param(
            "https://b%C3%BCcher.example/",
            "https://xn--bcher-kva.example/",
            id="in the host too",
        ),
        pytest.param(
            "https://a.example/%zz%/%ff", "https://a.example/%zz%/%FF", id="no escape"
        ),
        pytest.param(
            "https://a.example/x?utm%5Fsource=n", "https://a.example/x", id="hidden tracking"
        ),
        pytest.param("https://a.example/x%%37e", "https://a.example/x~", id="an escape within"),
        pytest.param("https://a%2Fb.example/", "https://a%2Fb.example/", id="no host"),
        pytest.param("http://[::1]:80/x", "http://[::1]/x", id="a numeric host keeps brackets"),
        pytest.param(
            "https://www.google.com/amp/s/news.example/a.amp.html?usqp=mq331&id=4",
            "https://news.example/a.amp.html?id=4",
            id="a cached AMP page goes by its own address",
        ),
        pytest.param(
            "https://news-example.cdn.ampproject.org/c/s/news.example/a",
            "https://news.example/a",
            id="and so in the other cache",
        ),
        pytest.param(
            "http://cdn.ampproject.org/v/news.example/a",
            "http://news.example/a",
            id="without s it was http",
        ),
        pytest.param(
            "https://www.google.co.uk/amp/s/google.com/amp/s/news.example/a",
            "https://www.google.co.uk/amp/s/google.com/amp/s/news.example/a",
            id="a cache of a cache is a trick",
        ),
        pytest.param(
            "https://www.google.com/amp/s/nothing",
            "https://www.google.com/amp/s/nothing",
            id="what caches no host stays",
        ),
        pytest.param(
            "https://www.google.com/maps/s.x", "https://www.google.com/maps/s.x", id="no cache"
        ),
        pytest.param("  mailto:a@b.example ", "mailto:a@b.example", id="other schemes stay"),
        pytest.param("http://[oops/", "http://[oops/", id="what is no address stays"),
        pytest.param("http://a.example:x/", "http://a.example:x/", id="a bad port stays"),
    ],
)
def test_canonical(url: str, expected: str) -> None:
    assert canonical(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://A.example/x#part", "https://a.example/x#part"),
        ("https://a.example/x?utm_source=n#part 2", "https://a.example/x#part%202"),
        ("https://a.example/#!/x", "https://a.example/#!/x"),
        ("https://a.example/x#:~:text=a", "https://a.example/x"),
        ("https://a.example/x", "https://a.example/x"),
        ("mailto:a@b.example#c", "mailto:a@b.example#c"),
    ],
)
def test_an_address_may_keep_its_place(url: str, expected: str) -> None:
    assert placed(url) == expected
    assert placed(expected) == expected


@given(
    st.one_of(
        st.text(),
        st.text(alphabet="/.?&=%#!:@[]~au_tm09 é").map(lambda rest: "http://a.example" + rest),
        st.lists(st.sampled_from(["google.com", "/amp/s/", "/", "a.b", "..", "?", ":443"])).map(
            lambda rest: "https://www.google.com/" + "".join(rest)
        ),
        st.text(alphabet="/.?&=%#!:@[]~au_tm09 éß。İ").map(lambda rest: "https://" + rest),
    )
)
@example("http://a.example//..//")
@example("https://google.com/x/../amp/s/google.com/amp/%2e./a.b:0443?usqp=1")
@example("http://a.example/%257e")
@example("http://a.example/..;/%2e%2e/x")
def test_canonical_twice_is_canonical_once(url: str) -> None:
    once = canonical(url)
    assert canonical(once) == once
    assert identity(once) == identity(url)
    assert is_web(once) == is_web(url)


_PIECES = st.lists(
    st.one_of(
        st.text(alphabet="/az09-._~%:@!$'()*,;=+", max_size=4),
        st.text(st.characters(min_codepoint=0x80, exclude_categories=["Cs"]), max_size=3),
        st.sampled_from(["%2F", "%2B", "%26", "%23", "%25", "%3f", "%ff", "%C3", "%zz", "%"]),
        st.sampled_from(["%7E", "%41", "%2e", "%ED%95%9C", "%c3%bc"]),
    )
)


@given(path=_PIECES.map("".join), query=_PIECES.map("".join), data=st.data())
@example(path="%2%65%2e", query="%%337", data=None)
@example(path="%%%37%65", query="x%C2%A0", data=None)
@example(path="", query="\u200b", data=None)
def test_escaping_or_not_is_the_same_page(
    path: str, query: str, data: st.DataObject | None
) -> None:
    def some(match: re.Match[str]) -> bool:
        return data is None or data.draw(st.booleans(), label=match[0])

    def encoded(match: re.Match[str]) -> str:
        return quote(match[0], safe="") if some(match) else match[0]

    def decoded(match: re.Match[str]) -> str:
        with suppress(UnicodeDecodeError):
            return unquote(match[0], errors="strict") if some(match) else match[0]
        return match[0]

    url = f"https://a.example/{path}?{query}"
    url = url.rstrip("\u200b\u200c\u200e\u200f\u2060\ufeff")  # what came along unseen
    once = canonical(url)
    assert once.isascii()
    assert canonical(re.sub(r"[^\x00-\x7f]", encoded, url)) == once
    assert canonical(re.sub(r"(?:%[89A-Fa-f][0-9A-Fa-f])+", decoded, url)) == once
    unreserved = r"%(?:2[DEde]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee])"
    assert canonical(re.sub(unreserved, decoded, url)) == once


@pytest.mark.parametrize("reserved", ["/", "+", "&", "#", "%"])
def test_what_is_reserved_says_something_else_when_it_is_escaped(reserved: str) -> None:
    escaped = quote(reserved, safe="")
    assert canonical(f"https://a.example/x{escaped}y") == f"https://a.example/x{escaped}y"
    assert canonical(f"https://a.example/x{reserved}y") != f"https://a.example/x{escaped}y"


def test_one_page_has_one_identity() -> None:
    """Scheme, www, the last slash and the order of the parameters say nothing of the page."""
    assert identity("http://www.a.example/x/?b=2&a=1") == identity(
        "https://a.example/x?a=1&b=2"
    )


def test_pages_of_a_site_differ() -> None:
    assert identity("https://a.example/x?id=1") != identity("https://a.example/x?id=2")


def test_what_is_no_web_address_has_no_identity() -> None:
    assert identity("notes/today.md") == ""


def test_site_of_a_page() -> None:
    assert site_of("https://www.News.example:8080/x") == "news.example"


def test_a_path_is_no_web_address() -> None:
    assert not is_web("store/guide/first.md")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param(" ../b?x=1 ", "https://a.example/b?x=1", id="from where the page is"),
        pytest.param("//c.example/d", "https://c.example/d", id="another host"),
        pytest.param("  ", "", id="none"),
        pytest.param("http://[broken/", "", id="what can be no address"),
    ],
)
def test_an_address_on_a_page(address: str, expected: str) -> None:
    assert joined("https://a.example/x/y", address) == expected


def test_the_page_behind_a_cache() -> None:
    assert uncached("https://google.com/amp/s/a.example/x") == "https://a.example/x"
    assert uncached("https://a.example/x?utm_source=n") == "https://a.example/x?utm_source=n"


@given(st.from_regex(r"[a-zà-öø-ÿа-яа-я가-힣]{1,12}", fullmatch=True))
def test_a_host_is_the_same_in_letters_escapes_and_punycode(name: str) -> None:
    once = canonical(f"https://{name}.example/")
    assert canonical(f"https://{quote(name)}.example/") == once
    assert canonical(f"https://{name.encode('idna').decode()}.example/") == once
    assume(name != "www")
    assert identity(f"http://www.{name}.example") == identity(once)


def test_a_place_may_be_called_as_tracking_is() -> None:
    for name in ("SPM", "scm", "NCID"):
        assert placed(f"https://a.example/#{name}") == f"https://a.example/#{name}"
        assert placed(f"https://a.example/#{name}=1") == "https://a.example/"
