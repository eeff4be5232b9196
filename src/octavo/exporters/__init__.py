"""From what the library holds to the text of files that other programs read.

`format` says what a format is; each module but `html`, which sets Markdown for them, declares
some that belong together. An exporter is
given nouns of the model; it knows no library and writes no file.
"""
