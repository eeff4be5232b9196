"""Unpacking within a limit."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import suppress

import brotli  # type: ignore[import-untyped]  # it comes without types
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from octavo.importers.web.responses import Damaged, TooLarge, unpack

MEGABYTE = 1024 * 1024

Packer = Callable[[bytes], bytes]


def raw_deflate(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


def quick_brotli(data: bytes) -> bytes:
    packed: bytes = brotli.compress(data, quality=1)
    return packed


def streamed_zstd(data: bytes) -> bytes:
    """Without the size in its head, as servers send it."""
    packer = zstandard.ZstdCompressor().compressobj()
    return packer.compress(data) + packer.flush()


PACKERS = [
    pytest.param("gzip", gzip.compress, id="gzip"),
    pytest.param("x-gzip", gzip.compress, id="x-gzip"),
    pytest.param("deflate", zlib.compress, id="deflate"),
    pytest.param("deflate", raw_deflate, id="deflate without a header"),
    pytest.param("br", quick_brotli, id="brotli"),
    pytest.param("zstd", zstandard.compress, id="zstd"),
    pytest.param("zstd", streamed_zstd, id="zstd without a size"),
]


@pytest.mark.parametrize(("coding", "pack"), PACKERS)
@settings(deadline=None)
@given(data=st.binary(min_size=1).map(lambda piece: piece * 999))
def test_what_was_packed_comes_out(coding: str, pack: Packer, data: bytes) -> None:
    assert unpack(pack(data), coding, len(data)) == data


@pytest.mark.parametrize(("coding", "pack"), PACKERS)
def test_a_byte_too_many(coding: str, pack: Packer) -> None:
    packed = pack(b"x" * 100_000)
    assert len(unpack(packed, coding, 100_000)) == 100_000
    with pytest.raises(TooLarge):
        unpack(packed, coding, 99_999)


@pytest.mark.parametrize(("coding", "pack"), PACKERS)
def test_a_bomb_takes_no_memory(coding: str, pack: Packer) -> None:
    bomb = pack(bytes(16 * MEGABYTE))
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            unpack(bomb, coding, MEGABYTE)
        assert tracemalloc.get_traced_memory()[1] < 4 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_a_bomb_in_a_bomb() -> None:
    bomb = gzip.compress(gzip.compress(bytes(16 * MEGABYTE)))
    with pytest.raises(TooLarge):
        unpack(bomb, "gzip, gzip", MEGABYTE)


LONG = bytes(range(256)) * 300


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(LONG)),
        ("deflate", zlib.compress(LONG)),
        ("br", quick_brotli(LONG)),
        ("zstd", streamed_zstd(LONG)),
    ],
    ids=["gzip", "deflate", "brotli", "zstd"],
)
@settings(deadline=None)
@given(data=st.data())
def test_what_breaks_off_is_not_taken_for_the_whole(
    coding: str, packed: bytes, data: st.DataObject
) -> None:
    least = 4 if coding == "zstd" else 2
    end = data.draw(st.integers(least, len(packed) - 1))
    with pytest.raises(Damaged):
        unpack(packed[:end], coding, MEGABYTE)


@pytest.mark.parametrize(
    ("data", "coding", "expected"),
    [
        pytest.param(b"<p>plain", "gzip", b"<p>plain", id="called gzip, but plain"),
        pytest.param(b"<p>plain", "zstd", b"<p>plain", id="called zstd, but plain"),
        pytest.param(b"<p>plain", "utf-8", b"<p>plain", id="a coding that is none"),
        pytest.param(b"", "br", b"", id="nothing"),
        pytest.param(gzip.compress(b"a") + gzip.compress(b"b"), "gzip", b"ab", id="members"),
        pytest.param(gzip.compress(b"a") + b"\0\0", "gzip", b"a", id="something behind"),
        pytest.param(
            zstandard.compress(b"a")
            + b"\x5a\x2a\x4d\x18\x03\0\0\0abc"
            + zstandard.compress(b"b"),
            "zstd",
            b"ab",
            id="frames, one of them to be skipped",
        ),
        pytest.param(
            brotli.compress(gzip.compress(b"a")), " GZIP ,br,", b"a", id="one in the other"
        ),
    ],
)
def test_codings(data: bytes, coding: str, expected: bytes) -> None:
    assert unpack(data, coding, MEGABYTE) == expected


def test_too_many_layers() -> None:
    with pytest.raises(Damaged):
        unpack(b"x", "gzip," * 1000, MEGABYTE)


@settings(deadline=None)
@given(data=st.binary(), coding=st.lists(st.sampled_from(["gzip", "deflate", "br", "zstd"])))
def test_any_bytes(data: bytes, coding: list[str]) -> None:
    with suppress(Damaged, TooLarge):
        assert len(unpack(data, ",".join(coding), 1000)) <= max(1000, len(data))


@settings(deadline=None)
@given(data=st.binary(), magic=st.sampled_from([b"\x1f\x8b\x08\x00", b"(\xb5/\xfd", b"x\x9c"]))
@pytest.mark.parametrize("coding", ["gzip", "deflate", "zstd"])
def test_any_bytes_behind_a_magic_number(coding: str, data: bytes, magic: bytes) -> None:
    with suppress(Damaged, TooLarge):
        assert len(unpack(magic + data, coding, 1000)) <= max(1000, len(data) + 4)
