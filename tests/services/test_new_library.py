"""A new library begins with the guide, and undo leaves it there."""

from pathlib import Path

from octavo.services.new_library import library_with_guide


def test_a_new_library_has_the_guide_in_it(tmp_path: Path) -> None:
    with library_with_guide(tmp_path / "new") as library:
        assert list(library.articles())
        assert list(library.history.labels()) == []
