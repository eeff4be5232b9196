"""How long, how much and how many: what the web may cost."""

from msgspec import Struct

MEGABYTE = 1024 * 1024

_FILES = ("application/", "message/", "multipart/", "audio/", "video/", "image/", "font/")
_PAGES = ("html", "xml", "json")


class Limits(Struct, frozen=True, kw_only=True):
    """How long, how much and how many; times are in seconds, sizes in bytes."""

    connect: float = 10
    """Until a server answers at all."""
    read: float = 20
    """Between two pieces of an answer."""
    total: float = 30
    """For a page with all its redirects, however lively the server is."""
    total_of_files: float = 180
    """The same for a PDF or another file."""
    most: int = 20 * MEGABYTE
    """Of a page, unpacked."""
    most_of_files: int = 64 * MEGABYTE
    redirects: int = 10
    at_once: int = 8
    at_once_per_host: int = 2
    pause: float = 0.5
    """Between the starts of two requests to one host."""

    def of_type(self, content_type: str) -> tuple[int, float]:
        """The most bytes and seconds for what is said to be of this type."""
        if is_file(content_type):
            return self.most_of_files, self.total_of_files
        return self.most, self.total


def is_file(content_type: str) -> bool:
    """Whether a type is that of a file, such as a PDF, and not of a page or a feed."""
    media = content_type.partition(";")[0].strip().lower()
    return media.startswith(_FILES) and not media.endswith(_PAGES)


def in_megabytes(size: int) -> str:
    """A size as people say it: `20 MB`, and `5 KB` or `7 bytes` where it is small."""
    if size >= MEGABYTE:
        return f"{size // MEGABYTE} MB"
    return f"{size // 1024} KB" if size >= 1024 else f"{size} bytes"


def in_seconds(seconds: float) -> str:
    """A time as people say it: `30 seconds`, `1 second`."""
    return "1 second" if seconds == 1 else f"{seconds:g} seconds"
