"""EPUB books: the package, and a draft of its chapters in order."""
