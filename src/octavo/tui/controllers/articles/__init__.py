"""What is done with the articles of the list: `search`, `triage`, `tagging`.

So it is by `saved_queries`, from the `sidebar`, by `rules` and on the `tags_screen`; in threads
`query_runner` asks. What is done in one text is in `reading`.
"""
