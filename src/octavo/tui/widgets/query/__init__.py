"""The query line, its history, and what it says about the answer."""
