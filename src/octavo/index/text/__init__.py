"""From text to terms: tokens, stop words, inflections, bigrams for scripts without blanks.

The writer and every search use these alike, or they would not meet.
"""
