"""The reading pane: headline, text, find, hits, links, selection."""
