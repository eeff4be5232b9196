"""A library's files, and what is in memory of them: one `tinydb.TinyDB`, in `db`.

`store` opens it, journals each change and follows other processes; `compactor` writes the
snapshot anew. Operations are in `journal`, tables in `snapshot` (read by `lazy_table` as far as
they are asked), bodies in `texts`; `codec` is between nouns and documents, `lock` between
processes. Here are the only imports of tinydb. What an operation means to a reader, and
what may be searched, is not known here.
"""
