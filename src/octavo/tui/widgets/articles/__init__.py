"""The list of articles: its rows, cursor and marks."""
