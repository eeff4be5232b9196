"""The reading pane, and what stands above, in, beside and below its text.

`pane` draws the text that `octavo.markdown` has laid out and keeps the measure, `scroller`
moves it and fits its lines to that; `decorations` draws each, with hits, highlights and the
caret marked in it, and has the looks of all. Above it is the `headline`, in it are `text_links`
and `picture_cells`, and `input_modes` have the keyboard in its place. Beside or over it are the
lists of `panels` (each a `panel`), and there too the texts over it or at its foot, below it the
`note_editor`. The line to find something in it is a prompt, in `widgets.base`.
"""
