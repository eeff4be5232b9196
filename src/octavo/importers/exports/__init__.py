"""The files that other readers and browsers give people to take along, row by row.

A format is declared (`declarations`) over shared readers (`files`, `bookmarks.netscape`), told
by signs that only it has, and named in `registry`; what no format knows is read by its columns
(`generic`). Rows are streamed in the order of the file, and all is bounded; a row at fault is a
reason with its place. Nothing here asks the web or knows a library.
"""
