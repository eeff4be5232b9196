"""The snapshot, `library.json`: read, checked, written by compaction, backed up, migrated."""
