"""What is done with the articles of the list: searched, decided about, tagged.

So by saved queries, from the sidebar, by rules, and on the screen of all tags.
"""
