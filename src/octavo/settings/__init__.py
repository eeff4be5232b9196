"""What a person set, and what the app remembers: the settings file, the key map, the table of commands.

Knows no front end: both the command line and the app read it.
"""
