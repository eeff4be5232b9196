"""Searching the library: the index kept in step, the default list, answers to queries."""
