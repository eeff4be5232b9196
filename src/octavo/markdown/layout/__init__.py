"""Chunks to lines of at most so many cells, made when they are asked for.

`layout.lay_out` gives all lines of a text, `viewport.Viewport` those on a screen. What a piece
of a line is said to be (`Part`, `Mark`) is turned into colours elsewhere.
"""
