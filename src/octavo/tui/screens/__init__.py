"""The screens: they ask the library and hand values down to widgets."""
