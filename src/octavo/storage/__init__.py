"""A library's files: the snapshot, the journal before it, the texts, the lock.

The only place for tinydb. Knows documents and operations, not what they mean to a reader.
"""
