"""What several widgets are made of: rows, scrolling, lines to type in, painting, messages.

Nothing here knows what is listed or read.
"""
