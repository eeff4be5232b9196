"""Search by keyword: the derived index, and what answers a query from it.

What a query finds is defined by `search.scanner`, which looks through the texts themselves;
the index finds the same fast. The one place that knows tantivy. It is handed a corpus by the
library, and knows neither the library nor its files.
"""
