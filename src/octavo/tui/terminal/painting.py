"""Painting: what Textual does for the whole screen, done for what is drawn or has changed.

Styles of parts are worked out when a part is first drawn: whenever the style of a widget may
have changed, Textual works out that of each of its component classes, drawn or not, and at
launch that took longer than anything else.

What changed is drawn alone: for one line Textual draws every widget near it anew, also those
that others cover, and puts their lines together. Of each widget only that is drawn here which
is seen.

Without colours (https://no-color.org) there are bold, dim, underlined and reversed only. What
colours said is said by these: what stands on a background of its own, such as the row under
the cursor, a hit or a chip, is reversed, and what is printed faintly is dim.

A screen behind a panel is painted again only where it changed.

With colours, what a theme would print too faintly is printed more strongly; with sixteen, what
they do not tell apart is said without them.

Large because all that is done between Textual and the terminal stands together.

Textual has no public door to the first two and to screens behind others: its private names that
they take are all here.
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from threading import get_ident
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.color import Color as Ink
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual._compositor import ChopsUpdate, Compositor, CompositorMap, ReflowResult
from textual.cache import FIFOCache
from textual.color import Color
from textual.css.styles import RenderStyles
from textual.dom import DOMNode
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.screen import Screen, ScreenResultType
from textual.strip import Strip
from textual.widget import Widget


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
            f"\x1b[{y + 1};{x + 1}H{written(strip, console)}" for x, y, strip in self.patches
        )


def written(strip: Strip, console: Console) -> str:
    """A line for the terminal, which is told of a style only where another one ends.

    For Textual each piece has its own, to the next reset, also between two that look the same.
    """
    if strip._render_cache is not None:
        return strip._render_cache
    colours = console._color_system or ColorSystem.TRUECOLOR
    parts: list[str] = []
    before = ""
    for text, style, _ in strip._segments:
        if style is None or style.link:
            parts.append("\x1b[0m" if before else "")
            parts.append(strip.render_style(style, text, colours) if style else text)
            before = ""
            continue
        if (codes := style._ansi) is None:
            codes = strip.render_ansi(style, colours)
        if codes != before:
            parts.append(_onwards(before, codes))
            before = codes
        parts.append(text)
    strip._render_cache = "".join(parts) + ("\x1b[0m" if before else "")
    return strip._render_cache


_INK = re.compile(r"38;(?:2;\d+;\d+;\d+|5;\d+)(?=;48;)")
"""The colour of a text in the codes of a style that is nothing more than text on a ground."""


@lru_cache(4096)
def _onwards(before: str, codes: str) -> str:
    """What leads from one style to another: a colour, if it is text on the same ground."""
    if not before:
        return f"\x1b[{codes}m"
    was, ink = _INK.match(before), _INK.match(codes)
    if was and ink and before[was.end() :] == codes[ink.end() :]:
        return f"\x1b[{ink[0]}m"
    return f"\x1b[{f'0;{codes}' if codes else 0}m"


class Painter(Compositor):
    """Draws only what changed, and of each widget only what is in sight there."""

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Lay out all; what comes before or below others as it did has not changed by that.

        For Textual all siblings of a widget that comes or goes have, as each counts them; and
        where one came, it lays all of them out once more when it is next asked for a place.
        """
        before, dirty = self._full_map, self._dirty_regions.copy()
        result = super().reflow(parent, size)
        after, self._full_map_invalidated = self._full_map, False
        if stacked(before, after) == stacked(after, before):
            self._dirty_regions = dirty.union(moved(before, after), moved(after, before))
        return result

    def render_partial_update(self) -> ChopsUpdate | None:
        """What changed."""
        regions = outermost(self._dirty_regions)
        self._dirty_regions.clear()
        patches = [patch for region in regions for patch in self._patches(region)]
        return Patches(patches) if patches else None

    def _patches(self, changed: Region) -> Iterator[Patch]:
        """The lines of a region, of the uppermost widget wherever there are several."""
        lacking = [part] if (part := changed.intersection(self.size.region)) else []
        for widget, (region, clip) in self.visible_widgets.items():
            beside: list[Region] = []
            for part in lacking:
                if not (seen := part.intersection(region.intersection(clip))):
                    beside.append(part)
                    continue
                beside += around(part, seen)
                strips = widget.render_lines(seen.translate(-region.offset))
                for y, strip in zip(seen.line_range, strips, strict=True):
                    yield Patch(seen.x, y, strip)
            if not (lacking := beside):
                return


def stacked(widgets: CompositorMap, common: CompositorMap) -> list[Widget]:
    """The widgets that are in another map too, the lowest first."""
    return sorted(widgets.keys() & common.keys(), key=lambda each: widgets[each].order)


