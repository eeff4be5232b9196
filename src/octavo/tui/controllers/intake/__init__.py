"""What comes into the library: things that are added, pages, and what is new in feeds.

A controller here starts the work, tells how far it is and shows what came of it. The work is
the services'; what is then done with an article is in `articles`.
"""
