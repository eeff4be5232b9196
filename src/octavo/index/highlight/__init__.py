"""Where a query matched in a text: hits, and the passage that shows them.

Needs the text only, not the index, so that it also fits a text that is not indexed yet.
"""
