"""One text of a volume that was found sound is what the whole volume says it is."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.storage import texts as texts_module
from octavo.storage.texts import Texts
from tests.making import passing_folder

# What begins and ends documents in the JSON of a volume, and what stands before a quote there.
_PIECES = st.sampled_from(['"', "\\", "}", '"5":{"text":"', '"}', "{", ",", "a", "語", "\n"])
_TEXTS = st.lists(st.lists(_PIECES, max_size=60).map("".join), min_size=1, max_size=30)


@given(texts=_TEXTS, is_in_order=st.booleans(), window=st.integers(40, 400))
def test_a_piece_of_a_sound_volume_is_its_text(
    *, texts: list[str], is_in_order: bool, window: int
) -> None:
    """Whatever stands in the texts, wherever a window falls, and in any order of ids."""
    numbers = range(1, len(texts) + 1)
    known = dict(zip(numbers if is_in_order else reversed(numbers), texts, strict=True))
    with passing_folder() as room, pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts_module, "_WINDOW", window)
        folder, index = Path(room, "texts"), Path(room, "index")
        index.mkdir()
        volumes = Texts(folder).write(known, 1)
        first = Texts(folder, index / "sound")
        first.text(1, volumes[1])
        first.remember()
        for id, text in known.items():
            again = Texts(folder, index / "sound")
            assert again.text(id, volumes[id]) == text
            assert again._read == {} or not is_in_order
            assert not again.is_damaged(volumes[id])


def test_a_volume_that_was_touched_is_read_whole_again(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    texts = Texts(tmp_path / "texts", tmp_path / "index" / "sound")
    volume = texts.write({1: "one", 2: "two"}, 1)[1]
    assert texts.text(1, volume) == "one"
    texts.remember()
    path, status = texts.path(volume), texts.path(volume).stat()
    content = bytearray(path.read_bytes())
    content[content.index(b"one")] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    again = Texts(tmp_path / "texts", tmp_path / "index" / "sound")
    assert again.text(1, volume) == "one"  # by the checksum
    assert again.is_damaged(volume) is False
