"""Where octavo bends Textual: private names of it stand here and nowhere else.

Each of them is pinned by a test that fails when Textual changes it, and `test_private_names`
reads the source of `octavo.tui` to see that there are no others. Nothing here knows what octavo
shows.
"""
