"""What importers need of text itself: encodings, languages, dates, titles, front matter.

Nothing here knows a format of files or a service.
"""
