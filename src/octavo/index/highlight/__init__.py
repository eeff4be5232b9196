"""Where a query matched in a text: hits, and the passage that shows them."""
