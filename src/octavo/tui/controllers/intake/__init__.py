"""What comes into the library: things that are added, pages, and what is new in feeds."""
