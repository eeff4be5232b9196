"""Markdown, read as CommonMark with tables, strikethrough and footnotes.

To `blocks`, to lines at one width (`layout`), and to `plain_text`; the app and `octavo show`
set a text with the same code. `formulas` become Unicode, `anchor` finds highlights again in a
text, also an edited one, and `word_diff` compares two. Rich measures characters here; nothing
knows Textual, colours or the library.
"""
