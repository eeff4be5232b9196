"""How results are printed: rows and pages for people, documented JSON for programs.

Text from the world has its control characters made visible here, and nowhere later.
"""
