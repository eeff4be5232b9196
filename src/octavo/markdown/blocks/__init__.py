"""A text to its blocks, and these to chunks that can be laid out one by one.

Lines alone tell most of it; the parser is asked only about the few lines that are in doubt.
What is in a block is not parsed here.
"""
