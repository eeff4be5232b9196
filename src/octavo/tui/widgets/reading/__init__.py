"""The reading pane, and what stands above, in, beside and below its text.

`pane` draws the text that `octavo.markdown` has laid out, and `scroller` moves it; above it is
the `headline`, in it `picture_cells` and what has the keyboard in its place (`hints`), beside
or over it the lists of `panel`, at its foot `popup`, `note_editor` and `triage_bar`. The
line to find something in it is a prompt, in `widgets.base`.
"""
