"""The list of articles and notes: what a row shows, the cursor, the marks, and a notice above.

The list is given ids and a way to turn one into a row; it holds no articles.
"""
