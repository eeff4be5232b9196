"""Bookmarks as browsers and bookmark services write them.

Folders become tags; what is no address of a page goes into the ledger.
"""
