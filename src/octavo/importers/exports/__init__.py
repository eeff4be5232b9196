"""Exports: the files that other readers and browsers give people to take along."""
