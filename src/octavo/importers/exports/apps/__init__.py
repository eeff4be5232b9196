"""Exports of read-later services, highlighters and devices, by the kind of service.

A module declares which fields of an item mean what; how files are opened and rows are read
stands in `files`, how fields become a draft in `declarations`.
None of them guesses what its file does not say.
"""
