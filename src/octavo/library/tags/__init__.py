"""Tags over the whole library: rename, merge, pin, and how many articles each has."""
