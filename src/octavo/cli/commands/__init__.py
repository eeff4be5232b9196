"""The commands, one module for each or for a small group that belongs together.

A module declares its options with click, calls the library or a service, and prints.
What several commands share stands in `shared`, how results look in `output`.
No module here is imported before its command is used, and none imports another.
"""
