"""The journal: every operation, a checksummed JSON line each, synced before it counts.

`writer` appends and follows, `reader` looks back. Documents are not known here.
"""
