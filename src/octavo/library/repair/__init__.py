"""What is wrong with a library's files, and what can be done about it.

Reads the files themselves, as a broken library cannot be opened; knows their format only
through storage, and shows nothing.
"""
