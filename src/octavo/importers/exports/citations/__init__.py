"""Citations as reference managers write them: CSL JSON, BibTeX and RIS.

Each yields the same `Citation`, which alone knows how one becomes a draft.
What is cited is not fetched here.
"""
