"""A box of the pipeline picture: what is there, how good it is, how fresh it is; a way in."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from studio.gui import theme
from studio.gui.widgets.basic import Caption, Heading, Mark

WIDTH, HEIGHT = 216, 136  # px at 100 %
RADIUS = 8
FIGURE_PX = 20
STRIPE = 4  # px, the stage's colour at the left edge


class StageBox(QAbstractButton):
    """`stage` (sft, reward, ppo) gives the box of the machine its coloured mark."""

    def __init__(self, icon_name: str, stage: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._title = Heading()
        self._figure = QLabel()
        self._state_mark = Mark("", "muted", 16)
        self._state = Caption()
        head = QHBoxLayout()
        head.setSpacing(theme.GAP)
        head.addWidget(Mark(icon_name, "muted", 18))
        head.addWidget(self._title, 1)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self._state_mark, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self._state, 1)
        column = QVBoxLayout(self)
        padding = theme.CARD_PADDING
        column.setContentsMargins(padding, padding, padding, 12)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._figure)
        column.addStretch(1)
        column.addLayout(foot)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.changed.connect(self._take_font)
        self._take_font()

    def show_texts(
        self, title: str, figure: str, state: str, mark: str = "", token: str = "muted"
    ) -> None:
        """Set the words; `mark` is the icon before the state, `token` its colour."""
        self._title.setText(title)
        self._figure.setText(figure)
        self._state.setText(state)
        self._state_mark.show_icon(mark, token)
        self._state_mark.setVisible(bool(mark))
        self.setAccessibleName(". ".join(part for part in (title, figure, state) if part))

    def title(self) -> str:
        return self._title.text()

    def figure(self) -> str:
        return self._figure.text()

    def state(self) -> str:
        return self._state.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        width = 2.0 if focused else 1.0
        edge = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(QColor(colors.accent if focused else colors.line), width))
        painter.setBrush(QColor(colors.hover if self.underMouse() else colors.surface))
        painter.drawRoundedRect(edge, RADIUS, RADIUS)
        if self._stage:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(getattr(colors, self._stage)))
            stripe = QRectF(0, theme.CARD_PADDING, STRIPE, self.height() - 2 * theme.CARD_PADDING)
            painter.drawRoundedRect(stripe, STRIPE / 2, STRIPE / 2)
        painter.end()

    def _take_font(self) -> None:
        self._figure.setFont(theme.font(FIGURE_PX))
        self.setMinimumSize(theme.px(WIDTH), theme.px(HEIGHT))
