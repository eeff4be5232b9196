"""octavo: a reader for the terminal.

`cli` and `tui` are its two front ends, `library` the one door to what is kept. Each package
knows only those below it; which those are stands in CONTRIBUTING.
"""

__version__ = "0.1.0"
