"""What to say where an article has no text: why, its address, and how to get its page."""

from collections.abc import Callable
from datetime import datetime

from octavo.model.article import Article
from octavo.model.note import Note
from octavo.text import age, visible

NO_TEXT = "There is no text, only what stands above."


def words_for(
    item: Article | Note,
    key_of: Callable[[str], str],
    *,
    now: datetime,
    is_asked: bool = False,
) -> str:
    """The lines to show in place of the text; `is_asked` while its page is being fetched."""
    if not isinstance(item, Article) or not item.url:
        return NO_TEXT
    again, browser = key_of("fetch"), key_of("open-in-browser")
    keys = f"{again} fetches the page{{}}, {browser} opens it in the browser."
    tried = item.source.fetched
    if is_asked:
        said, keys = "Its page is being fetched…", f"{key_of('stop')} stops."
    elif item.source.error and tried:
        said, keys = _failed(item.source.error, tried, now), keys.format(" again")
    elif tried:
        said, keys = "There is no text to read on its page.", keys.format(" again")
    else:
        said, keys = "Only the link so far: its page was not fetched yet.", keys.format("")
    return "\n\n".join((said, keys, visible(item.url)))


def _failed(error: str, tried: datetime, now: datetime) -> str:
    """That a page could not be had, why, and when that was."""
    ago = age(tried, now)
    when = "just now" if ago == "now" else f"{ago} ago"
    reason = visible(error)
    return f"The page could not be had, {when}:\n{reason[:1].upper()}{reason[1:]}."
