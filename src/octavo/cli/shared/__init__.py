"""What several commands have in common: options, the library's path, what is selected.

No module here declares a command.
"""
