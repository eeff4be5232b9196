"""Long work that joins the world and the library: add, fetch, import, refresh, subscribe.

The command line and the app call it, in a thread if they must not wait, and are told what
became of each thing as soon as it is in. Nothing here prints, draws or asks.
"""
