"""Folders of bookmarks as tags, without those that every browser has."""

import html
from collections.abc import Mapping, Sequence

from octavo.importers.text.clean import clean_line

DEEPEST = 40
"""Folders inside one another; a name further down tells nothing more."""

_ROOT_MARKS = frozenset(("personal_toolbar_folder", "unfiled_bookmarks_folder"))
_ROOT_NAMES = frozenset(
    name.strip()
    for name in """
    bookmarks | bookmarks bar | bookmark bar | bookmarks toolbar | bookmarks menu
    | bookmarksmenu | bookmarks toolbar folder | other bookmarks | mobile bookmarks
    | unsorted bookmarks | unsorted | synced bookmarks | favorites | favourites
    | favorites bar | favourites bar | other favorites | other favourites | mobile favorites
    | bookmarksbar | speed dial | lesezeichen | lesezeichenleiste | lesezeichen-symbolleiste
    | lesezeichen-menü | weitere lesezeichen | mobile lesezeichen | favoritenleiste
    | weitere favoriten | barre de favoris | barre personnelle | menu des marque-pages
    | autres marque-pages | autres favoris | favoris mobiles | marque-pages mobiles
    | barre des favoris | barra de marcadores | barra de herramientas de marcadores
    | menú de marcadores | otros marcadores | marcadores de móviles | marcadores móviles
    | barra de favoritos | otros favoritos | barra dei preferiti | altri preferiti
    | preferiti mobili | barra dei segnalibri | menu segnalibri | altri segnalibri
    | segnalibri mobili | outros favoritos | outros marcadores | favoritos móveis
    | bladwijzerbalk | bladwijzerwerkbalk | bladwijzermenu | andere bladwijzers
    | mobiele bladwijzers | ブックマーク バー | ブックマークバー | ブックマークツールバー
    | ブックマークメニュー | その他のブックマーク | 他のブックマーク
    | モバイルのブックマーク | お気に入りバー | その他のお気に入り | 书签栏 | 书签工具栏
    | 书签菜单 | 其他书签 | 移动设备书签 | 收藏夹栏 | 其他收藏夹 | 書籤列 | 其他書籤
    | 북마크바 | 북마크 도구 모음 | 북마크 메뉴 | 기타 북마크 | 모바일 북마크
    | 즐겨찾기 모음 | 기타 즐겨찾기 | панель закладок | меню закладок | другие закладки
    | мобильные закладки
    """.casefold().split("|")
)
"""What browsers call the folders that nobody made."""


def is_root(name: str, marks: Mapping[str, str]) -> bool:
    """Whether a folder at the top is one of a browser's own."""
    return bool(_ROOT_MARKS & marks.keys()) or clean_line(name).casefold() in _ROOT_NAMES


class Folders:
    """The folders that are open around a place in a bookmark file."""

    def __init__(self) -> None:
        self._open: list[str] = []
        """Empty for what is no folder, or one of a browser's own."""
        self._deeper = 0
        self.path: tuple[str, ...] = ()
        """Their names, the outermost first."""

    def enter(self, name: str, marks: Mapping[str, str]) -> None:
        """Go into a folder, or a list that has no name."""
        if len(self._open) >= DEEPEST:
            self._deeper += 1
            return
        name = clean_line(name)[:200]
        own = not self.path and is_root(name, marks)
        self._open.append("" if own else name)
        self.path = tuple(filter(None, self._open))

    def leave(self) -> None:
        """Come out of the innermost, if there is one."""
        if self._deeper:
            self._deeper -= 1
        elif self._open:
            self._open.pop()
            self.path = tuple(filter(None, self._open))


def wrapped(item: str, path: Sequence[str]) -> str:
    """A bookmark inside its folders, as a file has them."""
    for name in reversed(path):
        item = f"<DT><H3>{html.escape(name, quote=False)}</H3>\n<DL><p>\n{item}\n</DL><p>"
    return item
