"""What screens say: values of the library turned into words and rows.

To say what a query finds or may become, `search_results` asks the library. Nothing here keeps
state, draws, or changes the library.
"""
