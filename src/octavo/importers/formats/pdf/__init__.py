"""PDF: from the characters on its pages to paragraphs in reading order.

`pages` joins letters to lines, `draft` puts these in the order in which they are read, and
`blocks` makes paragraphs, lists and tables of them, which `draft` writes as Markdown.

The only place for pypdfium2. A scan has no characters, and is refused; nothing is recognised
in pictures here.
"""
