"""The nouns of octavo, as frozen values that know nothing of files or screens."""
