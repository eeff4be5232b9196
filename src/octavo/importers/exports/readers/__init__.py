"""Exports of read-later services and highlighters, one module a service.

A module maps fields; how files are opened and rows are read stands in `files`.
"""
