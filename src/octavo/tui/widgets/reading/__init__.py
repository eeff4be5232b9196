"""The reading pane, the headline above it and the line to find something in the text.

`octavo.markdown` lays the text out; here are its colours, what is marked and selected in it,
and how one moves through it.
"""
