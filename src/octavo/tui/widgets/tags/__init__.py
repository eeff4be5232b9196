"""Tags: chips, the editor with its menu, the prompt for signed words, and the table of all.

Each says which tag is to be put on or taken off; none does it.
"""
