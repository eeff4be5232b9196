"""Kindle's `My Clippings.txt`: blocks of highlights and notes, joined by their place."""
