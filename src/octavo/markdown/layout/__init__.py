"""Blocks to lines at one width; knows neither Textual nor a terminal."""
