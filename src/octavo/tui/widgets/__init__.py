"""Widgets: each takes values and says what happened; none knows the library."""
