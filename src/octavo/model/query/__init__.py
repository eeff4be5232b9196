"""The query language: words and fields that narrow the library."""
