"""The nouns of octavo, as frozen values: article, note, tag, feed, draft, operation, address.

They know nothing of files or screens, and need the standard library and msgspec only. What
is done to them lives above: in the library, the query language, the importers.
"""
