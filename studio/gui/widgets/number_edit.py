"""A field for one number of a given range, typed or stepped with the arrow keys."""

from __future__ import annotations

import math

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class NumberEdit(QLineEdit):
    """Takes 0.001, 1e-3 and 0,001 alike. What is no number, or out of range, is kept as typed."""

    changed = Signal()

    def __init__(
        self,
        default: float,
        low: float,
        high: float,
        *,
        open_low: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._whole = isinstance(default, int)
        self._low, self._high, self._open_low = low, high, open_low
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.textChanged.connect(self.changed)
        self.set_value(default)

    def value(self) -> float | None:
        """The number, or None when what is typed is none in the range."""
        typed = self.text().strip().replace(",", ".")
        try:
            value = int(typed) if self._whole else float(typed)
        except ValueError:
            return None
        inside = self._low <= value <= self._high and not (self._open_low and value == self._low)
        return value if inside else None

    def set_value(self, value: float) -> None:
        self.setText(plain_number(value))
        self.setCursorPosition(0)

    def step(self, up: bool) -> None:
        """To the next number: by one, or in the first digit that counts."""
        value = self.value()
        if value is None:
            return
        stride = 1.0 if self._whole else _first_digit(value, up)
        stepped = round(value + (stride if up else -stride), 12)
        stepped = min(max(stepped, self._low), self._high)
        if not (self._open_low and stepped == self._low):
            self.set_value(int(stepped) if self._whole else stepped)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step(event.key() == Qt.Key.Key_Up)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # it scrolls the form; nobody changes a number by accident


def plain_number(value: float) -> str:
    """A number as one would type it, with the language's decimal mark: 0.0003 or 0,0003."""
    if isinstance(value, int):
        return str(value)
    text = f"{value:.12f}".rstrip("0").rstrip(".") if abs(value) < 1e9 else f"{value:g}"
    return text.replace(".", QLocale().decimalPoint())


def _first_digit(value: float, up: bool) -> float:
    """What one in the first digit of `value` is worth; down from 0.1 it is 0.01."""
    if value == 0:
        return 0.01
    exponent = math.log10(abs(value))
    at_power_of_ten = abs(exponent - round(exponent)) < 1e-9
    if at_power_of_ten:
        return 10.0 ** (round(exponent) - (not up))
    return 10.0 ** math.floor(exponent)
