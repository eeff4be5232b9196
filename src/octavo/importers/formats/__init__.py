"""The formats of single pieces: bytes or text of one kind to one draft.

What many formats need of text itself stands in `importers.text`.
"""
