"""What the commands of the app do: plain objects, one an act, given what they need by name.

A screen makes them, hands them its widgets under the small `protocols`, and passes on what the
widgets say; the table of commands in `octavo.settings` names their methods. They know
the library and services. No controller knows a screen, builds on another by inheritance, or
touches the terminal.
"""
