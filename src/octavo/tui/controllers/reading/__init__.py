"""What is done in a text: read, gone through by words, headings, links and jumps, and heard.

Words, headings and what is related to it are in `navigation`; beside the text are its
`pictures` and where it came from (`about`). What is done with passages is in `notes`.
"""
