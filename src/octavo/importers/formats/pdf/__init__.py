"""PDF: from the characters on its pages to paragraphs in reading order."""
