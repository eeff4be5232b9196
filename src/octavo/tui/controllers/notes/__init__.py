"""What the reader writes: notes and highlights, and the lists of them.

Where a highlight stands in a text is for `octavo.markdown`; nothing here draws. What is done
with a whole article, its tags too, is in `articles`.
"""
