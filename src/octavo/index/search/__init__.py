"""From a query to ranked results, and what to ask instead.

`engine` answers a query: fields from `columns`, words from `word_search`, which asks the index
(`tantivy_query`, for one word `token_query`) and scans what that cannot tell (`scanner`). What
was found is kept as sets (`id_set`), of which mixes are joined, also as documents change. How
well a document fits is weighed in `token_query`, how much the title and the notes count in
`tantivy_query`; `engine` makes the order. How a text becomes tokens is told in `index.text`,
how documents are written in `index.schema` and `index.writer`; here they are only read.
"""
