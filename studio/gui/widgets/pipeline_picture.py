"""The three steps as a picture: people's half above, the machine's below, joined by arrows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QGridLayout, QWidget

from studio.gui import theme
from studio.gui.widgets.basic import Heading
from studio.gui.widgets.stage_box import StageBox

ACROSS, DOWN = 72, 48  # px at 100 %, between boxes
HEAD = 5  # px, half the width of an arrow's head

# name of each box, its icon, and the stage whose colour marks it
ABOVE = (("write", "write", ""), ("rank", "rank", ""), ("watch", "train", ""))
BELOW = (("sft", "model", "sft"), ("reward", "gauge", "reward"), ("ppo", "model", "ppo"))


class PipelinePicture(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, StageBox] = {}
        self.headings = [Heading(), Heading(), Heading()]
        self._labels = ("", "")  # of the arrows between the boxes below
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for column, heading in enumerate(self.headings):
            self._grid.addWidget(heading, 0, 2 * column, Qt.AlignmentFlag.AlignTop)
            self._grid.setColumnStretch(2 * column, 1)
        for row, line in ((1, ABOVE), (3, BELOW)):
            for column, (name, icon_name, stage) in enumerate(line):
                box = StageBox(icon_name, stage)
                self.boxes[name] = box
                self._grid.addWidget(box, row, 2 * column)
        theme.changed.connect(self._take_size)
        self._take_size()

    def set_words(self, headings: tuple[str, str, str], arrows: tuple[str, str]) -> None:
        """The names of the three steps, and what passes along the two arrows below."""
        for heading, text in zip(self.headings, headings, strict=True):
            heading.setText(text)
        self._labels = arrows
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.caption_font())
        for (above, *_), (below, *_) in zip(ABOVE, BELOW, strict=True):
            upper, lower = self.boxes[above].geometry(), self.boxes[below].geometry()
            middle = upper.center().x() + 0.5
            ends = QPointF(middle, upper.bottom() + 7), QPointF(middle, lower.top() - 6)
            if above == "watch":  # the rewards that one watches come from the machine
                ends = ends[1], ends[0]
            _draw_arrow(painter, *ends)
        for place, label in enumerate(self._labels):
            left = self.boxes[BELOW[place][0]].geometry()
            right = self.boxes[BELOW[place + 1][0]].geometry()
            height = left.center().y() + 0.5
            start, end = QPointF(left.right() + 7, height), QPointF(right.left() - 6, height)
            _draw_arrow(painter, start, end)
            room = QRectF(left.right(), height - theme.px(24), right.left() - left.right(), 0)
            room.setHeight(theme.px(20))
            painter.setPen(QColor(theme.tokens().muted))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, label)
        painter.end()

    def _take_size(self) -> None:
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(0)
        for column in (1, 3):
            self._grid.setColumnMinimumWidth(column, theme.px(ACROSS))
        self._grid.setRowMinimumHeight(0, theme.px(32))
        self._grid.setRowMinimumHeight(2, theme.px(DOWN))
        self.updateGeometry()


def _draw_arrow(painter: QPainter, start: QPointF, end: QPointF) -> None:
    color = QColor(theme.tokens().control_line)
    painter.setPen(QPen(color, 1.5))
    painter.drawLine(start, end)
    along = end - start
    along /= max(1.0, (along.x() ** 2 + along.y() ** 2) ** 0.5)
    aside = QPointF(-along.y(), along.x()) * HEAD
    back = end - along * HEAD * 1.6
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([end, back + aside, back - aside]))
