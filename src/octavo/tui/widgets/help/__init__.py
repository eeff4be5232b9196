"""The list of all commands with their keys, to be searched.

What a command does is in the table of commands, not here.
"""
