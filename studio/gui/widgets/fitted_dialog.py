"""A dialog that is as high as what it shows, also when that changes."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QDialog


class FittedDialog(QDialog):
    """Qt makes room for text that wraps only when a window opens: later it would be cut off."""

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and (layout := self.layout()) is not None:
            needed = layout.totalHeightForWidth(self.width())
            self.resize(self.width(), max(needed, layout.totalMinimumSize().height()))
        return handled
