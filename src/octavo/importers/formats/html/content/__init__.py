"""Where in a page the article is.

Trafilatura proposes; what it dropped without a reason is found again here.
"""
