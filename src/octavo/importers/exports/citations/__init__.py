"""Citations as reference managers write them: CSL JSON, BibTeX, RIS and Zotero's own.

Each is given the same fields, of which `CITED` says what a draft is made of.
What is cited is not fetched here.
"""
