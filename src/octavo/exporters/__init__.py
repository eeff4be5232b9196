"""From what the library holds to files that other programs read."""
