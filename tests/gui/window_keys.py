"""Keys as a person presses them."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.gui.main_window import MainWindow


def press(window: MainWindow, key: str) -> None:
    """Press a key as the person does, wherever the focus is."""
    combination = QKeySequence(key)[0]
    QTest.keyClick(
        QApplication.focusWidget() or window, combination.key(), combination.keyboardModifiers()
    )


def press_in_turn(*keys: str) -> None:
    """Press keys one after the other, each where the focus then is; there must be one."""
    for key in keys:
        focused = QApplication.focusWidget()
        assert focused is not None, f"nothing has the focus before {key}"
        QTest.keySequence(focused, key)
