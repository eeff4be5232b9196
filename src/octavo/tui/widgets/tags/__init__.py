"""Tags: chips, the editor with its menu, and the table of all.

Each says which tag is to be put on or taken off; none does it. The line that takes tags as
signed words is a prompt, in `widgets.base`.
"""
