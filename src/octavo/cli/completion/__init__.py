"""Completion in the shells: the scripts that they load, and the candidates that they ask for.

Candidates come from the same library and query language as the commands.
"""
