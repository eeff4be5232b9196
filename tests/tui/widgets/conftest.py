"""Widgets alone on a stage."""

from tests.tui.pilot import _quick_pilot

__all__ = ["_quick_pilot"]
