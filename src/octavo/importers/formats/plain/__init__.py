"""Plain text: what a person sees in it, written in Markdown.

A few principles over lines, not a pattern for each kind of text; no word but the title and
declared fields leaves the text. `draft` is the door for a whole text, `markdown` for a body.
"""
