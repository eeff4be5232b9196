"""The shortest way from what changed on the screen to the terminal.

For one changed line Textual draws every widget near it anew and puts their lines together.
Where a change lies wholly within the widget that is uppermost there, its lines are all that is
needed. Textual has no public door to this: its private names that the app depends on are all in
this module.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.console import Console
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip


class Patch(NamedTuple):
    """A piece of a line, and where it goes."""

    x: int
    y: int
    strip: Strip


class Patches(ChopsUpdate):
    """Pieces of lines to write over what the terminal shows."""

    def __init__(self, patches: Sequence[Patch]) -> None:
        super().__init__([], [], [])
        self.patches = patches

    def render_segments(self, console: Console) -> str:
        """What to send to the terminal."""
        return "".join(
            f"\x1b[{y + 1};{x + 1}H{strip.render(console)}" for x, y, strip in self.patches
        )


class Painter(Compositor):
    """Draws only the lines that changed where it can, and as Textual does where it cannot."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """What changed."""
        patches: list[Patch] = []
        for region in outermost(self._dirty_regions):
            lines = self._patches(region)
            if lines is None:
                return super().render_partial_update()
            patches += lines
        self._dirty_regions.clear()
        return Patches(patches) if patches else None

    def _patches(self, changed: Region) -> Sequence[Patch] | None:
        """The lines of a region; None if it is not within the uppermost widget there."""
        changed = changed.intersection(self.size.region)
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            if not seen or not seen.overlaps(changed):
                continue
            if not seen.contains_region(changed):
                return None
            strips = widget.render_lines(changed.translate(-region.offset))
            places = zip(changed.line_range, strips, strict=True)
            return [Patch(changed.x, y, strip) for y, strip in places]
        return None


def outermost(regions: Iterable[Region]) -> list[Region]:
    """Regions without those that lie in another, from the top."""
    kept: list[Region] = []
    for region in sorted(regions, key=lambda region: -region.area):
        if region and not any(other.contains_region(region) for other in kept):
            kept.append(region)
    return sorted(kept, key=lambda region: (region.y, region.x))


def paint_directly(screen: Screen[None]) -> None:
    """Let a screen that is not shown yet be painted the short way."""
    screen._compositor = Painter()
