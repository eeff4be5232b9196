"""Search by keyword: the derived index, and what answers a query from it.

What a query finds is defined by `scan`, which looks through the texts themselves; the
index gives the same answer fast.
"""
