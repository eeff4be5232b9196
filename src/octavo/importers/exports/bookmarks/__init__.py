"""Bookmarks as browsers and bookmark services write them.

Folders become tags; what is no address of a page goes into the ledger.
Nothing here decides what a page is called in the end: its own title wins when it is fetched.
"""
