"""EPUB books: the package, its chapters in order, and a draft of them."""
