"""Web pages: the article in them, as Markdown that keeps its structure.

`draft` is the door; a page is parsed once (`tree`), what it says of itself is read
(`metadata`), its article is found in it (`extraction`) and written (`blocks`). Nothing here
asks the web.
"""
