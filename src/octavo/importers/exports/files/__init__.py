"""The files of an export: archives and their parts, encodings, rows of CSV, items of JSON.

Everything is streamed and bounded; nothing here knows a single service.
"""