def moved(widgets: CompositorMap, other: CompositorMap) -> Iterator[Region]:
    """What is seen of widgets that have another place in another map, but for their order."""
    for widget, place in widgets.items():
        there = other.get(widget)
        if there is None or (place.region, place[2:]) != (there.region, there[2:]):
            yield place.clip.intersection(place.region)


def around(region: Region, part: Region) -> list[Region]:
    """What is left of a region without a part of it."""
    above = Region(region.x, region.y, region.width, part.y - region.y)
    below = Region(region.x, part.bottom, region.width, region.bottom - part.bottom)
    left = Region(region.x, part.y, part.x - region.x, part.height)
    right = Region(part.right, part.y, region.right - part.right, part.height)
    return [each for each in (above, below, left, right) if each]


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


TEXT_CONTRAST, LINE_CONTRAST = 4.5, 3.0
"""The least contrast of text, and of lines and blocks (https://www.w3.org/TR/WCAG22, 1.4.3 and
1.4.11)."""
_TURNS = 60
"""Turns of the loop that what comes of a key takes from widget to widget at the most: half of
them do, and each takes some 30 µs, so that it ends where nothing else is ready."""
_APART = 1 / 120
"""Seconds between two paintings at the most; else as many as the first of them took."""
_STEPS = 20
"""On the way of a colour to black or white; the first with enough contrast is taken."""
HALF, PLACEHOLDER = "▀", "\U0010eeee"
PICTURED = HALF, PLACEHOLDER  # of pictures: two pixels, or a part that its colour names
_LINES = re.compile(r"[\s\u2500-\u259f]*+\Z")
"""Box drawing and block elements."""


class PaintedSoon(Screen[ScreenResultType]):
    """A screen that is painted as soon as all is there that comes of one key, and once.

    Textual waits for the next sixtieth of a second; but a new screen it paints before its
    widgets have heard how large they are, and lays it out for each of three messages that say
    the same size.
    """

    _painted = _took = 0.0
    """When it was painted last, in seconds by a clock of its own, and how long that took."""
    _is_begun = False
    """Whether it may be painted at all."""
    _is_due = False
    """Whether a painting is on its way."""

    async def _on_idle(self, event: events.Idle) -> None:
        """Have what changed painted in a moment."""
        has_changed = self._layout_required or self._scroll_required or self._repaint_required
        may_paint = self.is_current and not self.app._batch_count
        if may_paint and (has_changed or self._dirty_widgets):
            event.prevent_default()
            self._schedule_paint()

    def schedules_paint_of(self, widget: Widget) -> bool:
        """Have a widget painted in a moment; False if it is to tell that by messages."""
        if not self.is_current or self.app._batch_count or self not in self._compositor:
            return False
        self._dirty_widgets.add(widget)
        self._schedule_paint()
        return True

    def _schedule_paint(self) -> None:
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_soon(self._paint_after, _TURNS)

    def _paint_after(self, turns: int) -> None:
        """Paint when the loop has come round so often, in which messages reach their ends."""
        loop = asyncio.get_running_loop()
        if turns and getattr(loop, "_ready", True):
            loop.call_soon(self._paint_after, turns - 1)
        elif (left := self._painted + min(self._took, _APART) - loop.time()) > 0:
            loop.call_later(left, self._paint_after, 0)
        else:
            self.call_next(self._paint)

    def _paint(self) -> None:
        self._is_due = False
        clock = asyncio.get_running_loop().time
        begun = clock()
        self._on_timer_update()
        self._painted = clock()
        self._took = self._painted - begun

    def _on_timer_update(self) -> None:
        if self.is_current and not self.app._batch_count:
            self._is_begun = True
            if self._layout_required and self._repaint_required:  # at once, and not both
                self._dirty_widgets.add(self)
                self._repaint_required = False
        super()._on_timer_update()

    async def laid_out(self) -> bool:
        """Wait until what has changed by now stands where it will; False if it does already."""
        if is_due := self._layout_required:
            is_painted = asyncio.Event()
            self.call_after_refresh(is_painted.set)
            await is_painted.wait()
        return is_due

    def _compositor_refresh(self) -> None:
        if self._is_begun:
            super()._compositor_refresh()
        else:
            self._repaint_required = True
            self.check_idle()

    def _screen_resized(self, size: Size) -> None:
        if size != self.outer_size:
            super()._screen_resized(size)


class StillBehind(PaintedSoon[ScreenResultType]):
    """A screen that behind another is painted again only when something in it changes.

    Once it has, Textual takes all of it to be out of date for good, and paints both screens
    whenever this one has anything to do, such as to look for the changes of others.
    """

    def _compositor_refresh(self) -> None:
        super()._compositor_refresh()
        if self is not self.app.screen:
            self._repaint_required = False


