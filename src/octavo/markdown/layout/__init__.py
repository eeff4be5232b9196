"""Chunks to lines of at most so many cells, made when they are asked for.

`layout.lay_out` gives all lines of a text, `viewport.Viewport` those on a screen. On the way a
`document` has the chunks of a text and `layout` the lines of each; those are made by
`chunk_renderer`, which leaves what the parser made of one to `token_renderer`, its running
text as a `flow` (`inline`), and that broken into lines by `typesetter`. What a piece of a line
is said to be (`Role`, `Mark`) is turned into colours elsewhere.
"""
