"""What is done in a text: read, gone through by words, headings, links and jumps, and heard.

Beside it: its pictures, where it came from, and what is related to it (both in `navigation`).
"""
