"""Importers: from bytes of the world to drafts; they know the model and no library."""
