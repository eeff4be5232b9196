"""What several widgets are made of: rows, scrolling, lines to type in, and how they are drawn.

Of what is listed or read only the prompts in `prompt` know something: how many hits there are,
and which tags are put on and taken off.
"""
