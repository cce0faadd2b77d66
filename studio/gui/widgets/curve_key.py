"""What the lines of a plot are: a piece of each line, its name and its value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.gui import theme

_SAMPLE = 22  # px of line shown before a name
_GAP = 6
_BETWEEN = 20


@dataclass(frozen=True)
class KeyEntry:
    name: str
    value: str
    color: str
    style: Qt.PenStyle


class CurveKey(QWidget):
    """Entries side by side, wrapping where the width ends; a screen reader reads them as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[KeyEntry, ...] = ()
        self._note = ""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFont(theme.font())
        theme.changed.connect(self._restyle)

    def show_entries(self, entries: Sequence[KeyEntry], note: str = "") -> None:
        """`note` comes first: at which step the values are, or that there are none."""
        if (tuple(entries), note) == (self._entries, self._note):
            return
        rewrap = [e.name for e in entries] != [e.name for e in self._entries]
        self._entries, self._note = tuple(entries), note
        self.setAccessibleName(self.text())
        if rewrap:
            self.updateGeometry()
        self.update()

    def text(self) -> str:
        told = [f"{entry.name} {entry.value}".strip() for entry in self._entries]
        return ", ".join([self._note, *told] if self._note else told)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return places[-1].bottom() + 1 if places else self._row_height()

    def sizeHint(self) -> QSize:
        width = self.width() or 400
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = self.width() or 400
        return QSize(120, self.heightForWidth(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        places = self._places(self.width())
        if self._note:
            painter.setPen(QColor(theme.tokens().muted))
            painter.drawText(places[0], Qt.AlignmentFlag.AlignVCenter, self._note)
            places = places[1:]
        for place, entry in zip(places, self._entries, strict=True):
            painter.setPen(QPen(QColor(entry.color), 2, entry.style))
            middle = place.center().y()
            painter.drawLine(QPoint(place.left(), middle), QPoint(place.left() + _SAMPLE, middle))
            painter.setPen(QColor(theme.tokens().text))
            words = place.adjusted(_SAMPLE + _GAP, 0, 0, 0)
            shown = self.fontMetrics().elidedText(
                _words(entry), Qt.TextElideMode.ElideRight, words.width()
            )
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)

    def _places(self, width: int) -> list[QRect]:
        metrics = QFontMetrics(self.font())
        widths = [metrics.horizontalAdvance(self._note)] if self._note else []
        widths += [
            _SAMPLE + _GAP + metrics.horizontalAdvance(_words(entry)) + 2 for entry in self._entries
        ]
        places, x, y = [], 0, 0
        for wanted in widths:
            if x and x + wanted > width:
                x, y = 0, y + self._row_height()
            places.append(QRect(x, y, min(wanted, width), self._row_height()))
            x += wanted + _BETWEEN
        return places

    def _row_height(self) -> int:
        return QFontMetrics(self.font()).height() + 4

    def _restyle(self) -> None:
        self.setFont(theme.font())
        self.updateGeometry()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)


def _words(entry: KeyEntry) -> str:
    return f"{entry.name}  {entry.value}" if entry.value else entry.name
