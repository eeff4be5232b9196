"""The members of a zip that a document is packed in, within firm limits."""

import io
import posixpath
import zipfile
from urllib.parse import unquote

from octavo.importers.exports.files.bounded import FAULTS, in_words, is_bomb
from octavo.importers.text.decode import declared_encoding, decode
from octavo.model.errors import DraftRejected

_LARGEST = 64 * 1024 * 1024
_MOST_TOGETHER = 256 * 1024 * 1024
"""Bytes, unpacked; the texts of a long book are 3 MB."""

_MOST_MEMBERS = 20_000


class Damaged(DraftRejected):
    """A member that cannot be read, though others may."""


class Zipped:
    """A zip in memory; nothing of it is ever written to a disk.

    Raises:
        DraftRejected: By every method, if the zip is damaged or a bomb.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except FAULTS as error:
            raise DraftRejected(name, in_words(error)) from None
        members = self._zip.infolist()
        if len(members) > _MOST_MEMBERS:
            raise DraftRejected(name, "it holds more files than any book")
        self._members = {member.filename: member for member in members}
        self._read = 0

    def __contains__(self, path: str) -> bool:
        return path in self._members

    def text(self, path: str) -> str:
        """The characters of a member."""
        data = self._bytes(path)
        try:
            return decode(data, self._name, declared_encoding(data)) if data.strip() else ""
        except DraftRejected as rejection:
            raise Damaged(self._name, f"{path} in it: {rejection.reason}") from None

    def _bytes(self, path: str) -> bytes:
        member = self._members.get(path)
        if member is None:
            raise Damaged(self._name, f"{path} is missing from it")
        try:
            with self._zip.open(member) as file:
                data = file.read(_LARGEST + 1)
        except FAULTS as error:
            raise Damaged(self._name, f"{path} in it: {in_words(error)}") from None
        self._read += len(data)
        too_large = len(data) > _LARGEST or self._read > _MOST_TOGETHER
        if too_large or is_bomb(len(data), member.compress_size):
            raise DraftRejected(self._name, "it unpacks to far too much for its size")
        return data


def path_of(href: str, beside: str) -> str:
    """The member that a reference leads to, empty if it leads out of the zip."""
    target = unquote(href.partition("#")[0].partition("?")[0]).replace("\\", "/")
    if not target:
        return beside
    if "://" in target or target.startswith(("data:", "mailto:")):
        return ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(beside), target)).lstrip("/")
    return "" if path.startswith("..") else path
