"""Arriving: what importers read goes into the library, for command line and app alike."""
