"""Work that joins the world and the library, most of it long.

What comes in is told apart by `detect`, and brought by `add`, `imports`, `fetch`,
`refresh_feeds`, `subscribe`, the folder of `inbox`, and from a browser (`web_server` and
`browser`, which also serves the app itself there); what goes out is written by `export`.
Besides, there are the `pictures` of a text, and the guide in a `new_library`. The command line
and the app call it, in a thread if they must not wait, and are told what became of each thing
as soon as it is in. Nothing here prints, draws or asks.
"""
