"""The table of feeds."""
