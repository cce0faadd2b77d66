"""The three steps side by side; one is chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from studio.gui import keys, theme
from studio.gui.stage_names import STAGES, stage_name


class StageButton(QPushButton):
    """Number and name of a step, with its colour as a small mark at the bottom."""

    def __init__(self, stage: str) -> None:
        super().__init__()
        self._stage = stage
        self.setCheckable(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(theme.tokens(), self._stage)))
        middle = self.width() / 2
        painter.drawRoundedRect(QRectF(middle - 8, self.height() - 6, 16, 3), 1.5, 1.5)


class StageSwitch(QWidget):
    """The keys of the commands `train.step_…`, or the arrow keys, choose too."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {stage: StageButton(stage) for stage in STAGES}
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for number, (stage, button) in enumerate(self.buttons.items(), 1):
            group.addButton(button)
            row.addWidget(button, len(stage))
            keys.listen(button, f"train.step_{number}", button.click)
            button.toggled.connect(self._tell)
        self.buttons[STAGES[0]].setChecked(True)
        keys.changed.connect(self.retranslate)
        self.retranslate()

    @property
    def stage(self) -> str:
        return next(stage for stage, button in self.buttons.items() if button.isChecked())

    def choose(self, stage: str) -> None:
        self.buttons[stage].setChecked(True)

    def retranslate(self) -> None:
        for number, (stage, button) in enumerate(self.buttons.items(), 1):
            name = self.tr("{number} {stage}").format(number=number, stage=stage_name(stage))
            button.setText(name)
            button.setAccessibleName(name)
            button.setToolTip(f"{name} ({keys.shown(f'train.step_{number}')})")

    def _tell(self, checked: bool) -> None:
        if checked:
            self.chosen.emit(self.stage)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in moves:
            there = STAGES.index(self.stage) + moves[Qt.Key(event.key())]
            self.buttons[STAGES[min(max(there, 0), len(STAGES) - 1)]].click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
