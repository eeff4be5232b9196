"""How drafts become articles: cleaned, recognised as known or new, merged, written.

Where drafts come from (files, pages, feeds) is for importers and services; here nothing is
read but the library.
"""
