"""The styles of the parts that a widget draws, worked out when a part is first drawn.

Whenever the style of a widget may have changed, Textual works out that of each of its component
classes, drawn or not. At launch that took longer than anything else. Textual has no public door
to this: its private names that it takes are all in this module.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from textual.css.styles import RenderStyles
from textual.dom import DOMNode

if TYPE_CHECKING:
    from textual.widget import Widget as _Base
else:
    _Base = object  # Textual looks for style sheets along the first base that is a widget


_PART = re.compile(r"\.([\w-]+--[\w-]+)")


class DrawnParts(_Base):
    """Put before the base of a widget: of its component classes, it styles those it draws.

    A widget has the parts that its style sheet names; octavo lists them nowhere else.
    """

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
