"""PDF: from the characters on its pages to paragraphs in reading order.

The only place for pypdfium2. A scan has no characters, and is refused; nothing is recognised
in pictures here.
"""
