"""Snapshots: `library.json`, its backups, and how the next one comes of journal and tables.

All works on undecoded JSON, so that fields of a newer octavo or of somebody's script stay.
Operations are applied to documents in memory elsewhere, in `db`.
"""
