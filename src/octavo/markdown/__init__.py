"""Markdown, read as CommonMark with tables, strikethrough and footnotes.

To blocks, to lines at one width, and to plain text; the app and `octavo show` set a text with
the same code. Rich measures characters here; nothing knows Textual, colours or the library.
"""