class Drawn(Strip):
    """A line that is drawn, whose caches are made when something is kept there.

    Textual makes seven for each, which takes most of what it takes to make a line.
    """

    __slots__ = ()

    def __init__(self, segments: Iterable[Segment], cell_length: int) -> None:
        self._segments = list(segments)
        self._cell_length = cell_length
        self._render_cache = self._link_ids = self._cell_count = None

    def __getattr__(self, name: str) -> FIFOCache[Any, Any]:
        made: FIFOCache[Any, Any] = FIFOCache(4)
        setattr(self, name, made)
        return made


class Readable(LineFilter):
    """Blends what stands out too little from its ground towards white or black."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same texts, strong enough."""
        ground = (background.r, background.g, background.b)
        return [
            segment
            if style is None or text[:1] in PICTURED or text.isspace()
            else Segment(text, strengthened(style, ground, not _LINES.match(text)), control)
            for segment in segments
            for text, style, control in (segment,)
        ]


@lru_cache(4096)
def strengthened(style: Style, ground: tuple[int, int, int], is_text: bool) -> Style:
    """A style in which text, or else lines, have the contrast that they need.

    `ground` is what a style without a background stands on. Colours of the terminal's own
    stay, since nobody knows how they look.
    """
    if style.bgcolor and not style.bgcolor.is_default:
        if style.bgcolor.triplet is None:
            return style
        ground = style.bgcolor.triplet
    if style.color is None or (ink := style.color.triplet) is None:
        return style
    least = TEXT_CONTRAST if is_text else LINE_CONTRAST
    if contrast(ink, ground) >= least:
        return style
    poles = sorted(((0, 0, 0), (255, 255, 255)), key=lambda pole: contrast(pole, ground))
    same = max(poles) if luminance(ink) >= luminance(ground) else min(poles)
    pole = same if contrast(same, ground) >= least else poles[1]
    for step in range(1, _STEPS + 1):
        share = step / _STEPS
        blend = tuple(round(a + (b - a) * share) for a, b in zip(ink, pole, strict=True))
        if contrast(blend, ground) >= least:
            break
    return style + Style(color=Ink.from_rgb(*blend))


def contrast(one: Sequence[int], other: Sequence[int]) -> float:
    """How far two colours stand apart, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Sequence[int]) -> float:
    """How bright a colour is, from 0 to 1 (WCAG 2.2, relative luminance)."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (each / 255 for each in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


STANDS_OUT = 26
"""How far a background must be from that of its widget, in steps of 255 of one channel."""

FAINT = 140
"""What is less far from its background is dim."""


@lru_cache(4096)
def plain(style: Style, background: Color) -> Style:
    """A style that says without colours what it said with them."""
    ground = _rgb(style.bgcolor) or background.rgb
    stands_out = _distance(ground, background.rgb) >= STANDS_OUT
    ink = _rgb(style.color)
    faint = ink is not None and _distance(ink, ground) < FAINT and not stands_out
    return style.without_color + Style(
        reverse=bool(style.reverse) != stands_out, dim=bool(style.dim) or faint
    )


@lru_cache(4096)
def told_apart(style: Style, background: Color) -> Style:
    """A style as it is, or plain if a ground of its own, or its text, would not be seen."""
    ground = _rgb(style.bgcolor) or background.rgb
    ink, below = _nearest(_rgb(style.color)), _nearest(ground)
    is_lost = below == _nearest(background.rgb) and (
        _distance(ground, background.rgb) >= STANDS_OUT
    )
    return plain(style, background) if is_lost or ink == below else style


class Restyled(LineFilter):
    """Sends the segments of a line of a widget in other styles."""

    restyle: Callable[[Style, Color], Style]
    """Another style in the place of one, on a background."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments of a line of a widget with this background."""
        return [
            Segment(text, style and self.restyle(style, background), control)
            for text, style, control in segments
        ]


