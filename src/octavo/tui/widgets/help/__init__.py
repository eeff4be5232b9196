"""The list of commands with their keys."""
