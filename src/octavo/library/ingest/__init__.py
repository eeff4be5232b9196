"""How drafts become articles: cleaned, recognised as known or new, merged, written."""
