"""The screens: each composes widgets, connects controllers, and passes on what widgets say.

What a command does is not here but in `octavo.tui.controllers`; `wiring` is the one list of
what each controller of the main screen is given.
"""
