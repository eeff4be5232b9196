"""The table of feeds: what it shows of each, the filter and the cursor.

Refreshing and following are the screen's.
"""
