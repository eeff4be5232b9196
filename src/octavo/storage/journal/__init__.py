"""The journal: every operation, a checksummed JSON line each, synced before it counts."""
