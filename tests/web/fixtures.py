"""The web of a test, for the `conftest.py` of each folder that asks it something."""

import ssl
from collections.abc import Iterator

import pytest

from tests.web.server import CERTIFICATE, HERE, Web

_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """A web on the loopback, reached without any proxy."""
    for name in (*_PROXIES, *map(str.upper, _PROXIES)):
        monkeypatch.delenv(name, raising=False)
    with Web() as web:
        yield web


@pytest.fixture
def wide_web(web: Web, monkeypatch: pytest.MonkeyPatch) -> Web:
    """The same as the proxy to all hosts: `http://news.example/a` is asked of it too."""
    monkeypatch.setenv("http_proxy", web.url())
    return web


@pytest.fixture
def secure_web(web: Web) -> Iterator[Web]:
    """A web that speaks HTTP/2 over TLS, with a certificate that is signed by itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, HERE / "key.pem")
    context.set_alpn_protocols(["h2"])
    with Web(context) as web:
        yield web
