"""Searching the library: the index kept in step, the default list, results for queries.

Front ends ask here, and the index is handed what it needs from here. How words are found and
ranked is for the index; here nothing of tantivy is imported before it is needed.
"""
