"""Widgets: each takes values and says what happened; none knows the library.

What shows articles, the text, the query, tags, feeds or the help has a folder of its own;
`base` is what several are made of, `split` parts two panes, and the `footer` has the commands.
A widget knows no other but those that it is composed of.
"""
