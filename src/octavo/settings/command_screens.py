"""The commands of the screens over the reading room; the table of commands has the rest."""

from collections.abc import Iterator

from octavo.settings.command import Context

TAGS = frozenset({Context.TAGS})
FEEDS = frozenset({Context.FEEDS})

Entry = tuple[str, str, str, frozenset[Context], int, str, str]
"""A command: id, keys, title, where it works, place in the footer, action, help."""

# fmt: off
TAGS_SCREEN: tuple[Entry, ...] = (
    ("list-tag", "enter l right", "Articles", TAGS, 1, "",
     "Go back to the list with the articles that have this tag."),
    ("filter-tags", "/", "Filter", TAGS, 2, "filter",
     "Type some letters of the tags to show."),
    ("rename-tag", "r", "Rename", TAGS, 3, "",
     "Give this tag another name wherever it is used."),
    ("merge-tag", "m", "Merge", TAGS, 4, "",
     "Turn this tag into another one, after a look at what will change."),
    ("delete-tag", "d", "Delete", TAGS, 5, "",
     "Take this tag off everything that has it."),
    ("pin-tag", "p", "Pin", TAGS, 8, "",
     "Pin this tag to the first free digit, or unpin it."),
    ("sort-tags", "s", "By count or name", TAGS, 0, "",
     "Order the tags by how often they are used, or by name."),
    ("close-tags", "escape q h left", "Close", TAGS, 12, "",
     "Go back to where you came from."),
)

FEEDS_SCREEN: tuple[Entry, ...] = (
    ("list-feed", "enter l right", "Articles", FEEDS, 1, "",
     "Go back to the list with the articles of this feed."),
    ("follow-feed", "a", "Follow", FEEDS, 2, "",
     "Follow the feed at an address, or the feed of the page there."),
    ("refresh-feed", "r", "Refresh", FEEDS, 3, "",
     "Ask this feed for what is new."),
    ("refresh-feeds", "R", "Refresh all", FEEDS, 4, "",
     "Ask all feeds for what is new."),
    ("tag-feed", "t +", "Tag", FEEDS, 5, "",
     "Change the tags that its articles will get, as in ‘+ai -draft’."),
    ("drop-feed", "d", "Delete", FEEDS, 8, "",
     "Follow this feed no longer, after asking; its articles stay."),
    ("toggle-full", "w", "Whole pages", FEEDS, 9, "",
     "Get the page of each new entry, because the feed cuts them short; or do so no longer."),
    ("filter-feeds", "/", "Filter", FEEDS, 10, "filter",
     "Type some letters of the feeds to show."),
    ("export-feeds", "E", "Export", FEEDS, 11, "",
     "Write all feeds into a list (OPML) that every other reader takes."),
    ("close-feeds", "escape q h left", "Close", FEEDS, 12, "",
     "Go back to where you were reading."),
)
# fmt: on

ORDINALS = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth"),
)


def pins() -> Iterator[Entry]:
    """Nine commands that pin a tag to a digit."""
    for number, ordinal in enumerate(ORDINALS, 1):
        yield (
            *(f"pin-{number}", str(number), f"Pin to {number}", TAGS, 0),
            *(f"screen.pin_to({number})", f"Make this tag the {ordinal} pinned one."),
        )
