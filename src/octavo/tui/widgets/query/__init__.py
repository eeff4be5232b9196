"""The query line: what is typed, how it is read, the queries before it, and what was found.

It runs no query; the screen does, and hands the counts down.
"""
