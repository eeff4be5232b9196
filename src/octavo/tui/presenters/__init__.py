"""What screens say: values of the library turned into words and rows.

Nothing here keeps state, draws, or changes the library.
"""
