"""From what the library holds to the text of files that other programs read.

One module a format. An exporter is given nouns of the model; it knows no library and writes
no file.
"""
