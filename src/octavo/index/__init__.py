"""Search by keyword: the derived index, and what answers a query from it.

What a query finds is defined by `search.scanner`, which looks through the texts themselves;
the index finds the same fast, and `hits` says where a text is hit. `text` makes tokens,
`writer` keeps them, `search` ranks. The one place that knows tantivy. It is handed a corpus by
the library, and knows neither the library nor its files.
"""
