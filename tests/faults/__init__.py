"""Faults done to a library on purpose, and what becomes of them."""
