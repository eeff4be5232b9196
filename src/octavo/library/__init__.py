"""The library: a folder that keeps articles, notes and tags, and one door to it."""
