"""Markdown to blocks: a text is split without parsing all of it."""
