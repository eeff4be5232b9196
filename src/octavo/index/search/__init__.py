"""From a query to ranked results: the engine, its scoring, and what to ask instead.

How a text becomes tokens is told in `text`, how documents are written in `schema` and
`writer`; here they are only read.
"""
