"""Puts another widget into a scroll area while something in the old one has the keyboard."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea, QWidget


def replace_widget(area: QScrollArea, widget: QWidget) -> None:
    """`setWidget` would end the old one at once, even amid a key that its child has received."""
    old = area.takeWidget()
    if old is not None:
        old.hide()
        old.deleteLater()
    area.setWidget(widget)
