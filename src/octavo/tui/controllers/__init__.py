"""What the commands of the app do: plain objects, one an act, given what they need by name.

`articles`, `reading`, `notes` and `intake` hold those of one matter. What serves several is
beside them: `selection` (which articles a command is about, and their being opened, copied and
exported), `changes` (what shows them, undo, and what others change), `jobs`, `panes`.

A screen makes them, hands them itself under `protocols` and its widgets under `views`, and
passes on what the widgets say; the table of commands in `octavo.settings` names their methods.
They know the library and services. No controller knows a screen, builds on another by
inheritance, or touches the terminal but by its screen.
"""
