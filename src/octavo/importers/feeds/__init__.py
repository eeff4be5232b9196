"""Feeds: RSS, Atom and JSON Feed, the lists of them in OPML, and where a page names its own."""
