"""The HTML that stands in Markdown: elements that mean something, as running text and tables.

Pages from the web are no matter of this package; the importers make Markdown of them.
"""
