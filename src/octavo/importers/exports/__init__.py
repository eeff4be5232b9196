"""The files that other readers and browsers give people to take along, row by row.

A format is declared (`declarations`) over shared readers (`files`,
`bookmarks.anchors`) and named in `registry`. Rows are streamed, and all is bounded; a row at
fault is a reason with its place.
"""
