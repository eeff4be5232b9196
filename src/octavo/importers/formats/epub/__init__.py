"""EPUB books: the package, its chapters in order, and a draft of them.

Chapters are read as pages are, in `formats.html`; nothing of a book is looked for outside of
its file.
"""
