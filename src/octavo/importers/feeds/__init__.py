"""Feeds: RSS, Atom and JSON Feed, the lists of them in OPML, and where a page names its own.

Bytes come in and entries go out; nothing here asks a server or knows the library.
"""
