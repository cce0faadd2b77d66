"""Why an item is skipped: a few usual reasons as buttons, and room for another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from studio.gui import theme
from studio.gui.widgets.basic import Card, Heading, QuietButton

LONGEST_REASON = 500
COLUMNS = 2  # of reasons, so that long ones fit a narrow window


class SkipBar(Card):
    """Hidden until `ask`; digits choose a reason, Enter takes a written one, Esc goes back."""

    chosen = Signal(str)  # the code of a usual reason, or the person's own words
    cancelled = Signal()

    def __init__(self, codes: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = Heading()
        self._buttons = {code: QPushButton() for code in codes}
        self._other = QLineEdit()
        self._other.setMaxLength(LONGEST_REASON)
        self._other.returnPressed.connect(self._take_other)
        self._cancel = QuietButton()
        self._cancel.clicked.connect(self.cancel)
        reasons = QGridLayout()
        reasons.setSpacing(theme.GAP)
        for place, (code, button) in enumerate(self._buttons.items()):
            button.clicked.connect(lambda _=False, code=code: self._choose(code))
            reasons.addWidget(button, place // COLUMNS, place % COLUMNS)
        other = QHBoxLayout()
        other.addWidget(self._other, 1)
        other.addWidget(self._cancel)
        rows = QVBoxLayout()
        rows.setSpacing(theme.GAP)
        rows.addWidget(self._question)
        rows.addLayout(reasons)
        rows.addLayout(other)
        self.body.addLayout(rows)
        self.hide()
        self.retranslate()

    def retranslate(self) -> None:
        self._question.setText(self.tr("Why skip this one?"))
        self._other.setPlaceholderText(self.tr("Another reason, then Enter"))
        self._other.setAccessibleName(self.tr("Another reason"))
        self._other.setToolTip(self.tr("Enter skips with this reason"))
        self._cancel.set_text(self.tr("Do not skip"), self.tr("Do not skip (Esc)"))

    def set_words(self, words: Sequence[str]) -> None:
        """The reasons in the order of the codes, in the window's language."""
        pairs = zip(self._buttons.values(), words, strict=True)
        for number, (button, text) in enumerate(pairs, start=1):
            button.setText(f"{number}   {text}")
            button.setStyleSheet("text-align: left")
            button.setAccessibleName(text)
            button.setToolTip(f"{text} ({number})")

    def ask(self) -> None:
        self._other.clear()
        self.show()
        next(iter(self._buttons.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def cancel(self) -> None:
        self.hide()
        self.cancelled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_1
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
        elif 0 <= number < len(self._buttons):
            self._choose(list(self._buttons)[number])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
        # Everything else stops here: it is not meant for what lies beneath.

    def _take_other(self) -> None:
        if reason := self._other.text().strip():
            self._choose(reason)

    def _choose(self, reason: str) -> None:
        self.hide()
        self.chosen.emit(reason)
