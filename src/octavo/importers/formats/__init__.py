"""The formats of single pieces: bytes or text of one kind to one draft.

What many formats need of text itself stands in `importers.text`.
Files of other programs with many pieces in them are `exports`, and nothing here is fetched.
"""
