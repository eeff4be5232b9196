"""Pages and feeds by what they say."""

from octavo.importers.web.limits import Limits

QUICK = Limits(connect=5, read=5, total=10, total_of_files=10, pause=0)
"""Patient enough for a machine with other work to do."""


def page(title: str, said: str = "The clock above the harbour stopped in March.") -> str:
    """A page with an article in it."""
    text = "".join(f"<p>{said} It was sentence {number} about it.</p>" for number in range(9))
    return (
        f"<html lang='en'><head><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    )


def rss(*items: tuple[str, str, str], title: str = "Tides") -> str:
    """A feed; each item by its id, its title and its text."""
    body = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{name}</title>"
        f"<link>http://tides.example/{guid}</link><description>{text}</description></item>"
        for guid, name, text in items
    )
    return (
        f"<rss version='2.0'><channel><title>{title}</title>"
        f"<link>http://tides.example/</link>{body}</channel></rss>"
    )
