"""What a person set, and what the app remembers: settings file, key map, table of commands.

Knows no front end: both the command line and the app read it.
"""