class Together(LineFilter):
    """Some filters as one, which remembers what they make of a style on a background.

    For that, of a text nothing may matter to them but whether it is blank, lines or a picture.
    """

    def __init__(self, filters: Sequence[LineFilter]) -> None:
        super().__init__()
        self.filters = filters
        self._known: dict[Color, dict[tuple[int, str], tuple[Style, Style | None]]] = {}
        """By background, and by which style it is: to compare styles takes longer."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """What all of them make of a line, one after the other."""
        known = self._known.setdefault(background, {})
        if len(known) > _KNOWN:
            known.clear()
        filtered: list[Segment] = []
        for text, style, control in segments:
            if style:
                key = id(style), _sample(text)
                if (found := known.get(key)) is None:
                    found = known[key] = style, self._restyled(style, background, key[1])
                style = found[1]
            filtered.append(Segment(text, style, control))
        return filtered

    def _restyled(self, style: Style, background: Color, text: str) -> Style | None:
        segments = [Segment(text, style)]
        for each in self.filters:
            segments = each.apply(segments, background)
        return segments[0].style


_KNOWN = 4096
"""Styles that are remembered at the most."""


def _sample(text: str) -> str:
    """A character that filters take for the like of a text."""
    if text.isspace():
        return " "
    if text.isascii() or not (text[:1] in PICTURED or _LINES.match(text)):
        return "x"
    return text[:1].strip() or "│"


class WithoutColour(Restyled):
    """Sends no colour to the terminal."""

    restyle = staticmethod(plain)


class FewColours(Restyled):
    """Says without colours what the sixteen of a terminal would not tell apart."""

    restyle = staticmethod(told_apart)


def _nearest(colour: tuple[int, int, int] | None) -> int | None:
    """The number of the colour of sixteen that a terminal is sent for another."""
    return colour and Ink.from_rgb(*colour).downgrade(ColorSystem.STANDARD).number


def _rgb(ink: Ink | None) -> tuple[int, int, int] | None:
    """The colour of an ink; None if the terminal decides."""
    if ink is None or ink.is_default:
        return None
    red, green, blue = ink.get_truecolor()
    return red, green, blue


def _distance(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


_PART = re.compile(r"\.([\w-]+--[\w-]+)")


if TYPE_CHECKING:
    from textual.widget import Widget as _Base
else:
    _Base = object  # Textual looks for style sheets along the first base that is a widget


class DrawnParts(_Base):
    """Put before the base of a widget: of its component classes, it styles those it draws.

    A widget has the parts that its style sheet names; octavo lists them nowhere else.
    """

    @cached_property
    def _drawn_styles(self) -> dict[tuple[str, ...], Style]:
        """Those that were asked for, until they may be others."""
        return {}

    def drawn_style(self, *names: str) -> Style:
        """The style that some parts give, one upon the other."""
        if (style := self._drawn_styles.get(names)) is None:
            style = self._drawn_styles[names] = self.get_visual_style(*names).rich_style
        return style

    def get_component_rich_style(
        self, *names: str, partial: bool = False, default: Style | None = None
    ) -> Style:
        """The same for what Textual draws, which forgets it whenever that is drawn anew."""
        key = *names, str(partial), str(default)
        if (style := self._drawn_styles.get(key)) is None:
            style = super().get_component_rich_style(*names, partial=partial, default=default)
            self._drawn_styles[key] = style
        return style

    def check_idle(self) -> None:
        """Have what is drawn anew painted, without word to itself and to the screen of that."""
        if self._repaint_required and self._is_only_drawn() and self._is_scheduled():
            self._repaint_required = False
        else:
            super().check_idle()

    def _is_only_drawn(self) -> bool:
        """Whether nothing else is to be done than to draw it anew."""
        more = self._layout_required or self._scroll_required or self._refresh_styles_required
        return self.is_running and self.display and not (more or self._recompose_required)

    def _is_scheduled(self) -> bool:
        is_here = self._thread_id == get_ident()
        screen = self.screen if is_here else None
        return isinstance(screen, PaintedSoon) and screen.schedules_paint_of(self)

    def get_component_styles(self, *names: str) -> RenderStyles:
        """The styles of some parts, one upon the other.

        Raises:
            KeyError: If the widget has no such part.
        """
        for name in names:
            if name not in self._component_styles and name in self._parts():
                self._component_styles[name] = self._worked_out(name)
        return super().get_component_styles(*names)

    def notify_style_update(self) -> None:
        """Draw anew if a part that was drawn looks otherwise now."""
        self._drawn_styles.clear()
        super().notify_style_update()
        drawn = self._component_styles
        for name, styles in list(drawn.items()):
            drawn[name] = self._worked_out(name)
            if drawn[name] != styles:
                self.refresh()

    def _worked_out(self, name: str) -> RenderStyles:
        part = DOMNode(classes=name)
        part._attach(self)
        self.app.stylesheet.apply(part)
        return part.styles

    @classmethod
    @cache
    def _parts(cls) -> frozenset[str]:
        """The component classes that its style sheet, or that of a base, names or declares."""
        sheets = (vars(base).get("DEFAULT_CSS", "") for base in cls.__mro__)
        named = (name for sheet in sheets for name in _PART.findall(sheet))
        return super()._get_component_classes().union(named)

    @classmethod
    @cache
    def _get_component_classes(cls) -> frozenset[str]:
        """What Textual is to work out at every change: nothing."""
        return frozenset()
